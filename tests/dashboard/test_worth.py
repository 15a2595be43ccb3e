"""What the bot is worth, on the Index page: nothing before a coin fell, no figure before there is enough, then both sides."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import TrialKept
from bot.model import Kind, Role, Trial
from bot.ports import Commit
from tests.dashboard.house import GENERAL, START, open_house

LATELY = START - timedelta(days=3)
TOSSED = Trial("coin:prompt:1", GENERAL, Kind.PROMPT, LATELY, "opener:x", held=False, early=(1, 0), late=(4, 1))


def trials(count: int, held: bool, spoke: int) -> list[Trial]:
    made = range(count)
    return [replace(TOSSED, key=f"coin:{held}:{n}", held=held, late=(spoke + n % 2, 0)) for n in made]


async def test_what_the_bot_is_worth() -> None:
    async with open_house() as house, house.guest(Role.VIEWER) as visitor:
        await house.say("Ada", "Good morning everybody.")
        await house.rest()
        _, page = await visitor.get("/index")
        assert "What speaking up is worth" not in page
        some = (*trials(30, False, 5), replace(TOSSED, key="poll:2", kind=Kind.POLL))
        await house.store.commit(Commit(tuple(map(TrialKept, some))))
        _, page = await visitor.get("/index")
        assert page.count("Not enough data yet") >= 2
        assert "30 occasions with, 0 held back; it takes ten of each" in page
        await house.store.commit(Commit(tuple(map(TrialKept, trials(10, True, 3)))))
        _, page = await visitor.get("/index")
        assert "+2.0" in page
        assert "95 % between +1.6 and +2.4" in page
        assert "5.5 members with, 3.5 without" in page
