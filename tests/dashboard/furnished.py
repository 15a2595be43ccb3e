"""A community that has been talking for three months: what the dashboard is made for."""

from dataclasses import replace
from datetime import timedelta

from adapters.memory import MemoryStore
from bot.actions import SurveyKept
from bot.events import ChannelNamed, CommandGiven, MessageSeen
from bot.measure import weeks_before
from bot.model import (
    ChannelRef,
    Cue,
    Figure,
    MemberRef,
    Message,
    MessageRef,
    Option,
    Poll,
    Status,
    Survey,
    SurveyState,
    Tally,
    Week,
)
from bot.ports import Commit
from tests.dashboard.house import GENERAL, HELP, HOME, POLICY, START, House
from tests.measure.made import Town

NEWS = ChannelRef(HOME, "news")
INDEXES = (31, 34, 33, None, 41, 44, 43, 52, 55, 61)
MINUTE = timedelta(minutes=1)
ASKED = (
    ("Nadia", "Does the travel lid fit the older model, or do I need the adapter ring?", GENERAL, 190),
    ("Tomás", "My grinder stops after about ten seconds and the light blinks twice. Has anybody seen that?", HELP, 95),
    ("Юля", "Как почистить жернова, если щётка не достаёт до дна?", HELP, 40),
)


def _week(began, ended, value: int | None) -> Week:
    share = (
        Figure(None, 0.1, 0.7, 6) if value is None else Figure(value / 100, value / 100 - 0.08, value / 100 + 0.07, 60)
    )
    index = Figure(None, 0.0, 100.0, 6) if value is None else Figure(float(value), value - 7.0, value + 6.0, 60)
    return Week(began, ended, share, share, share, share, index)


def _talk(town: Town, since, until, warmth: int) -> None:
    """Let people talk for a stretch: the warmer, the more is taken up."""
    at, n = since + 9 * timedelta(hours=1), 0
    while at < until:
        n += 1
        status = Status.ANSWERED if n % 10 < warmth else Status.EXPIRED
        after = timedelta(minutes=4 + 9 * (n % 7)) if n % 10 < warmth else None
        place = HELP if n % 3 else GENERAL
        answered = at + after + MINUTE if after else None
        asked = town.ask(
            f"member{n % 9}",
            at,
            place,
            after=after,
            status=status,
            answered_at=answered,
            closed_at=at + timedelta(days=2),
        )
        reply = town.say(f"member{(n + 1) % 9}", at + 5 * MINUTE, place, to=asked)
        town.say(f"member{(n + 2) % 9}", at + 8 * MINUTE, place, to=reply)
        post = town.say("team-mira", at + 30 * MINUTE, NEWS)
        for voice in range(3 if n % 10 < warmth - 1 else 1):
            put = town.say(f"member{voice}", at + (31 + voice) * MINUTE, NEWS, to=post)
        if n % 10 < warmth + 1:
            town.say("team-mira", at + 50 * MINUTE, NEWS, to=put)
            town.say("team-mira", at + 51 * MINUTE, NEWS, to=post)
        at += timedelta(hours=5)


async def with_polls() -> MemoryStore:
    """Return a store with polls in it: rooms read them when they are first entered."""
    store = MemoryStore()
    await store.commit(Commit(tuple(map(SurveyKept, polls(START)))))
    return store


async def furnish(house: House) -> None:
    """Fill a house: ten kept weeks, two that are counted, questions that wait, drafts."""
    spans = weeks_before(START, POLICY.timezone, 12)
    for (began, ended), value in zip(spans, INDEXES, strict=False):
        await house.store.keep_week(HOME, _week(began, ended, value))
    town = Town()
    _talk(town, spans[-2][0], spans[-2][1], 6)
    _talk(town, spans[-1][0], START - timedelta(hours=30), 7)
    names = {line.message.author.id: line.message.author.id.title() for line in town.lines}
    lines = [
        replace(line, message=replace(line.message, name=names[line.message.author.id], text=_words(n)))
        for n, line in enumerate(town.lines)
    ]
    town.lines = lines
    town.questions = [replace(one, name=one.name.title(), text=_words(3 * n)) for n, one in enumerate(town.questions)]
    commit = town.changes()
    nows = tuple((channel, START - timedelta(hours=5)) for channel in (GENERAL, HELP, NEWS))
    await house.store.commit(Commit(commit.changes, nows=nows))
    await house.log.append(ChannelNamed(house.clock.now(), NEWS, "news"))
    for number, (name, text, channel, ago) in enumerate(ASKED):
        ref = MessageRef(channel, f"asked-{number}")
        at = house.clock.now() - timedelta(minutes=ago)
        await house.log.append(MessageSeen(Message(ref, MemberRef(HOME, f"id-of-{name}"), name, at, text)))
        await house.flag(ref.id, channel)
    await house.rest()
    await house.log.append(CommandGiven(house.clock.now(), HELP, MemberRef(HOME, "id-of-Leo"), "mydata"))
    await house.rest()


def polls(now) -> list[Survey]:
    """Return one poll that is open, one that waits for the team's word, one that was followed through."""
    poll = Poll("Which colour comes next?", (Option("1", "Moss"), Option("2", "Clay"), Option("3", "Sand")))
    tallies = (Tally("1", 14, True), Tally("2", 9, True), Tally("3", 2, True))
    made = (
        ("open", SurveyState.OPEN, 3, (), ""),
        ("awaited", SurveyState.AWAITED, 30, tallies, ""),
        ("done", SurveyState.DONE, 200, tallies, "Moss it is: the first ones ship in March."),
    )
    return [
        Survey(
            *(f"poll:{key}", GENERAL, poll, now - timedelta(hours=ago), 86_400, state),
            message=MessageRef(GENERAL, f"poll-{key}"),
            closes_at=now - timedelta(hours=ago - 24),
            tallies=counts,
            because=(Cue("poll_wanted"),),
            outcome=outcome,
        )
        for key, state, ago, counts, outcome in made
    ]


def _words(number: int) -> str:
    said = (
        "How do I get the burrs out?",
        "There are two screws under the cap; the left one first.",
        "That worked for me, too.",
        "The new sand colour is in the shop from Friday. Which one would you pick?",
        "Sand, all the way.",
        "Moss for me, please.",
        "Good to know, I'll pass it on.",
    )
    return said[number % len(said)]


__all__ = ["furnish"]
