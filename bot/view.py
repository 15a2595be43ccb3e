"""What one decision may know: a channel's bounded working memory, and what its community chose.

Rooms are evicted and rebuilt from the store at any time. So everything a Room holds is a function of stored rows alone, cut at
the same bounds and in the same order as the store cuts its Snapshot; a property test holds the two together.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.actions import (
    Change,
    ChannelKept,
    CountAdded,
    DraftKept,
    KnobSet,
    LineErased,
    LineKept,
    PostKept,
    QuestionKept,
    SurveyKept,
    TextsExpired,
    TimerCleared,
    TimerSet,
)
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
    Survey,
    Timer,
    Wait,
    WrongKnob,
    set_knob,
)
from bot.model.forgetting import expired_question, expired_survey, tombstone
from bot.read import Window

Kept = TypeVar("Kept")

ROOM_LINES = 100
ROOM_QUESTIONS = 128
ROOM_POSTS = 30
ROOM_WAITS = 200
ROOM_SURVEYS = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A channel as the store gives it, bounded by the ROOM_ constants.

    `lines`: the latest, in order of arrival. `questions`: those not closed, by (asked_at, id). `drafts`: those waiting, by (at, key).
    `posts`: the latest by (at, key). `timers`: all, by (due, purpose, subject). `waits`: (wait_over, id, Wait) of the questions
    whose waiting ended last. `surveys`: those live, and of the others the latest, by (at, key). `now`: the latest moment the channel
    has seen.
    """

    channel: ChannelRef
    now: datetime | None = None
    lines: tuple[Line, ...] = ()
    questions: tuple[Question, ...] = ()
    drafts: tuple[Draft, ...] = ()
    posts: tuple[Post, ...] = ()
    timers: tuple[Timer, ...] = ()
    waits: tuple[tuple[datetime, str, Wait], ...] = ()
    surveys: tuple[Survey, ...] = ()


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


class Room:
    """A channel's working memory: the latest lines, live questions, waiting drafts, latest posts, polls, timers, waiting times.

    The engine owns it and is the only one to call `apply`; decisions look and do not touch.
    """

    __slots__ = (
        "_next",
        "_waited",
        "channel",
        "drafts",
        "lines",
        "now",
        "posts",
        "questions",
        "surveys",
        "timers",
        "waits",
        "window",
    )

    def __init__(self, snapshot: Snapshot) -> None:
        """Rebuild from what the store kept."""
        self.channel = snapshot.channel
        self.now = snapshot.now
        self.lines: dict[str, Line] = {line.message.ref.id: line for line in snapshot.lines}
        self.window = Window(self.lines.values())
        self.questions: dict[str, Question] = {question.id: question for question in snapshot.questions}
        self.drafts: dict[str, Draft] = {draft.key: draft for draft in snapshot.drafts}
        self.posts: dict[str, Post] = {post.key: post for post in snapshot.posts}
        self.surveys: dict[str, Survey] = {survey.key: survey for survey in snapshot.surveys}
        self.timers: dict[tuple[Purpose, str], Timer] = {
            (timer.purpose, timer.subject): timer for timer in snapshot.timers
        }
        self.waits: list[tuple[datetime, str, Wait]] = sorted(snapshot.waits, key=lambda wait: wait[:2])
        self._waited = {wait[1]: wait for wait in self.waits}
        self._next = min((timer.due for timer in self.timers.values()), default=None)

    def message(self, id: str) -> Message | None:
        """Return a message that is still in the room's memory."""
        line = self.lines.get(id)
        return line.message if line else None

    def due(self, until: datetime) -> list[Timer]:
        """Return the timers due by a moment, earliest first, ties by purpose and subject."""
        if self._next is None or self._next > until:
            return []
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
                if draft.state is DraftState.WAITING:
                    self.drafts = _placed(self.drafts, draft.key, draft, lambda kept: (kept.at, kept.key))
                else:
                    self.drafts.pop(draft.key, None)
            case PostKept(post):
                self.posts = _placed(self.posts, post.key, post, lambda kept: (kept.at, kept.key))
                if len(self.posts) > ROOM_POSTS:
                    del self.posts[next(iter(self.posts))]
            case SurveyKept(survey):
                self.surveys = _placed(self.surveys, survey.key, survey, lambda kept: (kept.at, kept.key))
                self._let_go_of_surveys()
            case TimerSet(timer):
                self.timers[timer.purpose, timer.subject] = timer
                self._next = timer.due if self._next is None else min(self._next, timer.due)
            case TimerCleared(timer):
                self.timers.pop((timer.purpose, timer.subject), None)
                self._next = min((timer.due for timer in self.timers.values()), default=None)
            case TextsExpired(_, before):
                self._expire(before)
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

    def _expire(self, before: datetime) -> None:
        if any(line.message.at < before for line in self.lines.values()):
            lines = self.lines.items()
            self.lines = {id: tombstone(line) if line.message.at < before else line for id, line in lines}
            self.window = Window(self.lines.values())
        for question in [question for question in self.questions.values() if question.asked_at < before]:
            self._keep_question(expired_question(question, before))
        self.drafts = {key: draft for key, draft in self.drafts.items() if draft.at >= before}
        self.surveys = {
            key: expired_survey(survey) if survey.at < before else survey for key, survey in self.surveys.items()
        }
        self._let_go_of_surveys()

    def _let_go_of_surveys(self) -> None:
        over = [key for key, survey in self.surveys.items() if not survey.live]
        for key in over[: max(0, len(over) - ROOM_SURVEYS)]:
            del self.surveys[key]

    def _keep_question(self, question: Question) -> None:
        if question.closed_at is None:
            self.questions = _placed(self.questions, question.id, question, lambda kept: (kept.asked_at, kept.id))
        else:
            self.questions.pop(question.id, None)
        before, wait = self._waited.get(question.id), wait_of(question)
        if before == wait:
            return
        if before is not None:
            self.waits.remove(before)
            del self._waited[question.id]
        if wait is not None:
            insort(self.waits, wait, key=lambda entry: entry[:2])
            self._waited[question.id] = wait
            if len(self.waits) > ROOM_WAITS:
                del self._waited[self.waits.pop(0)[1]]


