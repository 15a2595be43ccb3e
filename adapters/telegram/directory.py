"""What Telegram makes us remember: which community a chat belongs to, which message a poll hangs on, when we last listened, what is to go.

Telegram cannot be asked for any of it again. So that it is as safe as the talk itself, it goes the same way: each note is the name of a
channel in a community of its own, told to the engine as an event, and committed like any other.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.telegram.refs import OF_TOPIC, PLATFORM, Home, Spot, community_ref, number
from bot.events import ChannelNamed
from bot.model import ChannelRef, CommunityRef, MessageRef, Tally
from bot.ports import Store

NOTES = CommunityRef(PLATFORM, "notes")
BEFORE = "before:"
"""Begins the name of the note of what a chat was before it became a team's own."""
MOVED = "s"
"""Begins the ids of messages in a supergroup that was a group before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A poll by its own number: the message it hangs on, its options' lasting ids in their order, and its votes where they are known.

    `ours`: its options are known to the core by their place, "1" the first; those of others by their lasting ids. `added`: the words of
    options that members added later, in their order; `options` has them at its end. They are members' words, so no note holds them.
    """

    ref: MessageRef
    options: tuple[str, ...]
    ours: bool
    votes: tuple[int, ...] = ()
    closed: bool = False
    added: tuple[str, ...] = ()

    def option(self, lasting: str) -> str:
        """Return an option's id as the core knows it, "" for one that is not known."""
        if lasting not in self.options:
            return ""
        return str(self.options.index(lasting) + 1) if self.ours else lasting

    def tallies(self) -> tuple[Tally, ...]:
        """Return the votes; none where they are not known."""
        if len(self.votes) != len(self.options):
            return ()
        texts = (*[""] * (len(self.options) - len(self.added)), *self.added)
        counted = zip(self.options, self.votes, texts, strict=True)
        return tuple([Tally(self.option(lasting), votes, self.closed, text) for lasting, votes, text in counted])


