"""Why a message was read as it was: the few cues that weighed most, as names of phrases in prompts/en/because.toml."""

from bot.model import Cue, Message
from bot.read.features import PLACE
from bot.read.letters import Letters
from bot.read.pairs import Pairs
from bot.read.traits import SHAPE, Floats, Traits
from bot.read.window import Window
from bot.read.wording import HEADS

WORTH = 0.3
"""Below this probability nobody asks why."""
MOST = 4
_HEAD = {name: position for position, name in enumerate(HEADS)}


def of_question(message: Message, seen: Traits, found: Pairs, window: Window, out: Floats) -> tuple[Cue, ...]:
    """Return why a message was taken for a question or for an answer, at most `MOST` cues; none where neither is likely."""
    cues: list[Cue] = []
    letters = Letters(message.text, seen)
    if out[_HEAD["question"]] >= WORTH:
        cues += _asks(letters, seen)
        if out[_HEAD["channel"]] < 0.5:
            cues += _partner(found, window)
    # What a question would be as an answer says nothing of why it was taken for a question.
    for head, cue, group in () if out[_HEAD["question"]] >= 0.5 else _REACTIONS:
        if out[_HEAD[head]] >= 0.5:
            word = letters.said(group)
            if word:
                cues.append(Cue(cue, (("word", word),)))
    return tuple(dict.fromkeys(cues))[:MOST]


_REACTIONS = (
    ("settled", "settles", "works"), ("settled", "thanks", "thanks"), ("withdrawn", "takes_back", "took_back"),
    ("acknowledgement", "same_here", "same"), ("nudge", "asks_again", "nudging"), ("answer", "advises", "advice"),
)  # fmt: skip


def _asks(letters: Letters, seen: Traits) -> list[Cue]:
    cues, shown = [], {""}
    if seen.cues[SHAPE["ends_mark"]]:
        cues.append(Cue("question_mark"))
    if seen.cues[SHAPE["leads_asking"]] or seen.cues[SHAPE["leads_verb"]]:
        word = letters.said("asking") or letters.said("verb_first")
        if word:
            cues.append(Cue("question_word", (("word", word),)))
            shown.add(word)
    for group, cue in (("seeking", "seeks"), ("trouble", "trouble"), ("someone", "to_everyone")):
        word = letters.said(group)
        if word not in shown and len(cues) < MOST - 1:
            cues.append(Cue(cue, (("word", word),)))
            shown.add(word)
    return cues or [Cue("wording")]


def _partner(found: Pairs, window: Window) -> list[Cue]:
    """Return whom the question is put to, where that can be seen."""
    named = found.row.argmax() if len(found.row) else 0
    if len(found.row) and found.row[named]:
        other = window.messages[window.lo + int(named)]
        return [Cue("names", (("name", other.name),), (other.ref.id,))]
    return []


def of_link(message: Message, found: Pairs, window: Window, place: int, seen: Traits) -> tuple[Cue, ...]:
    """Return why a message was linked to the live line at `place`, at most two cues."""
    parent = window.messages[window.lo + place]
    if message.reply_to == parent.ref.id:
        return (Cue("reply_mark", (("name", parent.name),), (parent.ref.id,)),)
    column, cues = found.pair[:, place], []
    if column[PLACE["names_them"]]:
        cues.append(Cue("names_author", (("name", parent.name),), (parent.ref.id,)))
    if column[PLACE["they_name_me"]]:
        cues.append(Cue("named_before", (("name", parent.name),), (parent.ref.id,)))
    if column[PLACE["mine"]]:
        cues.append(Cue("goes_on", (("name", message.name),), (parent.ref.id,)))
    if column[PLACE["shared_best"]] and column[PLACE["shared"]] > 0.5:
        common = Letters(message.text, seen).shared(parent.text)
        if common:
            cues.append(Cue("same_words", (("words", ", ".join(common)),), (parent.ref.id,)))
    if not cues and place == len(found.row) - 1:
        cues.append(Cue("right_after", (), (parent.ref.id,)))
    if not cues and column[PLACE["thread_is_my_latest"]]:
        cues.append(Cue("same_talk", (("name", parent.name),), (parent.ref.id,)))
    return tuple(cues[:2])
