"""What exists in the fake Discord: plain values that the REST side, the gateway and the people share."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tests.fakes.discord.people import People

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Discord's own epoch: ids count milliseconds from here."""


class Clock(Protocol):
    """Shows the time."""

    def now(self) -> datetime:
        """Return the time."""
        ...


class Snowflakes:
    """Ids out of the clock: later ones are larger, the same run gives the same ones."""

    def __init__(self, clock: Clock) -> None:
        """`clock`: the fake's own time."""
        self.clock = clock
        self._last = 0
        self._guilds = 0

    def next(self) -> int:
        """Return an id of this moment."""
        self._last = max(self._last + 1, int((self.clock.now() - EPOCH) / timedelta(milliseconds=1)) << 22)
        return self._last

    def guild(self) -> int:
        """Return a server's id, each in a millisecond of its own and so in the next shard."""
        self._guilds += 1
        return (self._guilds + 1_000_000 * 60) << 22


class Kind(IntEnum):
    """Channel types."""

    TEXT = 0
    DM = 1
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15
    MEDIA = 16


THREADS = frozenset({Kind.ANNOUNCEMENT_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD})
POSTS_ONLY = frozenset({Kind.FORUM, Kind.MEDIA})


class Short:
    """Says in a few words what it is: these objects know one another, and a full account would never end."""

    def __repr__(self) -> str:
        """Show the kind, the id and the words."""
        words = next(
            (str(getattr(self, key)) for key in ("name", "content", "question", "user") if hasattr(self, key)), ""
        )
        return f"<{type(self).__name__} {getattr(self, 'id', '')} {words[:60]!r}>"


@dataclass(eq=False, repr=False)
class User(Short):
    """An account."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"


@dataclass(eq=False, repr=False)
class Role(Short):
    """A role of a server; @everyone is the one with the server's id."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False
    bot_id: int | None = None


@dataclass(eq=False, repr=False)
class Member(Short):
    """An account in a server."""

    guild: "Guild"
    user: User
    joined_at: datetime
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id

    @property
    def mention(self) -> str:
        """What to write to ping them."""
        return f"<@{self.user.id}>"


@dataclass
class Overwrite:
    """What a channel allows or denies one role (type 0) or member (type 1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0


@dataclass(eq=False, repr=False)
class Poll(Short):
    """A native poll; `votes` maps answer to the accounts, in order."""

    question: str
    answers: dict[int, dict[str, Any]]
    expiry: datetime
    multiple: bool = False
    votes: dict[int, list[int]] = field(default_factory=dict)
    ended: bool = False
    finalized: bool = False


@dataclass(eq=False, repr=False)
class Message(Short):
    """A message, whoever wrote it. `body` holds the parts that are kept as sent: embeds, components, attachments."""

    id: int
    channel: "Channel"
    author: User
    content: str
    at: datetime
    member: Member | None = None
    type: int = 0
    flags: int = 0
    edited_at: datetime | None = None
    reference: dict[str, Any] | None = None
    replied_to: "Message | None" = None
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reactions: dict[str, list[int]] = field(default_factory=dict)
    poll: Poll | None = None
    nonce: str | int | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    interaction: dict[str, Any] | None = None
    pinned: bool = False
    thread: "Channel | None" = None
    for_user: int | None = None

    @property
    def ephemeral(self) -> bool:
        """Whether only one member sees it."""
        return bool(self.flags & 64)

    @property
    def silent(self) -> bool:
        """Whether it was sent without notifying anybody (SUPPRESS_NOTIFICATIONS)."""
        return bool(self.flags & 4096)

    @property
    def pings(self) -> bool:
        """Whether it called anybody by name, role or all at once."""
        return bool(self.mentions or self.mention_roles or self.mention_everyone)

    def widgets(self) -> list[dict[str, Any]]:
        """Return its buttons and menus, whatever rows, sections or containers they sit in."""
        return list(leaves(self.components))


def leaves(components: list[dict[str, Any]]) -> Any:
    """Walk nested components down to what can be pressed, chosen or filled in."""
    for part in components:
        inside = list(part.get("components", []))
        inside += [part[key] for key in ("component", "accessory") if key in part]
        if inside:
            yield from leaves(inside)
        else:
            yield part


@dataclass(eq=False, repr=False)
class Channel(Short):
    """A channel, a thread or a direct conversation."""

    id: int
    kind: Kind
    people: "People"
    guild: "Guild | None" = None
    name: str = ""
    topic: str | None = None
    position: int = 0
    parent: "Channel | None" = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int | None = None
    tags: list[dict[str, Any]] = field(default_factory=list)
    applied_tags: list[int] = field(default_factory=list)
    owner_id: int | None = None
    joined: dict[int, datetime] = field(default_factory=dict)
    archived: bool = False
    archived_at: datetime | None = None
    locked: bool = False
    auto_archive: int = 1440
    slowmode: int = 0
    nsfw: bool = False
    flags: int = 0
    recipient: User | None = None

    @property
    def is_thread(self) -> bool:
        """Whether it is a thread or a post of a forum."""
        return self.kind in THREADS

    @property
    def private(self) -> bool:
        """Whether only invited members see the thread."""
        return self.kind == Kind.PRIVATE_THREAD

    @property
    def last(self) -> Message | None:
        """Its newest message."""
        return next(reversed(self.messages.values()), None)

    def written_by(self, author: "User | Member") -> list[Message]:
        """Return what one account wrote here, oldest first."""
        return [message for message in self.messages.values() if message.author.id == author.id]

    def say(self, member: Member, text: str, reply_to: Message | None = None, **more: Any) -> Message:
        """Let a member write; see People.say."""
        return self.people.say(self, member, text, reply_to, **more)


@dataclass(eq=False, repr=False)
class Guild(Short):
    """A server."""

    id: int
    name: str
    owner_id: int
    people: "People"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    locale: str = "en-US"
    unavailable: bool = False

    @property
    def everyone(self) -> Role:
        """The role that all have."""
        return self.roles[self.id]

    @property
    def threads(self) -> list[Channel]:
        """All its threads and posts, archived ones too."""
        return [channel for channel in self.channels.values() if channel.is_thread]
