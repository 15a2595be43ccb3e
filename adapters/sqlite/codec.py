"""Frozen values to JSON and back, exactly.

A value is written as an object of its fields, without those that have their default: small, readable in any SQLite shell, and rows
of yesterday are read by tomorrow's classes as long as new fields have defaults. References are written relative to the row's own
channel (`home`): a message there is its bare id. Times are whole microseconds since 1970 UTC, so they sort and are exact.
"""

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from operator import attrgetter
from sys import intern
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from bot.model import ChannelRef, CommunityRef, MemberRef, MessageRef

T = TypeVar("T")
Pack = Callable[[Any, ChannelRef], Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)

_plain = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder().decode
_escaped = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def ticks(at: datetime) -> int:
    """Return an aware time as microseconds since 1970 UTC."""
    return (at - EPOCH) // TICK


def moment(at: int) -> datetime:
    """Return the time that `ticks` wrote."""
    return EPOCH + timedelta(microseconds=at)


def clean(text: str) -> str:
    """Return text that SQLite's columns can hold: halves of surrogate pairs become U+FFFD. (JSON bodies keep them as they are.)"""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def dumps(value: Any) -> str:
    """Return compact JSON; escaped wholly where a lone surrogate would not survive UTF-8."""
    try:
        return _plain(value).decode()
    except UnicodeEncodeError:
        return _escaped(value)


def loads(text: str) -> Any:
    """Return the value that `dumps` wrote."""
    try:
        return _read(text)
    except msgspec.DecodeError:
        return json.loads(text)  # a lone surrogate's escape is no JSON to the stricter reader


@dataclass(frozen=True, slots=True)
class Coder(Generic[T]):
    """Writes and reads one kind of value. `unpack` takes the fields that columns hold as keywords."""

    pack: Callable[[T, ChannelRef], dict[str, Any]]
    unpack: Callable[..., T]

    def dump(self, value: T, home: ChannelRef) -> str:
        """Return the value as JSON."""
        return dumps(self.pack(value, home))

    def load(self, text: str, home: ChannelRef, **columns: object) -> T:
        """Return the value that `dump` wrote, with the fields that stand in columns."""
        return self.unpack(loads(text), home, **columns)


def coder(kind: type[T], without: frozenset[str] = frozenset()) -> Coder[T]:
    """Return the coder of a dataclass, leaving out the fields that the row keeps in columns of their own."""
    hints = get_type_hints(kind)
    steps = []
    for each in fields(kind):  # type: ignore[arg-type]  # T is a dataclass; typing has no name for that bound
        if each.name not in without:
            default = each.default if each.default_factory is MISSING else each.default_factory()
            steps.append((each.name, attrgetter(each.name), default, *_packers(hints[each.name])))

    def pack(value: T, home: ChannelRef) -> dict[str, Any]:
        out = {}
        for name, get, default, packer, _ in steps:
            item = get(value)
            if item is not default and item != default:
                out[name] = item if packer is None else packer(item, home)
        return out

    readers = {name: unpacker for name, _, _, _, unpacker in steps}

    def unpack(raw: dict[str, Any], home: ChannelRef, **columns: Any) -> T:
        for name, item in raw.items():
            if name in readers:  # else a newer Twoway's field, which this one does without
                unpacker = readers[name]
                columns[name] = item if unpacker is None else unpacker(item, home)
        return kind(**columns)

    return Coder(pack, unpack)


def _packers(hint: Any) -> tuple[Pack | None, Pack | None]:
    """Return how a field of this type is written and read; None where JSON holds it as it is."""
    if hint in (str, int, float, bool):
        return None, None
    if hint in _REFS:
        return _REFS[hint]
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        return _union(inner)
    if origin is tuple:
        return _tuple(inner)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return None, lambda raw, _: hint(raw)
    if isinstance(hint, type) and is_dataclass(hint):
        made: Coder[Any] = coder(hint)
        return made.pack, made.unpack
    raise TypeError(f"no way to write {hint!r} is known")


def _union(inner: tuple[Any, ...]) -> tuple[Pack | None, Pack | None]:
    kinds = [kind for kind in inner if kind is not type(None)]
    if len(kinds) != 1:
        return _named(kinds)
    pack, unpack = _packers(kinds[0])
    return (
        pack and (lambda item, home: None if item is None else pack(item, home)),
        unpack and (lambda raw, home: None if raw is None else unpack(raw, home)),
    )


