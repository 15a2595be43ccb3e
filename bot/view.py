"""What one decision may know: a channel's bounded working memory, and what its community chose.

Rooms are evicted and rebuilt from the store at any time. So everything a Room holds is a function of stored rows alone, cut at
the same bounds and in the same order as the store cuts its Snapshot; a property test holds the two together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.actions import (
    Change,
    DraftKept,
    LineErased,
    LineKept,
    PostKept,
    QuestionKept,
    SurveyKept,
    TextsExpired,
    TimerCleared,
    TimerSet,
    TrialKept,
    WaitCounted,
)
from bot.community import CommunityView, learn, policy_of, team_channel_of
from bot.model import (
    ChannelRef,
    Draft,
    DraftState,
    Limits,
    Line,
    Message,
    Policy,
    Post,
    Question,
    Survey,
    Timer,
    Trial,
    Waited,
)
from bot.model.deck import NO_DECK, Deck
from bot.model.forgetting import expired_question, expired_survey, tombstone
from bot.model.message import at_home
from bot.model.pace import count_wait
from bot.model.question import kept_once
from bot.model.reading import folded, usual
from bot.model.unsaid import unsaid, unsaid_draft
from bot.read import Window
from bot.read.splits import Stances
from bot.timers import Timers

__all__ = [
    "ROOM_LINES",
    "ROOM_POSTS",
    "ROOM_QUESTIONS",
    "ROOM_SURVEYS",
    "CommunityView",
    "Room",
    "Snapshot",
    "View",
    "learn",
    "policy_of",
    "team_channel_of",
]

Kept = TypeVar("Kept")
Reasoned = TypeVar("Reasoned", Question, Draft)

ROOM_LINES = 100
ROOM_QUESTIONS = 128
ROOM_POSTS = 30
ROOM_SURVEYS = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A channel as the store gives it, bounded by the ROOM_ constants.

    `lines`: the latest, in order of arrival. `questions`: those not closed, by (asked_at, id). `drafts`: those waiting, by (at, key).
    `posts`: the latest by (at, key). `timers`: all, by (due, purpose, subject). `pace`: (how questions waited, how many), in order.
    `surveys`: those live, and of the others the latest, by (at, key). `trials`: those open, by (at, key). `now`: the latest moment the channel has seen.
    """

    channel: ChannelRef
    now: datetime | None = None
    lines: tuple[Line, ...] = ()
    questions: tuple[Question, ...] = ()
    drafts: tuple[Draft, ...] = ()
    posts: tuple[Post, ...] = ()
    timers: tuple[Timer, ...] = ()
    pace: tuple[tuple[Waited, int], ...] = ()
    surveys: tuple[Survey, ...] = ()
    trials: tuple[Trial, ...] = ()


