"""What one decision may know: a channel's bounded working memory, and what its community chose.

Rooms are evicted and rebuilt from the store at any time. So everything a Room holds is a function of stored rows alone, cut at
the same bounds and in the same order as the store cuts its Snapshot; a property test holds the two together.
"""

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.actions import Change, DraftKept, LineErased, LineKept, PostKept, QuestionKept, TimerCleared, TimerSet
from bot.model import (
    ChannelRef,
    CommunityRef,
    Draft,
    DraftState,
    Limits,
    Line,
    Message,
    Policy,
    Post,
    Purpose,
    Question,
    Reading,
    Timer,
    Wait,
)
from bot.read import Window

ROOM_LINES = 100
ROOM_QUESTIONS = 128
ROOM_POSTS = 30
ROOM_WAITS = 200


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A channel as the store gives it, bounded by the ROOM_ constants.

    `lines`: the latest, in order of arrival. `questions`: those not closed, by (asked_at, id). `drafts`: those waiting, by (at, key).
    `posts`: the latest by (at, key). `timers`: all, by (due, purpose, subject). `waits`: (wait_over, id, Wait) of the questions
    whose waiting ended last. `now`: the latest moment the channel has seen.
    """

    channel: ChannelRef
    now: datetime | None = None
    lines: tuple[Line, ...] = ()
    questions: tuple[Question, ...] = ()
    drafts: tuple[Draft, ...] = ()
    posts: tuple[Post, ...] = ()
    timers: tuple[Timer, ...] = ()
    waits: tuple[tuple[datetime, str, Wait], ...] = ()


@dataclass(frozen=True, slots=True)
class CommunityView:
    """What a community taught and chose. `knobs`: (channel id or None for all, knob) -> value; `channels`: id -> name."""

    ref: CommunityRef
    counts: Mapping[str, int] = field(default_factory=dict)
    knobs: Mapping[tuple[str | None, str], str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


def wait_of(question: Question) -> tuple[datetime, str, Wait] | None:
    """Return when a question's waiting ended, and how; None while it goes on, and for questions to one person."""
    over = question.responded_at or question.closed_at
    if over is None or question.channel < 0.5:
        return None
    seconds = max(0.0, (over - question.asked_at).total_seconds())
    return over, question.id, Wait(seconds, question.responded_at is not None)


def tombstone(line: Line) -> Line:
    """Return what is left of an erased line: its place in the order, so that a rebuilt room is the same room."""
    message = replace(line.message, text="", name="", mentions=(), poll=None)
    return Line(message, Reading(links=line.reading.links), line.about)


class Room:
    """A channel's working memory: the latest lines, live questions, waiting drafts, latest posts, timers, waiting times.

    The engine owns it and is the only one to call `apply`; decisions look and do not touch.
    """

    __slots__ = ("channel", "drafts", "lines", "now", "posts", "questions", "timers", "waits", "window")

    def __init__(self, snapshot: Snapshot) -> None:
        """Rebuild from what the store kept."""
        self.channel = snapshot.channel
        self.now = snapshot.now
        self.lines: dict[str, Line] = {line.message.ref.id: line for line in snapshot.lines}
        self.window = Window(self.lines.values())
        self.questions: dict[str, Question] = {question.id: question for question in snapshot.questions}
        self.drafts: dict[str, Draft] = {draft.key: draft for draft in snapshot.drafts}
        self.posts: dict[str, Post] = {post.key: post for post in snapshot.posts}
        self.timers: dict[tuple[Purpose, str], Timer] = {
            (timer.purpose, timer.subject): timer for timer in snapshot.timers
        }
        self.waits: list[tuple[datetime, str, Wait]] = sorted(snapshot.waits, key=lambda wait: wait[:2])

    def message(self, id: str) -> Message | None:
        """Return a message that is still in the room's memory."""
        line = self.lines.get(id)
        return line.message if line else None

    def due(self, until: datetime) -> list[Timer]:
        """Return the timers due by a moment, earliest first, ties by purpose and subject."""
        found = [timer for timer in self.timers.values() if timer.due <= until]
        return sorted(found, key=lambda timer: (timer.due, timer.purpose, timer.subject))

    def advance(self, at: datetime) -> datetime:
        """Move the channel's time to `at`; it never runs backwards, whatever the platform's clocks do."""
        self.now = at if self.now is None else max(self.now, at)
        return self.now

    def apply(self, change: Change) -> None:
        """Remember a change, cut to the bounds. Changes that no room keeps are let through."""
        match change:
            case LineKept(line):
                self._keep_line(line)
            case LineErased(ref):
                if ref.id in self.lines:
                    self._replace_line(tombstone(self.lines[ref.id]))
            case QuestionKept(question):
                self._keep_question(question)
            case DraftKept(draft):
                self.drafts.pop(draft.key, None)
                if draft.state is DraftState.WAITING:
                    self.drafts[draft.key] = draft
            case PostKept(post):
                self.posts[post.key] = post
                while len(self.posts) > ROOM_POSTS:
                    del self.posts[min(self.posts, key=lambda key: (self.posts[key].at, key))]
            case TimerSet(timer):
                self.timers[timer.purpose, timer.subject] = timer
            case TimerCleared(timer):
                self.timers.pop((timer.purpose, timer.subject), None)
            case _:
                pass

    def _keep_line(self, line: Line) -> None:
        if line.message.ref.id in self.lines:
            self._replace_line(line)
            return
        self.lines[line.message.ref.id] = line
        self.window.push(line)
        if len(self.lines) > ROOM_LINES:
            del self.lines[next(iter(self.lines))]

    def _replace_line(self, line: Line) -> None:
        self.lines[line.message.ref.id] = line
        self.window = Window(self.lines.values())

    def _keep_question(self, question: Question) -> None:
        self.questions.pop(question.id, None)
        if question.closed_at is None:
            self.questions[question.id] = question
        self.waits = [wait for wait in self.waits if wait[1] != question.id]
        wait = wait_of(question)
        if wait is not None:
            insort(self.waits, wait, key=lambda entry: entry[:2])
            del self.waits[:-ROOM_WAITS]


@dataclass(frozen=True, slots=True)
class View:
    """All that one decision may know. `team_channel` is resolved from the policy; None where there is none."""

    room: Room
    policy: Policy
    community: CommunityView
    limits: Limits
    now: datetime
    team_channel: ChannelRef | None = None
