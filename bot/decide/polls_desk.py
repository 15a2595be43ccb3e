"""What the team does with polls: ask one by command, ask the room about a message, post, reword, skip or put off a draft, end early."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.actions import Amend, Button, Decision, DraftKept, EntryKept, QuestionKept, SurveyKept, TimerSet, end_button
from bot.decide.corrections import notice
from bot.decide.manners import Proposal, drafted, publish
from bot.decide.nudges import card_closed
from bot.decide.polls import nudge_again, reworded, taken_up
from bot.decide.polls_form import fitted, lasting, poll_of, unfit, words, written
from bot.decide.polls_way import end
from bot.events import ButtonPressed, CommandGiven
from bot.model import (
    ASKING,
    STANDING,
    Cue,
    Draft,
    DraftState,
    Entry,
    Kind,
    Message,
    Mode,
    Phrase,
    Poll,
    Purpose,
    Survey,
    SurveyState,
    Timer,
    Verdict,
    WrongKnob,
    duration,
    short_id,
)
from bot.read.choices import choice
from bot.view import View

SNOOZE = timedelta(hours=1)
YES = ("yes", "true", "1")
COMMANDS = ("ask_poll", "ask_room", "end_poll")
"""The commands that are about polls."""


def commanded(event: CommandGiven, view: View) -> Decision:
    """Carry out a command about polls, for the team alone."""
    if not event.team:
        return notice(event, view, "notice.team_only")
    serve: dict[str, Callable[[CommandGiven, View], Decision]] = {
        "ask_poll": _ask,
        "ask_room": _ask_room,
        "end_poll": _end,
    }
    return serve[event.name](event, view)


def _ask(event: CommandGiven, view: View) -> Decision:
    """Ask what a person wrote: the question on the first line, then one option a line."""
    poll = written(event.argument("text"), multiple=event.argument("several").casefold() in YES)
    try:
        span = duration(event.argument("for")) if event.argument("for") else view.policy.poll_lasts
    except WrongKnob as wrong:
        return notice(event, view, "notice.wrong_value", (("reason", str(wrong)),))
    if not poll.question:
        return notice(event, view, "notice.nothing_written")
    wrong_form = unfit(poll, view.limits)
    if wrong_form is not None and (poll.options or view.team_channel is None):
        return notice(event, view, wrong_form.name, wrong_form.values)
    # Two of the team may ask in the same second, which is all that some platforms tell.
    mine = short_id(f"{event.member.id} {event.argument('text')}")
    survey = Survey(
        f"poll:at:{event.at.timestamp():.3f}:{mine}",
        view.room.channel,
        poll,
        view.now,
        lasting(span, view.limits),
        asked=True,
        because=(Cue("poll_wanted"),),
    )
    return _wanted(event, survey, view)


def _ask_room(event: CommandGiven, view: View) -> Decision:
    """Ask what a message puts to the room. Where it names no options, the draft asks the team for them."""
    id = event.argument("message")
    line = view.room.lines.get(id)
    if line is None or not line.message.text:
        return notice(event, view, "notice.message_gone")
    for survey in view.room.surveys.values():
        if id in survey.lines and survey.live:
            return notice(event, view, "notice.poll_drafted" if survey.state in ASKING else "notice.poll_stands")
    if view.team_channel is None:
        return notice(event, view, "notice.poll_no_team_channel")
    offered = choice(line.message, line.reading)
    poll = poll_of(offered.question, offered.options) if offered else _bare(line.message)
    survey = Survey(
        f"poll:{id}:{event.at.timestamp():.3f}",
        view.room.channel,
        fitted(poll, view.limits),
        view.now,
        lasting(view.policy.poll_lasts, view.limits),
        lines=(id,),
        reply_to=id,
        asked=True,
        because=(Cue("poll_wanted", lines=(id,)), *(offered.because if offered else ())),
    )
    return _wanted(event, survey, view)


def _bare(message: Message) -> Poll:
    return poll_of(message.text, ())


def _wanted(event: CommandGiven, survey: Survey, view: View) -> Decision:
    """A person wants this poll, so quiet hours and budget are theirs to weigh. They see a draft first, unless the bot may act."""
    proposal = _proposal(survey)
    complete = unfit(survey.poll, view.limits) is None
    marked = taken_up(view.room.questions.get(survey.reply_to or ""), survey)
    if complete and (view.policy.poll is Mode.ACT or view.team_channel is None):
        return publish(proposal, view, Cue("asked_by_team")) + marked + notice(event, view, "notice.poll_posted")
    return drafted(proposal, view, Cue("asked_by_team")) + marked + notice(event, view, "notice.poll_drafted")


def _proposal(survey: Survey) -> Proposal:
    return Proposal(
        survey.key, Kind.POLL, words(survey.poll), survey.because, (), survey.reply_to, survey, arm=survey.arm
    )


def _end(event: CommandGiven, view: View) -> Decision:
    """End the poll that is named, else the latest that stands here."""
    wanted = event.argument("poll")
    standing = [
        survey
        for survey in view.room.surveys.values()
        if survey.state in (SurveyState.POSTED, SurveyState.OPEN) and wanted in ("", survey.key)
    ]
    if not standing:
        return notice(event, view, "notice.poll_none")
    return end(standing[-1], event.at, view) + notice(event, view, "notice.poll_ending")


def pressed(event: ButtonPressed, draft: Draft, view: View) -> Decision:
    """Do what a button under a poll's draft says."""
    survey = view.room.surveys.get(draft.key)
    if survey is None:
        return notice(event, view, "notice.draft_gone")
    match event.value.partition(":")[0]:
        case "post":
            return _post(event, draft, survey, view, Cue("approved"))
        case "edit":
            return _edit(event, draft, survey, view)
        case "skip":
            skipped = _closed(draft, survey, SurveyState.SKIPPED, Cue("skipped"), "card.poll_skipped", view)
            return skipped + nudge_again(survey, view)
        case "snooze":
            return _snooze(draft, survey, view)
        case _:
            return notice(event, view, "notice.button_unknown")


