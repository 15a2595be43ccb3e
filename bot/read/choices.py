"""Options put to the channel, where a poll would be welcome: told from either-or questions to one person, about facts, or about nothing."""

import math
from collections.abc import Mapping

from bot.model import Because, Choice, Cue, Message, Need, Reading
from bot.read.options import Offered, offered
from bot.read.phrases import said
from bot.read.words import LONGEST, fold

LIKELY = 0.5
"""From this probability on, options are a choice that a poll may be drafted for."""
LEAST = 0.1
"""Below this probability nothing is returned."""
_TASTE = frozenset({Need.CHOICE, Need.OPINION, Need.COORDINATION})

WEIGHTS: Mapping[str, float] = {
    "always": -1.4,
    "asked": 1.0,
    "opinion": 1.8,
    "everyone": 0.7,
    "fact": -3.2,
    "wants": -2.4,
    "many": 1.2,
    "list": 0.3,
    "versus": 0.0,
    "bare": 0.5,
    "fit": 1.0,
    "person": -2.8,
    "responds": -0.4,
    "taste": 1.1,
    "told": -1.9,
    "clause": -1.1,
}
"""What each sign adds to the log-odds; fitted on the development half of training/choices and on training/talk
(`python -m benchmarks.choices --fit`)."""


def signs(found: Offered, text: str, reading: Reading) -> dict[str, float]:
    """Return the signs that decide, each about 0..1 (`fit` -1..2), by the names of `WEIGHTS`; `text` is folded."""
    asks = said("opinion", text) != ""
    asked = max(float(found.asked), reading.question)
    found_in = {
        "always": 1.0,
        "asked": asked,
        "opinion": asks,
        "everyone": said("everyone", text) != "",
        "fact": said("fact", text) != "",
        "wants": said("wants", text) != "",
        "many": len(found.options) > 2,
        "list": found.form == "list",
        "versus": found.form == "versus",
        "bare": found.bare,
        "fit": max(-4.0, min(found.fit, 8.0)) / 4,
        "person": 1 - reading.channel,
        "responds": min(1.0, sum(link.probability for link in reading.links)),
        "taste": reading.need in _TASTE,
        "told": 0.0 if asks else 1 - asked,
        "clause": found.clause,
    }
    return {name: float(value) for name, value in found_in.items()}


def choice(message: Message, reading: Reading) -> Choice | None:
    """Return the options that a message puts to the channel, None where it holds none or a poll is most unlikely to be welcome.

    `reading` tells whether it is put to one person or said in a running exchange. Looks at the first 2,000 characters.
    """
    if message.bot or message.poll is not None:
        return None
    best: Choice | None = None
    for found in offered(message.text):
        text = fold(message.text[:LONGEST] if found.form == "list" else found.question)
        if found.form != "list" and said("idiom", text):
            continue
        weighed = signs(found, text, reading)
        odds = sum(WEIGHTS[name] * value for name, value in weighed.items())
        probability = 1 / (1 + math.exp(-odds))
        if probability >= LEAST and (best is None or probability > best.probability):
            best = Choice(found.question, found.options, probability, _because(found, text))
    return best


def _because(found: Offered, text: str) -> Because:
    """Return what speaks for a choice, at most three cues."""
    if found.form == "list":
        cues = [Cue("listed", (("count", str(len(found.options))),))]
    else:
        cues = [Cue("versus" if found.form == "versus" else "offers", (("word", found.word),))]
    for group, name in (("opinion", "asks_preference"), ("everyone", "choice_to_all")):
        word = said(group, text)
        if word:
            cues.append(Cue(name, (("word", word),)))
    return (*cues, Cue("only_options"))[:3] if found.bare else tuple(cues)
