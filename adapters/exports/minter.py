"""From a format's plain values to events: references are minted once, channels named once, second messages of one id left out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.exports.seen import SeenIds
from adapters.exports.source import clean
from adapters.exports.tally import ExportTally
from bot.events import ChannelNamed, Event, MessageSeen, ReactionSeen
from bot.model import ChannelRef, CommunityRef, MemberRef, Message, MessageRef, Poll

NOBODY: tuple[MemberRef, ...] = ()


@dataclass(slots=True)
class Stream:
    """One channel while it is read: its reference, its name ("" if unknown), the ids it had."""

    ref: ChannelRef
    name: str
    seen: SeenIds = field(default_factory=SeenIds)
    named: bool = False


class Minter:
    """Makes events of one community. `team`: names or ids, in any case, of those who speak for the brand."""

    def __init__(self, community: CommunityRef, tally: ExportTally, team: Collection[str]) -> None:
        self.community = community
        self.tally = tally
        self._team = frozenset(name.casefold().lstrip("@") for name in team)
        self._members: dict[str, MemberRef] = {}
        self._streams: dict[str, Stream] = {}

    def member(self, member_id: str) -> MemberRef:
        """Return the one reference to a member."""
        ref = self._members.get(member_id)
        if ref is None:
            ref = self._members[member_id] = MemberRef(self.community, clean(member_id))
        return ref

    def stream(self, channel_id: str, name: str = "") -> Stream:
        """Return the channel of that id; a name given later than the channel's first message still names it."""
        stream = self._streams.get(channel_id)
        if stream is None:
            stream = self._streams[channel_id] = Stream(ChannelRef(self.community, clean(channel_id)), clean(name))
        elif name and not stream.name:
            stream.name = clean(name)
        return stream

    def on_team(self, *names: str) -> bool:
        """Tell whether one of a member's names or ids is among the team's."""
        return bool(self._team) and any(name.casefold() in self._team for name in names)

    def message(
        self,
        stream: Stream,
        message_id: str,
        author: str,
        name: str,
        at: datetime,
        text: str,
        *,
        reply_to: str | None = None,
        mentions: tuple[MemberRef, ...] = NOBODY,
        team: bool = False,
        bot: bool = False,
        poll: Poll | None = None,
    ) -> Iterator[Event]:
        """Yield the events of one message: nothing if its id was seen in this channel, the channel's name before its first."""
        if not stream.seen.add(message_id):
            self.tally.skip("duplicate id")
            return
        if not stream.named and stream.name:
            stream.named = True
            yield ChannelNamed(at, stream.ref, stream.name)
        self.tally.read += 1
        shown = clean(name)
        yield MessageSeen(
            Message(
                MessageRef(stream.ref, clean(message_id)),
                self.member(author),
                shown,
                at,
                clean(text),
                clean(reply_to) if reply_to is not None else None,
                mentions,
                team or self.on_team(shown, author),
                bot,
                _cleaned(poll) if poll is not None else None,
            )
        )

    def reaction(self, stream: Stream, message_id: str, member_id: str, emoji: str, at: datetime) -> Iterator[Event]:
        """Yield one member's reaction."""
        if emoji and member_id:
            yield ReactionSeen(at, MessageRef(stream.ref, clean(message_id)), self.member(member_id), clean(emoji))


def _cleaned(poll: Poll) -> Poll:
    options = tuple([replace(one, id=clean(one.id), text=clean(one.text)) for one in poll.options])
    return replace(poll, question=clean(poll.question), options=options)
