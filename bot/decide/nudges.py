"""Nudges: when patience runs out a question is flagged, and brought back once, together with others that wait.

A question's nudge is withdrawn when it is answered first. Every step says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.actions import (
    ActionCancelled,
    Amend,
    Decision,
    DraftKept,
    EntryKept,
    PostKept,
    QuestionKept,
    TimerSet,
    draft_buttons,
)
from bot.decide import again, team_cards
from bot.decide.earlier import look_up, was_offered
from bot.decide.manners import Proposal, card_words, propose
from bot.decide.patience import minutes, patience
from bot.decide.quote import NAME, QUOTE, cut
from bot.decide.roster import asking, held, refer, was_referred
from bot.decide.thresholds import flag_threshold
from bot.decide.trials import toss
from bot.decide.wording import wordless
from bot.model import (
    FINAL,
    Because,
    Cue,
    Delivery,
    Draft,
    DraftState,
    Entry,
    Kind,
    Mode,
    Outcome,
    Phrase,
    Post,
    Purpose,
    Question,
    Status,
    Survey,
    Timer,
    Verdict,
)
from bot.model.unsaid import unquoted
from bot.read import silent
from bot.view import View

MOST_IN_ONE = 5
LONGEST = timedelta(hours=1)
NUDGES = (Kind.NUDGE, Kind.ROSTER, Kind.EARLIER)
"""All bring a question back: to the room, to one who enlisted, or to who asked, with an earlier answer."""


def doubtless(question: Question, view: View) -> float:
    """Return 0..1: P(it seeks a response) × P(put to everyone) × P(nobody has responded)."""
    return _sought(question) * silent(question, view.room.lines.values())


def _sought(question: Question) -> float:
    """Return 0..1: P(it seeks a response) × P(put to everyone)."""
    return question.probability * question.channel


def patience_ran_out(question: Question, view: View) -> Decision:
    """Flag the question if it still waits, and bring it back with the others."""
    if question.flagged_at is not None or question.status in FINAL:
        return Decision()
    if question.snoozed_until is not None and question.snoozed_until > view.now:
        return Decision((TimerSet(Timer(view.room.channel, Purpose.PATIENCE, question.id, question.snoozed_until)),))
    enough = flag_threshold(view.community)
    if _sought(question) < enough:  # then silence, at most 1, need not be worked out
        return Decision()
    sure = doubtless(question, view)
    if sure < enough:
        return Decision()
    # What was taken for a response, line by line, may not stand up to a look at the whole.
    flagged = replace(question, flagged_at=view.now, status=Status.OPEN, responded_at=None, answered_at=None)
    entry = Entry(view.now, view.room.channel, Verdict.FLAGGED, question.id, why_waiting(flagged, view, sure))
    flagged, put_off = _varied(flagged, view)
    return Decision((QuestionKept(flagged), EntryKept(entry))) + put_off + bring_back(view, (flagged,))


def _varied(question: Question, view: View) -> tuple[Question, Decision]:
    """Let the coin put a question off for as long again as it waited, at most an hour: so it is learnt what the moment is worth.

    Nothing is held back for good, and a patience that the team fixed is kept to the letter.
    """
    if view.policy.patience is not None or view.policy.nudge is Mode.WATCH or question.team:
        return question, Decision()
    later, note = toss(f"timing:{question.id}", Kind.NUDGE, "", view, (question.id,))
    if not later:
        return question, note
    channel, wait = view.room.channel, min(LONGEST, patience(view)[0])
    cue = Cue("asked_later", (("minutes", minutes(wait)),))
    entry = EntryKept(Entry(view.now, channel, Verdict.HELD, question.id, (cue,)))
    timer = TimerSet(Timer(channel, Purpose.ROSTER, question.id, view.now + wait))
    return replace(question, held_until=view.now + wait), note + Decision((timer, entry))


def why_waiting(question: Question, view: View, sure: float | None = None) -> Because:
    """Return why a question is said to wait: how it was spotted, how long, what came in between, how sure.

    `sure`: how doubtless it waits, where that was worked out already.
    """
    waited = Cue("waited", (("minutes", minutes(view.now - question.asked_at)),))
    # A question whose line has left the room has seen at least a room's worth of talk since.
    since = takewhile(lambda line: line.message.ref.id != question.id, reversed(view.room.lines.values()))
    between = sum(1 for line in since if line.message.author != question.asker and not line.message.bot)
    ruled_out = Cue("others_spoke", (("count", str(between)),)) if between else Cue("nobody_spoke")
    sure = doubtless(question, view) if sure is None else sure
    return (*question.because, waited, ruled_out, Cue("confidence", (("percent", f"{100 * sure:.0f}"),)))


def bring_back(view: View, fresh: Iterable[Question] = ()) -> Decision:
    """Propose one line for all flagged questions that were not brought back yet. `fresh` are newer than the room's own."""
    questions = dict(view.room.questions) | {question.id: question for question in fresh}
    later = Decision(again.missed(questions.values(), view))
    waiting = [question for question in questions.values() if _wants_nudge(question, view)]
    waiting.sort(key=lambda question: (question.asked_at, question.id))
    return later + _brought(waiting, view) if waiting else later


