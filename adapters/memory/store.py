"""The reference store: bot.ports' Store, Timers, Outbox, Records, Marks, Figures, Lists, Library and Guests over plain dicts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.memory import belongings, figures, library, marks, search
from adapters.memory.changes import save
from adapters.memory.tables import Tables
from bot.actions import Action, GapKept, ReactionKept, VoteKept
from bot.model import (
    ChannelRef,
    CommunityRef,
    Draft,
    DraftState,
    Entry,
    Line,
    Load,
    MemberRef,
    MessageRef,
    Post,
    Purpose,
    Question,
    Receipt,
    Session,
    Settlement,
    Sieve,
    Sought,
    Spoken,
    Status,
    Survey,
    Timer,
    Trial,
    Week,
)
from bot.model.belongings import Shown
from bot.model.inquiry import Finding, Inquiry
from bot.model.pace import recent
from bot.ports import Claimed, Commit
from bot.view import ROOM_LINES, ROOM_POSTS, ROOM_SURVEYS, CommunityView, Snapshot


class MemoryStore:
    """Keeps everything in this process. Nothing survives it."""

    def __init__(self) -> None:
        """Start empty."""
        self.tables = Tables()

    async def view(self, channel: ChannelRef) -> Snapshot:
        """Return what is kept of a channel, cut to the room's bounds."""
        kept = self.tables
        questions = kept.questions.get(channel, {}).values()
        drafts = [draft for (home, _), draft in kept.drafts.items() if home == channel]
        posts = [post for (home, _), post in kept.posts.items() if home == channel]
        timers = [timer for (home, _, _), timer in kept.timers.items() if home == channel]
        surveys = sorted((s for (home, _), s in kept.surveys.items() if home == channel), key=lambda s: (s.at, s.key))
        over = [survey for survey in surveys if not survey.live]
        let_go = {survey.key for survey in over[: max(0, len(over) - ROOM_SURVEYS)]}
        return Snapshot(
            channel,
            kept.nows.get(channel),
            tuple(kept.lines.get(channel, {}).values())[-ROOM_LINES:],
            tuple(sorted((q for q in questions if q.closed_at is None), key=lambda q: (q.asked_at, q.id))),
            tuple(sorted((d for d in drafts if d.state is DraftState.WAITING), key=lambda d: (d.at, d.key))),
            tuple(sorted(posts, key=lambda post: (post.at, post.key))[-ROOM_POSTS:]),
            tuple(sorted(timers, key=lambda timer: (timer.due, timer.purpose, timer.subject))),
            tuple(sorted(recent((w, n) for (home, w), n in kept.waits.items() if home == channel).items())),
            tuple(survey for survey in surveys if survey.key not in let_go),
            figures.running(kept, channel),
        )

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""
        return CommunityView(
            community,
            {name: amount for (home, name), amount in self.tables.counts.items() if home == community},
            {(place, knob): value for (home, place, knob), value in self.tables.knobs.items() if home == community},
            {channel.id: name for channel, name in self.tables.names.items() if channel.community == community},
            recent((w, n) for (home, w), n in self.tables.community_waits.items() if home == community),
            {who.id: kept for who, kept in self.tables.roster.items() if who.community == community},
            {id: row for (home, id), row in self.tables.deck.items() if home == community},
            frozenset([channel.id for channel in self.tables.open if channel.community == community]),
        )

    async def commit(self, commit: Commit) -> None:
        """Save all of it or nothing."""
        with self.tables.transaction():
            save(self.tables, commit)

    async def known(self, refs: Sequence[MessageRef]) -> frozenset[MessageRef]:
        """Return those of the messages that were ever kept, erased ones too."""
        return frozenset(ref for ref in refs if ref.id in self.tables.lines.get(ref.channel, ()))

    async def locate(self, draft: str) -> ChannelRef | None:
        """Return the channel that owns a draft, by the draft's short id."""
        return next((kept.channel for kept in self.tables.drafts.values() if kept.id == draft), None)

    async def due(self, now: datetime, limit: int, platforms: Collection[str] | None = None) -> Sequence[Timer]:
        """Return timers due by now, earliest first."""
        return [timer for timer in self.tables.timers_of(platforms) if timer.due <= now][:limit]

    async def next_due(self, platforms: Collection[str] | None = None) -> datetime | None:
        """Return when the next timer is due, None when none is set."""
        return next((timer.due for timer in self.tables.timers_of(platforms)), None)

    async def elsewhere(self, platforms: Collection[str], purpose: Purpose, limit: int) -> Sequence[Timer]:
        """Return timers of a purpose of all other platforms, earliest first."""
        found = [timer for timer in self.tables.timers_of(None) if timer.purpose is purpose]
        return [timer for timer in found if timer.channel.community.platform not in platforms][:limit]

    async def position(self, source: str) -> int:
        """Return how many events of a source have been committed, 0 for a new one."""
        return self.tables.positions.get(source, 0)

    async def latest(self) -> datetime | None:
        """Return the latest moment that any channel has seen, None when nothing was ever committed."""
        return max(self.tables.nows.values(), default=None)

    async def claim(self, now: datetime, limit: int, platforms: Collection[str] | None = None) -> Sequence[Claimed]:
        """Take pending actions, oldest first, and mark them claimed."""
        pending = [
            (key, row)
            for key, row in self.tables.outbox.items()
            if row.pending and (platforms is None or key[0].community.platform in platforms)
        ][:limit]
        for key, row in pending:
            self.tables.outbox[key] = replace(row, claimed_at=now)
        return [Claimed(row.action, now) for _, row in pending if row.action]

    async def settle(self, channel: ChannelRef, key: str, settlement: Settlement, at: datetime) -> None:
        """Record what came of a claimed action. Settling again what is settled changes nothing."""
        row = self.tables.outbox.get((channel, key))
        if row and row.claimed_at and not row.settlement:
            self.tables.outbox[channel, key] = replace(row, settlement=settlement, settled_at=at)

    async def unsettled(self) -> Sequence[Claimed]:
        """Return the actions claimed but not settled, oldest first."""
        rows = self.tables.outbox.values()
        return [
            Claimed(row.action, row.claimed_at) for row in rows if row.action and row.claimed_at and not row.settlement
        ]

    async def untold(self) -> Sequence[tuple[Action, Settlement, datetime]]:
        """Return the settled actions that the engine has not heard of, oldest first."""
        rows = self.tables.outbox.values()
        return [(r.action, r.settlement, r.settled_at) for r in rows if r.action and r.settlement and r.settled_at]

    async def target(self, channel: ChannelRef, key: str) -> MessageRef | None:
        """Return the message an earlier action posted, None where it did not (yet)."""
        row = self.tables.outbox.get((channel, key))
        return row.settlement.message if row and isinstance(row.settlement, Receipt) else None

    async def questions(self, community: CommunityRef, statuses: Sequence[Status], limit: int) -> Sequence[Question]:
        """Return questions in these states, oldest first."""
        rooms = [room for channel, room in self.tables.questions.items() if channel.community == community]
        found = [question for room in rooms for question in room.values() if question.status in statuses]
        return sorted(found, key=lambda q: (q.asked_at, q.ref))[:limit]

    async def history(self, channel: ChannelRef, limit: int) -> Sequence[Line]:
        """Return the latest lines of a channel, in order of arrival, tombstones left out."""
        lines = [
            line for line in self.tables.lines.get(channel, {}).values() if line.message.ref not in self.tables.erased
        ]
        return lines[-limit:] if limit > 0 else []

    async def lines(self, refs: Sequence[MessageRef]) -> Mapping[MessageRef, Line]:
        """Return what is kept of these messages, tombstones left out."""
        found = {ref: self.tables.lines.get(ref.channel, {}).get(ref.id) for ref in refs}
        return {ref: line for ref, line in found.items() if line is not None and ref not in self.tables.erased}

    async def ledger(self, community: CommunityRef, limit: int) -> Sequence[Entry]:
        """Return the latest ledger entries, newest first; of one moment, the last written first."""
        entries = [entry for entry in self.tables.ledger.values() if entry.channel.community == community]
        return sorted(reversed(entries), key=lambda entry: entry.at, reverse=True)[:limit]

    async def posts(self, community: CommunityRef, limit: int) -> Sequence[Post | Draft]:
        """Return the latest posts and drafts, newest first; where both have the same time and key, the post first."""
        both: list[Post | Draft] = [*self.tables.posts.values(), *self.tables.drafts.values()]
        ours = [each for each in both if each.channel.community == community]
        return sorted(ours, key=lambda p: (p.at, p.channel, p.key, isinstance(p, Post)), reverse=True)[:limit]

    async def search(self, community: CommunityRef, words: str, limit: int) -> Sequence[Line]:
        """Return lines whose text holds all of the words, best first."""
        rooms = [room for channel, room in self.tables.lines.items() if channel.community == community]
        lines = [line for room in rooms for line in room.values() if line.message.ref not in self.tables.erased]
        return search.search(lines, words, limit)

    async def reactions(self, channel: ChannelRef, limit: int) -> Sequence[ReactionKept]:
        """Return the reactions on lines that stand, in the order of the lines."""
        return marks.reactions(self.tables, channel, limit)

    async def votes(self, channel: ChannelRef, limit: int) -> Sequence[VoteKept]:
        """Return whole votes on lines that stand, in the order of the lines."""
        return marks.votes(self.tables, channel, limit)

    async def gaps(self, channel: ChannelRef, limit: int) -> Sequence[GapKept]:
        """Return the stretches that could not be read, oldest first."""
        return marks.gaps(self.tables, channel, limit)

    async def spoken(self, community: CommunityRef, since: datetime, until: datetime) -> Spoken:
        """Return what people said in [since, until), with whom and what each reply was to."""
        return figures.spoken(self.tables, community, since, until)

    async def asked(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Question]:
        """Return every question asked in [since, until), by (asked_at, ref)."""
        return figures.asked(self.tables, community, since, until)

    async def weeks(self, community: CommunityRef) -> Sequence[Week]:
        """Return the weeks that were kept, oldest first."""
        return [week for (home, _), week in sorted(self.tables.weeks.items()) if home == community]

    async def keep_week(self, community: CommunityRef, week: Week) -> None:
        """Keep a week's figures, in the place of those kept before for it."""
        self.tables.weeks[community, week.began] = week

    async def communities(self) -> Sequence[CommunityRef]:
        """Return every community in which anybody ever spoke, in order."""
        return sorted({channel.community for channel, lines in self.tables.lines.items() if lines})

    async def sought(self, community: CommunityRef, sought: Sought, limit: int) -> Sequence[Question]:
        """Return questions, by (asked_at, ref)."""
        return figures.sought(self.tables, community, sought, limit)

    async def drafts(self, community: CommunityRef, limit: int) -> Sequence[Draft]:
        """Return the drafts that wait for the team."""
        return figures.drafts(self.tables, community, limit)

    async def entries(self, community: CommunityRef, sieve: Sieve, limit: int) -> Sequence[Entry]:
        """Return ledger entries, newest first."""
        return figures.entries(self.tables, community, sieve, limit)

    async def trials(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Trial]:
        """Return the trials begun in [since, until), by (at, channel, key)."""
        return figures.trials(self.tables, community, since, until)

    async def surveys(self, community: CommunityRef, since: datetime, limit: int) -> Sequence[Survey]:
        """Return the bot's polls, newest first, all that are live among them."""
        return figures.surveys(self.tables, community, since, limit)

    async def called(self, community: CommunityRef, name: str, limit: int) -> Sequence[tuple[MemberRef, str, datetime]]:
        """Return who wrote under a name, or has this id."""
        return figures.called(self.tables, community, name, limit)

    async def load(self, now: datetime) -> Load:
        """Return how the store fares."""
        return figures.load(self.tables, now)

    async def use_up(self, ticket: str, until: datetime, now: datetime) -> bool:
        """Return True the first time for a ticket; False ever after, as long as it could be valid."""
        kept = self.tables.tickets
        for old in [each for each, end in kept.items() if end < now]:
            del kept[old]
        if ticket in kept:
            return False
        kept[ticket] = until
        return True

    async def keep_session(self, session: Session) -> None:
        """Keep a session."""
        kept = self.tables.sessions
        for old in [each.digest for each in kept.values() if each.ends < session.began]:
            del kept[old]
        kept[session.digest] = session

    async def session(self, digest: str) -> Session | None:
        """Return the session of a digest."""
        return self.tables.sessions.get(digest)

    async def sessions(self, community: CommunityRef) -> Sequence[Session]:
        """Return a community's sessions, latest first."""
        ours = [each for each in self.tables.sessions.values() if each.member.community == community]
        return sorted(ours, key=lambda each: (each.began, each.digest), reverse=True)

    async def end_session(self, community: CommunityRef, digest: str) -> None:
        """End a session of a community."""
        found = self.tables.sessions.get(digest)
        if found is not None and found.member.community == community:
            del self.tables.sessions[digest]

    async def consult(self, inquiry: Inquiry, now: datetime) -> Finding:
        """Return what the community's records say."""
        return library.consult(self.tables, inquiry, now)

    async def belongings(self, member: MemberRef) -> Mapping[str, Sequence[Shown]]:
        """Return what is kept of a member, table by table."""
        return belongings.belongings(self.tables, member)
