"""What exists in the fake Telegram: plain values that the API, the updates and the people share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.telegram.people import People

Json = dict[str, Any]
CHANNEL_OFFSET = -1_000_000_000_000
"""Ids of supergroups and channels count down from here; those of groups are plainly negative."""
GENERAL = 1
"""The number of a forum's General topic. In messages it never shows."""
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
OF_CHANNELS = ("can_post_messages", "can_edit_messages")
OF_GROUPS = ("can_pin_messages", "can_manage_topics")
EVERYBODY = frozenset(PERMISSIONS) - {"can_edit_tag", "can_change_info", "can_pin_messages", "can_manage_topics"}


class Short:
    """Says in a few words what it is: these objects know one another, and a full account would never end."""

    def __repr__(self) -> str:
        """Show the kind, the id and the words."""
        words = next(
            (str(getattr(self, key)) for key in ("name", "title", "text", "question") if hasattr(self, key)), ""
        )
        return f"<{type(self).__name__} {getattr(self, 'id', '')} {words[:60]!r}>"


@dataclass(eq=False, repr=False)
class User(Short):
    """An account: a person or a bot."""

    id: int
    name: str
    username: str | None = None
    bot: bool = False
    language: str | None = "en"
    started: bool = False
    """Whether they have opened a private chat with the bot."""
    blocked: bool = False


@dataclass(eq=False, repr=False)
class Member(Short):
    """An account in a chat. `status` is Telegram's word; `rights` are an administrator's."""

    user: User
    chat: "Chat"
    status: str = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    title: str | None = None
    may: frozenset[str] | None = None
    """What a restricted member may do; None while unrestricted."""

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The account's name."""
        return self.user.name

    @property
    def present(self) -> bool:
        """Whether they are in the chat now."""
        return self.status not in ("left", "kicked")

    @property
    def admin(self) -> bool:
        """Whether they are an administrator or the owner."""
        return self.status in ("administrator", "creator")

    def has(self, right: str) -> bool:
        """Whether they have an administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(eq=False, repr=False)
class Topic(Short):
    """A topic of a forum; its id is that of the message that tells of its making."""

    id: int
    name: str
    color: int = 7322096
    closed: bool = False
    deleted: bool = False


@dataclass(eq=False, repr=False)
class Option(Short):
    """One answer of a poll; `votes` are the ids of accounts and chats, in order."""

    id: str
    text: str
    votes: list[int] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class Poll(Short):
    """A native poll."""

    id: str
    question: str
    options: list[Option]
    by_bot: bool
    anonymous: bool = True
    multiple: bool = False
    revoting: bool = True
    hidden: bool = False
    closed: bool = False
    closes_at: datetime | None = None
    open_period: int | None = None
    close_date: int | None = None
    extra: Json = field(default_factory=dict)

    def chosen(self, who: int) -> list[int]:
        """Return the indexes that an account has voted for."""
        return [index for index, option in enumerate(self.options) if who in option.votes]


@dataclass(eq=False, repr=False)
class Message(Short):
    """A message, whoever wrote it. `media` holds the parts that are kept as told: photo, document, service notes."""

    id: int
    chat: "Chat"
    at: datetime
    author: User | None = None
    sender_chat: "Chat | None" = None
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    caption: str = ""
    media: Json = field(default_factory=dict)
    service: bool = False
    thread: int | None = None
    in_topic: bool = False
    reply_to: "Message | None" = None
    quote: Json | None = None
    origin: Json | None = None
    automatic: bool = False
    signature: str | None = None
    poll: Poll | None = None
    markup: Json | None = None
    edited_at: datetime | None = None
    silent: bool = False
    protected: bool = False
    reactions: dict[int, list[str]] = field(default_factory=dict)
    """Emoji by the id of the account or chat that reacted."""
    forwarded: "Message | None" = None
    """For a channel's post: its automatic forward in the linked group."""
    deleted: bool = False
    checked_text: str = ""
    """What the text was before parsing, to tell whether an edit changes anything."""

    @property
    def words(self) -> str:
        """The text or caption."""
        return self.text or self.caption

    @property
    def buttons(self) -> list[Json]:
        """The buttons of its inline keyboard, row by row."""
        return [button for row in (self.markup or {}).get("inline_keyboard", []) for button in row]


@dataclass(eq=False, repr=False)
class Chat(Short):
    """A private chat, group, supergroup or channel."""

    id: int
    kind: str
    people: "People"
    title: str = ""
    username: str | None = None
    user: User | None = None
    forum: bool = False
    linked: "Chat | None" = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    permissions: frozenset[str] = EVERYBODY
    last_id: int = 0
    moved_to: "Chat | None" = None
    pinned: list[int] = field(default_factory=list)
    bot_reads_all: bool = False
    """Whether privacy mode was off when the bot joined: a later switch changes nothing until it joins again."""
    last_bot: int | None = None
    """The bot that spoke last: a command without a name is for that one."""
    signed: bool = False

    @property
    def last(self) -> Message | None:
        """Its newest message that is no service note."""
        return next((one for one in reversed(self.messages.values()) if not one.service), None)

    @property
    def is_group(self) -> bool:
        """Whether it is a group or supergroup."""
        return self.kind in ("group", "supergroup")

    def written_by(self, author: "User | Member") -> list[Message]:
        """Return what one account wrote here, oldest first."""
        return [one for one in self.messages.values() if one.author is not None and one.author.id == author.id]

    def say(self, member: "Member | User", text: str, **more: Any) -> Message:
        """Let somebody write; see People.say."""
        return self.people.say(self, member, text, **more)