def _placed(
    kept: dict[str, Kept], key: str, value: Kept, order: Callable[[Kept], tuple[datetime, str]]
) -> dict[str, Kept]:
    """Return the dict with a value put in, in the order in which the store would give it; a rebuilt room walks it the same way."""
    last = next(reversed(kept.values()), None)
    in_order = key not in kept and (last is None or order(last) <= order(value))
    if in_order or (key in kept and order(kept[key]) == order(value)):
        kept[key] = value
        return kept
    return dict(sorted({**kept, key: value}.items(), key=lambda item: order(item[1])))


@dataclass(frozen=True, slots=True)
class View:
    """All that one decision may know. `team_channel` is resolved from the policy; None where there is none."""

    room: Room
    policy: Policy
    community: CommunityView
    limits: Limits
    now: datetime
    team_channel: ChannelRef | None = None


def learn(community: CommunityView, changes: Iterable[Change]) -> CommunityView:
    """Return the community with the changes that concern it: names, counts, knobs."""
    concern = [change for change in changes if isinstance(change, CountAdded | KnobSet | ChannelKept)]
    if not concern:
        return community
    counts, knobs, channels = dict(community.counts), dict(community.knobs), dict(community.channels)
    for change in concern:
        match change:
            case CountAdded(_, name, amount):
                counts[name] = counts.get(name, 0) + amount
            case KnobSet(_, channel, knob, value):
                knobs[channel.id if channel else None, knob] = value
            case ChannelKept(channel, name):
                channels[channel.id] = name
    return CommunityView(community.ref, counts, knobs, channels)


def policy_of(default: Policy, community: CommunityView, channel: ChannelRef) -> Policy:
    """Return the policy of a channel: the default, turned by the community's knobs, then by the channel's own.

    A knob that no longer fits (kept by an older version, say) is passed over: the default is the cautious choice.
    """
    policy = default
    for scope in (None, channel.id):
        for (where, knob), value in community.knobs.items():
            if where == scope:
                with suppress(WrongKnob):
                    policy = set_knob(policy, knob, value)
    return policy


def team_channel_of(policy: Policy, community: CommunityView) -> ChannelRef | None:
    """Return the team's channel by the policy's id, name or "platform:id"; None where none fits."""
    wanted = policy.team_channel.removeprefix(f"{community.ref.platform}:").removeprefix("#")
    if not wanted:
        return None
    if wanted in community.channels:
        return ChannelRef(community.ref, wanted)
    named = [id for id, name in community.channels.items() if name.casefold() == wanted.casefold()]
    return ChannelRef(community.ref, min(named)) if named else None
