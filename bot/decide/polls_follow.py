"""What we'll do: once a poll's result was said, the team is asked what comes of it, reminded twice, then let be; the answer is reported.

A poll is open until the team has said what came of it. The team is reminded, never the members, and never in quiet hours. Whatever
comes late or twice, at most one report stands in the channel; one that the platform refused may be tried anew.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import (
    NOTHING,
    Action,
    ActionCancelled,
    Amend,
    Button,
    Change,
    Decision,
    DraftKept,
    EntryKept,
    PostKept,
    Say,
    SurveyKept,
    TimerCleared,
    TimerSet,
    outcome_buttons,
)
from bot.decide.corrections import notice
from bot.decide.holding import hushed
from bot.decide.polls_form import asks
from bot.decide.polls_result import asked_as
from bot.decide.quote import QUOTE, inside
from bot.events import ActionSettled, ButtonPressed, CommandGiven
from bot.model import (
    ANSWERABLE,
    OUTCOME,
    RESULT,
    Cue,
    Draft,
    DraftState,
    Entry,
    Kind,
    Outcome,
    Phrase,
    Post,
    Purpose,
    Refusal,
    Survey,
    SurveyState,
    Timer,
    Verdict,
)
from bot.view import View

CARD = "what_now"
"""Begins the keys of the cards that ask the team; the poll's own key follows."""

SAY, LET_BE = "outcome", "letbe"
"""The verbs of the buttons under such a card."""

COMMANDS = ("tell_outcome",)
"""The command by which the team says what comes of a poll, wherever that is offered: `poll` names it, `text` is what to say."""

TIMES = 3
"""How often the team is asked: once, and reminded twice."""

BETWEEN = timedelta(days=1)
"""How long the team has before it is reminded; after the last reminder twice as long, and then it is let be."""

HEADING = 300
"""So many characters of a message are kept for what the report begins with."""


def settled(event: ActionSettled, view: View) -> Decision:
    """Ask the team once a poll's result stands; and look after a report that the platform refused."""
    if event.key.startswith(RESULT):
        survey = view.room.surveys.get(event.key.removeprefix(RESULT))
        if survey is None or survey.state is not SurveyState.TOLD or isinstance(event.settlement, Refusal):
            return NOTHING
        return _await(survey, view) if any(tally.votes for tally in survey.tallies) else NOTHING
    if event.key.startswith(OUTCOME) and isinstance(event.settlement, Refusal):
        mine = (each for each in view.room.surveys.values() if _report_key(each) == event.key)
        refused = next((each for each in mine if each.state is SurveyState.DONE), None)
        return _refused(refused, event.settlement, view) if refused is not None else NOTHING
    return NOTHING


def _await(survey: Survey, view: View) -> Decision:
    """Ask the team, as soon as it is not quiet time. Where it has no channel of its own there is nobody to ask."""
    if view.team_channel is None:
        return NOTHING
    awaited = replace(survey, state=SurveyState.AWAITED)
    wait = hushed(view)
    return _later(awaited, wait.until, view) if wait is not None else _card(awaited, view)


def _later(survey: Survey, due: datetime, view: View) -> Decision:
    timer = Timer(view.room.channel, Purpose.WHAT_NOW, survey.key, due)
    return Decision((SurveyKept(survey), TimerSet(timer)))


def _card(survey: Survey, view: View) -> Decision:
    """Show the team a card that asks; the one before becomes a note, so that there is one to answer."""
    assert view.team_channel is not None, "a card needs a team channel"
    channel, again = view.room.channel, survey.reminded > 0
    words = (_about("card.what_now_again" if again else "card.what_now", survey, view),)
    key = _card_key(survey, survey.reminded)
    card = Say(key, channel, view.team_channel, words, view.policy.language, None, _buttons(survey), silent=True)
    earlier = _noted(survey, "card.what_now_below", view) if again else ()
    handle = replace(_handle(survey), at=view.now)
    wait = BETWEEN * (2 if survey.reminded + 1 >= TIMES else 1)
    asked = _later(replace(survey, reminded=survey.reminded + 1), view.now + wait, view)
    return asked + Decision((DraftKept(handle),), (*earlier, card))


def time_came(key: str, view: View) -> Decision:
    """Ask, or ask again; at last let be, though the team still may say it."""
    survey = view.room.surveys.get(key)
    if survey is None or survey.state is not SurveyState.AWAITED:
        return NOTHING
    if survey.reminded >= TIMES or view.team_channel is None:
        return _let_go(survey, "poll_outcome_never", _noted(survey, "card.what_now_over", view, _buttons(survey)), view)
    wait = hushed(view)
    return _later(survey, wait.until, view) if wait is not None else _card(survey, view)


def _let_go(survey: Survey, cue: str, notes: tuple[Action, ...], view: View) -> Decision:
    entry = Entry(view.now, view.room.channel, Verdict.CLOSED, survey.key, (Cue(cue),))
    over = replace(survey, state=SurveyState.LET_GO)
    return Decision((SurveyKept(over), TimerCleared(_timer(survey, view)), EntryKept(entry)), notes)


def concerns(event: ButtonPressed) -> bool:
    """Whether a button is one of those under a card that asks what comes of a poll."""
    return event.value.partition(":")[0] in (SAY, LET_BE)