class Room:
    """A channel's working memory: the latest lines, live questions, waiting drafts, latest posts, polls, timers, pace.

    The engine owns it and is the only one to call `apply`; decisions look and do not touch. What a line means is kept folded, and made anew when
    it is asked for: look at a line's message first.
    """

    __slots__ = (
        "_earlier",
        "_window",
        "channel",
        "drafts",
        "lines",
        "now",
        "pace",
        "posts",
        "questions",
        "stances",
        "surveys",
        "timers",
        "trials",
    )

    def __init__(self, snapshot: Snapshot) -> None:
        """Rebuild from what the store kept."""
        self.channel = snapshot.channel
        self.now = snapshot.now
        self._window: Window | None = Window(snapshot.lines)
        self._earlier: tuple[str, Window] | None = None
        self.lines: dict[str, Line] = {line.message.ref.id: folded(line) for line in snapshot.lines}
        self.stances = Stances(self.lines.values())
        self.questions: dict[str, Question] = {
            question.id: kept_once(_sharing(question), self.message(question.id)) for question in snapshot.questions
        }
        self.drafts: dict[str, Draft] = {draft.key: _sharing(draft) for draft in snapshot.drafts}
        self.posts: dict[str, Post] = {post.key: post for post in snapshot.posts}
        self.surveys: dict[str, Survey] = {survey.key: survey for survey in snapshot.surveys}
        self.timers = Timers(snapshot.channel, snapshot.timers)
        self.pace: dict[Waited, int] = dict(snapshot.pace)
        self.trials: dict[str, Trial] = {trial.key: trial for trial in snapshot.trials}

    @property
    def window(self) -> Window:
        """The lines as they are read against; put together anew after older ones were reworded or erased, when it is next asked for."""
        if self._window is None:
            self._window = Window(self.lines.values())
        return self._window

    def window_before(self, id: str) -> Window:
        """Return the window of the lines before one of them; kept for the change that puts another in its place, which goes on from it."""
        lines = list(self.lines.values())
        earlier = Window(lines[: list(self.lines).index(id)])
        self._earlier = id, earlier
        return earlier

    def at_home(self, message: Message) -> Message:
        """Return a message by the references that the room has already, and so holds once, however many lines have them."""
        replied = self.lines.get(message.reply_to or "")
        return at_home(message, self.channel, replied.message.ref.id if replied else message.reply_to)

    def message(self, id: str) -> Message | None:
        """Return a message that is still in the room's memory."""
        line = self.lines.get(id)
        return line.message if line else None

    def due(self, until: datetime) -> list[Timer]:
        """Return the timers due by a moment, earliest first, ties by purpose and subject."""
        return self.timers.by(until)

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
                if ref.id in self.questions:
                    self._keep_question(unsaid(self.questions[ref.id]))
                self.drafts = {key: unsaid_draft(draft, ref.id) for key, draft in self.drafts.items()}
            case QuestionKept(question):
                self._keep_question(question)
            case WaitCounted(_, waited, amount):
                count_wait(self.pace, waited, amount)
            case DraftKept(draft):
                if draft.state is DraftState.WAITING:
                    self.drafts = _placed(self.drafts, draft.key, _sharing(draft), lambda kept: (kept.at, kept.key))
                else:
                    self.drafts.pop(draft.key, None)
            case PostKept(post):
                self.posts = _placed(self.posts, post.key, post, lambda kept: (kept.at, kept.key))
                if len(self.posts) > ROOM_POSTS:
                    del self.posts[next(iter(self.posts))]
            case SurveyKept(survey):
                self.surveys = _placed(self.surveys, survey.key, survey, lambda kept: (kept.at, kept.key))
                self._let_go_of_surveys()
            case TrialKept(trial):
                self._keep_trial(trial)
            case TimerSet(timer):
                self.timers.set(timer)
            case TimerCleared(timer):
                self.timers.clear(timer.purpose, timer.subject)
            case TextsExpired(_, before):
                self._expire(before)
            case _:
                pass

    def _keep_line(self, line: Line) -> None:
        if line.message.ref.id in self.lines:
            self._replace_line(line)
            return
        self.lines[line.message.ref.id] = kept = folded(line)
        self._earlier = None
        if self._window is not None:
            self._window.push(line)
        self.stances.push(line, kept)
        if len(self.lines) > ROOM_LINES:
            del self.lines[next(iter(self.lines))]

    def _replace_line(self, line: Line) -> None:
        id, earlier, self._earlier = line.message.ref.id, self._earlier, None
        before, self.lines[id] = self.lines[id], folded(line)
        # Of a poll, and of the questions a line is about, the window keeps nothing.
        if replace(before.message, poll=None) != replace(line.message, poll=None) or before.reading != line.reading:
            self._window = None
            if earlier is not None and earlier[0] == id:
                self._window = earlier[1]
                for later in list(self.lines.values())[list(self.lines).index(id) :]:
                    self._window.push(later)
        self.stances.replace(self.lines[id])

    def _expire(self, before: datetime) -> None:
        if any(line.message.at < before for line in self.lines.values()):
            lines = self.lines.items()
            self.lines = {id: folded(tombstone(line)) if line.message.at < before else line for id, line in lines}
            self._window = self._earlier = None
            self.stances = Stances(self.lines.values())
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

    def _keep_trial(self, trial: Trial) -> None:
        if trial.open:
            self.trials = _placed(self.trials, trial.key, trial, lambda kept: (kept.at, kept.key))
        else:
            self.trials.pop(trial.key, None)

    def _keep_question(self, question: Question) -> None:
        if question.closed_at is None:
            self.questions = _placed(self.questions, question.id, question, lambda kept: (kept.asked_at, kept.id))
        else:
            self.questions.pop(question.id, None)


def _sharing(reasoned: Reasoned) -> Reasoned:
    """Return a question or draft that shares the cues that many have."""
    return replace(reasoned, because=usual(reasoned.because))


def _placed(
    kept: dict[str, Kept], key: str, value: Kept, order: Callable[[Kept], tuple[datetime, str]]
) -> dict[str, Kept]:
    """Return the dict with a value put in, in the order in which the store would give it; a rebuilt room walks it the same way."""
    earlier = kept.get(key)
    if earlier is not None:
        in_order = order(earlier) == order(value)
    else:
        last = next(reversed(kept.values()), None)
        in_order = last is None or order(last) <= order(value)
    if in_order:
        kept[key] = value
        return kept
    return dict(sorted({**kept, key: value}.items(), key=lambda item: order(item[1])))


@dataclass(frozen=True, slots=True)
class View:
    """All that one decision may know. `team_channel` is resolved from the policy; None where there is none.

    `deck`: what the files have in the channel's language; `in_force` says what holds in the community.
    """

    room: Room
    policy: Policy
    community: CommunityView
    limits: Limits
    now: datetime
    team_channel: ChannelRef | None = None
    deck: Deck = NO_DECK
