"""Several platforms side by side: the end of one is not the other's."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from adapters.clock import ManualClock
from bot.compose.standing import LATE, SOON, STEADY, Standing
from bot.ports import Unavailable


class Platform:
    """One that ends when told, and counts how often it was begun."""

    def __init__(self) -> None:
        self.begun, self.ends = 0, asyncio.Event()

    async def run(self) -> None:
        self.begun += 1
        await self.ends.wait()
        self.ends.clear()
        raise Unavailable("the token is not accepted any more")


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


async def test_one_platform_alone_ends_the_process_with_what_to_do(clock):
    platform = Platform()
    platform.ends.set()
    with pytest.raises(Unavailable, match="not accepted"):
        await Standing(clock).keep("discord", platform.run)


async def test_beside_another_one_is_tried_again_ever_more_rarely_until_it_stands(clock, caplog):
    standing, one, other = Standing(clock), Platform(), Platform()
    tasks = [asyncio.create_task(standing.keep(*each)) for each in (("discord", one.run), ("telegram", other.run))]
    rest = SOON
    for begun in range(1, 8):
        await settled()
        assert one.begun == begun
        one.ends.set()
        await settled()
        clock.advance_to(clock.now() + rest - timedelta(seconds=1))
        await settled()
        assert one.begun == begun, "before its time"
        clock.advance_to(clock.now() + timedelta(seconds=1))
        rest = min(rest * 2, LATE)
    await settled()
    clock.advance_to(clock.now() + STEADY)  # it was served for a while
    one.ends.set()
    await settled()
    clock.advance_to(clock.now() + SOON)
    await settled()
    assert (one.begun, other.begun) == (9, 1)
    assert not any(task.done() for task in tasks)
    assert "platform off" in caplog.text
    one.ends.set()
    await settled()
    other.ends.set()  # now none is left
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    with pytest.raises(Unavailable):
        tasks[1].result()
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
