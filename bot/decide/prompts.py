"""Prompts: an occasion in the talk becomes an opener, or a poll, once; for its cause, never for quiet alone. See prompts/README.md."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import ActionCancelled, Decision, DeckKept, DraftKept, EntryKept, TimerCleared
from bot.decide import polls
from bot.decide.holding import Wait
from bot.decide.manners import Proposal, propose
from bot.decide.nudges import card_closed
from bot.decide.polls_form import lasting
from bot.decide.prompts_choice import Occurrence, asked, chosen, said
from bot.decide.prompts_when import not_now, timer
from bot.model import (
    Cue,
    Draft,
    DraftState,
    Entry,
    Kind,
    Occasion,
    Opener,
    PollForm,
    Purpose,
    Survey,
    SurveyState,
    Timer,
    Verdict,
)
from bot.model.deck import used
from bot.view import View

SOON = timedelta(hours=14)


def open_with(came: Occurrence, again: str, view: View) -> Decision:
    """Return what becomes of an occasion. `again`: the subject of the timer by which it is looked at again where it has to wait."""
    if view.room.channel == view.team_channel or _taken_before(came, view):
        return Decision()
    choice = chosen(came, view)
    if choice is None:
        return Decision()
    wait = not_now(came.occasion, came.lines, view)
    if wait is not None:
        return _waits(came, again, wait, view)
    match choice:
        case Opener():
            words = said(choice, came, view)
            proposal = Proposal(
                *(came.key, Kind.PROMPT, words, came.because, came.questions),
                reply_to=came.under,
                arm=choice.arm,
                coin=came.occasion is not Occasion.DATE,
            )
            decision = propose(proposal, view)
        case PollForm():
            decision = _ask(choice, came, view)
    return decision + _rests(choice, decision, view)


def _taken_before(came: Occurrence, view: View) -> bool:
    """Whether something was made of this occasion: it is drafted or posted once, and put off under a key of its own."""
    keys = (came.key, poll_key(came))
    made = (
        *view.room.drafts,
        *view.room.posts,
        *view.room.surveys,
        *[one.subject for one in view.room.trials.values()],
    )
    return any(key == mine or key.startswith(f"{mine}:") for key in made for mine in keys)


def poll_key(came: Occurrence) -> str:
    """Return the key of a poll that an occasion is asked with."""
    return f"poll:{came.occasion}:{came.cause}"


def _waits(came: Occurrence, again: str, wait: Wait, view: View) -> Decision:
    """Write down why it waits. What a daily look found is looked for again tomorrow, unless the better moment is near."""
    entry = Entry(view.now, view.room.channel, Verdict.WAITING, came.key, (*came.because, wait.cue))
    soon = came.occasion is Occasion.ANNOUNCEMENT or wait.until - view.now <= SOON
    return Decision((EntryKept(entry), *([timer(again, wait.until, view)] if soon else [])))


def took(decision: Decision) -> bool:
    """Whether something came of an occasion, and it does not wait."""
    verdicts = [change.entry.verdict for change in decision.changes if isinstance(change, EntryKept)]
    return bool(verdicts) and Verdict.WAITING not in verdicts


def _ask(form: PollForm, came: Occurrence, view: View) -> Decision:
    """Propose a poll in the place of an opener. It goes the way of every poll from here on."""
    poll = asked(form, came, view)
    assert poll is not None, "a form that does not fit is not chosen"
    survey = Survey(
        poll_key(came),
        view.room.channel,
        poll,
        view.now,
        lasting(view.policy.poll_lasts, view.limits),
        lines=came.lines,
        reply_to=came.under,
        because=came.because,
        arm=form.arm,
        formed=True,
    )
    return polls.offer(survey, view)


def _rests(choice: Opener | PollForm, decision: Decision, view: View) -> Decision:
    """Note that an opener was used, where it was: it rests for its cooldown, in the whole community."""
    verdicts = {change.entry.verdict for change in decision.changes if isinstance(change, EntryKept)}
    if not verdicts & {Verdict.DRAFTED, Verdict.POSTED}:
        return Decision()
    community = view.community
    return Decision((DeckKept(community.ref, used(community.deck.get(choice.id), choice.id, view.now)),))


def withdrawn(draft: Draft, cue: Cue, phrase: str, view: View) -> Decision:
    """Take back a draft whose cause is gone, and close its card."""
    channel = view.room.channel
    entry = Entry(view.now, channel, Verdict.WITHDRAWN, draft.key, (cue,))
    kept = DraftKept(replace(draft, state=DraftState.WITHDRAWN))
    changes = (kept, ActionCancelled(channel, f"card:{draft.key}"), EntryKept(entry))
    shown = draft.snoozed_until is None or draft.snoozed_until <= view.now
    return Decision(changes, card_closed(draft, view, phrase) if shown else ())


def let_go(id: str, cue: Cue, phrase: str, view: View) -> Decision:
    """A message needs no opener any more: take back what was prepared to be put under it."""
    room = view.room
    decision = Decision()
    if (Purpose.PROMPT, waits_alone(id)) in room.timers:
        decision += Decision((TimerCleared(Timer(room.channel, Purpose.PROMPT, waits_alone(id), view.now)),))
    for draft in room.drafts.values():
        if draft.kind is Kind.PROMPT and draft.reply_to == id and not draft.questions:  # those go with their question
            decision += withdrawn(draft, cue, phrase, view)
    for survey in room.surveys.values():
        if survey.formed and survey.reply_to == id and survey.state in (SurveyState.IDEA, SurveyState.DRAFTED):
            decision += polls.withdraw(survey, view, cue)
    return decision


def waits_alone(id: str) -> str:
    """Return the subject of the timer by which it is looked at whether anybody took up an announcement."""
    return f"announcement:{id}"
