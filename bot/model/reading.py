"""What a message means, as far as `read` could tell: values only, each with the few cues that decided it."""

import marshal
from array import array
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.model.message import Message

RESPONDS = 0.8
"""A message is taken to respond where its likeliest parent has this share of the chance that it starts something new."""
FURTHER = 0.36
"""Probability from which on a second and third parent counts too."""
TEN_THOUSAND = 10_000
"""The probabilities of a `Reading` are whole numbers of ten-thousandths, as `read` gives them: two bytes each in memory, six letters on the disk."""


class Audience(StrEnum):
    """Whom a question is put to."""

    CHANNEL = "channel"
    PERSON = "person"


class Need(StrEnum):
    """What a question asks for (the labelling guide's kinds)."""

    HELP = "help"
    INFO = "info"
    OPINION = "opinion"
    CHOICE = "choice"
    COORDINATION = "coordination"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class Cue:
    """One reason, as the name of a phrase (`prompts/<language>/because.toml`) and the values that fill it.

    `lines` are the ids of messages that show it, in the same channel.
    """

    phrase: str
    values: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()


Because = tuple[Cue, ...]


COMMON = frozenset(("count", "hour", "minutes", "percent", "questions", "usual", "word"))
"""Values of cues that many messages have, and that say nothing of anybody: numbers, and words of the lexicon."""


def usual(because: Because) -> Because:
    """Return the same cues, those that many messages have as objects that all of them share: question words, minutes of patience."""
    return tuple([cue if cue.lines or not COMMON.issuperset(dict(cue.values)) else _usual(cue) for cue in because])


def let_go() -> None:
    """Share nothing from before: a value that many messages had may have been said by somebody who is forgotten."""
    _usual.cache_clear()
    _usual_value.cache_clear()


@lru_cache(maxsize=4096)
def _usual(cue: Cue) -> Cue:
    return Cue(cue.phrase, tuple([_usual_value(name, value) for name, value in cue.values]))


@lru_cache(maxsize=8192)
def _usual_value(name: str, value: str) -> tuple[str, str]:
    return name, value


@dataclass(frozen=True, slots=True)
class Link:
    """A belief that a message responds to an earlier one (`parent`: its id), with probability 0..1."""

    parent: str
    probability: float
    because: Because = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of one message.

    `question`: 0..1, how likely it seeks a response; `channel`: 0..1, given that it does, how likely it is put to everyone (or to the
    brand as such) rather than to one person in a running exchange. `links`: most likely parent first; their probabilities sum to at most 1 (but for rounding),
    the rest is the chance that the message starts something new. The next six are 0..1: given that the message responds to a
    question, how likely it is a real attempt at an `answer`, a mere `acknowledgement` ("same here"), an `engagement` (asks back); given
    that its author is the asker, how likely the matter is `settled` ("thanks, that worked") or `withdrawn` ("nvm, found it"), or the
    line repeats the asker's own question ("anyone?": `nudge`).
    """

    question: float = 0.0
    channel: float = 1.0
    need: Need = Need.INFO
    links: tuple[Link, ...] = ()
    answer: float = 0.0
    acknowledgement: float = 0.0
    engagement: float = 0.0
    settled: float = 0.0
    withdrawn: float = 0.0
    nudge: float = 0.0
    because: Because = ()

    @property
    def audience(self) -> Audience:
        """Whom the question is put to, as the likelier of the two."""
        return Audience.CHANNEL if self.channel >= 0.5 else Audience.PERSON

    def parents(self) -> tuple[str, ...]:
        """Return the ids of the messages it most likely responds to, likeliest first; none where it more likely starts something new.

        Where that is close, a message is taken to respond, and a second and third parent counts from `FURTHER` on: both weigh the
        hits against the misses so that links and whole conversations come out best (benchmarks/reading/NOTES.md).
        """
        new = 1 - sum(link.probability for link in self.links)
        if not self.links or self.links[0].probability < RESPONDS * new:
            return ()
        return tuple(link.parent for index, link in enumerate(self.links) if index == 0 or link.probability >= FURTHER)


@dataclass(frozen=True, slots=True)
class Line:
    """A message as a room keeps it: what was said, what it means, and which questions it is about.

    `about`: (question id, probability), the belief that the line belongs to that question's thread.
    """

    message: Message
    reading: Reading
    about: tuple[tuple[str, float], ...] = ()


_Cue = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]


class Folded(Line):
    """A line whose reading is kept as bytes, a sixth of its size, and made anew whenever it is asked for. Equal to the line it was."""

    __slots__ = ("_about", "_told")
    _about: bytes
    _told: bytes

    def __init__(self, message: Message, reading: Reading, about: tuple[tuple[str, float], ...] = ()) -> None:
        """Fold a reading up. Numbers of any kind come back as plain floats."""
        keep = object.__setattr__
        keep(self, "message", message)
        keep(self, "_about", marshal.dumps(tuple([(id, float(share)) for id, share in about])) if about else b"")
        keep(self, "_told", _folded(reading))

    @property
    def reading(self) -> Reading:
        """What it means."""
        return _unfolded(self._told)

    @property
    def about(self) -> tuple[tuple[str, float], ...]:
        """Which questions it is about."""
        threads: tuple[tuple[str, float], ...] = marshal.loads(self._about) if self._about else ()
        return threads

    def __eq__(self, other: object) -> bool:
        """As lines are equal, folded or not."""
        if not isinstance(other, Line):
            return NotImplemented
        return (self.message, self.about, self.reading) == (other.message, other.about, other.reading)

    __hash__ = Line.__hash__


def folded(line: Line) -> Line:
    """Return a line as a room keeps it for long."""
    return line if isinstance(line, Folded) else Folded(line.message, line.reading, line.about)


def _folded(reading: Reading) -> bytes:
    numbers = [
        reading.question, reading.channel, reading.answer, reading.acknowledgement, reading.engagement, reading.settled, reading.withdrawn,
        reading.nudge, *[link.probability for link in reading.links],
    ]  # fmt: skip
    links = tuple([(link.parent, _plain(link.because)) for link in reading.links])
    return marshal.dumps((_packed(numbers), reading.need.value, links, _plain(reading.because)))


def _packed(numbers: list[float]) -> bytes | tuple[float, ...]:
    """Return numbers in two bytes each where they are ten-thousandths 0..1; others, of older readings, as they are."""
    whole = [round(number * TEN_THOUSAND) for number in numbers]
    if [each / TEN_THOUSAND for each in whole] == numbers and min(whole) >= 0 and max(whole) <= TEN_THOUSAND:
        return array("H", whole).tobytes()
    return tuple([float(number) for number in numbers])


def _plain(because: Because) -> tuple[_Cue, ...]:
    return tuple([(cue.phrase, cue.values, cue.lines) for cue in because]) if because else ()


def _unfolded(told: bytes) -> Reading:
    packed, need, linked, because = marshal.loads(told)
    numbers = [each / TEN_THOUSAND for each in array("H", packed)] if isinstance(packed, bytes) else packed
    question, channel, answer, acknowledgement, engagement, settled, withdrawn, nudge, *chances = numbers
    links = tuple([Link(parent, chance, _cues(why)) for (parent, why), chance in zip(linked, chances, strict=True)])
    return Reading(
        question, channel, _NEEDS[need], links,
        answer, acknowledgement, engagement, settled, withdrawn, nudge, _cues(because),
    )  # fmt: skip


def _cues(told: tuple[_Cue, ...]) -> Because:
    return tuple([Cue(phrase, values, lines) for phrase, values, lines in told]) if told else ()


_NEEDS = {need.value: need for need in Need}
