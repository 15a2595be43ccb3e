"""Events in a short shape that can be read in a test."""

from collections.abc import Iterable

from bot.events import ChannelNamed, Event, MessageSeen, ReactionSeen


def told(events: Iterable[Event]) -> list[str]:
    """Return one line an event: "channel/id name(author)marks at: text"."""
    out = []
    for event in events:
        match event:
            case ChannelNamed():
                out.append(f"# {event.channel.id} is {event.name}")
            case ReactionSeen():
                out.append(f"{event.ref.channel.id}/{event.ref.id} {event.member.id} reacts {event.emoji}")
            case MessageSeen(message):
                who = message.name if message.name == message.author.id else f"{message.name}({message.author.id})"
                marks = "".join(
                    [
                        " team" * message.team,
                        " bot" * message.bot,
                        f" to {message.reply_to}" if message.reply_to else "",
                        "".join(f" @{member.id}" for member in message.mentions),
                    ]
                )
                at = message.at.isoformat(timespec="seconds" if not message.at.microsecond else "auto").removesuffix(
                    "+00:00"
                )
                out.append(f"{message.ref.channel.id}/{message.ref.id} {who}{marks} {at}: {message.text}")
            case _:
                out.append(repr(event))
    return out