def pressed(event: ButtonPressed, view: View) -> Decision:
    """Take what the team says, or that it has nothing to say."""
    verb, _, id = event.value.partition(":")
    if not event.team:
        return notice(event, view, "notice.team_only")
    survey = next((each for each in view.room.surveys.values() if _id(each) == id), None)
    if survey is None:
        return notice(event, view, "notice.draft_gone")
    if verb == LET_BE and survey.state is SurveyState.AWAITED:
        return _let_go(survey, "poll_outcome_none", _noted(survey, "card.what_now_none", view), view)
    return _said(event, survey, event.text, view)


def commanded(event: CommandGiven, view: View) -> Decision:
    """Take what the team says of a poll: the one that is named, else the latest whose result was said here."""
    if not event.team:
        return notice(event, view, "notice.team_only")
    wanted = event.argument("poll")
    found = [each for each in view.room.surveys.values() if each.state in ANSWERABLE and wanted in ("", each.key)]
    named = view.room.surveys.get(wanted)
    survey = found[-1] if found else named
    return _said(event, survey, event.argument("text"), view) if survey else notice(event, view, "notice.poll_over")


def _said(event: ButtonPressed | CommandGiven, survey: Survey, text: str, view: View) -> Decision:
    """Report it in the channel, once, as a reply to the result. A person says it, so quiet hours and budget are theirs to weigh."""
    if survey.state is SurveyState.DONE:
        return notice(event, view, "notice.outcome_told")
    if survey.state not in ANSWERABLE:
        return notice(event, view, "notice.poll_over")
    if not text.strip():
        return notice(event, view, "notice.nothing_written")
    said, most = text.strip(), view.limits.message_characters - HEADING
    if (found := view.limits.takes(said)) > most:
        return notice(event, view, "notice.text_long", (("found", str(found)), ("most", str(most))))
    channel, key = view.room.channel, _report_key(survey)
    words = (_heading(survey), Phrase("verbatim.text", (("text", said),)))
    entry = Entry(view.now, channel, Verdict.OUTCOME, survey.key, (Cue("poll_outcome_said"),))
    changes: tuple[Change, ...] = (
        SurveyKept(replace(survey, state=SurveyState.DONE, outcome=said)),
        PostKept(Post(key, channel, Kind.POLL, view.now, owed=True)),
        TimerCleared(_timer(survey, view)),
        EntryKept(entry),
    )
    report = Say(key, channel, channel, words, view.policy.language, _under(survey, view))
    last = ActionCancelled(channel, _card_key(survey, survey.reminded - 1)) if survey.reminded else None
    notes = _noted(survey, "card.what_now_told", view)
    told = notice(event, view, "notice.outcome_on_its_way") if isinstance(event, CommandGiven) else NOTHING
    return told + Decision((*changes, *([last] if last else [])), (report, *notes))


def _refused(survey: Survey, why: Refusal, view: View) -> Decision:
    """The platform would not take the team's words: ask for them anew, and say why."""
    tried = replace(survey, state=SurveyState.AWAITED, outcome="", reminded=0, tried=survey.tried + 1)
    if view.team_channel is None:
        return Decision((SurveyKept(replace(tried, state=SurveyState.LET_GO)),))
    note = _about("card.what_now_refused", survey, view)
    words = (replace(note, values=(*note.values, ("reason", why.reason))),)
    key = f"refused:{_report_key(survey)}"
    say = Say(key, view.room.channel, view.team_channel, words, view.policy.language, silent=True)
    return Decision(actions=(say,)) + _await(tried, view)


def _under(survey: Survey, view: View) -> str | None:
    """Return the id of the message to reply to: the result, or, where that is gone, the poll."""
    result = view.room.posts.get(f"{RESULT}{survey.key}")
    if result is not None and result.message is not None and result.outcome is not Outcome.REMOVED:
        return result.message.id
    return survey.message.id if survey.message is not None else None


def _heading(survey: Survey) -> Phrase:
    question = dict(asks(survey.poll).values).get("text", "")
    return Phrase("poll.outcome", (("question", inside(question, QUOTE)),)) if question else Phrase("poll.outcome_bare")


def _about(phrase: str, survey: Survey, view: View) -> Phrase:
    name = view.community.channels.get(view.room.channel.id, view.room.channel.id)
    return Phrase(phrase, (("channel", name), ("question", asked_as(survey))))


def _noted(survey: Survey, phrase: str, view: View, buttons: tuple[Button, ...] = ()) -> tuple[Action, ...]:
    """Return the amendment of the latest card, if there is one."""
    if view.team_channel is None or not survey.reminded:
        return ()
    target = _card_key(survey, survey.reminded - 1)
    key = f"{phrase.rpartition('.')[2]}:{target}"
    words = (_about(phrase, survey, view),)
    return (Amend(key, view.room.channel, view.team_channel, target, words, view.policy.language, buttons),)


def _buttons(survey: Survey) -> tuple[Button, ...]:
    both = outcome_buttons(_handle(survey))
    return both if survey.reminded < TIMES else both[:1]


def _id(survey: Survey) -> str:
    """Return the short name of a poll's cards, by which their buttons find it."""
    return _handle(survey).id


def _handle(survey: Survey) -> Draft:
    return Draft(f"{CARD}:{survey.key}", survey.channel, Kind.POLL, (), survey.at, state=DraftState.SHOWN)


def _card_key(survey: Survey, times: int) -> str:
    again = f":{survey.tried}" if survey.tried else ""
    return f"{CARD}:{survey.key}{again}" + (f":again{times}" if times else "")


def _report_key(survey: Survey) -> str:
    return f"{OUTCOME}{survey.key}" + (f":{survey.tried}" if survey.tried else "")


def _timer(survey: Survey, view: View) -> Timer:
    return Timer(view.room.channel, Purpose.WHAT_NOW, survey.key, view.now)
