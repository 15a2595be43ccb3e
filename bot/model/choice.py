"""What people choose among: options put to the channel, and preferences that several people argue over."""

from dataclasses import dataclass

from bot.model.reading import Because


@dataclass(frozen=True, slots=True)
class Choice:
    """Options that one message puts to the channel.

    `question`: the line or sentence that asks, 1 to 300 characters. `options`: 2 to 10 in the talk's own words, each of 1 to 55
    characters, no two alike in any case. `probability`: 0..1 that a poll of them would be welcome.
    """

    question: str
    options: tuple[str, ...]
    probability: float
    because: Because = ()


@dataclass(frozen=True, slots=True)
class Split:
    """Options that several people argue over.

    `question`: the line that asked, "" where nobody did; `options` as in a Choice. `support[i]`: ids of the lines that speak for
    `options[i]`, oldest first, at least one. `probability`: 0..1 that a poll of them would be welcome.
    """

    question: str
    options: tuple[str, ...]
    support: tuple[tuple[str, ...], ...]
    probability: float
    because: Because = ()
