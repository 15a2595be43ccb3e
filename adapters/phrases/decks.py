"""Deck files -> Decks: <folder>/<language>/deck.*.toml, tables [[opener]] and [[poll]]. What is wrong is told with the file and the reason.

Every text is held against the smallest platform's limits, with its slots filled as long as they may be.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from adapters.phrases.folder import FORMS, WrongPhrases
from bot.model import PLURALS, SMALLEST, Phrase, Phrases, WrongKnob, duration
from bot.model.deck import (
    FOLLOW_UP_CHARACTERS,
    OPENER_CHARACTERS,
    SLOT_CHARACTERS,
    SLOTS,
    Aim,
    Deck,
    Occasion,
    Opener,
    Origin,
    PollForm,
    Texts,
    Voice,
    said_as,
    slots_in,
)

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
MENTIONS = re.compile(r"@(everyone|here|all|channel)\b|<[@#!]", re.IGNORECASE)
OPENER = frozenset({"id", "purpose", "occasion", "voice", "text", "follow_ups", "cooldown"})
POLL = frozenset({"id", "purpose", "occasion", "voice", "question", "options", "open", "multiple", "cooldown"})
OTHER = Phrase("poll.deck_other")
NUMBERS, NAMES = {"count": 7, "members": 7, "messages": 7}, {"names": 160}
"""How long a filled slot may be, where it is not a quote."""

Choice = TypeVar("Choice", bound=StrEnum)


class WrongDeck(WrongPhrases):
    """A deck file cannot be used; the text names the file, the card and what is wrong."""


def read_decks(folder: Path, phrases: Phrases, origin: Origin = Origin.TWOWAY) -> dict[str, Deck]:
    """Read the decks of every language under a folder. Raises WrongDeck. `phrases`: what "something else" is called."""
    decks: dict[str, Deck] = {}
    for path in sorted(folder.glob("*/deck*.toml")):
        language = path.parent.name
        if language not in PLURALS:
            raise WrongDeck(f"{path}: Twoway has no plural rule for the language {language!r}")
        deck = _deck(path, language, origin, phrases.say(OTHER, language))
        before = decks.get(language, Deck())
        twice = _ids(deck) & _ids(before)
        if twice:
            raise WrongDeck(f"{path}: {min(twice)!r} stands in another file of this language already")
        decks[language] = deck.over(before)
    return decks


def _ids(deck: Deck) -> set[str]:
    return {opener.id for opener in deck.openers} | {form.id for form in deck.forms}


def joined(own: Mapping[str, Deck], ours: Mapping[str, Deck]) -> dict[str, Deck]:
    """Return two sets of decks as one. Of one id in one language, the own one counts."""
    return {language: own.get(language, Deck()).over(ours.get(language, Deck())) for language in {**ours, **own}}


def with_decks(phrases: Phrases, decks: Mapping[str, Deck]) -> Phrases:
    """Return the phrases, and in the drawer "deck" the words of every opener: what it asks under its id, what follows under `after`."""
    texts = {language: dict(said) for language, said in phrases.texts.items()}
    for language, deck in decks.items():
        for opener in deck.openers:
            texts.setdefault(language, {})[said_as(opener)] = dict(opener.texts)
            for number, follow_up in enumerate(opener.follow_ups):
                texts[language][said_as(opener, number)] = {"": follow_up}
    return Phrases(texts)


def _deck(path: Path, language: str, origin: Origin, other: str) -> Deck:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        raise WrongDeck(f"{path}: {wrong}") from None
    unknown = sorted(table.keys() - {"opener", "poll"})
    if unknown:
        raise WrongDeck(f"{path}: [[{unknown[0]}]] is neither [[opener]] nor [[poll]]")
    openers, forms = [], []
    seen: set[str] = set()
    for kind in ("opener", "poll"):
        cards = table.get(kind, [])
        if not isinstance(cards, list):
            raise WrongDeck(f"{path}: write [[{kind}]], with two brackets")
        for number, raw in enumerate(cards, 1):
            card = _Card(path, kind, number, raw)
            if card.id in seen:
                card.wrong("this id stands in the file twice")
            seen.add(card.id)
            if kind == "opener":
                openers.append(card.opener(origin))
            else:
                forms.append(card.form(origin, other))
    return Deck(tuple(openers), tuple(forms))


class _Card:
    """One table of a deck file."""

    def __init__(self, path: Path, kind: str, number: int, raw: Any) -> None:
        self._path, self._kind = path, kind
        self._raw = raw if isinstance(raw, dict) else {}
        self.id = str(self._raw.get("id", f"number {number}"))
        unknown = sorted(self._raw.keys() - (OPENER if kind == "opener" else POLL))
        if unknown:
            self.wrong(f"{unknown[0]!r} is not known here")
        if not ID.fullmatch(self.id):
            self.wrong("write an id of small letters, digits and hyphens")
        self._occasion = self._one_of("occasion", Occasion)

    def wrong(self, reason: str) -> NoReturn:
        """Refuse the card."""
        raise WrongDeck(f"{self._path}: [[{self._kind}]] {self.id}: {reason}")

    def opener(self, origin: Origin) -> Opener:
        """Return the opener that it is."""
        texts = self._texts("text", OPENER_CHARACTERS)
        follow_ups = self._list("follow_ups", 0, 2, FOLLOW_UP_CHARACTERS)
        aim, voice = self._one_of("purpose", Aim), self._one_of("voice", Voice)
        return Opener(self.id, aim, self._occasion, voice, texts, follow_ups, self._cooldown(), origin)

    def form(self, origin: Origin, other: str) -> PollForm:
        """Return the poll form that it is. `other`: what "something else" is called."""
        texts = self._texts("question", SMALLEST.poll_question_characters)
        other = other if self._flag("open") else ""
        options = self._list("options", 2, SMALLEST.poll_options - 1, SMALLEST.poll_option_characters)
        if len({option.casefold() for option in (*options, other)}) <= len(options):
            self.wrong("two options are the same")
        aim, voice, several = self._one_of("purpose", Aim), self._one_of("voice", Voice), self._flag("multiple")
        rests = self._cooldown()
        return PollForm(self.id, aim, self._occasion, voice, texts, options, other, several, rests, origin)

    def _one_of(self, name: str, kinds: type[Choice]) -> Choice:
        try:
            return kinds(self._raw.get(name, ""))
        except ValueError:
            self.wrong(f"{name} is one of {', '.join(kinds)}")

    def _flag(self, name: str) -> bool:
        value = self._raw.get(name, False)
        if not isinstance(value, bool):
            self.wrong(f"{name} is true or false")
        return bool(value)

    def _cooldown(self) -> int:
        try:
            return int(duration(str(self._raw.get("cooldown", "14d"))).total_seconds())
        except WrongKnob as wrong:
            self.wrong(f"cooldown: {wrong}")

    def _texts(self, name: str, most: int) -> Texts:
        value = self._raw.get(name)
        forms = {"": value} if isinstance(value, str) else value
        if not isinstance(forms, dict) or not all(isinstance(text, str) and text.strip() for text in forms.values()):
            self.wrong(f"{name} is a text, or a table of plural forms")
        if "" not in forms and not ("other" in forms and forms.keys() <= FORMS):
            self.wrong(f'{name}: a table of plural forms has at least "other"')
        texts = tuple((form, " ".join(text.split())) for form, text in forms.items())
        strange = slots_in(texts) - SLOTS[self._occasion]
        if strange:
            self.wrong(f"${min(strange)} is no slot of the occasion {self._occasion}")
        for _, text in texts:
            self._plain(text)
            longest = len(text) + sum(NUMBERS.get(slot, NAMES.get(slot, SLOT_CHARACTERS)) for slot in slots_in(texts))
            if longest > most:
                self.wrong(f"{name} may have {most} characters with its slots filled, this one could have {longest}")
        return texts

    def _list(self, name: str, least: int, most: int, characters: int) -> tuple[str, ...]:
        value = self._raw.get(name, [])
        if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(one, str) for one in value):
            self.wrong(f"{name} is a list of texts")
        if not least <= len(value) <= most:
            self.wrong(f"{name} are {least} to {most}, not {len(value)}")
        for one in value:
            self._plain(one)
            if not 0 < len(one.strip()) <= characters:
                self.wrong(f"{name}: {one[:40]!r} has not 1 to {characters} characters")
            if "$" in one:
                self.wrong(f"{name} have no slots")
        return tuple([" ".join(one.split()) for one in value])

    def _plain(self, text: str) -> None:
        if MENTIONS.search(text):
            self.wrong("a deck calls nobody: no @everyone, no mentions")