def _named(kinds: list[Any]) -> tuple[Pack, Pack]:
    """Return how a value of one of several classes is written, with the name of its class, and read."""
    if not all(isinstance(kind, type) and is_dataclass(kind) for kind in kinds):
        raise TypeError(f"a union holds classes with fields, not {kinds!r}")
    coders: dict[str, Coder[Any]] = {kind.__name__: coder(kind) for kind in kinds}

    def pack(item: Any, home: ChannelRef) -> Any:
        if item is None:
            return None
        name = type(item).__name__
        return {"is": name, **coders[name].pack(item, home)}

    def unpack(raw: Any, home: ChannelRef) -> Any:
        return None if raw is None else coders[raw["is"]].unpack(raw, home)

    return pack, unpack


def _tuple(inner: tuple[Any, ...]) -> tuple[Pack | None, Pack | None]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        pack, unpack = _packers(inner[0])
        return (
            (lambda item, home: [pack(each, home) for each in item]) if pack else (lambda item, _: item),
            (lambda raw, home: tuple([unpack(each, home) for each in raw])) if unpack else (lambda raw, _: _once(raw)),
        )
    if any(_packers(each) != (None, None) for each in inner):
        raise TypeError(f"a fixed tuple holds plain values, not {inner!r}")
    return (lambda item, _: item), (lambda raw, _: _once(raw))


def _once(raw: list[Any]) -> tuple[Any, ...]:
    """Return plain values as a tuple; ids and cues' words stand in many rows, and are held once."""
    return tuple([intern(item) if type(item) is str else item for item in raw])


def _channel_ref(ref: ChannelRef, home: ChannelRef) -> Any:
    if ref == home:
        return ""
    return [ref.community.platform, ref.community.id, ref.id]


def _read_channel(raw: Any, home: ChannelRef) -> ChannelRef:
    return home if raw == "" else ChannelRef(CommunityRef(raw[0], raw[1]), raw[2])


def _community_ref(ref: CommunityRef, home: ChannelRef) -> Any:
    return "" if ref == home.community else [ref.platform, ref.id]


def _read_community(raw: Any, home: ChannelRef) -> CommunityRef:
    return home.community if raw == "" else CommunityRef(raw[0], raw[1])


def _member_ref(ref: MemberRef, home: ChannelRef) -> Any:
    if ref.community == home.community:
        return ref.id
    return [ref.community.platform, ref.community.id, ref.id]


def _read_member(raw: Any, home: ChannelRef) -> MemberRef:
    return MemberRef(home.community, raw) if isinstance(raw, str) else MemberRef(CommunityRef(raw[0], raw[1]), raw[2])


def _message_ref(ref: MessageRef, home: ChannelRef) -> Any:
    if ref.channel == home:
        return ref.id
    return [*_channel_ref(ref.channel, home), ref.id]


def _read_message(raw: Any, home: ChannelRef) -> MessageRef:
    return MessageRef(home, raw) if isinstance(raw, str) else MessageRef(_read_channel(raw, home), raw[3])


_REFS: dict[Any, tuple[Pack, Pack]] = {
    CommunityRef: (_community_ref, _read_community),
    ChannelRef: (_channel_ref, _read_channel),
    MemberRef: (_member_ref, _read_member),
    MessageRef: (_message_ref, _read_message),
    datetime: (lambda at, _: ticks(at), lambda raw, _: moment(raw)),
}


def tagged(*kinds: type[Any]) -> tuple[Callable[[Any, ChannelRef], str], Callable[[str, ChannelRef], Any]]:
    """Return how one of several kinds is written (with the name of its class) and read."""
    coders: dict[str, Coder[Any]] = {kind.__name__: coder(kind) for kind in kinds}

    def dump(value: Any, home: ChannelRef) -> str:
        name = type(value).__name__
        return dumps({"is": name, **coders[name].pack(value, home)})

    def load(text: str, home: ChannelRef) -> Any:
        raw = loads(text)
        return coders[raw.pop("is")].unpack(raw, home)

    return dump, load
