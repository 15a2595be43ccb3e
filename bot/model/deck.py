"""Decks: openers of discussions and forms of polls, written by people, for occasions in the talk; and what a community made of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model.refs import MemberRef
from bot.model.words import PLURALS

SLOT = re.compile(r"\$([a-z_]+)")
SLOT_CHARACTERS = 80
"""What the talk gives to a slot is cut to so many characters."""

MOST_ROWS, MOST_OFFERED, MOST_OFFERED_BY_ONE = 200, 50, 3
"""Openers of its own that a community may have; suggestions that may wait for its team at once, of all members and of one."""

OPENER_CHARACTERS, FOLLOW_UP_CHARACTERS = 500, 200


class Occasion(StrEnum):
    """What in the talk calls for an opener."""

    ANNOUNCEMENT = "announcement"
    RECURRING = "recurring"
    THREAD_DIED = "thread_died"
    MILESTONE = "milestone"
    NEWCOMERS = "newcomers"
    DATE = "date"


SLOTS: Mapping[Occasion, frozenset[str]] = {
    Occasion.ANNOUNCEMENT: frozenset({"subject"}),
    Occasion.RECURRING: frozenset({"topic", "count"}),
    Occasion.THREAD_DIED: frozenset({"quote", "name"}),
    Occasion.MILESTONE: frozenset({"count", "members", "messages"}),
    Occasion.NEWCOMERS: frozenset({"count", "names"}),
    Occasion.DATE: frozenset(),
}
"""What a text for an occasion may ask to be filled in."""


class Aim(StrEnum):
    """What an opener is good for: the purpose that a team states."""

    FEEDBACK = "feedback"
    EXPERIENCE = "experience"
    IDEAS = "ideas"
    OPINION = "opinion"
    SHOWCASE = "showcase"
    WELCOME = "welcome"


class Voice(StrEnum):
    """How an opener sounds."""

    FORMAL = "formal"
    PLAIN = "plain"
    PLAYFUL = "playful"


class Origin(StrEnum):
    """Whose an opener is."""

    TWOWAY = "twoway"
    FILE = "file"
    TEAM = "team"
    MEMBER = "member"


Texts = tuple[tuple[str, str], ...]
"""(plural form, text) pairs; one pair with the form "" where a text has only one."""


@dataclass(frozen=True, slots=True)
class Opener:
    """A way to open a discussion. `id` is the same in every language. `follow_ups`: at most two, without slots. `cooldown`: seconds."""

    id: str
    aim: Aim
    occasion: Occasion
    voice: Voice
    texts: Texts
    follow_ups: tuple[str, ...] = ()
    cooldown: int = 14 * 86400
    origin: Origin = Origin.TWOWAY

    @property
    def arm(self) -> str:
        """The name under which it is learnt how well it draws responses."""
        return f"opener:{self.id}"

    @property
    def said(self) -> tuple[str, ...]:
        """Every text of it that may be shown."""
        return (*[text for _, text in self.texts], *self.follow_ups)


def own_words(origin: Origin, written: Sequence[str], text: str) -> str:
    """Return the phrase that says a community's own opener, `written` so and filled to this text.

    A link that the team wrote stays one; what the talk or a member gave can neither be one nor go on in one.
    """
    links = [word for form in written for word in form.split() if "://" in word]
    given = any("$" in link for link in links) or text.count("://") > min(form.count("://") for form in written)
    return "opener.own" if origin is Origin.TEAM and not given else "opener.text"


def said_as(opener: Opener, after: int | None = None) -> str:
    """Return the phrase that says an opener of a file, or the follow-up of a number. Its slots are filled where it is said."""
    return f"deck.{opener.id}" if after is None else f"deck.{opener.id}.{after}"


@dataclass(frozen=True, slots=True)
class PollForm:
    """A poll that an occasion may be asked with. `options`: 2 to 9. `other`: the words of one more, which leaves
    room for what nobody thought of; "" for none. `cooldown`: seconds."""

    id: str
    aim: Aim
    occasion: Occasion
    voice: Voice
    texts: Texts
    options: tuple[str, ...]
    other: str = ""
    multiple: bool = False
    cooldown: int = 14 * 86400
    origin: Origin = Origin.TWOWAY

    @property
    def arm(self) -> str:
        """The name under which it is learnt how well it draws responses."""
        return f"form:{self.id}"

    @property
    def said(self) -> tuple[str, ...]:
        """Every text of it that may be shown."""
        return (*[text for _, text in self.texts], *self.options, *filter(None, [self.other]))


@dataclass(frozen=True, slots=True)
class Deck:
    """Openers and poll forms of one language, as files have them; of one id the last counts."""

    openers: tuple[Opener, ...] = ()
    forms: tuple[PollForm, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.openers or self.forms)

    def over(self, other: "Deck") -> "Deck":
        """Return this deck's cards, and those of another whose ids it does not have."""
        openers = {one.id: one for one in other.openers} | {one.id: one for one in self.openers}
        forms = {one.id: one for one in other.forms} | {one.id: one for one in self.forms}
        return Deck(tuple(openers.values()), tuple(forms.values()))


