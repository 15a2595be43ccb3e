"""What members put to the team, and whether the team responded: said once, for the measures and for the team's own list.

Put to the team is what mentions somebody of it, what replies to what it wrote (but not "thanks, that worked"), and a question in a channel
where the team begins at least half of the talk, or in the thread under what it began.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model.figures import Said, Spoken
from bot.model.question import Question, Status
from bot.model.reading import Line
from bot.model.refs import ChannelRef, MemberRef, MessageRef

IN_TIME = timedelta(hours=24)

LIKELY = 0.5


def counts(question: Question) -> bool:
    """Whether a question counts: a member's, put to everyone, more likely a question than not, neither dismissed nor asked anew since."""
    likely = question.probability >= LIKELY or question.flagged_at is not None
    over = question.asked_anew or question.status is Status.DISMISSED
    return likely and question.channel >= LIKELY and not question.team and not over


@dataclass(slots=True)
class Replies:
    """What the team said to whom: (channel, member) -> (when, written to what of when) and when it named them."""

    to: dict[tuple[ChannelRef, str], list[tuple[datetime, datetime]]] = field(default_factory=lambda: defaultdict(list))
    named: dict[tuple[ChannelRef, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, lines: Iterable[Said]) -> "Replies":
        """Collect from what people said."""
        replies = cls()
        for line in lines:
            if line.team:
                if line.to is not None:
                    replies.to[line.ref.channel, line.to.author].append((line.at, line.to.at))
                for member in line.mentions:
                    replies.named[line.ref.channel, member].append(line.at)
        return replies

    def heard(self, channel: ChannelRef, member: str, at: datetime) -> bool:
        """Whether the team replied to what a member said then, or to something they said later, or named them, in time."""
        replied = any(at < when <= at + IN_TIME and about >= at for when, about in self.to.get((channel, member), ()))
        return replied or any(at < when <= at + IN_TIME for when in self.named.get((channel, member), ()))


def put_to_the_team(
    began: list[Said], asked: Iterable[Question], team: frozenset[str], reach: datetime
) -> Mapping[MessageRef, tuple[datetime, str]]:
    """Return what was put to the team, when and by whom, of lines and of questions that count. `team`: ids of all who write as it.

    `reach`: the talk is known from this moment on. What was asked anew was put to it when it was first asked, or, where that is before
    then, when it was asked anew.
    """
    put = {
        line.ref: (line.at, line.author)
        for line in began
        if not line.team
        and not line.settles
        and ((line.to is not None and line.to.team) or not team.isdisjoint(line.mentions))
    }
    theirs = channels_of_the_team(began)
    put |= {
        one.ref: (one.since if one.since >= reach else one.asked_at, one.asker.id)
        for one in asked
        if one.ref.channel in theirs and one.status is not Status.WITHDRAWN
    }
    return put


def channels_of_the_team(began: list[Said]) -> frozenset[ChannelRef]:
    """Return the channels where the team begins at least half of the talk, and the threads under what it began."""
    opened = [line for line in began if not line.reply]
    by_team = Counter(line.ref.channel for line in opened if line.team)
    by_all = Counter(line.ref.channel for line in opened)
    theirs = {channel for channel, count in by_team.items() if 2 * count >= by_all[channel]}
    threads = {ChannelRef(line.ref.channel.community, line.ref.id) for line in opened if line.team}
    return frozenset(theirs | threads)


WINDOW = timedelta(hours=48)
"""How far back the team's own list goes: as long as a question is kept in mind, so that within it one may be asked anew."""

SETTLE = timedelta(hours=1)
"""So long the team is left to respond before anything is listed."""


@dataclass(frozen=True, slots=True)
class PutToTeam:
    """Something that was put to the team, and has no response of its: by whom (called `name`), where (the channel's name), and the words."""

    ref: MessageRef
    by: MemberRef
    name: str
    text: str
    at: datetime
    channel: str


def unheard(spoken: Spoken, questions: Iterable[Question], now: datetime, inside: ChannelRef) -> list[MessageRef]:
    """Return what was put to the team within the WINDOW and still waits for its response, oldest first. `inside`: its own channel.

    Left out: the last hour's; questions that are answered, by whomever, or that wait flagged, since they are listed as such.
    """
    lines = [line for line in spoken.lines if line.ref.channel != inside]
    asked = {one.ref: one for one in questions}
    counted = [one for one in asked.values() if counts(one)]
    put = put_to_the_team(lines, counted, spoken.team, now - WINDOW)
    replies = Replies.of(lines)
    found = [
        (at, ref)
        for ref, (at, member) in put.items()
        if now - WINDOW <= at <= now - SETTLE
        and ref.channel != inside
        and not replies.heard(ref.channel, member, at)
        and (ref not in asked or _waits(asked[ref]))
    ]
    return [ref for _, ref in sorted(found)]


def _waits(question: Question) -> bool:
    """Whether a question is neither answered nor listed among those that wait."""
    over = (Status.ANSWERED, Status.SETTLED, Status.WITHDRAWN, Status.DISMISSED)
    return question.status not in over and question.flagged_at is None


def answerer(question: Question, responses: Iterable[Line]) -> Line | None:
    """Return the response that most likely answered a question, by a member: not the asker, the team or a bot; None where there is none."""
    people = [line for line in responses if line.message.author != question.asker and line.message.name]
    told = [line for line in people if not (line.message.bot or line.message.team) and line.reading.answer >= LIKELY]
    return max(told, key=lambda line: (line.reading.answer, line.message.at), default=None)
