"""What a stretch of talk amounts to: who still waits, how fast people are answered, what the bot would have said."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions import AskPoll, Decision, DraftKept, EntryKept, QuestionKept, Say, spoken
from bot.events import Event, MessageSeen
from bot.measure.survival import Gaps, wait_for
from bot.model import (
    CARDS,
    Because,
    ChannelRef,
    Draft,
    DraftState,
    Entry,
    MemberRef,
    Phrase,
    Question,
    Status,
    Verdict,
    Wait,
    WaitingCurve,
)

UNANSWERED = (Status.OPEN, Status.ACKNOWLEDGED, Status.EXPIRED)
MOST_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Flag:
    """A question called unanswered: when, why, and how it stands at the end. One that was asked anew is flagged by itself."""

    question: Question
    at: datetime
    because: Because


@dataclass(frozen=True, slots=True)
class Proposed:
    """A post that the bot made, or would have made."""

    at: datetime
    channel: ChannelRef
    verdict: Verdict
    words: tuple[Phrase, ...]
    because: Because


@dataclass(frozen=True, slots=True)
class Summary:
    """A stretch of people's talk. `hours`: messages by local hour of day (24 counts). `waiting`: members' questions, oldest first.

    `gaps`: what could not be read; a replay has none.
    """

    began: datetime | None
    ended: datetime | None
    messages: int
    people: int
    timezone: str
    hours: tuple[int, ...]
    questions: int
    waiting: tuple[Question, ...]
    statuses: Mapping[Status, int]
    curve: WaitingCurve
    flags: tuple[Flag, ...]
    proposed: tuple[Proposed, ...]
    names: Mapping[ChannelRef, str]
    gaps: Gaps = field(default_factory=dict)


class Tally:
    """A witness that counts as a replay goes by. Bounded: what is closed leaves only its waiting time behind."""

    def __init__(self, timezone: str) -> None:
        """`timezone`: whose hours of the day are counted."""
        self._zone, self._timezone = ZoneInfo(timezone), timezone
        self._began: datetime | None = None
        self._ended: datetime | None = None
        self._messages = 0
        self._people: set[MemberRef] = set()
        self._hours: Counter[int] = Counter()
        self._live: dict[tuple[ChannelRef, str], Question] = {}
        self._waits: list[Wait] = []
        self._closed: Counter[Status] = Counter()
        self._expired: list[Question] = []
        self._flags: dict[tuple[ChannelRef, str], tuple[Question, datetime, Because]] = {}
        self._proposed: list[Proposed] = []
        self._names: dict[ChannelRef, str] = {}

    def name(self, channel: ChannelRef, name: str) -> None:
        """Note what a channel is called."""
        self._names[channel] = name

    def saw(self, event: Event, decision: Decision) -> None:
        """Count an event and what it led to."""
        self._ended = event.at if self._ended is None else max(self._ended, event.at)
        if isinstance(event, MessageSeen) and not event.message.bot:
            self._count(event)
        words = {change.draft.key: change.draft.words for change in decision.changes if isinstance(change, DraftKept)}
        words |= {action.key: spoken(action) for action in decision.actions if isinstance(action, Say | AskPoll)}
        for change in decision.changes:
            match change:
                case QuestionKept(question):
                    self._keep(question)
                case EntryKept(entry):
                    self._enter(entry, words)
                case DraftKept(Draft(state=DraftState.WAITING) as draft):
                    words[draft.key] = draft.words
                case _:
                    pass

    def _count(self, event: MessageSeen) -> None:
        self._messages += 1
        self._began = event.at if self._began is None else min(self._began, event.at)
        self._hours[event.at.astimezone(self._zone).hour] += 1
        self._people.add(event.message.author)

    def _keep(self, question: Question) -> None:
        if question.channel < 0.5 or question.probability < 0.5 or question.team:
            return
        key = (question.ref.channel, question.id)
        if key in self._flags:
            self._flags[key] = (question, *self._flags[key][1:])
        if question.asked_anew:
            self._live.pop(key, None)
            return
        if question.closed_at is None:
            self._live[key] = question
            return
        self._live.pop(key, None)
        if question.status is not Status.DISMISSED:
            self._waits.append(wait_for(question, question.heard_at, question.closed_at, ()))
        self._closed[question.status] += 1
        if question.status is Status.EXPIRED and len(self._expired) < MOST_KEPT:
            self._expired.append(question)

    def _enter(self, entry: Entry, words: Mapping[str, tuple[Phrase, ...]]) -> None:
        key = (entry.channel, entry.subject)
        if entry.verdict is Verdict.FLAGGED and key in self._live:
            self._flags[key] = (self._live[key], entry.at, entry.because)
        said_to_members = not entry.subject.startswith(CARDS)
        if said_to_members and entry.verdict in (Verdict.SHOWN, Verdict.DRAFTED, Verdict.POSTED):
            said = words.get(entry.subject, ())
            self._proposed.append(Proposed(entry.at, entry.channel, entry.verdict, said, entry.because))

    def summary(self) -> Summary:
        """Return what it comes to. Waiting questions count as waiting (censored at the end), never as missing."""
        live = sorted(self._live.values(), key=lambda one: (one.asked_at, str(one.ref)))
        ended = self._ended
        waits = list(self._waits)
        if ended is not None:
            counted = [one for one in live if one.status is not Status.DISMISSED]
            waits += [wait_for(one, one.heard_at, max(ended, one.asked_at), ()) for one in counted]
        waiting = [one for one in (*self._expired, *live) if one.status in UNANSWERED]
        return Summary(
            began=self._began,
            ended=ended,
            messages=self._messages,
            people=len(self._people),
            timezone=self._timezone,
            hours=tuple(self._hours.get(hour, 0) for hour in range(24)),
            questions=len(live) + sum(self._closed.values()),
            waiting=tuple(sorted(waiting, key=lambda one: (one.asked_at, str(one.ref)))),
            statuses=self._closed + Counter(one.status for one in live),
            curve=WaitingCurve.of(waits),
            flags=tuple(
                Flag(self._live.get(key, question), at, why) for key, (question, at, why) in self._flags.items()
            ),
            proposed=tuple(self._proposed),
            names=dict(self._names),
        )