Decks = Mapping[str, Deck]
"""Language -> its deck."""

NO_DECK = Deck()
NO_DECKS: Decks = {}


def deck_in(decks: Decks, language: str) -> Deck:
    """Return the deck of a language, the English one where it has none."""
    return decks.get(language) or decks.get("en", NO_DECK)


class DeckState(StrEnum):
    """How an opener stands with a community."""

    KEPT = "kept"
    OFFERED = "offered"
    """A member suggested it; the team has not decided."""
    WITHDRAWN = "withdrawn"
    """Not used here, whatever the files say."""


@dataclass(frozen=True, slots=True)
class DeckRow:
    """What a community made of an opener or a poll form. `opener`: its words, where it is the community's own, None for one of the files.

    `used_at`: when it was drafted or posted last. `by`, called `name`: the member who suggested it.
    """

    id: str
    state: DeckState = DeckState.KEPT
    opener: Opener | None = None
    used_at: datetime | None = None
    at: datetime | None = None
    by: MemberRef | None = None
    name: str = ""


def in_force(deck: Deck, rows: Mapping[str, DeckRow]) -> Deck:
    """Return the deck that holds in a community: the files' without what it withdrew, and its own."""
    own = tuple([row.opener for row in rows.values() if row.opener is not None and row.state is DeckState.KEPT])
    gone = {row.id for row in rows.values() if row.state is not DeckState.KEPT}
    openers = tuple([one for one in deck.openers if one.id not in gone])
    forms = tuple([one for one in deck.forms if one.id not in gone])
    return Deck(own).over(Deck(openers, forms))


def own_opener(id: str, text: str, aim: Aim, occasion: Occasion, voice: Voice, origin: Origin) -> Opener:
    """Return an opener that a person wrote, on one line: its length cut to what every platform takes."""
    line = " ".join(text.split())[:OPENER_CHARACTERS]
    return Opener(id, aim, occasion, voice, (("", line),), origin=origin)


def used(row: DeckRow | None, id: str, now: datetime) -> DeckRow:
    """Return a community's row about an opener, used now."""
    return replace(row or DeckRow(id), used_at=now)


def slots_in(texts: Texts) -> frozenset[str]:
    """Return the slots that a text has, in any of its forms."""
    return frozenset(name for _, text in texts for name in SLOT.findall(text))


def fill(texts: Texts, values: Mapping[str, str], count: int | None, language: str) -> str:
    """Return a text with its slots filled, in the plural form that `count` takes. What is no slot of the occasion stays as written."""
    forms = dict(texts)
    if count is None or "" in forms:
        text = forms.get("", forms.get("other", ""))
    else:
        text = forms.get(PLURALS[language](count), forms.get("other", ""))
    return SLOT.sub(lambda found: values.get(found[1], found[0]), text)
