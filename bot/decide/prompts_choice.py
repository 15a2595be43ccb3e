"""Which opener, or which poll form, an occasion gets: what fits it, holds no word to avoid, rests long enough; chosen by what has worked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.decide.learning import choose
from bot.decide.polls_form import FEWEST, fitted, poll_of
from bot.decide.quote import cut
from bot.model import (
    PLURALS,
    Aim,
    Because,
    Deck,
    Mode,
    Occasion,
    Opener,
    Origin,
    Phrase,
    Poll,
    PollForm,
    Question,
    Voice,
    in_force,
)
from bot.model.deck import SLOT_CHARACTERS, fill, own_words, said_as, slots_in
from bot.model.policy import ANY_VOICE
from bot.read.words import fold, unspaced, words
from bot.view import View

ADDRESS = re.compile(r"(?:[a-z]{2,10}://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An occasion that came: `cause` names it among those of its kind. `values`: slot -> what the talk gives it, quoted safely.

    `count`: the whole number that chooses the plural form. `under`: the message that an opener is put under. `aim`: the purpose that the
    team stated. `bare`: nothing was asked yet, so a poll may be. `lines`: ids of the lines it is about. `questions`: those it brings back.
    """

    occasion: Occasion
    cause: str
    because: Because
    values: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None
    under: str | None = None
    aim: Aim | None = None
    bare: bool = False
    lines: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def key(self) -> str:
        """The key of what is posted for it: the same occasion is never taken twice."""
        return f"prompt:{self.occasion}:{self.cause}"


def quoted(text: str, length: int = SLOT_CHARACTERS) -> str:
    """Return words of the talk as they may stand in the bot's: one line, cut at a word, no addresses. What renders it takes out marks."""
    return cut(ADDRESS.sub(" ", text), length)


def subject_of(text: str) -> str:
    """Return what an announcement is about: its first line that says something, cut."""
    lines = [line for part in text.splitlines() if (line := quoted(part).strip("#*_>~`|=- "))]
    return next((line.rstrip(".:;,") for line in lines if any(char.isalnum() for char in line)), "")


def chosen(came: Occurrence, view: View) -> Opener | PollForm | None:
    """Return what to open a discussion with, None where nothing fits. One of both kinds, never both."""
    deck = in_force(view.deck, view.community.deck)
    polls = came.bare and view.policy.poll is not Mode.WATCH and view.policy.prompt is not Mode.WATCH
    fit: list[Opener | PollForm] = [one for one in deck.openers if _fits(one, came, view)]
    if polls:
        fit += [form for form in deck.forms if _fits(form, came, view) and asked(form, came, view) is not None]
    fit = _aimed(_voiced(fit, view.policy.voice), came.aim)
    by_arm = {one.arm: one for one in fit}
    return by_arm[choose(sorted(by_arm), view.community.counts, came.key)] if by_arm else None


def _fits(one: Opener | PollForm, came: Occurrence, view: View) -> bool:
    row = view.community.deck.get(one.id)
    rests = row is not None and row.used_at is not None and row.used_at + timedelta(seconds=one.cooldown) > view.now
    filled = all(came.values.get(slot) for slot in slots_in(one.texts))
    return one.occasion is came.occasion and filled and not rests and not avoided(one, view.policy.avoid)


def avoided(one: Opener | PollForm, avoid: tuple[str, ...]) -> bool:
    """Whether an opener, its follow-ups or a form's options hold a word that the team does not want to read."""
    return bool(avoid) and any(_holds(text, avoid) for text in one.said)


def _holds(text: str, avoid: tuple[str, ...]) -> bool:
    folded = fold(text)
    said = f" {' '.join(words(folded))} "
    for word in avoid:
        wanted = words(fold(word))
        if any(unspaced(part) for part in wanted):
            if fold(word) in folded:
                return True
        elif wanted and f" {' '.join(wanted)} " in said:
            return True
    return False


def _voiced(fit: list[Opener | PollForm], voice: str) -> list[Opener | PollForm]:
    """Return those in the voice that the team chose; where it has none for this occasion, the plain ones."""
    if voice == ANY_VOICE:
        return fit
    return [one for one in fit if one.voice == voice] or [one for one in fit if one.voice is Voice.PLAIN]


def _aimed(fit: list[Opener | PollForm], aim: Aim | None) -> list[Opener | PollForm]:
    """Return those with the purpose that the team stated; all where none has it."""
    return [one for one in fit if one.aim is aim] or fit


def said(opener: Opener, came: Occurrence, view: View) -> tuple[Phrase, ...]:
    """Return an opener's words: a file's by name; those that the community wrote itself, with what the talk gave, for forgetting to find."""
    values = tuple(sorted(came.values.items()))
    if opener.origin in (Origin.TWOWAY, Origin.FILE):
        return (Phrase(said_as(opener), values, came.count),)
    text = _filled(opener, came, view)
    name = own_words(opener.origin, [form for _, form in opener.texts], text)
    return (Phrase(name, (("text", text), *values)),)


def follow_up(opener: Opener, number: int) -> tuple[Phrase, ...]:
    """Return the words of an opener's follow-up."""
    if opener.origin in (Origin.TWOWAY, Origin.FILE):
        return (Phrase(said_as(opener, number)),)
    text = opener.follow_ups[number]
    return (Phrase(own_words(opener.origin, [text], text), (("text", text),)),)


def asked(form: PollForm, came: Occurrence, view: View) -> Poll | None:
    """Return the poll that a form makes here; None where the platform has no room for it as it is written."""
    question, limits = _filled(form, came, view), view.limits
    options = [*form.options, *([form.other] if form.other and len(form.options) < limits.poll_options else [])]
    poll = fitted(poll_of(question, options, multiple=form.multiple), limits)
    whole = poll.question == question and tuple(option.text for option in poll.options) == tuple(options)
    return poll if whole and len(poll.options) >= FEWEST else None


def _filled(one: Opener | PollForm, came: Occurrence, view: View) -> str:
    language = view.policy.language if view.policy.language in PLURALS else "en"
    return fill(one.texts, came.values, came.count, language)


def opener_of(arm: str, view: View) -> Opener | None:
    """Return the opener that an arm names, None where it holds here no longer."""
    deck: Deck = in_force(view.deck, view.community.deck)
    return next((one for one in deck.openers if one.arm == arm), None)
