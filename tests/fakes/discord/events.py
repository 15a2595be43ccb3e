"""What the bot is told over the gateway: by intent, by shard, and only of channels it can see."""

from typing import TYPE_CHECKING, Any

from tests.fakes.discord import bodies
from tests.fakes.discord.gateway import PRIVILEGED, Session
from tests.fakes.discord.permissions import May, in_channel
from tests.fakes.discord.state import Channel, Guild, Kind, Member, Message, Role, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

Json = dict[str, Any]
GUILDS, MEMBERS, MESSAGES, REACTIONS, DIRECT, DIRECT_REACTIONS = 1, 1 << 1, 1 << 9, 1 << 10, 1 << 12, 1 << 13
POLLS, DIRECT_POLLS = 1 << 24, 1 << 25
HIDDEN: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What is left of a message whose content the bot may not read; its poll goes as well."""


class Events:
    """Tells each session what it may hear. Every event is checked against the description before it goes."""

    def __init__(self, fake: "FakeDiscord") -> None:
        """`fake`: the Discord that this speaks for."""
        self.fake = fake

    def me(self) -> Json:
        """The bot's own account, as it sees itself."""
        extra = {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}
        return bodies.user(self.fake.bot) | extra

    def tell(self, name: str, body: Json, guild: Guild | None, intent: int = GUILDS, schema: str | None = None) -> None:
        """Dispatch an event to the shard it belongs to."""
        self._dispatch(name, lambda session: body, guild, intent, schema)

    def _dispatch(self, name: str, body_for: Any, guild: Guild | None, intent: int, schema: str | None) -> None:
        trouble = self.fake.trouble
        if guild is not None and not self.fake.is_in(guild) and name != "GUILD_DELETE":
            return
        if trouble.holds(name, lambda: self._dispatch(name, body_for, guild, intent, schema)):
            return
        times = 2 if trouble.takes(f"double {name}") else 1
        for session in list(self.fake.gateway.sessions.values()):
            if session.has(guild.id if guild else None) and session.wants(intent):
                body = body_for(session)
                if schema is not None:
                    self.fake.check_event(name, schema, body)
                for _ in range(times):
                    session.dispatch(name, body)
        self.fake.changed()

    def sees(self, channel: Channel) -> bool:
        """Whether the bot can see a channel."""
        if channel.guild is None:
            return True
        bot = channel.guild.members.get(self.fake.bot.id)
        return bot is not None and bool(in_channel(bot, channel) & May.VIEW_CHANNEL)

    def readable(self, message: Message, allowed: bool) -> bool:
        """Whether the bot gets a message's content: its own, direct, one that mentions it, or it may read all."""
        own = message.author is self.fake.bot or message.application_id == self.fake.application_id
        return allowed or own or message.channel.guild is None or self.fake.bot in message.mentions

    def message(self, message: Message, allowed: bool, fresh: bool = False) -> Json:
        """A message as the bot gets it, in an event or an answer. Only when `fresh` does it show its nonce: in the
        answer to sending it and in MESSAGE_CREATE. Discord does not keep nonces, history has none."""
        body = bodies.message(message, self.fake.bot, results=not self.fake.trouble.no_poll_results)
        quoted = body.get("referenced_message")
        if quoted and message.replied_to and not self.readable(message.replied_to, allowed):
            body["referenced_message"] = {key: quoted[key] for key in quoted if key != "poll"} | HIDDEN
        if fresh and message.nonce is not None:
            body["nonce"] = message.nonce
        if not self.readable(message, allowed):
            body = {key: value for key, value in body.items() if key != "poll"} | HIDDEN
        return body

    def written(self, name: str, message: Message) -> None:
        """MESSAGE_CREATE or MESSAGE_UPDATE."""
        channel = message.channel
        if not self.sees(channel):
            return
        extra: Json = {"guild_id": str(channel.guild.id), "channel_type": int(channel.kind)} if channel.guild else {}
        if message.member is not None and message.webhook_id is None:
            extra["member"] = bodies.member(message.member, bare=True)

        def body_for(session: Session) -> Json:
            allowed = session.wants(PRIVILEGED["message_content"])
            return self.message(message, allowed, fresh=name == "MESSAGE_CREATE") | extra

        self._dispatch(name, body_for, channel.guild, MESSAGES if channel.guild else DIRECT, "MessageResponse")

    def deleted(self, channel: Channel, ids: list[int], bulk: bool = False) -> None:
        """MESSAGE_DELETE or MESSAGE_DELETE_BULK."""
        if not self.sees(channel):
            return
        body: Json = {"channel_id": str(channel.id)} | self._home(channel)
        body |= {"ids": [str(one) for one in ids]} if bulk else {"id": str(ids[0])}
        name = "MESSAGE_DELETE_BULK" if bulk else "MESSAGE_DELETE"
        self.tell(name, body, channel.guild, MESSAGES if channel.guild else DIRECT)

    def reacted(self, name: str, message: Message, emoji: str | None = None, who: User | None = None) -> None:
        """MESSAGE_REACTION_ADD, _REMOVE, _REMOVE_EMOJI or _REMOVE_ALL."""
        channel = message.channel
        if not self.sees(channel):
            return
        body: Json = {"channel_id": str(channel.id), "message_id": str(message.id)} | self._home(channel)
        if emoji is not None:
            body["emoji"] = bodies.emoji(emoji)
        if who is not None:
            body |= {"user_id": str(who.id), "burst": False, "type": 0}
        if name.endswith("_ADD") and who is not None:
            body["message_author_id"] = str(message.author.id)
            if channel.guild and (member := channel.guild.members.get(who.id)) is not None:
                body["member"] = bodies.member(member)
        self.tell(name, body, channel.guild, REACTIONS if channel.guild else DIRECT_REACTIONS)

    def voted(self, name: str, message: Message, answer: int, who: int) -> None:
        """MESSAGE_POLL_VOTE_ADD or _REMOVE."""
        channel = message.channel
        if not self.sees(channel):
            return
        body = {"user_id": str(who), "channel_id": str(channel.id), "message_id": str(message.id), "answer_id": answer}
        self.tell(name, body | self._home(channel), channel.guild, POLLS if channel.guild else DIRECT_POLLS)

    def channel(self, name: str, channel: Channel) -> None:
        """CHANNEL_CREATE, _UPDATE, _DELETE: told of hidden channels too, as the real gateway does."""
        self.tell(name, bodies.channel(channel), channel.guild, schema="GuildChannelResponse")

    def thread(self, name: str, thread: Channel, new: bool = False) -> None:
        """THREAD_CREATE, _UPDATE, _DELETE."""
        if not self.sees(thread):
            return
        body = bodies.thread(thread, self.fake.bot.id)
        if name == "THREAD_DELETE":
            body = {key: body[key] for key in ("id", "guild_id", "parent_id", "type")}
            self.tell(name, body, thread.guild)
            return
        extra = {"newly_created": True} if new else {}
        self.tell(name, body | extra, thread.guild, schema="ThreadResponse")

    def role(self, name: str, guild: Guild, role: Role) -> None:
        """GUILD_ROLE_CREATE, _UPDATE, _DELETE."""
        home = {"guild_id": str(guild.id)}
        gone = name == "GUILD_ROLE_DELETE"
        self.tell(name, home | ({"role_id": str(role.id)} if gone else {"role": bodies.role(role)}), guild)

    def member(self, name: str, member: Member) -> None:
        """GUILD_MEMBER_ADD, _UPDATE, _REMOVE; of the bot's own roles it hears without the members intent."""
        own = member.user is self.fake.bot and name == "GUILD_MEMBER_UPDATE"
        home = {"guild_id": str(member.guild.id)}
        body = {"user": bodies.user(member.user)} if name == "GUILD_MEMBER_REMOVE" else bodies.member(member)
        schema = None if name == "GUILD_MEMBER_REMOVE" else "GuildMemberResponse"
        self.tell(name, body | home, member.guild, GUILDS if own else MEMBERS, schema)

    def guild_create(self, guild: Guild, session: Session) -> Json:
        """Return all of a server; of its members only the bot, unless the session asked for members."""
        all_of_them = session.wants(MEMBERS)
        members = [one for one in guild.members.values() if all_of_them or one.user is self.fake.bot]
        threads = [one for one in guild.threads if not one.archived and self.sees(one)]
        body = bodies.guild(guild) | {
            "joined_at": bodies.time_text(guild.members[self.fake.bot.id].joined_at),
            "large": len(guild.members) > 250,
            "member_count": len(guild.members),
            "voice_states": [],
            "members": [bodies.member(one) for one in members],
            "channels": [bodies.channel(one) for one in guild.channels.values() if not one.is_thread],
            "threads": [bodies.thread(one, self.fake.bot.id) for one in threads],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
        parts = {"members": "GuildMemberResponse", "channels": "GuildChannelResponse", "threads": "ThreadResponse"}
        for part, schema in {**parts, "roles": "GuildRoleResponse"}.items():
            for item in body[part]:
                self.fake.check_event(f"GUILD_CREATE {part}", schema, item)
        return body

    def guild(self, guild: Guild, back: bool = False) -> None:
        """GUILD_CREATE, when the bot is added or a server comes `back`."""
        extra = {"unavailable": False} if back else {}
        self._dispatch("GUILD_CREATE", lambda session: self.guild_create(guild, session) | extra, guild, GUILDS, None)

    def members_chunk(self, guild: Guild, found: list[Member], asked: Json) -> Json:
        """Return the answer to a request for members."""
        body: Json = {
            "guild_id": str(guild.id),
            "members": [bodies.member(one) for one in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        return body | ({"nonce": asked["nonce"]} if "nonce" in asked else {})

    def _home(self, channel: Channel) -> Json:
        return {"guild_id": str(channel.guild.id)} if channel.guild is not None and channel.kind != Kind.DM else {}
