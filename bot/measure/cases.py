"""What the four parts of the two-way index count, case by case, so that each figure can show what it counted.

The definitions are in docs/measures.md. Bots count for nothing; so does the team's own channel, where it talks to itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.measure.survival import Gaps, wait_for, within
from bot.model import ChannelRef, MessageRef, Question, Said, Spoken, Wait
from bot.model.heard import IN_TIME as IN_TIME
from bot.model.heard import WINDOW, Replies, counts, put_to_the_team

LEAST_VOICES = 2
"""So many different members make an echo."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was counted, and whether it speaks for two-way talk."""

    ref: MessageRef
    good: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """All that a week's parts count. `asked`: each question with its wait for a first response; the others are shares.

    `asking`: of the team's posts that are no replies, whether each asks or announces.
    """

    asked: tuple[tuple[MessageRef, Wait], ...] = ()
    heard: tuple[Case, ...] = ()
    echo: tuple[Case, ...] = ()
    mesh: tuple[Case, ...] = ()
    asking: tuple[Case, ...] = ()

    def outcomes(self, part: str) -> list[tuple[MessageRef, bool]]:
        """Return what a part counted, and whether it went well, what did not first. Of questions those whose outcome is known."""
        if part == "answered":
            known = [(ref, within(wait, IN_TIME.total_seconds())) for ref, wait in self.asked]
            found = [(ref, good) for ref, good in known if good is not None]
        else:
            found = [(case.ref, case.good) for case in getattr(self, part)]
        return sorted(found, key=lambda pair: pair[1])


def gaps_of(spoken: Spoken) -> Gaps:
    """Return what could not be read, by channel."""
    gaps: dict[ChannelRef, list[tuple[datetime, datetime]]] = defaultdict(list)
    for channel, blind, seen in spoken.gaps:
        gaps[channel].append((blind, seen))
    return gaps


def cases_of(
    spoken: Spoken,
    questions: Iterable[Question],
    since: datetime,
    until: datetime,
    now: datetime,
    inside: ChannelRef | None = None,
) -> Cases:
    """Count what began in [since, until). `spoken` reaches from WINDOW before to a day after it. `inside`: the team's own channel.

    Heard and echo leave out what has not had its 24 hours by `now`, and what ran into a stretch that could not be read.
    """
    lines = [line for line in spoken.lines if line.ref.channel != inside]
    began = [line for line in lines if since <= line.at < until]
    asked = [one for one in questions if counts(one) and since <= one.asked_at < until and one.ref.channel != inside]
    gaps = gaps_of(spoken)
    waits = tuple([(one.ref, wait_for(one, one.heard_at, now, gaps.get(one.ref.channel, ()))) for one in asked])
    whole = _Whole(now, gaps)
    return Cases(
        waits,
        _heard(lines, began, asked, spoken, whole, since - WINDOW),
        _echo(lines, began, spoken.team, whole),
        _mesh(began),
        tuple([Case(line.ref, line.asks) for line in began if line.team and not line.reply]),
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """Tells whether the 24 hours after a moment are over, and could be read."""

    now: datetime
    gaps: Gaps

    def seen(self, channel: ChannelRef, at: datetime) -> bool:
        """Whether all of the 24 hours after a moment was seen."""
        end = at + IN_TIME
        return end <= self.now and not any(blind < end and seen > at for blind, seen in self.gaps.get(channel, ()))


def _heard(
    lines: list[Said], began: list[Said], asked: list[Question], spoken: Spoken, whole: _Whole, reach: datetime
) -> tuple[Case, ...]:
    """Of what members put to the team (mentions, replies to what it wrote, questions in its channels), whether it responded.

    `reach`: `spoken` begins there.
    """
    replies, put = Replies.of(lines), put_to_the_team(began, asked, spoken.team, reach)
    return tuple(
        [
            Case(ref, replies.heard(ref.channel, member, at))
            for ref, (at, member) in sorted(put.items(), key=lambda item: (item[1][0], item[0]))
            if whole.seen(ref.channel, at)
        ]
    )


def _echo(lines: list[Said], began: list[Said], team: frozenset[str], whole: _Whole) -> tuple[Case, ...]:
    """Of the team's posts that are no replies, whether two or more members replied, voted, or wrote in the thread under it."""
    voices: dict[MessageRef, set[str]] = {line.ref: set(line.voters) for line in began if line.team and not line.reply}
    when = {line.ref: line.at for line in began if line.ref in voices}
    threads = {ChannelRef(ref.channel.community, ref.id): ref for ref in voices}
    for line in lines:
        for ref in {line.to.ref if line.to is not None else None, threads.get(line.ref.channel)}:
            if ref in when and when[ref] < line.at <= when[ref] + IN_TIME:
                voices[ref].add(line.author)
    return tuple(
        [Case(ref, len(voices[ref] - team) >= LEAST_VOICES) for ref in voices if whole.seen(ref.channel, when[ref])]
    )


def _mesh(began: list[Said]) -> tuple[Case, ...]:
    """Of all replies to somebody else, whether a member replied to a member."""
    return tuple(
        [
            Case(line.ref, not line.team and not line.to.team)
            for line in began
            if line.to is not None and not line.to.bot and line.to.author != line.author
        ]
    )
