"""What a stretch of talk amounts to by the rows that are kept of it: what was missed, whether a bot was there or not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.measure.cases import Cases, cases_of, gaps_of
from bot.measure.index import two_way
from bot.measure.summary import UNANSWERED, Flag, Summary
from bot.measure.survival import Gaps, counts, first_responses
from bot.model import ChannelRef, Line, MessageRef, Question, Spoken, WaitingCurve, Week
from bot.model.weeks import FoundWeek


@dataclass(frozen=True, slots=True)
class Missed:
    """A stretch of talk: its summary, its parts as if it were one week, what each part counted, and its weeks.

    `asked`: the questions that count, oldest first; `gaps`: what could not be read; `lines`: what is still kept of the messages that
    were counted.
    """

    summary: Summary
    whole: Week
    cases: Cases
    asked: tuple[Question, ...]
    gaps: Gaps
    weeks: FoundWeek
    lines: Mapping[MessageRef, Line]


def missed(
    spoken: Spoken,
    questions: Sequence[Question],
    span: tuple[datetime, datetime],
    now: datetime,
    zone: str,
    names: Mapping[ChannelRef, str],
    inside: ChannelRef | None,
    weeks: FoundWeek,
    lines: Mapping[MessageRef, Line] | None = None,
) -> Missed:
    """Return what rows come to. `spoken` reaches a day beyond `span`, as far as it goes; `inside`: the team's own channel, left out."""
    since, until = span
    asked = tuple(
        [one for one in questions if counts(one) and since <= one.asked_at < until and one.ref.channel != inside]
    )
    said = [line for line in spoken.lines if since <= line.at < until and line.ref.channel != inside]
    hours = Counter(line.at.astimezone(ZoneInfo(zone)).hour for line in said)
    waiting, gaps = tuple([one for one in asked if one.status in UNANSWERED]), gaps_of(spoken)
    flags = [Flag(one, one.flagged_at, one.because) for one in asked if one.flagged_at is not None]
    summary = Summary(
        began=min((line.at for line in said), default=None),
        ended=min(now, until) if said else None,
        messages=len(said),
        people=len({(line.ref.channel.community, line.author) for line in said}),
        timezone=zone,
        hours=tuple([hours.get(hour, 0) for hour in range(24)]),
        questions=len(asked),
        waiting=waiting,
        statuses=Counter(one.status for one in asked),
        curve=WaitingCurve.of(first_responses(asked, now, gaps)),
        flags=tuple(sorted(flags, key=lambda flag: (flag.at, str(flag.question.ref)))),
        proposed=(),
        names=names,
        gaps=gaps,
    )
    cases = cases_of(spoken, questions, since, until, now, inside)
    return Missed(summary, two_way(cases, since, until), cases, asked, gaps, weeks, lines or {})
