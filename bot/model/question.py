"""Questions and what becomes of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model.message import Message
from bot.model.pace import Waited
from bot.model.reading import Because, Need
from bot.model.refs import MemberRef, MessageRef
from bot.model.survey import ASKING, Survey
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

AWAITING = (Status.OPEN, Status.ACKNOWLEDGED, Status.ENGAGED)
"""Followed, and nobody has answered yet."""

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
    `text_ends`: where in `text` the words of each end, in characters. `asked_anew`: it had no answer, and its asker's new question took its
    place and counts for both; of that one `first_asked_at` says when it was first asked, `first_responded_at` when somebody responded to it then.
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
    asked_anew: bool = False
    first_asked_at: datetime | None = None
    first_responded_at: datetime | None = None

    @property
    def id(self) -> str:
        """The message id that names the question within its channel."""
        return self.ref.id

    @property
    def since(self) -> datetime:
        """When it was first asked: before it was asked anew, where it was."""
        return self.first_asked_at or self.asked_at

    @property
    def heard_at(self) -> datetime | None:
        """When somebody first responded, also before it was asked anew; None where nobody has."""
        return self.first_responded_at or self.responded_at

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


PUT_AS_POLL = "poll:"
"""Begins the key of what brings a question back that is put to the room as a poll."""


def is_theirs(question: Question, poll: Survey | None) -> bool:
    """Whether a question is one for the team to hear of: a member's, and not put to the room as a poll, which is its answer.

    `poll`: the survey whose key brings it back, None where no such survey is known. While that is an idea or a draft, nothing was put to the room.
    """
    put = (question.nudged_by or "").startswith(PUT_AS_POLL) and (poll is None or poll.state not in ASKING)
    return not question.team and not put


def wait_of(question: Question) -> tuple[datetime, str, Wait] | None:
    """Return when a question's waiting ended, and how; None while it goes on, and for questions to one person."""
    over = question.responded_at or question.closed_at
    if over is None or question.channel < 0.5:
        return None
    seconds = max(0.0, (over - question.asked_at).total_seconds())
    return over, question.id, Wait(seconds, question.responded_at is not None)
