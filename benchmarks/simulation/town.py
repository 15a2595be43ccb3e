"""One community: its habits, drawn from a seed, and all that would happen in it if the bot never spoke up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from bot.model import (
    Aim,
    ChannelRef,
    CommunityRef,
    Deck,
    MemberRef,
    Message,
    MessageRef,
    Mode,
    Occasion,
    Opener,
    Policy,
    Voice,
)

BEGIN = datetime(2026, 2, 16, tzinfo=UTC)
"""A Monday; the clocks of Europe and of America change within the eight weeks that follow."""

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Kolkata", "UTC")
ARMS = 3
BETTER = 1.5
OPENER = "opener:arm-"
"""Begins the arms of a community's own deck; their number follows."""
HOME = CommunityRef("sim", "town")
TEAM = ChannelRef(HOME, "team")

THINGS = ("drum pack", "mixer", "travel lid", "starter kit", "grinder", "cable set", "field recorder", "paper filter")
NEWS = (
    "We have just put the new {} into the shop, with all the colours you voted for last spring.",
    "Version {} is out today, and it brings the faster import that was announced in autumn.",
    "The workshop about the {} has moved to Thursday, the recording will be online on Friday.",
    "Our new guide to the {} is online, with pictures of every step and a list of parts.",
)
ASKS = ("How do I clean the {}?", "Does anyone know where the manual for the {} is?", "What size is the {} exactly?")
TALK = (
    "I had mine out all weekend and it held up well.",
    "Nice weather for it today.",
    "The {} arrived this morning, lovely box.",
    "I am still on the old {} and happy with it.",
    "Made some progress on mine last night.",
    "That reminds me of the meetup two years ago.",
)
CHOICES = ("Should I get the {0} or the filter for it?", "Tea or coffee with the {0}?")
REPLIES = (
    "I would love that with the {}.",
    "For me it is the {}.",
    "Mine works fine, I use it every day.",
    "Count me in.",
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How people are here. `rates`: how many members an opener of each arm draws; `talk`: lines a channel and day; `news`: announcements a
    channel and day; `helpful`: 0..1 that a question is answered without the bot."""

    seed: int
    zone: str
    channels: int
    members: int
    talk: float
    news: int
    helpful: float
    nudged: float
    budget: int
    rates: tuple[float, ...]
    best: int
    null: bool


def habits_of(seed: int, null: bool) -> Habits:
    """Draw a community's habits. `null`: posts of the bot's change nothing there."""
    chance = np.random.default_rng([seed, int(null), 1])
    rate, best = float(chance.uniform(0.8, 3.0)), int(chance.integers(ARMS))
    rates = tuple([rate * (BETTER if arm == best else 1.0) for arm in range(ARMS)])
    return Habits(
        seed,
        str(chance.choice(ZONES)),
        channels=2,
        members=int(chance.integers(15, 60)),
        talk=float(chance.uniform(2, 8)),
        news=int(chance.integers(2, 4)),
        helpful=float(chance.uniform(0.4, 0.9)),
        nudged=float(chance.uniform(0.5, 0.95)),
        budget=int(chance.integers(4, 8)),
        rates=rates,
        best=best,
        null=null,
    )


def policy_of(habits: Habits) -> Policy:
    """Return the policy: everything may be done without asking, all else as it comes."""
    act = Mode.ACT
    return Policy(
        nudge=act,
        poll=act,
        prompt=act,
        timezone=habits.zone,
        budget_per_day=habits.budget,
        team_channel="team",
        retention=None,
    )


def deck_of() -> Deck:
    """Return a deck of the community's own: three openers under announcements, each of which may be used again after an hour."""
    texts = (
        "“$subject”: what was your first thought?",
        "What would you try first with “$subject”?",
        "“$subject”: who has seen it?",
    )
    aims = (Aim.FEEDBACK, Aim.IDEAS, Aim.EXPERIENCE)
    return Deck(
        tuple(
            [
                Opener(f"arm-{number}", aim, Occasion.ANNOUNCEMENT, Voice.PLAIN, (("", text),), cooldown=3600)
                for number, (aim, text) in enumerate(zip(aims, texts, strict=True))
            ]
        )
    )


class Town:
    """What people write there of themselves, in order."""

    def __init__(self, habits: Habits, weeks: float) -> None:
        """Nobody has written yet."""
        self.habits = habits
        self.chance = np.random.default_rng([habits.seed, int(habits.null), 2])
        self._days, self._number = round(7 * weeks), 0
        self.channels = [ChannelRef(HOME, f"room{number}") for number in range(habits.channels)]
        self._zone = ZoneInfo(habits.zone)

    def member(self) -> MemberRef:
        """Return somebody; some write more than others."""
        return MemberRef(
            HOME, f"m{min(self.habits.members - 1, int(self.chance.exponential(self.habits.members / 3)))}"
        )

    def line(
        self,
        channel: ChannelRef,
        at: datetime,
        text: str,
        by: MemberRef | None = None,
        *,
        reply_to: str | None = None,
        team: bool = False,
    ) -> Message:
        """Return a new message."""
        self._number += 1
        who = by or self.member()
        return Message(MessageRef(channel, f"l{self._number}"), who, who.id, at, text, reply_to, team=team)

    def worded(self, texts: tuple[str, ...]) -> str:
        """Return one of some texts, filled in."""
        return str(self.chance.choice(texts)).format(f"{self.chance.choice(THINGS)} {self.chance.integers(2, 99)}")

    def life(self) -> Iterator[Message]:
        """Yield the talk day by day: announcements, small talk, questions and most of their answers."""
        for day in range(self._days):
            today = [message for channel in self.channels for message in self._day(channel, day)]
            yield from sorted(today, key=lambda message: (message.at, message.ref))

    def _day(self, channel: ChannelRef, day: int) -> Iterator[Message]:
        chance, habits = self.chance, self.habits
        team = MemberRef(HOME, "brand")
        for number in range(habits.news):
            hour = 9 + (number + float(chance.uniform(0.1, 0.9))) * 9 / habits.news
            yield self.line(channel, self._at(day, hour), self.worded(NEWS), team, team=True)
        for _ in range(int(chance.poisson(habits.talk))):
            at = self._at(day, float(np.clip(chance.normal(15, 3.5), 7, 23.5)))
            if chance.random() > 0.1:
                yield self.line(channel, at, self.worded(TALK))
                continue
            asked = self.line(channel, at, self.worded(ASKS if chance.random() < 0.8 else CHOICES))
            yield asked
            if chance.random() < habits.helpful:
                wait = timedelta(minutes=float(chance.exponential(20)) + 0.5)
                yield self.line(channel, at + wait, self.worded(REPLIES), self._other(asked), reply_to=asked.ref.id)

    def _other(self, message: Message) -> MemberRef:
        return next(who for who in iter(self.member, None) if who != message.author)

    def _at(self, day: int, hour: float) -> datetime:
        """Return the moment of a local hour (UTC)."""
        date = (BEGIN + timedelta(days=day)).date()
        return (datetime.combine(date, time(), self._zone) + timedelta(hours=hour)).astimezone(UTC)
