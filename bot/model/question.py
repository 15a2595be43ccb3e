"""Questions and what becomes of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model.message import Message
from bot.model.pace import Waited
from bot.model.reading import Because, Need
from bot.model.refs import MemberRef, MessageRef
from bot.model.waiting import Wait


class Status(StrEnum):
    """Where a question stands. Answered is more than "someone spoke"."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    ENGAGED = "engaged"
    ANSWERED = "answered"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DISMISSED = "dismissed"


WAITING = frozenset({Status.OPEN})
"""Nobody has responded: what is flagged when patience runs out."""

FINAL = frozenset({Status.SETTLED, Status.WITHDRAWN, Status.EXPIRED, Status.DISMISSED})
"""Nothing that is said later changes these, save a correction by the team."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that seeks a response.

    `probability`: 0..1 that it seeks a response; `channel`: 0..1 that it is put to everyone rather than to one person.
    `ref` is the message where the ask is made, `lines` the ids of the asker's burst and repeats. `silence`: 0..1, the probability that
    nobody has responded yet, 1 − the noisy-or of all links; `unanswered` the same for a real answer. `responses` are the
    ids of lines believed to respond, first first, at most eight. `because` says why it was spotted. `closed_at` is set when
    no room needs to keep it in mind any more. `counted`: how its wait stands in the channel's pace, None while it does not.
    `referred_by`: the key of what put it to one of the roster; the room is not asked before `held_until`. `taken_by`: who took it on.
    `sought_by`: the key of what asks the records for an earlier answer, while that is under way; `offered_by`: the key of what offered one,
    "" where none fitted.
    `carded_at`: when the team was shown that it still waits. `text_of`: the ids of the lines whose words are `text`, () where those are its own alone;
    `text_ends`: where in `text` the words of each end, in characters.
    """

    ref: MessageRef
    asker: MemberRef
    name: str
    text: str
    asked_at: datetime
    probability: float
    channel: float
    need: Need
    status: Status = Status.OPEN
    silence: float = 1.0
    unanswered: float = 1.0
    lines: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    because: Because = ()
    responded_at: datetime | None = None
    answered_at: datetime | None = None
    flagged_at: datetime | None = None
    nudged_by: str | None = None
    snoozed_until: datetime | None = None
    closed_at: datetime | None = None
    team: bool = False
    strongest: float = 0.0
    counted: Waited | None = None
    referred_by: str | None = None
    held_until: datetime | None = None
    taken_by: MemberRef | None = None
    sought_by: str | None = None
    offered_by: str | None = None
    carded_at: datetime | None = None
    text_of: tuple[str, ...] = ()
    text_ends: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The message id that names the question within its channel."""
        return self.ref.id

    def put_off(self, now: datetime) -> bool:
        """Whether somebody asked to be left alone with it until later than this aware moment."""
        return self.snoozed_until is not None and self.snoozed_until > now

    def waiting_again(self) -> "Question":
        """Return the question as if nobody had responded; when it was asked, flagged and brought back stays as it is."""
        return replace(
            self,
            status=Status.OPEN,
            silence=1.0,
            strongest=0.0,
            unanswered=1.0,
            responses=(),
            responded_at=None,
            answered_at=None,
        )


def kept_once(question: Question, message: Message | None) -> Question:
    """Return a question that holds once what it says twice, and shares with its message, where that is at hand, what the two have in common."""
    if question.text_of and question.text_of == question.lines:
        question = replace(question, text_of=question.lines)
    if message is None:
        return question
    name = message.name if message.name == question.name else question.name
    at = message.at if message.at == question.asked_at else question.asked_at
    asker = message.author if message.author == question.asker else question.asker
    return replace(question, ref=message.ref, name=name, asked_at=at, asker=asker)


def wait_of(question: Question) -> tuple[datetime, str, Wait] | None:
    """Return when a question's waiting ended, and how; None while it goes on, and for questions to one person."""
    over = question.responded_at or question.closed_at
    if over is None or question.channel < 0.5:
        return None
    seconds = max(0.0, (over - question.asked_at).total_seconds())
    return over, question.id, Wait(seconds, question.responded_at is not None)
