"""Live pages: a stream says that something changed and nothing else; it ends with its session, its server, or when there are too many."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.dashboard.door import ENDING
from adapters.dashboard.live import BEAT, MOST_EACH, REST
from bot.events import ForgetAsked
from bot.model import MemberRef, Role
from tests.dashboard.house import ELSEWHERE, GENERAL, HOME, House, Visitor, open_house


class Stream:
    """An open page's ear."""

    def __init__(self, answer) -> None:
        self.answer = answer

    async def next(self) -> str:
        """Return the next thing that is told: an event's name, or "beat"."""
        while True:
            async with asyncio.timeout(5):
                line = (await self.answer.content.readline()).decode().strip()
            if line.startswith("event: "):
                return line.removeprefix("event: ")
            if line.startswith(":"):
                return "beat"
            if not line and self.answer.content.at_eof():
                return "end"


@asynccontextmanager
async def listening(visitor: Visitor):
    async with visitor.client.get(visitor.url + "/live") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        yield Stream(answer)


async def pass_on(house: House, span) -> None:
    await house.rest()
    house.clock.advance_to(house.clock.now() + span)
    await house.rest()


async def test_a_change_stirs_the_pages_of_its_community_alone() -> None:
    async with open_house() as house, house.guest() as guest, listening(guest) as ear:
        await house.waiting("Zoe", "Who knows?", ELSEWHERE)
        await pass_on(house, BEAT)
        assert await ear.next() == "beat", "another community's change is nothing to this page"
        await house.waiting("Ada", "Does the lid fit?")
        assert await ear.next() == "stir"


async def test_a_wave_of_changes_is_one_look_and_then_another() -> None:
    async with open_house() as house, house.guest() as guest, listening(guest) as ear:
        await house.waiting("Ada", "Does the lid fit?")
        assert await ear.next() == "stir"
        for number in range(5):
            await house.waiting("Ada", f"And lid number {number}?")
        await pass_on(house, REST)
        assert await ear.next() == "stir"
        await pass_on(house, REST)
        await pass_on(house, BEAT)
        assert await ear.next() == "beat"


async def test_a_stream_ends_with_its_session() -> None:
    async with open_house() as house, house.guest(Role.OWNER, name="Olga") as owner:
        async with house.guest(Role.TEAM) as guest, listening(guest) as ear:
            theirs = next(one for one in await house.store.sessions(HOME) if one.name == "Mira")
            await owner.press("/do/end", {"session": theirs.digest}, "/health")
            assert [await ear.next(), await ear.next()] == ["over", "end"]
        async with house.guest(Role.TEAM) as guest, listening(guest) as ear:
            await house.log.append(ForgetAsked(house.clock.now(), GENERAL, MemberRef(HOME, "id-of-mira")))
            assert await ear.next() == "over"
        assert (await owner.get("/"))[0] == 200


async def test_strangers_hear_nothing() -> None:
    async with open_house() as house, house.stranger() as stranger:
        assert (await stranger.get("/live"))[0] == 401


async def test_too_many_streams_of_a_session_let_the_oldest_go() -> None:
    async with open_house() as house, AsyncExitStack() as pages:
        guest = await pages.enter_async_context(house.guest())
        other = await pages.enter_async_context(house.guest(name="Olga"))
        theirs, first, *ears = [
            await pages.enter_async_context(listening(one)) for one in (other, *[guest] * (MOST_EACH + 1))
        ]
        assert await first.next() == "enough"
        await house.waiting("Ada", "Does the lid fit?")
        assert [await one.next() for one in (*ears, theirs)] == ["stir"] * (MOST_EACH + 1)


async def test_the_server_stops_at_once_whoever_listens() -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as later:
        async with open_house() as house:
            guest = await later.enter_async_context(house.guest())
            ear = await later.enter_async_context(listening(guest))
            began = loop.time()
        assert loop.time() - began < ENDING
        assert await ear.next() == "away"


async def test_a_page_that_left_is_not_held_on_to() -> None:
    async with open_house() as house, house.guest() as guest:
        async with listening(guest):
            await house.rest()
            assert "twoway_dashboard_streams 1" in (await guest.get("/metrics"))[1]
        for _ in range(3):
            await pass_on(house, BEAT)
        assert "twoway_dashboard_streams 0" in (await guest.get("/metrics"))[1]
