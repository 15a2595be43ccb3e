"""Chats and what they are made of: members, administrators, topics, links, and how these change."""

from typing import TYPE_CHECKING

from tests.fakes.telegram import bodies
from tests.fakes.telegram.state import CHANNEL_OFFSET, OF_CHANNELS, OF_GROUPS, RIGHTS, Chat, Json, Member, Topic, User

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

ALL_RIGHTS = frozenset((*RIGHTS, *OF_CHANNELS, *OF_GROUPS))


class Places:
    """Founds chats and furnishes them. The bot is told of what it would be told."""

    def __init__(self, fake: "FakeTelegram") -> None:
        """`fake`: the Telegram they are on."""
        self.fake = fake
        self._accounts = 5_000_000_000
        self._chats = 0

    def account(self, name: str, username: str | None = None, bot: bool = False, language: str = "en") -> User:
        """Open an account."""
        self._accounts += 1
        made = User(self._accounts, name, username, bot, language)
        self.fake.users[made.id] = made
        return made

    def private(self, who: User | Member) -> Chat:
        """Return somebody's private chat with the bot; `start` opens it."""
        user = who.user if isinstance(who, Member) else who
        if user.id not in self.fake.chats:
            self.fake.chats[user.id] = Chat(user.id, "private", self, user=user)  # type: ignore[arg-type]
        return self.fake.chats[user.id]

    def group(self, title: str = "Home", with_bot: bool = True, admin: bool = False) -> Chat:
        """Found a basic group, with an owner called Owner and, unless told otherwise, the bot in it."""
        return self._found("group", title, with_bot, admin)

    def supergroup(
        self, title: str = "Home", with_bot: bool = True, admin: bool = False, username: str | None = None
    ) -> Chat:
        """Found a supergroup."""
        return self._found("supergroup", title, with_bot, admin, username)

    def forum(self, title: str = "Home", *topics: str, with_bot: bool = True, admin: bool = False) -> Chat:
        """Found a supergroup with topics; General is there by itself."""
        chat = self._found("supergroup", title, with_bot, admin)
        chat.forum = True
        for name in topics:
            self.topic(chat, name)
        return chat

    def channel(
        self, title: str = "News", group: Chat | None = None, with_bot: bool = True, username: str | None = None
    ) -> Chat:
        """Found a channel, linked to a discussion group if one is given. A bot in a channel is an administrator."""
        chat = self._found("channel", title, with_bot, True, username)
        if group is not None:
            self.link(chat, group)
        return chat

    def _found(self, kind: str, title: str, with_bot: bool, admin: bool, username: str | None = None) -> Chat:
        self._chats += 1
        number = -1_000 - self._chats if kind == "group" else CHANNEL_OFFSET - 1_000_000 - self._chats
        chat = Chat(number, kind, self, title, username)  # type: ignore[arg-type]
        self.fake.chats[chat.id] = chat
        owner = self.account("Owner")
        chat.members[owner.id] = Member(owner, chat, "creator")
        if with_bot:
            self.add_bot(chat, admin)
        return chat

    def owner(self, chat: Chat) -> Member:
        """Return a chat's owner."""
        return next(member for member in chat.members.values() if member.status == "creator")

    def link(self, channel: Chat, group: Chat | None) -> None:
        """Link a channel with its discussion group, or unlink it."""
        if channel.linked is not None:
            channel.linked.linked = None
        channel.linked = group
        if group is not None:
            group.linked = channel

    def join(
        self, chat: Chat, who: User | str, username: str | None = None, bot: bool = False, language: str = "en"
    ) -> Member:
        """Let somebody join; a name opens an account."""
        user = who if isinstance(who, User) else self.account(who, username, bot, language)
        member = self._stand(chat, user, "member", by=user)
        if chat.is_group:
            self.fake.writing.service(chat, user, {"new_chat_members": [bodies.user(user)]})
        return member

    def leave(self, member: Member) -> None:
        """Let a member leave."""
        self._stand(member.chat, member.user, "left", by=member.user)
        if member.chat.is_group:
            self.fake.writing.service(member.chat, member.user, {"left_chat_member": bodies.user(member.user)})

    def promote(
        self, member: Member, *rights: str, anonymous: bool = False, title: str | None = None
    ) -> Member:  # fmt: skip
        """Make somebody an administrator, with all rights unless some are named."""
        return self._stand(
            member.chat,
            member.user,
            "administrator",
            rights=frozenset(rights or ALL_RIGHTS),
            anonymous=anonymous,
            title=title,
        )

    def demote(self, member: Member) -> Member:
        """Make an administrator an ordinary member."""
        return self._stand(member.chat, member.user, "member")

    def restrict(self, member: Member, *may: str) -> Member:
        """Restrict a member to what is named: restrict(bot, "can_send_polls")."""
        return self._stand(member.chat, member.user, "restricted", may=frozenset(may))

    def bot_in(self, chat: Chat) -> Member:
        """Return the bot as a member of a chat."""
        return chat.members[self.fake.bot.id]

    def add_bot(self, chat: Chat, admin: bool = False) -> Member:
        """Add the bot; what privacy mode says at this moment holds until it is added again."""
        chat.bot_reads_all = not self.fake.privacy
        bot = self.fake.bot
        member = self._stand(
            chat, bot, "administrator" if admin else "member", rights=ALL_RIGHTS if admin else frozenset()
        )
        if chat.is_group:
            self.fake.writing.service(chat, self.owner(chat).user, {"new_chat_members": [bodies.user(bot)]})
        return member

    def remove_bot(self, chat: Chat, kick: bool = True) -> None:
        """Remove the bot; it hears of that, and of nothing more here."""
        self._stand(chat, self.fake.bot, "kicked" if kick else "left")

    def _stand(self, chat: Chat, user: User, status: str, by: User | None = None, **more: object) -> Member:
        """Set somebody's standing and tell the bot if it would be told."""
        member = chat.members.get(user.id)
        if member is None:
            member = chat.members[user.id] = Member(user, chat, "left")
        before = bodies.member(member)
        member.status, member.rights, member.may = status, frozenset(), None
        member.anonymous, member.title = False, None
        for key, value in more.items():
            setattr(member, key, value)
        self.fake.events.standing(before, member, by or self.owner(chat).user)
        return member

    def block(self, who: User | Member, blocked: bool = True) -> None:
        """Let somebody block the bot, or unblock it."""
        user = who.user if isinstance(who, Member) else who
        chat = self.private(user)
        states = [Member(self.fake.bot, chat, status) for status in ("member", "kicked")]
        before, after = states if blocked else reversed(states)
        user.blocked = blocked
        self.fake.events.standing(bodies.member(before), after, user)

    def topic(self, chat: Chat, name: str, by: Member | None = None) -> Topic:
        """Open a topic in a forum."""
        author = (by or self.owner(chat)).user
        topic = Topic(0, name)
        note = {"forum_topic_created": {"name": name, "icon_color": topic.color}}
        topic.id = self.fake.writing.service(chat, author, note, topic).id
        chat.topics[topic.id] = topic
        return topic

    def close_topic(self, chat: Chat, topic: Topic, closed: bool = True) -> None:
        """Close a topic, or open it again."""
        topic.closed = closed
        note: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        self.fake.writing.service(chat, self.owner(chat).user, note, topic)

    def rename_topic(self, chat: Chat, topic: Topic, name: str) -> None:
        """Give a topic another name."""
        topic.name = name
        self.fake.writing.service(chat, self.owner(chat).user, {"forum_topic_edited": {"name": name}}, topic)

    def delete_topic(self, chat: Chat, topic: Topic) -> None:
        """Delete a topic with all that was said in it. Nobody is told."""
        topic.deleted = True
        for message in [one for one in chat.messages.values() if one.in_topic and one.thread == topic.id]:
            self.fake.writing.remove(message)

    def migrate(self, group: Chat) -> Chat:
        """Make a group a supergroup: another id, the same people, and messages are counted from the start."""
        moved = Chat(CHANNEL_OFFSET - 2_000_000 + group.id, "supergroup", self, group.title)  # type: ignore[arg-type]
        moved.bot_reads_all, moved.permissions = group.bot_reads_all, group.permissions
        for member in group.members.values():
            here = Member(member.user, moved, member.status, member.rights, member.anonymous, member.title, member.may)
            moved.members[here.id] = here
        self.fake.chats[moved.id] = moved
        owner = self.owner(group).user
        self.fake.writing.service(group, owner, {"migrate_to_chat_id": moved.id})
        group.moved_to = moved
        self.fake.writing.service(moved, owner, {"migrate_from_chat_id": group.id})
        return moved

    def rename(self, chat: Chat, title: str) -> None:
        """Give a chat another title."""
        chat.title = title
        author = None if chat.kind == "channel" else self.owner(chat).user
        self.fake.writing.service(chat, author, {"new_chat_title": title})
