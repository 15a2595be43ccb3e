"""WebSocket frames in: JSON text -> one raw command, checked for shape only. What it means is for `translate`."""

import json
from dataclasses import MISSING, dataclass, fields
from typing import Any

FRAME_BYTES = 64 * 1024
"""The longest frame that is read. Longer ones get a plain answer, and far longer ones end the connection."""


class BadFrame(ValueError):
    """A frame that no page of ours sends. `phrase` names what to tell the person, in prompts/<language>/playground.toml."""

    def __init__(self, phrase: str, **values: str) -> None:
        """Keep the phrase's name and the values of its slots."""
        super().__init__(phrase)
        self.phrase = phrase
        self.values = tuple(values.items())


@dataclass(frozen=True, slots=True)
class Write:
    """Say something. `id`: chosen by the page, so that sending the same words again after a lost connection posts them once."""

    channel: str
    member: str
    text: str
    id: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Change one's own words."""

    channel: str
    member: str
    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Take a message away: one's own, or any when of the team."""

    channel: str
    member: str
    message: str


@dataclass(frozen=True, slots=True)
class React:
    """Put an emoji on a message, or take it back."""

    channel: str
    member: str
    message: str
    emoji: str
    added: bool = True


@dataclass(frozen=True, slots=True)
class Ballot:
    """A member's whole vote on a poll; no options takes it back."""

    channel: str
    member: str
    message: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Press:
    """Press a button of the bot's. `text`: what was typed, where the button asked."""

    channel: str
    member: str
    value: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Join:
    """Add somebody to write as."""

    name: str
    team: bool = False


@dataclass(frozen=True, slots=True)
class Correct:
    """Correct a decision: `verb` is answered, not_question, snooze, reopen (about a question) or needs_answer (about a message)."""

    channel: str
    member: str
    verb: str
    subject: str
    wait: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    """Turn a knob of the policy."""

    channel: str
    member: str
    knob: str
    value: str


@dataclass(frozen=True, slots=True)
class Play:
    """Let the sample conversation play, from where it stands."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold the sample conversation."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Let the playground's clock run so many times as fast."""

    rate: str


Raw = Write | Edit | Delete | React | Ballot | Press | Join | Correct | Choose | Play | Pause | Speed

KINDS: dict[str, type[Raw]] = {
    "write": Write,
    "edit": Edit,
    "delete": Delete,
    "react": React,
    "vote": Ballot,
    "press": Press,
    "join": Join,
    "correct": Correct,
    "set": Choose,
    "play": Play,
    "pause": Pause,
    "speed": Speed,
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame as it came: the page's own number for it, to answer by, and the command."""

    ask: int
    raw: Raw


def listen(text: str) -> Heard:
    """Return the command of one frame; raise BadFrame when it has another shape."""
    if len(text.encode("utf-8", "surrogatepass")) > FRAME_BYTES:
        raise BadFrame("playground.wrong_long", most="64 KB")
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFrame("playground.wrong_frame") from None
    if not isinstance(frame, dict):
        raise BadFrame("playground.wrong_frame")
    kind = KINDS.get(frame["kind"]) if isinstance(frame.get("kind"), str) else None
    if kind is None:
        raise BadFrame("playground.wrong_frame")
    values = {field.name: _value(field.name, field.type, field.default, frame) for field in fields(kind)}
    return Heard(number(frame.get("ask")), kind(**values))


def asked(text: str) -> int:
    """Return the page's number of a frame that is otherwise wrong, 0 where even that cannot be read."""
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    return number(frame.get("ask")) if isinstance(frame, dict) else 0


def number(value: object) -> int:
    """Return a whole number that JavaScript can hold, 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else 0


def _value(name: str, type: object, default: object, frame: dict[str, object]) -> Any:
    if name not in frame:
        if default is MISSING:
            raise BadFrame("playground.wrong_frame")
        return default
    given = frame[name]
    if type is str and isinstance(given, str):
        return whole(given)
    if type is bool and isinstance(given, bool):
        return given
    if type == tuple[str, ...] and isinstance(given, list) and all(isinstance(one, str) for one in given):
        return tuple(dict.fromkeys(whole(one) for one in given))
    raise BadFrame("playground.wrong_frame")


def whole(text: str) -> str:
    """Return text that every encoding can carry: halves of emoji that JSON lets through are replaced, NUL is left out."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
