"""What the team does with a draft: Post, Edit, Skip, Not a question, Snooze."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import Consult, Decision, DraftKept, EntryKept, QuestionKept
from bot.decide import again, polls_desk, prompts_desk
from bot.decide.corrections import dismiss, notice
from bot.decide.earlier import readable
from bot.decide.manners import Proposal, publish
from bot.decide.nudges import bring_back, card_closed, taken_back
from bot.decide.roster import on_call
from bot.events import ActionSettled, ButtonPressed
from bot.model import Cue, Draft, DraftState, Entry, Kind, Phrase, Question, Receipt, Verdict
from bot.model.inquiry import FoundStanding, Standing
from bot.view import View

SNOOZE = timedelta(hours=1)
MARKS = 150
"""So many characters of a message are kept for whom it calls and for the way to the line that it quotes."""

STILL = "standing:"
"""Begins the key of what asks whether a line still stands that a draft quotes; the draft's key follows."""


def pressed(event: ButtonPressed, view: View) -> Decision:
    """Do what the button says, if the member may and the draft still waits; else say why not, to that member alone."""
    verb, _, id = event.value.partition(":")
    if not event.team:
        return notice(event, view, "notice.team_only")
    draft = next((draft for draft in view.room.drafts.values() if draft.id == id), None)
    if draft is None:
        return polls_desk.ended(event, view) or notice(event, view, "notice.draft_gone")
    if draft.kind is Kind.POLL:
        return polls_desk.pressed(event, draft, view)
    if draft.kind is Kind.PROMPT and verb == "post" and prompts_desk.lost(draft, view):
        gone = _close(draft, DraftState.WITHDRAWN, Cue("prompt_cause_gone"), "card.prompt_withdrawn", view)
        return gone + notice(event, view, "notice.draft_gone")
    match verb:
        case "post":
            return _post(draft, draft.words, Cue("approved"), view)
        case "edit":
            return _edit(event, draft, view)
        case "skip":
            skipped = "card.prompt_skipped" if draft.kind is Kind.PROMPT else "card.skipped"
            closed = _close(draft, DraftState.SKIPPED, Cue("skipped"), skipped, view)
            return closed + _next_rung(draft, view) if draft.kind is Kind.EARLIER else closed
        case "notq":
            decision = _close(draft, DraftState.WITHDRAWN, Cue("corrected_not_a_question"), "card.not_a_question", view)
            for question in _questions(draft, view):
                decision += dismiss(taken_back(question, draft.key, view), view, with_drafts=False)
            return decision
        case "snooze" if draft.kind is Kind.PROMPT:
            return prompts_desk.snoozed(draft, view)
        case "snooze":
            return _snooze(draft, view)
        case _:
            return notice(event, view, "notice.button_unknown")


def _questions(draft: Draft, view: View) -> list[Question]:
    found = (view.room.questions.get(id) for id in draft.questions)
    return [question for question in found if question is not None]


def _edit(event: ButtonPressed, draft: Draft, view: View) -> Decision:
    """Post what was written instead. What a message cannot hold is not cut: the draft waits, and whoever wrote it is told."""
    text, most = event.text.strip(), view.limits.message_characters
    if draft.to is not None or draft.link is not None:
        most -= MARKS
    if not text:
        return notice(event, view, "notice.nothing_written")
    if (found := view.limits.takes(text)) > most:
        return notice(event, view, "notice.text_long", (("found", str(found)), ("most", str(most))))
    return _post(draft, (Phrase("verbatim.text", (("text", text),)),), Cue("approved_edited"), view)


def _post(draft: Draft, words: tuple[Phrase, ...], cue: Cue, view: View) -> Decision:
    """A person has decided: quiet hours and budget are theirs to weigh, so manners are not asked again."""
    if draft.link is not None:
        return _look_first(draft, words)
    return _publish(draft, words, cue, view)


def _look_first(draft: Draft, words: tuple[Phrase, ...]) -> Decision:
    """Ask first whether what it quotes still stands: that lies elsewhere, and the draft may have waited for long."""
    assert draft.link is not None, "only what quotes a line is looked up"
    ask = Consult(f"{STILL}{draft.key}", draft.channel, draft.channel, Standing((draft.link,)))
    return Decision(() if words == draft.words else (DraftKept(replace(draft, words=words)),), (ask,))


def looked(event: ActionSettled, view: View) -> Decision:
    """Post what was approved if what it quotes still stands; else the next rung has its turn."""
    draft = view.room.drafts.get(event.key.removeprefix(STILL))
    found = event.settlement.found if isinstance(event.settlement, Receipt) else None
    if draft is None or not event.key.startswith(STILL) or not isinstance(found, FoundStanding):
        return Decision()
    if draft.link in found.messages and draft.link.channel in readable(view):
        edited = any(phrase.name.startswith("verbatim.") for phrase in draft.words)
        return _publish(draft, draft.words, Cue("approved_edited" if edited else "approved"), view)
    gone = _close(draft, DraftState.WITHDRAWN, Cue("earlier_gone"), "card.earlier_gone", view)
    return gone + _next_rung(draft, view)


def _next_rung(draft: Draft, view: View) -> Decision:
    """What was to be shown is not; those who asked still wait, and others may be asked."""
    free = tuple(replace(question, nudged_by=None, offered_by="") for question in _questions(draft, view))
    return Decision(tuple(QuestionKept(question) for question in free)) + bring_back(view, free)


def _publish(draft: Draft, words: tuple[Phrase, ...], cue: Cue, view: View) -> Decision:
    questions = tuple(_questions(draft, view))
    if draft.to is not None and not on_call(draft.to.member, view):
        return _to_the_room(draft, questions, view)
    kept = Decision(
        (DraftKept(replace(draft, words=words, state=DraftState.POSTED)),), card_closed(draft, view, "card.posted")
    )
    proposal = Proposal(
        draft.key,
        draft.kind,
        words,
        draft.because,
        questions,
        draft.reply_to,
        to=draft.to,
        arm=draft.arm,
        link=draft.link,
    )
    return kept + publish(proposal, view, cue)


def _to_the_room(draft: Draft, questions: tuple[Question, ...], view: View) -> Decision:
    """Whom it would have asked has left the roster, is off duty, or was asked enough for today: the room comes next."""
    decision = _close(draft, DraftState.WITHDRAWN, Cue("roster_left"), "card.roster_left", view)
    free = tuple(replace(question, nudged_by=None) for question in questions)
    return decision + Decision(tuple(QuestionKept(question) for question in free)) + bring_back(view, free)


def _close(draft: Draft, state: DraftState, cue: Cue, phrase: str, view: View) -> Decision:
    entry = Entry(view.now, view.room.channel, Verdict.CORRECTED, draft.key, (cue,))
    return Decision((DraftKept(replace(draft, state=state)), EntryKept(entry)), card_closed(draft, view, phrase))


def _snooze(draft: Draft, view: View) -> Decision:
    until = view.now + SNOOZE
    decision = _close(draft, DraftState.WITHDRAWN, Cue("snoozed"), "card.snoozed", view)
    for question in _questions(draft, view):
        later = replace(question, snoozed_until=until, nudged_by=None, referred_by=None, offered_by=None)
        decision += Decision((QuestionKept(later), again.put_off(later, view)))
    return decision