def _brought(waiting: list[Question], view: View) -> Decision:
    spaced = _too_soon(view)
    if spaced is not None:
        return Decision(again.channel_at(spaced, view))
    sought = look_up(waiting, view)
    if sought is not None:
        return sought
    if len(waiting) > 1:
        told = waiting[:MOST_IN_ONE]
        return propose(_proposal(told, (Cue("several_wait", (("count", str(len(told))),)),)), view)
    alone = waiting[0]
    because = (*why_waiting(alone, view), *was_offered(alone, view))
    referred = refer(alone, because, view)
    if referred is not None:
        return referred
    return propose(_proposal(waiting, (*because, *was_referred(alone, view))), view)


def _wants_nudge(question: Question, view: View) -> bool:
    snoozed = question.put_off(view.now)
    flagged = question.flagged_at is not None and question.nudged_by is None and question.status is Status.OPEN
    busy = held(question, view) or question.sought_by is not None
    return flagged and not snoozed and not question.team and not busy and not wordless(question, view)


def taken_back(question: Question, key: str, view: View) -> Question:
    """Return a question as it is once what was to bring it back is taken back, and never went out. `key`: of the draft or post.

    Should it wait again, its next nudge is named by this moment, since a name that was used before would be taken for the same post.
    """
    named = (question.nudged_by, question.referred_by, question.offered_by)
    if key not in named:
        return question
    nudged, referred, offered = (None if by == key else by for by in named)
    named_by = max(view.now, question.snoozed_until or view.now)
    return replace(question, nudged_by=nudged, referred_by=referred, offered_by=offered, snoozed_until=named_by)


def _freed(made: Draft | Post, ended: Mapping[str, Question], view: View) -> Decision:
    """Let go of the ended questions that a draft or post would have brought back: an undo may, by something else."""
    over = [ended[id] for id in made.questions if id in ended] if made.kind in NUDGES else []
    free = [(question, taken_back(question, made.key, view)) for question in over if question.closed_at is None]
    return Decision(tuple(QuestionKept(after) for before, after in free if after != before))


def _too_soon(view: View) -> datetime | None:
    """Return the moment to wait for when the last nudge here is too recent, so that what comes due meanwhile shares a line."""
    made = [draft.at for draft in view.room.drafts.values() if draft.kind in NUDGES]
    made += [
        post.at for post in view.room.posts.values() if post.kind in NUDGES and post.delivery is not Delivery.CANCELLED
    ]
    if not made or max(made) + view.policy.spacing <= view.now:
        return None
    return max(made) + view.policy.spacing


def _proposal(questions: list[Question], because: Because) -> Proposal:
    first = questions[0]
    anew = f":{first.snoozed_until.timestamp():.0f}" if first.snoozed_until else ""
    reply_to = first.id if len(questions) == 1 else None
    return Proposal(f"nudge:{first.id}{anew}", Kind.NUDGE, words(questions), because, tuple(questions), reply_to)


def words(questions: list[Question]) -> tuple[Phrase, ...]:
    """Return the nudge's words: one gentle line for one question, a short list for several."""
    quotes = [(("name", cut(question.name, NAME)), ("quote", cut(question.text, QUOTE))) for question in questions]
    if len(quotes) == 1:
        return (Phrase("nudge.one", quotes[0]),)
    return (Phrase("nudge.several", count=len(quotes)), *(Phrase("nudge.item", quote) for quote in quotes))


def responded(over: Sequence[Question], view: View) -> Decision:
    """Take back what was prepared for questions that no longer wait, and note that a post did its work.

    All that one event ended come together, since a draft or post may speak for several of them.
    """
    ended = {question.id: question for question in over}
    decision = Decision(again.over(over, view))
    for draft in view.room.drafts.values():
        if not ended.keys().isdisjoint(draft.questions):
            decision += _without(draft, ended, view)
    for post in view.room.posts.values():
        if not ended.keys().isdisjoint(_brought_back(post, ended)):
            decision += _post_answered(post, ended, view)
    return decision + team_cards.over(ended.values(), view)


