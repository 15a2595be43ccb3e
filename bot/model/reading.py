"""What a message means, as far as `read` could tell: values only, each with the few cues that decided it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.message import Message


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
    brand as such) rather than to one person in a running exchange. `links`: most likely parent first; their probabilities sum to at most 1,
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

    def parents(self, further: float = 0.33) -> tuple[str, ...]:
        """Return the ids of the messages it most likely responds to, likeliest first; none where it more likely starts something new.

        `further`: from which probability on a second and third parent counts too.
        """
        new = 1 - sum(link.probability for link in self.links)
        if not self.links or self.links[0].probability < new:
            return ()
        return tuple(link.parent for index, link in enumerate(self.links) if index == 0 or link.probability >= further)


@dataclass(frozen=True, slots=True)
class Line:
    """A message as a room keeps it: what was said, what it means, and which questions it is about.

    `about`: (question id, probability), the belief that the line belongs to that question's thread.
    """

    message: Message
    reading: Reading
    about: tuple[tuple[str, float], ...] = ()
