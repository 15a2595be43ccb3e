"""Cards in the team's channel about questions that still wait: one for each, changed when something comes of it, never posted anew."""

from collections.abc import Iterable

from bot.actions import ActionCancelled, Amend, Button, Decision, DraftKept, Say, waiting_buttons
from bot.decide.holding import local_time
from bot.decide.quote import NAME, QUOTE, cut
from bot.model import Draft, DraftState, Kind, MemberRef, MessageRef, Phrase, Question, Status
from bot.view import View

CARD = "team"
"""Begins the keys of these cards; the question's id follows."""

CLAIM, HERE, NONE, LATER = "claim", "here", "none", "later"
"""The verbs of the buttons under them: it is mine, answered here, no question, tomorrow."""

ENDED = (Status.ANSWERED, Status.SETTLED, Status.WITHDRAWN, Status.DISMISSED)


def card_key(question: str) -> str:
    """Return the key of the card about a question."""
    return f"{CARD}:{question}"


def handle(ref: MessageRef, view: View) -> Draft:
    """Return what stands for a question's card, so that a button under it, wherever it is shown, finds the question's channel."""
    return Draft(card_key(ref.id), ref.channel, Kind.DIGEST, (), view.now, questions=(ref.id,), state=DraftState.SHOWN)


def buttons(ref: MessageRef, view: View) -> tuple[Button, ...]:
    """Return what the team can do with a question."""
    return waiting_buttons(handle(ref, view))


def card(question: Question, words: tuple[Phrase, ...], view: View) -> Decision:
    """Return the card about a question. `words`: what follows the quote."""
    assert view.team_channel is not None, "a card needs a team channel"
    shown = (_said("card.team_head", view), _quote(question), *words)
    say = Say(
        card_key(question.id),
        view.room.channel,
        view.team_channel,
        shown,
        view.policy.language,
        buttons=buttons(question.ref, view),
        silent=True,
        leads=(None, question.ref),
    )
    return Decision((DraftKept(handle(question.ref, view)),), (say,))


def _quote(question: Question) -> Phrase:
    return Phrase("nudge.item", (("name", cut(question.name, NAME)), ("quote", cut(question.text, QUOTE))))


def _said(phrase: str, view: View, *values: tuple[str, str]) -> Phrase:
    name = view.community.channels.get(view.room.channel.id, view.room.channel.id)
    return Phrase(phrase, (("channel", name), *values))


def over(ended: Iterable[Question], view: View) -> Decision:
    """Turn the cards about questions that wait no more into a note of what became of them."""
    decision = Decision()
    for question in ended:
        if question.carded_at is None or view.team_channel is None:
            continue
        if question.status in ENDED or question.responded_at is not None:
            decision += Decision((ActionCancelled(view.room.channel, card_key(question.id)),))
            decision += changed(question, f"card.team_{_fate(question)}", view)
    return decision


def _fate(question: Question) -> str:
    match question.status:
        case Status.DISMISSED:
            return "no_question"
        case Status.WITHDRAWN:
            return "withdrawn"
        case _:
            return "answered"


def taken(question: Question, name: str, view: View) -> Decision:
    """Say on the card who has taken the question on, and what else can be done with it."""
    kept = [button for button in buttons(question.ref, view) if not button.value.startswith(f"{CLAIM}:")]
    who = ("name", cut(name, NAME))
    phrase = "card.team_taken" if name else "card.team_taken_by_somebody"
    return changed(question, phrase, view, who, buttons=tuple(kept))


def name_of(member: MemberRef, view: View) -> str:
    """Return what somebody is called, as far as this channel or the roster knows; "" where neither does."""
    lines = [line.message for line in view.room.lines.values() if line.message.author == member and line.message.name]
    helper = view.community.roster.get(member.id)
    return lines[-1].name if lines else helper.name if helper is not None else ""


def later(question: Question, view: View) -> Decision:
    """Say on the card until when the question is left alone."""
    assert question.snoozed_until is not None, "it was put off"
    until = local_time(question.snoozed_until, view.policy.timezone)
    return changed(question, "card.team_later", view, ("until", until))


def reworded(question: Question, view: View) -> Decision:
    """Say on the card what the question says now. What it says of it otherwise stays."""
    if question.status in ENDED or question.responded_at is not None:
        return changed(question, f"card.team_{_fate(question)}", view)
    if question.put_off(view.now) and question.taken_by is not None:
        return taken(question, name_of(question.taken_by, view), view)
    if question.put_off(view.now):
        return later(question, view)
    return changed(question, "card.team_head", view, buttons=buttons(question.ref, view))


def changed(
    question: Question, phrase: str, view: View, *values: tuple[str, str], buttons: tuple[Button, ...] = ()
) -> Decision:
    """Return the amendment of a question's card; nothing where it has none."""
    if view.team_channel is None or question.carded_at is None:
        return Decision()
    channel, target = view.room.channel, card_key(question.id)
    key = f"{phrase.rpartition('.')[2]}:{question.id}:{view.now.timestamp():.3f}"
    words = (_said(phrase, view, *values), *((_quote(question),) if question.text else ()))
    language = view.policy.language
    return Decision(actions=(Amend(key, channel, view.team_channel, target, words, language, buttons),))
