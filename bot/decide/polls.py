"""Polls out of the talk: a choice somebody put to the channel, or a preference that several argue, is offered as a poll.

What changes in the talk before it was asked changes the poll, or takes it back. After that, see polls_way.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from bot.actions import (
    NOTHING,
    ActionCancelled,
    Decision,
    DraftKept,
    EntryKept,
    LineKept,
    QuestionKept,
    SurveyKept,
    TimerCleared,
)
from bot.decide import again, nudges
from bot.decide.holding import BREATHER, Wait, crowding
from bot.decide.manners import Proposal, drafted, propose
from bot.decide.nudges import card_closed
from bot.decide.polls_form import FEWEST, fitted, lasting, poll_of, words
from bot.decide.thresholds import SURE
from bot.events import MessageDeleted, MessageEdited
from bot.model import (
    ASKING,
    FINAL,
    STANDING,
    Because,
    Cue,
    DraftState,
    Entry,
    Kind,
    Line,
    Mode,
    Poll,
    Purpose,
    Question,
    Status,
    Survey,
    SurveyState,
    Timer,
    Verdict,
)
from bot.model.post import IN_DOUBT
from bot.read.choices import choice
from bot.view import View

STALE = timedelta(hours=12)
"""A choice of so long ago is no matter any more."""

OVER = (Status.SETTLED, Status.WITHDRAWN, Status.DISMISSED)
"""A choice whose question ended like that is none any more. One that is merely answered is not: that was one voice of many."""


def suggested(heard: Decision, view: View) -> Decision:
    """Offer a poll where the line that was just heard calls for one. `heard`: what was decided on the line so far."""
    line = next((change.line for change in heard.changes if isinstance(change, LineKept)), None)
    if line is None or line.message.bot or view.room.channel == view.team_channel:
        return Decision()
    survey = _thought(line, view)
    if survey is None or not told_already(survey.lines, view).isdisjoint(survey.lines):
        return Decision()
    fresh = {change.question.id: change.question for change in heard.changes if isinstance(change, QuestionKept)}
    question = fresh.get(line.message.ref.id)
    if question is not None and _put_before(question, view):
        return Decision()
    return offer(survey, view, question, newest=line)


def _put_before(question: Question, view: View) -> bool:
    """Whether a choice that is asked anew was, or is to be, put to the room as a poll already."""
    by = question.nudged_by
    return by is not None and (by in view.room.surveys or by.startswith(IN_DOUBT))


def told_already(lines: Iterable[str], view: View) -> set[str]:
    """Return those of the lines from which a poll came before, whatever became of it."""
    wanted = set(lines)
    return {id for survey in view.room.surveys.values() for id in survey.lines if id in wanted}


def _thought(line: Line, view: View) -> Survey | None:
    """Return the poll that a line suggests."""
    id, limits = line.message.ref.id, view.limits
    offered = view.room.stances.of(line).choice
    if offered is not None and offered.probability >= SURE:
        poll = fitted(poll_of(offered.question, offered.options), limits)
        return (
            _survey(f"poll:{id}", poll, (id,), offered.because, view, id, arm="talk:choice")
            if len(poll.options) >= FEWEST
            else None
        )
    argued = view.room.stances.split(line)
    if argued is None or argued.probability < SURE:
        return None
    lines = tuple(dict.fromkeys(id for ids in argued.support for id in ids))
    poll = fitted(poll_of(argued.question, argued.options), limits)
    return (
        _survey(f"poll:{id}", poll, lines, argued.because, view, arm="talk:split")
        if len(poll.options) >= FEWEST
        else None
    )


def _survey(
    key: str, poll: Poll, lines: tuple[str, ...], because: Because, view: View, reply_to: str | None = None, *, arm: str
) -> Survey:
    seconds = lasting(view.policy.poll_lasts, view.limits)
    return Survey(
        key, view.room.channel, poll, view.now, seconds, lines=lines, reply_to=reply_to, because=because, arm=arm
    )


def offer(survey: Survey, view: View, question: Question | None = None, newest: Line | None = None) -> Decision:
    """Propose a poll to manners. The question that puts the choice is brought back by it, and so not by a nudge."""
    wait = None if survey.asked or view.policy.poll is Mode.WATCH else _not_now(survey, view, newest)
    proposal = Proposal(
        survey.key,
        Kind.POLL,
        words(survey.poll),
        survey.because,
        (),
        survey.reply_to,
        survey=survey,
        wait=wait,
        arm=survey.arm,
    )
    # What a person wanted is drafted whatever the mode: it waited only because they put it off.
    decision = drafted(proposal, view, Cue("asked_by_team")) if survey.asked else propose(proposal, view)
    if any(isinstance(change, SurveyKept) and change.survey.state is SurveyState.HELD for change in decision.changes):
        return decision + nudge_again(
            survey, view
        )  # held back: whoever put the choice is answered like anybody who asks
    return decision if view.policy.poll is Mode.WATCH else decision + taken_up(question, survey)


def taken_up(question: Question | None, survey: Survey) -> Decision:
    """Mark the question that a poll brings back, so that no nudge does."""
    if question is None or question.status in FINAL or question.nudged_by is not None:
        return Decision()
    return Decision((QuestionKept(replace(question, nudged_by=survey.key)),))


def _not_now(survey: Survey, view: View, newest: Line | None) -> Wait | None:
    """Return why no poll may be offered at this moment, beyond what holds for every post: they do not crowd the room."""
    room, now = view.room, view.now
    others = [other for other in room.surveys.values() if other.key != survey.key]
    standing = next((other for other in others if other.state in STANDING), None)
    if standing is not None:
        until = (standing.closes_at or now + timedelta(seconds=standing.seconds)) + BREATHER
        return Wait(max(until, now + BREATHER), Cue("poll_stands"))
    recent = max((other.at for other in others if other.state is SurveyState.DRAFTED), default=None)
    if recent is not None and recent + view.policy.spacing > now:
        return Wait(recent + view.policy.spacing, Cue("poll_drafted_just_now"))
    return crowding(view, survey.lines, newest) if view.policy.poll is Mode.ACT else None


def think_again(survey: Survey, view: View) -> Decision:
    """The better moment may have come. What is no matter any more is let go."""
    if not survey.asked and view.now - survey.at > STALE:
        entry = Entry(view.now, view.room.channel, Verdict.WITHDRAWN, survey.key, (Cue("poll_stale"),))
        over = Decision((SurveyKept(replace(survey, state=SurveyState.WITHDRAWN)), EntryKept(entry)))
        return over + nudge_again(survey, view)
    ended = choices_over([question for question in view.room.questions.values() if question.status in OVER], view)
    if any(change.survey.key == survey.key for change in ended.changes if isinstance(change, SurveyKept)):
        return ended
    asked = view.room.questions.get(survey.lines[0]) if len(survey.lines) == 1 else None
    return offer(survey, view, asked)


def taken_back(decision: Decision, view: View) -> Decision:
    """Return the decision with those polls taken back whose choice it ends, whoever ended it."""
    last = {change.question.id: change.question for change in decision.changes if isinstance(change, QuestionKept)}
    return decision + choices_over([question for question in last.values() if question.status in OVER], view, decision)


def choices_over(ended: Collection[Question], view: View, so_far: Decision = NOTHING) -> Decision:
    """Take back the polls, not asked yet, that would put an ended choice to the room, unless a person wants them. `so_far` as in `withdraw`."""
    decision = Decision()
    if not ended:
        return decision
    lines, theirs = {(question.id,) for question in ended}, {question.nudged_by for question in ended}
    newer = {change.survey.key: change.survey for change in so_far.changes if isinstance(change, SurveyKept)}
    for survey in {**view.room.surveys, **newer}.values():
        its = survey.lines in lines or survey.key in theirs
        if its and survey.state in ASKING and not (survey.asked or survey.formed):
            decision += withdraw(survey, view, Cue("poll_choice_over"), so_far)
    return decision


def edited(event: MessageEdited, reread: Decision, view: View) -> Decision:
    """The line that put a choice reads otherwise: so does the draft, or it is taken back. `reread`: what was decided on the line so far."""
    line = view.room.lines.get(event.ref.id)
    decision = Decision()
    for survey in _asking(event.ref.id, view):
        if line is None or survey.asked or survey.formed or line.message.text == event.text:
            continue
        offered = choice(replace(line.message, text=event.text), line.reading) if len(survey.lines) == 1 else None
        if len(survey.lines) > 1:
            continue  # one side of an argument was reworded; the argument stands
        if offered is None or offered.probability < SURE / 2:
            decision += withdraw(survey, view, Cue("poll_cause_changed"), reread)
            continue
        poll = fitted(poll_of(offered.question, offered.options, multiple=survey.poll.multiple), view.limits)
        if poll != survey.poll and len(poll.options) >= FEWEST:
            decision += reworded(replace(survey, poll=poll), view)
    return decision


def reworded(survey: Survey, view: View) -> Decision:
    """Keep a poll with other words, on its draft's card too. `view` still has the earlier ones."""
    decision = Decision((SurveyKept(survey),))
    draft = view.room.drafts.get(survey.key)
    if draft is None:
        return decision
    return decision + nudges.reworded(replace(draft, words=words(survey.poll)), view, survey)


