"""A Telegram Desktop export's events as if the bot had heard them: the same references as those of the talk that is heard now."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from adapters.telegram.refs import OF_TOPIC, SUPERGROUP, Home, number
from bot.events import ChannelNamed, Event, MessageSeen, ReactionSeen
from bot.model import ChannelRef, MemberRef, MessageRef

PERSON, CHAT = "user", "channel"


def as_heard(events: Iterable[Event], home: Home, chat: int) -> Iterator[Event]:
    """Yield an export's events as a chat's own. `chat`: its number, `home`: where it belongs. Other chats' are left out.

    A topic's messages are known in the export by replies alone; what replies to nothing in it is in General.
    """
    for event in events:
        match event:
            case MessageSeen(message) if _ours(message.ref.channel, chat):
                author = _member(message.author, home)
                seen = replace(
                    message,
                    ref=_message(message.ref, home),
                    author=author,
                    reply_to=home.id(number(message.reply_to)) if message.reply_to else None,
                    mentions=tuple([_member(member, home) for member in message.mentions]),
                    team=message.team or author.id == str(chat),
                )
                yield MessageSeen(seen)
            case ReactionSeen(ref=ref, member=member) if _ours(ref.channel, chat):
                yield replace(event, ref=_message(ref, home), member=_member(member, home))
            case ChannelNamed(channel=channel) if _ours(channel, chat):
                yield replace(event, channel=_channel(channel, home))
            case _:
                pass


def _ours(channel: ChannelRef, chat: int) -> bool:
    """Whether a channel of the export is of this chat: exports write its number without what Telegram puts before it."""
    bare = str(SUPERGROUP - chat) if chat < SUPERGROUP else str(-chat)
    return channel.id.partition(OF_TOPIC)[0] in (bare, str(chat), "main")


def _channel(channel: ChannelRef, home: Home) -> ChannelRef:
    return home.channel(number(channel.id.partition(OF_TOPIC)[2]) or None)


def _message(ref: MessageRef, home: Home) -> MessageRef:
    return MessageRef(_channel(ref.channel, home), home.id(number(ref.id)))


def _member(member: MemberRef, home: Home) -> MemberRef:
    """Return a person by their number, a chat that somebody writes in the name of by its own."""
    if member.id.startswith(CHAT):
        return home.member(SUPERGROUP - number(member.id.removeprefix(CHAT)))
    bare = number(member.id.removeprefix(PERSON))
    return home.member(bare) if bare else MemberRef(home.community, member.id)
