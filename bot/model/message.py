"""What is said: messages, and the reactions and polls that hang on them."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.poll import Poll
from bot.model.refs import ChannelRef, MemberRef, MessageRef, one


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands now (after edits).

    `name` is how the author is shown. `at` is aware. `reply_to` is the id of the message in the same channel that the author
    replied to by the platform's own mark. `mentions` are the members named by the platform's own mark; names that merely stand in
    the text are for `read` to find. `team`: the author speaks for the brand. `bot`: not a person (bots, webhooks, bridges).
    """

    ref: MessageRef
    author: MemberRef
    name: str
    at: datetime
    text: str
    reply_to: str | None = None
    mentions: tuple[MemberRef, ...] = ()
    team: bool = False
    bot: bool = False
    poll: Poll | None = None


def at_home(message: Message, channel: ChannelRef, reply_to: str | None) -> Message:
    """Return a message by references that are held already. `channel`, `reply_to`: equal to its own."""
    author = one(message.author)
    if message.ref.channel is channel and author is message.author:
        return message
    said = message.name, message.at, message.text, reply_to, message.mentions, message.team, message.bot, message.poll
    return Message(MessageRef(channel, message.ref.id), author, *said)
