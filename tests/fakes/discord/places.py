"""Servers and what they are made of: roles, members, channels, threads, and how these change."""

from typing import TYPE_CHECKING

from tests.fakes.discord.permissions import EVERYBODY, May
from tests.fakes.discord.state import POSTS_ONLY, Channel, Guild, Kind, Member, Message, Overwrite, Role, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

BOT_MAY = (
    EVERYBODY | May.SEND_POLLS | May.MANAGE_MESSAGES | May.CREATE_PUBLIC_THREADS | May.SEND_MESSAGES_IN_THREADS
)  # fmt: skip


class Places:
    """Founds servers and furnishes them. The bot is told of every change."""

    def __init__(self, fake: "FakeDiscord") -> None:
        """`fake`: the Discord they are on."""
        self.fake = fake

    def guild(self, name: str = "Home", bot_may: int = BOT_MAY, with_bot: bool = True) -> Guild:
        """Found a server, with an owner called Owner and, unless told otherwise, the bot in it."""
        owner = self.account("Owner")
        guild = Guild(self.fake.ids.guild(), name, owner.id, self)
        guild.roles[guild.id] = Role(guild.id, "@everyone", int(EVERYBODY), 0)
        self.fake.guilds[guild.id] = guild
        self._join(guild, owner)
        if with_bot:
            self.add_bot(guild, bot_may)
        return guild

    def add_bot(self, guild: Guild, may: int = BOT_MAY) -> Member:
        """Add the bot to a server, with a role of its own."""
        role = Role(self.fake.ids.next(), self.fake.bot.name, int(may), 1, bot_id=self.fake.bot.id)
        guild.roles[role.id] = role
        member = self._join(guild, self.fake.bot)
        member.roles.append(role)
        self.fake.events.guild(guild)
        return member

    def remove_bot(self, guild: Guild) -> None:
        """Remove the bot from a server."""
        member = guild.members.pop(self.fake.bot.id)
        for role in [role for role in guild.roles.values() if role.bot_id == member.id]:
            del guild.roles[role.id]
        self.fake.events.tell("GUILD_DELETE", {"id": str(guild.id)}, guild)

    def outage(self, guild: Guild, over: bool = False) -> None:
        """Let a server become unavailable, or come back."""
        guild.unavailable = not over
        if over:
            self.fake.events.guild(guild, back=True)
        else:
            self.fake.events.tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)

    def account(self, name: str, bot: bool = False, locale: str = "en-US") -> User:
        """Open an account."""
        made = User(self.fake.ids.next(), name, bot, locale)
        self.fake.users[made.id] = made
        return made

    def member(
        self, guild: Guild, name: str, *roles: Role, bot: bool = False, locale: str = "en-US", user: User | None = None
    ) -> Member:
        """Let somebody join a server; with `user` an account that exists already."""
        member = self._join(guild, user or self.account(name, bot, locale))
        member.roles.extend(roles)
        self.fake.events.member("GUILD_MEMBER_ADD", member)
        return member

    def _join(self, guild: Guild, user: User) -> Member:
        guild.members[user.id] = member = Member(guild, user, self.fake.clock.now())
        return member

    def leave(self, member: Member) -> None:
        """Let a member leave the server."""
        del member.guild.members[member.id]
        self.fake.events.member("GUILD_MEMBER_REMOVE", member)

    def role(self, guild: Guild, name: str, may: int = 0, mentionable: bool = False) -> Role:
        """Make a role."""
        role = Role(self.fake.ids.next(), name, int(may), len(guild.roles), mentionable)
        guild.roles[role.id] = role
        self.fake.events.role("GUILD_ROLE_CREATE", guild, role)
        return role

    def set_role(self, guild: Guild, role: Role, may: int) -> None:
        """Change what a role may do."""
        role.permissions = int(may)
        self.fake.events.role("GUILD_ROLE_UPDATE", guild, role)

    def delete_role(self, guild: Guild, role: Role) -> None:
        """Delete a role, from everybody who has it."""
        del guild.roles[role.id]
        for member in guild.members.values():
            member.roles = [one for one in member.roles if one is not role]
        self.fake.events.role("GUILD_ROLE_DELETE", guild, role)

    def give(self, member: Member, *roles: Role) -> None:
        """Set a member's roles."""
        member.roles = list(roles)
        self.fake.events.member("GUILD_MEMBER_UPDATE", member)

    def channel(
        self, guild: Guild, name: str, kind: Kind = Kind.TEXT, parent: Channel | None = None, tags: tuple[str, ...] = ()
    ) -> Channel:
        """Make a channel; `tags` are a forum's."""
        made = Channel(self.fake.ids.next(), kind, self, guild, name, position=len(guild.channels), parent=parent)
        made.tags = [
            {"id": str(self.fake.ids.next()), "name": tag, "moderated": False, "emoji_id": None, "emoji_name": None}
            for tag in tags
        ]
        guild.channels[made.id] = self.fake.channels[made.id] = made
        self.fake.events.channel("CHANNEL_CREATE", made)
        return made

    def overwrite(self, channel: Channel, whom: Role | Member, allow: int = 0, deny: int = 0) -> None:
        """Allow or deny a role or member something in one channel."""
        kind = 1 if isinstance(whom, Member) else 0
        channel.overwrites[whom.id] = Overwrite(whom.id, kind, int(allow), int(deny))
        self.tell_changed(channel)

    def forbid_bot(self, channel: Channel, what: int) -> None:
        """Deny the bot something in one channel; 0 lifts it."""
        assert channel.guild is not None
        self.overwrite(channel, channel.guild.members[self.fake.bot.id], deny=what)

    def rename(self, channel: Channel, name: str) -> None:
        """Rename a channel or thread."""
        channel.name = name
        self.tell_changed(channel)

    def archive(self, thread: Channel, archived: bool = True, locked: bool = False) -> None:
        """Archive a thread, lock it, or open it again."""
        thread.archived, thread.locked, thread.archived_at = archived, locked, self.fake.clock.now()
        self.tell_changed(thread)

    def tell_changed(self, channel: Channel) -> None:
        """Tell the bot that a channel or thread has changed."""
        if channel.is_thread:
            self.fake.events.thread("THREAD_UPDATE", channel)
        else:
            self.fake.events.channel("CHANNEL_UPDATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, or one thread."""
        assert channel.guild is not None
        if channel.is_thread:
            self.fake.events.thread("THREAD_DELETE", channel)
        else:
            self.fake.events.channel("CHANNEL_DELETE", channel)
        for one in [channel, *(thread for thread in channel.guild.threads if thread.parent is channel)]:
            del self.fake.channels[one.id], channel.guild.channels[one.id]

    def open_thread(
        self,
        who: User,
        parent: Channel,
        name: str,
        kind: Kind | None = None,
        under: Message | None = None,
        tags: list[int] | None = None,
        tell: bool = True,
    ) -> Channel:
        """Open a thread: under a message (whose id it takes), as a forum's post, or on its own."""
        assert parent.guild is not None
        usual = Kind.ANNOUNCEMENT_THREAD if parent.kind == Kind.ANNOUNCEMENT else Kind.PUBLIC_THREAD
        number = under.id if under is not None else self.fake.ids.next()
        thread = Channel(number, kind or usual, self, parent.guild, name, parent=parent, owner_id=who.id)
        thread.applied_tags = tags or []
        thread.archived_at = self.fake.clock.now()
        thread.joined[who.id] = thread.archived_at
        parent.guild.channels[number] = self.fake.channels[number] = thread
        if under is not None:
            under.thread = thread
        if tell:
            self.fake.events.thread("THREAD_CREATE", thread, new=True)
        if under is not None:
            self.fake.events.written("MESSAGE_UPDATE", under)
            self._note(thread, who, 21, "", under.channel, under)
        elif parent.kind not in POSTS_ONLY and thread.kind != Kind.PRIVATE_THREAD:
            self._note(parent, who, 18, name, thread)
        return thread

    def _note(
        self, where: Channel, who: User, kind: int, text: str, about: Channel, message: Message | None = None
    ) -> None:
        """Post what Discord itself writes: 6 a message was pinned, 18 a thread was opened, 21 a thread's first line."""
        assert where.guild is not None
        note = Message(self.fake.ids.next(), where, who, text, self.fake.clock.now(), where.guild.members.get(who.id))
        note.type, note.replied_to = kind, message
        note.reference = {"type": 0, "channel_id": str(about.id), "guild_id": str(where.guild.id)}
        note.reference |= {"message_id": str(message.id)} if message is not None else {}
        self.fake.post(note)

    def pin(self, who: User, message: Message, pinned: bool = True) -> None:
        """Pin a message, which Discord notes in the channel, or unpin it."""
        message.pinned = pinned
        self.fake.events.written("MESSAGE_UPDATE", message)
        if pinned and message.channel.guild is not None:
            self._note(message.channel, who, 6, "", message.channel, message)