def deleted(event: MessageDeleted, erased: Decision, view: View) -> Decision:
    """A line that a poll came from is gone: while it was not asked yet, so is the poll. `erased`: what was decided on the line so far."""
    decision = Decision()
    for survey in _asking(event.ref.id, view):
        decision += withdraw(survey, view, Cue("poll_cause_deleted"), erased)
    return decision


def _asking(line: str, view: View) -> list[Survey]:
    surveys = view.room.surveys.values()
    return [survey for survey in surveys if line in (*survey.lines, survey.reply_to) and survey.state in ASKING]


def withdraw(survey: Survey, view: View, cue: Cue, so_far: Decision = NOTHING) -> Decision:
    """Take back a poll that was not asked yet, its draft and its card. `so_far`: what the same event has led to already."""
    channel = view.room.channel
    entry = Entry(view.now, channel, Verdict.WITHDRAWN, survey.key, (cue,))
    timer = Timer(channel, Purpose.POLL, survey.key, view.now)
    decision = Decision(
        (SurveyKept(replace(survey, state=SurveyState.WITHDRAWN)), TimerCleared(timer), EntryKept(entry))
    ) + nudge_again(survey, view, so_far)
    draft = view.room.drafts.get(survey.key)
    if draft is None:
        return decision
    kept = (DraftKept(replace(draft, state=DraftState.WITHDRAWN)), ActionCancelled(channel, f"card:{draft.key}"))
    return decision + Decision(kept, card_closed(draft, view, "card.poll_withdrawn"))


def brought_back_by(survey: Survey, questions: Iterable[Question]) -> Question | None:
    """Return the question that a poll brings back: the one that put the choice, or its asker's newer one in its place."""
    return next((one for one in questions if one.nudged_by == survey.key and one.closed_at is None), None)


def nudge_again(survey: Survey, view: View, so_far: Decision = NOTHING) -> Decision:
    """The question that was to be asked as a poll waits like any other again, unless it is over. `so_far`: what the same event has led to already."""
    newer = {change.question.id: change.question for change in so_far.changes if isinstance(change, QuestionKept)}
    question = brought_back_by(survey, {**view.room.questions, **newer}.values())
    if question is None:
        return Decision()
    free = Decision((QuestionKept(replace(question, nudged_by=None)),))
    if question.flagged_at is None or question.status in FINAL:
        return free
    return free + Decision(again.channel_at(view.now, view))
