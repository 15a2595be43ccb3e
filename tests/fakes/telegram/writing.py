"""Puts messages into chats: their numbers, threads and topics, and what a channel's post becomes in its linked group."""

from typing import TYPE_CHECKING, Any

from tests.fakes.telegram import bodies
from tests.fakes.telegram.state import GENERAL, Chat, Message, Poll, Topic, User

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

Json = dict[str, Any]


class Writing:
    """What the bot and the people share in writing."""

    def __init__(self, fake: "FakeTelegram") -> None:
        """`fake`: the Telegram it belongs to."""
        self.fake = fake
        self._mailbox = 0
        """Private chats and groups share one numbering: the bot's own mailbox."""

    def compose(
        self, chat: Chat, author: User | None, thread: int | None = None, reply_to: Message | None = None
    ) -> Message:
        """Return a new message, not yet posted, in its right thread."""
        message = Message(self.next_id(chat), chat, self.fake.clock.now(), author, reply_to=reply_to)
        if chat.forum and thread not in (None, GENERAL):
            message.thread, message.in_topic = thread, True
        elif reply_to is not None and reply_to.in_topic:
            message.thread, message.in_topic = reply_to.thread, True
        elif chat.kind == "supergroup" and reply_to is not None:
            message.thread = reply_to.thread or reply_to.id  # a thread of replies: no topic, though it has a number
        elif chat.kind == "supergroup":
            message.thread = None if thread == GENERAL else thread
        if message.in_topic and reply_to is None:
            message.reply_to = chat.messages.get(message.thread or 0)  # what is said in a topic answers its first note
        return message

    def next_id(self, chat: Chat) -> int:
        """Return the number of a chat's next message."""
        if chat.kind in ("supergroup", "channel"):
            chat.last_id += 1
            return chat.last_id
        self._mailbox += 1
        return self._mailbox

    def post(self, message: Message) -> Message:
        """Put a message into its chat, tell the bot, and let a channel's post appear in the linked group."""
        chat = message.chat
        chat.messages[message.id] = message
        if message.author is not None and message.author.bot and message.sender_chat is None:
            chat.last_bot = message.author.id
        self.fake.events.written(message)
        if chat.kind == "channel" and chat.linked is not None and not message.service:
            message.forwarded = self._forward(message, chat.linked)
        self.fake.changed()
        return message

    def service(self, chat: Chat, author: User | None, note: Json, topic: Topic | None = None) -> Message:
        """Post a note that Telegram itself writes: somebody joined, something was pinned."""
        message = Message(self.next_id(chat), chat, self.fake.clock.now(), author, media=note, service=True)
        if chat.kind == "channel":
            message.sender_chat = chat
        if topic is not None:
            message.thread, message.in_topic = topic.id or message.id, True
        return self.post(message)

    def _forward(self, post: Message, group: Chat) -> Message:
        copy = Message(self.next_id(group), group, self.fake.clock.now(), self.fake.telegram, sender_chat=post.chat)
        copy.automatic, copy.origin = True, origin_of(post)
        self._copy(post, copy)
        return self.post(copy)

    def _copy(self, source: Message, copy: Message) -> None:
        copy.text, copy.caption, copy.entities = source.text, source.caption, list(source.entities)
        copy.media, copy.poll = dict(source.media), source.poll
        copy.markup = source.markup

    def changed(self, message: Message, by_bot: bool = False) -> None:
        """Tell of an edit; the forward in the linked group is edited with it. The bot does not hear of its own."""
        if not by_bot:
            message.edited_at = self.fake.clock.now()
            self.fake.events.written(message, edited=True)
        if message.forwarded is not None:
            self._copy(message, message.forwarded)
            message.forwarded.edited_at = self.fake.clock.now()
            self.fake.events.written(message.forwarded, edited=True)
        self.fake.changed()

    def remove(self, message: Message) -> None:
        """Take a message out of its chat. Nobody is told: Telegram does not report it."""
        message.chat.messages.pop(message.id, None)
        message.deleted = True
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        self.fake.changed()

    def close(self, poll: Poll) -> None:
        """Close a poll and tell the bot."""
        poll.closed = True
        self.fake.events.poll(poll)

    def close_due(self) -> None:
        """Close the polls whose time is up; called when the clock is moved."""
        now = self.fake.clock.now()
        for poll in list(self.fake.polls.values()):
            if not poll.closed and poll.closes_at is not None and poll.closes_at <= now:
                self.close(poll)


def origin_of(message: Message) -> Json:
    """Write where a forward came from."""
    body: Json = {"date": bodies.stamp(message.at)}
    if message.chat.kind == "channel":
        body |= {"type": "channel", "chat": bodies.chat(message.chat), "message_id": message.id}
        return body | ({"author_signature": message.signature} if message.signature else {})
    if message.sender_chat is not None:
        return body | {"type": "chat", "sender_chat": bodies.chat(message.sender_chat)}
    assert message.author is not None
    return body | {"type": "user", "sender_user": bodies.user(message.author)}
