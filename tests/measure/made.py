"""Small communities for the measures, made by hand or by lot, as the raw rows that a store keeps."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.actions import Change, GapKept, LineKept, QuestionKept, VoteKept
from bot.model import (
    ChannelRef,
    CommunityRef,
    Line,
    Link,
    MemberRef,
    Message,
    MessageRef,
    Need,
    Option,
    Poll,
    Question,
    Reading,
    Status,
)
from bot.ports import Commit

HOME = CommunityRef("discord", "77")
GENERAL, NEWS, INSIDE = (ChannelRef(HOME, name) for name in ("general", "news", "inside"))
SINCE = datetime(2026, 3, 2, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=7)
NOW = UNTIL + timedelta(days=2)
HOUR = timedelta(hours=1)


@dataclass
class Town:
    """A community under way: what was said, asked, voted and missed."""

    lines: list[Line] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    votes: list[VoteKept] = field(default_factory=list)
    gaps: list[GapKept] = field(default_factory=list)
    count: int = 0
    index: dict[MessageRef, Message] = field(default_factory=dict)

    def say(self, by: str, at: datetime, channel: ChannelRef = GENERAL, *, to: str | None = None, **more) -> str:
        """Let somebody write; return the message's id. `to` replies by mark, `link` by the linker, (id, probability)."""
        self.count += 1
        id = more.pop("id", f"m{self.count}")
        link, settled, question = more.pop("link", None), more.pop("settled", 0.0), more.pop("question", 0.0)
        links = (Link(*link),) if link else ()
        names = tuple(MemberRef(HOME, name) for name in more.pop("mentions", ()))
        team = by.startswith("team")
        message = Message(
            MessageRef(channel, id), MemberRef(HOME, by), by, at, "words", to, names, team, by.startswith("bot"), **more
        )
        self.lines.append(Line(message, Reading(question, links=links, settled=settled)))
        return id

    def ask(self, by: str, at: datetime, where: ChannelRef = GENERAL, *, after: timedelta | None = None, **more) -> str:
        """Let somebody ask; `after`: how long until a response."""
        id = more.pop("id", None) or self.say(by, at, where)
        when = at + after if after is not None else None
        values = {"probability": 0.9, "channel": 0.9, "team": by.startswith("team"), "responded_at": when} | more
        self.questions.append(
            Question(MessageRef(where, id), MemberRef(HOME, by), by, "words?", at, need=Need.HELP, **values)
        )
        return id

    def vote(self, channel: ChannelRef, id: str, by: str) -> None:
        """Let somebody vote."""
        self.votes.append(VoteKept(MessageRef(channel, id), MemberRef(HOME, by), ("1",)))

    def changes(self) -> Commit:
        """Return all of it, to be kept."""
        ordered = sorted(self.lines, key=lambda line: line.message.at)
        changes: list[Change] = [*map(LineKept, ordered), *map(QuestionKept, self.questions), *self.votes, *self.gaps]
        return Commit(tuple(changes))


POLL = Poll("Which?", (Option("1", "this"), Option("2", "that")))


def drawn(seed: int) -> Town:
    """Return a small community drawn by lot: everything that the definitions speak of happens in some of them."""
    lot, town = random.Random(seed), Town()
    people = (
        [f"member{n}" for n in range(lot.randint(2, 6))]
        + [f"team{n}" for n in range(lot.randint(1 if seed % 8 == 0 else 0, 3))]
        + ["bot"]
    )
    channels = [GENERAL, NEWS, INSIDE]
    for _ in range(lot.randint(0, 60) if seed % 8 else lot.randint(200, 300)):
        at = SINCE + timedelta(seconds=lot.randint(-2 * 86_400, 9 * 86_400))
        channel, by = lot.choice(channels), lot.choice(people)
        said = [line for line in town.lines if line.message.ref.channel == channel and line.message.at < at]
        about = lot.choice(said).message.ref.id if said and lot.random() < 0.6 else None
        marked = about is not None and lot.random() < 0.6
        more = {
            "to": about if marked else ("gone" if lot.random() < 0.05 else None),
            "link": (about, lot.choice((0.3, 0.5, 0.8))) if about is not None and not marked else None,
            "mentions": lot.sample(people, 1) if lot.random() < 0.5 else (),
            "settled": lot.choice((0.0, 0.0, 0.5, 0.9)),
            "poll": POLL if lot.random() < 0.1 else None,
            "question": (0.2, 0.5, 0.9)[town.count % 3],
        }
        id = town.say(by, at, channel, **more)
        if more["poll"]:
            for voter in lot.sample(people, lot.randint(0, 3)):
                town.vote(channel, id, voter)
        if lot.random() < 0.15:
            thread = ChannelRef(HOME, id)
            for voice in lot.sample(people, lot.randint(0, 3)):
                town.say(voice, at + timedelta(hours=lot.choice((1, 5, 23, 24, 25))), thread)
        if lot.random() < (0.4 if seed % 8 else 0.9) and by != "bot":
            _ask(lot, town, id, by, at, channel)
    for _ in range(lot.randint(0, 2) if seed % 8 else 0):
        since = SINCE + timedelta(hours=lot.randint(0, 168))
        town.gaps.append(GapKept(lot.choice(channels), since, since + timedelta(hours=lot.randint(0, 4))))
    return town


def _ask(lot: random.Random, town: Town, id: str, by: str, at: datetime, channel: ChannelRef) -> None:
    after = timedelta(minutes=lot.choice((0, 3, 3, 60, 1439, 1440, 1441, 3000))) if lot.random() < 0.6 else None
    status = lot.choice((Status.OPEN, Status.ANSWERED, Status.WITHDRAWN, Status.DISMISSED, Status.EXPIRED))
    closed = at + timedelta(hours=lot.choice((5, 48))) if lot.random() < 0.5 else None
    town.ask(
        *(by, at, channel),
        id=id,
        after=after,
        status=status,
        closed_at=closed,
        probability=lot.choice((0.4, 0.5, 0.9)),
        channel=lot.choice((0.4, 0.5, 0.9)),
        flagged_at=at if lot.random() < 0.2 else None,
        asked_anew=len(town.questions) % 9 == 4,
        first_asked_at=max(SINCE, at - 5 * HOUR) if len(town.questions) % 9 == 7 and at > SINCE else None,
    )
