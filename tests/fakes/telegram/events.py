"""What the bot is told, and what it is not: privacy mode, rights, and its own messages."""

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram import bodies
from tests.fakes.telegram.markup import words_at
from tests.fakes.telegram.state import Chat, Member, Message, Poll, User

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

Json = dict[str, Any]


class Events:
    """Turns what happens into updates."""

    def __init__(self, fake: "FakeTelegram") -> None:
        """`fake`: the Telegram it belongs to."""
        self.fake = fake

    def written(self, message: Message, edited: bool = False) -> None:
        """Tell of a message or its edit, if the bot may see it."""
        if not self.sees(message):
            return
        kind = "channel_post" if message.chat.kind == "channel" else "message"
        self.fake.updates.tell(f"edited_{kind}" if edited else kind, bodies.message(message))

    def sees(self, message: Message) -> bool:
        """Whether the bot receives a message."""
        chat, bot = message.chat, self.fake.bot
        here = chat.members.get(bot.id)
        own = message.author is bot
        if own or (message.author is not None and message.author.bot and message.sender_chat is None):
            return False  # its own, or another bot's
        if chat.kind == "private":
            return True
        if here is None or not here.present:
            return False
        if chat.kind == "channel" or here.admin or chat.bot_reads_all or message.service:
            return True
        return self.meant_for_bot(message)

    def meant_for_bot(self, message: Message) -> bool:
        """Whether a message reaches the bot although privacy mode is on: a command, a reply to it, a mention of it."""
        bot, text = self.fake.bot, message.words
        if message.reply_to is not None and message.reply_to.author is bot:
            return True
        for entity in message.entities:
            words = words_at(text, entity).lower()
            if entity["type"] == "text_mention" and entity["user"]["id"] == bot.id:
                return True
            if entity["type"] == "mention" and words == f"@{bot.username}".lower():
                return True
            if entity["type"] == "bot_command":
                named = words.partition("@")[2]
                if named == (bot.username or "").lower() or (not named and message.chat.last_bot in (None, bot.id)):
                    return True
        return False

    def standing(self, before: Json, member: Member, by: User) -> None:
        """Tell of a change in somebody's standing: of the bot's own always, of others' only as an administrator."""
        chat = member.chat
        body = {"chat": bodies.chat(chat), "from": bodies.user(by), "date": bodies.stamp(self.fake.clock.now())}
        body |= {"old_chat_member": before, "new_chat_member": bodies.member(member)}
        if member.user is self.fake.bot:
            self.fake.updates.tell("my_chat_member", body)
        elif self.is_admin(chat):
            self.fake.updates.tell("chat_member", body)

    def is_admin(self, chat: Chat) -> bool:
        """Whether the bot administers a chat."""
        here = chat.members.get(self.fake.bot.id)
        return here is not None and here.admin

    def poll(self, poll: Poll) -> None:
        """Tell of a poll's new state: of the bot's own polls always, of others' when they were stopped."""
        if poll.by_bot or poll.closed:
            self.fake.updates.tell("poll", bodies.poll(poll))

    def voted(self, poll: Poll, voter: User | Chat) -> None:
        """Tell of a vote, unless the poll is anonymous or not the bot's."""
        if poll.by_bot and not poll.anonymous:
            chosen = poll.chosen(voter.id)
            body: Json = {"poll_id": poll.id, "option_ids": chosen}
            body["option_persistent_ids"] = [poll.options[index].id for index in chosen]
            who = {"user": bodies.user(voter)} if isinstance(voter, User) else {"voter_chat": bodies.chat(voter)}
            self.fake.updates.tell("poll_answer", body | who)

    def pressed(self, query: str, message: Message, by: User, data: str) -> None:
        """Tell of a button pressed."""
        shown = bodies.inaccessible(message) if message.deleted else bodies.message(message)
        body = {"id": query, "from": bodies.user(by), "message": shown, "data": data}
        self.fake.updates.tell("callback_query", body | {"chat_instance": str(-message.chat.id * 7919)})

    def reacted(self, message: Message, who: User | Chat, before: list[str]) -> None:
        """Tell of a reaction: only administrators hear of it. In channels nobody is named, only the counts come."""
        chat = message.chat
        if chat.kind != "private" and not self.is_admin(chat):
            return
        body: Json = {"chat": bodies.chat(chat), "message_id": message.id}
        body["date"] = bodies.stamp(self.fake.clock.now())
        if chat.kind == "channel":
            given = [emoji for some in message.reactions.values() for emoji in some]
            counts = [
                {"type": {"type": "emoji", "emoji": emoji}, "total_count": given.count(emoji)}
                for emoji in dict.fromkeys(given)
            ]
            self.fake.updates.tell("message_reaction_count", body | {"reactions": counts})
            return
        body |= {"user": bodies.user(who)} if isinstance(who, User) else {"actor_chat": bodies.chat(who)}
        body |= {"old_reaction": bodies.reactions(before)}
        body |= {"new_reaction": bodies.reactions(message.reactions.get(who.id, []))}
        self.fake.updates.tell("message_reaction", body)