def _edit(event: ButtonPressed, draft: Draft, survey: Survey, view: View) -> Decision:
    """Post what was written, if it can be; else keep it in the draft, so that only what is wrong has to be mended."""
    if not event.text.strip():
        return notice(event, view, "notice.nothing_written")
    poll = written(event.text, multiple=survey.poll.multiple)
    survey, draft = replace(survey, poll=poll), replace(draft, words=words(poll))
    return _post(event, draft, survey, view, Cue("approved_edited"))


def _post(event: ButtonPressed, draft: Draft, survey: Survey, view: View, cue: Cue) -> Decision:
    wrong = unfit(survey.poll, view.limits)
    if wrong is not None:
        kept = reworded(survey, view) if survey != view.room.surveys[survey.key] else Decision()
        return kept + notice(event, view, wrong.name, wrong.values)
    # Whoever put it under a message that is gone by now would see it refused.
    reply = survey.reply_to if survey.reply_to in view.room.lines else None
    survey = replace(survey, reply_to=reply)
    kept = Decision((DraftKept(replace(draft, state=DraftState.POSTED)),), _posted_card(draft, view))
    return kept + publish(_proposal(survey), view, cue)


def _posted_card(draft: Draft, view: View) -> tuple[Amend, ...]:
    """Return the note that a draft's card becomes, with the one thing that can still be done: to end the poll."""
    return tuple(replace(note, buttons=(end_button(draft),)) for note in card_closed(draft, view, "card.poll_posted"))


def _closed(draft: Draft, survey: Survey, state: SurveyState, cue: Cue, phrase: str, view: View) -> Decision:
    entry = Entry(view.now, view.room.channel, Verdict.CORRECTED, draft.key, (cue,))
    left = DraftState.SKIPPED if state is SurveyState.SKIPPED else DraftState.WITHDRAWN
    kept = (DraftKept(replace(draft, state=left)), SurveyKept(replace(survey, state=state)), EntryKept(entry))
    return Decision(kept, card_closed(draft, view, phrase))


def _snooze(draft: Draft, survey: Survey, view: View) -> Decision:
    """Put it off: it comes back as another draft. Its key is another, since the same key is never shown twice."""
    until = view.now + SNOOZE
    decision = _closed(draft, survey, SurveyState.WITHDRAWN, Cue("snoozed"), "card.snoozed", view)
    again = replace(survey, key=f"{survey.key}:{until.timestamp():.0f}", state=SurveyState.IDEA, at=view.now)
    timer = TimerSet(Timer(view.room.channel, Purpose.POLL, again.key, until))
    for question in view.room.questions.values():
        if question.nudged_by == survey.key:
            decision += Decision((QuestionKept(replace(question, nudged_by=again.key)),))
    return decision + Decision((SurveyKept(again), timer))


def ended(event: ButtonPressed, view: View) -> Decision | None:
    """End the poll whose posted draft carries the button; None where the button is about something else."""
    verb, _, id = event.value.partition(":")
    if verb != "endpoll":
        return None
    channel = view.room.channel
    survey = next((each for each in view.room.surveys.values() if short_id(f"{channel} {each.key}") == id), None)
    if survey is None or survey.state not in STANDING:
        return notice(event, view, "notice.poll_over")
    if survey.state is SurveyState.CLOSED:
        return notice(event, view, "notice.poll_ending")
    decision = end(survey, event.at, view) + notice(event, view, "notice.poll_ending")
    if view.team_channel is None:
        return decision
    name = view.community.channels.get(channel.id, channel.id)
    note = (Phrase("card.poll_ended", (("channel", name),)), *words(survey.poll))
    key, again = f"ended:{survey.key}:{event.at.timestamp():.3f}", Button("button.end_poll", event.value)
    card = Amend(key, channel, view.team_channel, f"card:{survey.key}", note, view.policy.language, (again,))
    return decision + Decision(actions=(card,))