class Directory:
    """The notes, in memory; each change is also an event to be committed."""

    def __init__(self, store: Store) -> None:
        """`store`: what was noted before is read from there."""
        self._store = store
        self._homes: dict[int, Home] = {}
        self._polls: dict[str, Standing] = {}
        self._poll_at: dict[MessageRef, str] = {}
        self._others: dict[str, str] = {}
        self.heard: datetime | None = None
        """When updates were last asked for and came."""
        self.sending = ""
        """The name of the post that was being sent last: what may or may not have gone out when a process died."""

    async def open(self) -> None:
        """Read what was noted."""
        for key, value in (await self._store.community(NOTES)).channels.items():
            self._take(key, value)

    def note(self, at: datetime, key: str, value: str) -> ChannelNamed:
        """Note something; return the event that keeps it."""
        self._take(key, value)
        return ChannelNamed(at, ChannelRef(NOTES, key), value)

    def _take(self, key: str, value: str) -> None:
        kind, _, name = key.partition(":")
        match kind:
            case "heard":
                self.heard = datetime.fromisoformat(value)
            case "sending":
                self.sending = value
            case "chat":
                community, other, mark = value.split("|")
                self._homes[number(name)] = Home(CommunityRef(PLATFORM, community), other, mark)
            case "poll":
                ref, options, ours, votes, closed = json.loads(value)
                channel = ChannelRef(CommunityRef(PLATFORM, ref[0]), ref[1])
                self._keep_poll(name, Standing(MessageRef(channel, ref[2]), tuple(options), ours, tuple(votes), closed))
            case _:
                self._others[key] = value

    def kept(self, key: str) -> str:
        """Return a note whose meaning is somebody else's, "" where there is none."""
        return self._others.get(key, "")

    def keys(self, beginning: str) -> list[str]:
        """Return the names of such notes that begin so."""
        return [key for key in self._others if key.startswith(beginning)]

    # -- chats

    def knows(self, chat: int) -> bool:
        """Whether a chat was noted."""
        return chat in self._homes

    def home(self, chat: int) -> Home:
        """Return where a chat belongs; one that was never noted is a community of its own."""
        return self._homes.get(chat) or Home(community_ref(chat))

    @property
    def homes(self) -> dict[int, Home]:
        """All chats that were noted."""
        return dict(self._homes)

    @property
    def standing(self) -> list[int]:
        """The chats that still are: not those that became others."""
        return sorted(chat for chat, home in self._homes.items() if chat == self.spot(home.channel(None)).chat)

    def chat(self, community: CommunityRef) -> int:
        """Return the chat that a community is now: the one that it became, where it became another."""
        own = [chat for chat, home in self._homes.items() if home.community == community and not home.other]
        return self._now(own) or number(community.id)

    def _now(self, same: Sequence[int]) -> int:
        """Return which of the numbers that a chat had is the one that it has now, 0 for none."""
        return next(iter([chat for chat in same if self._homes[chat].mark] or same), 0)

    def spot(self, channel: ChannelRef) -> Spot:
        """Return where a channel is at Telegram; chat 0 for a chat that does not belong to the community any more."""
        chat, _, topic = channel.id.rpartition(OF_TOPIC)
        if not chat and channel.id.startswith("-"):
            chat, topic = channel.id, ""
        return Spot(
            self._other(channel.community, chat) if chat else self.chat(channel.community), number(topic) or None
        )

    def _other(self, community: CommunityRef, other: str) -> int:
        joined = [chat for chat, home in self._homes.items() if (home.community, home.other) == (community, other)]
        return self._now(joined)

    def at(self, spot: Spot) -> ChannelRef:
        """Return the channel that is at a place."""
        return self.home(spot.chat).channel(spot.topic)

    def add(self, at: datetime, chat: int) -> ChannelNamed:
        """Note that a chat is a community of its own."""
        return self.note(at, f"chat:{chat}", f"{chat}||")

    def move(self, at: datetime, before: int, after: int) -> ChannelNamed:
        """Note that a group became another chat. It stays the same community, with all that was chosen and asked there."""
        home = self.home(before)
        return self.note(at, f"chat:{after}", f"{home.community.id}|{home.other}|{home.mark + MOVED}")

    def join(self, at: datetime, chat: int, community: CommunityRef) -> tuple[ChannelNamed, ...]:
        """Note that a chat belongs to a community: its team's own chat. What it was by itself is kept for when it leaves."""
        before = self.note(at, f"{BEFORE}{chat}", self._by_itself(chat))
        return before, self.note(at, f"chat:{chat}", f"{community.id}|{chat}|")

    def leave(self, at: datetime, chat: int) -> tuple[ChannelNamed, ...]:
        """Note that a team's own chat is by itself again: the community that it was before, with all that was chosen and asked there."""
        home = self.home(chat)
        same = [
            each
            for each, other in self._homes.items()
            if (other.community, other.other) == (home.community, home.other)
        ]
        noted = {each: self._by_itself(each) for each in same}
        return tuple([self.note(at, f"chat:{each}", value) for each, value in noted.items()])

    def _by_itself(self, chat: int) -> str:
        """Return a chat's note as it is when the chat belongs to no other."""
        home = self.home(chat)
        if not home.other:
            return f"{home.community.id}||{home.mark}"
        community, _, mark = (self.kept(f"{BEFORE}{home.other}") or f"{home.other}||").split("|")
        return f"{community}||{mark}{home.mark}"

    # -- polls

    def _keep_poll(self, id: str, standing: Standing) -> None:
        self._polls[id] = standing
        self._poll_at[standing.ref] = id

    def poll(self, id: str) -> Standing | None:
        """Return a poll by its number."""
        return self._polls.get(id)

    def poll_at(self, ref: MessageRef) -> Standing | None:
        """Return the poll that hangs on a message."""
        return self._polls.get(self._poll_at.get(ref, ""))

    def number_of(self, ref: MessageRef) -> str:
        """Return the number of the poll that hangs on a message, "" where none does."""
        return self._poll_at.get(ref, "")

    def count(self, id: str, standing: Standing) -> None:
        """Keep a poll's votes as they stand now, in memory only: there is one such note for each vote."""
        self._keep_poll(id, standing)

    def keep(self, at: datetime, id: str, standing: Standing) -> ChannelNamed:
        """Note a poll."""
        ref = standing.ref
        where = [ref.channel.community.id, ref.channel.id, ref.id]
        written = [where, list(standing.options), standing.ours, list(standing.votes), standing.closed]
        return self.note(at, f"poll:{id}", json.dumps(written))

    async def channels(self) -> Iterator[ChannelRef]:
        """Return every channel that is known of any community."""
        found = []
        for community in sorted({home.community for home in self._homes.values()}):
            names = (await self._store.community(community)).channels
            found += [ChannelRef(community, id) for id in sorted(names)]
        return iter(found)