def _still_waiting(ids: Iterable[str], ended: Mapping[str, Question], view: View) -> list[Question]:
    found = (view.room.questions.get(id) for id in ids if id not in ended)
    return [other for other in found if other is not None and other.status is Status.OPEN]


def _without(draft: Draft, ended: Mapping[str, Question], view: View) -> Decision:
    """Withdraw a draft, or cut it down to the questions that still wait."""
    left = _still_waiting(draft.questions, ended, view)
    channel = view.room.channel
    if left:
        alone = left[0].id if len(left) == 1 else None
        fewer = replace(draft, questions=tuple(other.id for other in left), words=words(left), reply_to=alone)
        return reworded(fewer, view) + _freed(draft, ended, view)
    gone = [question for id, question in ended.items() if id in draft.questions]
    cue = Cue("no_longer_waits", lines=gone[0].responses[:1])
    entry = Entry(view.now, channel, Verdict.WITHDRAWN, draft.key, (cue,))
    unsaid = not any(question.text for question in gone)
    over = replace(draft, state=DraftState.WITHDRAWN)
    over = replace(over, words=(), because=unquoted(over.because)) if unsaid else over
    changes = (DraftKept(over), ActionCancelled(channel, f"card:{draft.key}"), EntryKept(entry))
    back = all(question.status is Status.WITHDRAWN for question in gone)
    note = card_closed(over, view, "card.taken_back" if back else "card.withdrawn")
    return Decision(changes, note) + _freed(draft, ended, view)


def requoted(changed: Mapping[str, Question], view: View) -> Decision:
    """Let the drafts that quote these questions say what they say now, and their cards, too. `view` still has the earlier words."""
    decision, questions = Decision(), {**view.room.questions, **changed}
    for draft in view.room.drafts.values():
        about = [questions[id] for id in draft.questions if id in questions]
        if changed.keys().isdisjoint(draft.questions) or draft.kind not in (Kind.NUDGE, Kind.ROSTER):
            continue  # an earlier answer quotes what was asked before
        said = words(about) if draft.kind is Kind.NUDGE else asking(about[0])
        if said != draft.words:
            decision += reworded(replace(draft, words=said), view)
    return decision


def reworded(draft: Draft, view: View, survey: Survey | None = None) -> Decision:
    """Keep a draft with other words, on its card too. `survey`: the poll that it is of."""
    decision = Decision((DraftKept(draft),))
    if view.team_channel is None:
        return decision
    key = f"edited:{draft.key}:{view.now.timestamp():.3f}"
    shown, language = card_words(draft, view, survey), view.policy.language
    card = Amend(key, draft.channel, view.team_channel, f"card:{draft.key}", shown, language, draft_buttons(draft))
    return decision + Decision(actions=(card,))


def card_closed(draft: Draft, view: View, phrase: str) -> tuple[Amend, ...]:
    """Return the amendment that turns a draft's card into a note of what became of it."""
    if view.team_channel is None:
        return ()
    name = view.community.channels.get(draft.channel.id, draft.channel.id)
    note = (Phrase(phrase, (("channel", name),)), *draft.words)
    key = f"closed:{draft.key}"
    return (Amend(key, draft.channel, view.team_channel, f"card:{draft.key}", note, view.policy.language),)


def _brought_back(post: Post, ended: Mapping[str, Question]) -> list[str]:
    """Return the ids of a post's questions, and of those that took the place of one of them since, when they were asked anew."""
    newer = [id for id, one in ended.items() if one.first_asked_at is not None and one.nudged_by == post.key]
    return [*post.questions, *newer]


def _post_answered(post: Post, ended: Mapping[str, Question], view: View) -> Decision:
    """Stop a post that is not out yet and has nothing left to say; one that is out has worked when somebody responded."""
    if post.delivery is Delivery.QUEUED and not _still_waiting(post.questions, ended, view):
        entry = Entry(view.now, view.room.channel, Verdict.WITHDRAWN, post.key, (Cue("no_longer_waits"),))
        cancelled = replace(post, delivery=Delivery.CANCELLED)
        stopped = (ActionCancelled(post.channel, post.key), PostKept(cancelled), EntryKept(entry))
        return Decision(stopped) + _freed(post, ended, view)
    helped = any(ended[id].responded_at is not None for id in _brought_back(post, ended) if id in ended)
    if post.delivery is Delivery.SENT and post.outcome is Outcome.PENDING and helped:
        entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (Cue("post_worked"),))
        return Decision((PostKept(replace(post, outcome=Outcome.RESPONDED)), EntryKept(entry)))
    return Decision()
