"""The sample conversation plays itself, by the playground's own clock."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from adapters.playground.listen import BadFrame
from adapters.playground.render import Payload
from adapters.playground.stage import PlayClock
from bot.model import Message
from bot.ports import Unavailable

RATES = {"1": 1.0, "60": 60.0, "600": 600.0}
AFTERMATH = timedelta(minutes=45)
"""How long the clock keeps its pace after the last line, so that the last question's patience can run out."""

DAY, DAYS = timedelta(days=1), 3
"""So many days after one run another begins, at the same hour: what was asked in the first is over by then, and the same words ask anew."""

SAMPLE = Path(__file__).parent / "samples" / "juniper.jsonl"


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A line of the sample. `after`: since its first line."""

    after: timedelta
    id: str
    channel: str
    author: str
    text: str
    reply_to: str
    team: bool


def sample_of(path: Path) -> tuple[SampleLine, ...]:
    """Read a sample: Twoway's own JSONL, so that `./run replay` reads the same file."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return tuple(
        SampleLine(
            timedelta(seconds=record["at"] - records[0]["at"]),
            record["id"],
            record["channel"],
            record["author"],
            record["text"],
            record.get("reply_to", ""),
            record.get("team", False),
        )
        for record in records
    )


class Player:
    """Plays, holds and paces the sample. One at a time; after its end it starts over, some days later at the same hour."""

    def __init__(
        self,
        lines: Sequence[SampleLine],
        clock: PlayClock,
        say: Callable[[SampleLine, int], Awaitable[None]],
        tell: Callable[[str], None],
    ) -> None:
        """Say lines by `say`, with the number of the run; `tell` pages when the state changes ("" or what went wrong)."""
        self._lines, self._clock, self._say, self._tell = lines, clock, say, tell
        self._next, self._run = 0, 1
        self._played = timedelta()
        self._began: datetime | None = None
        self._ready = False
        self._pace = RATES["600"]
        self._hold = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def playing(self) -> bool:
        """Whether it plays now."""
        return self._task is not None and not self._task.done()

    def state(self) -> Payload:
        """Return what the page's controls show."""
        again = self._next in (0, len(self._lines)) and self._began is not None and not self.playing
        return {
            "kind": "player",
            "playing": self.playing,
            "line": self._next,
            "lines": len(self._lines),
            "again": again,
        }

    def began_before(self, said: Iterable[Message]) -> None:
        """Take from what stands in the playground when the sample began last, before a restart; nothing where it never did."""
        first = self._lines[0]
        found = [one.at for one in said if (one.ref.channel.id, one.text) == (first.channel, first.text)]
        self._began = max(found, default=None)

    def play(self) -> None:
        """Play on, at the chosen pace."""
        if self.playing:
            return
        if self._next >= len(self._lines):
            self._next, self._played, self._run = 0, timedelta(), self._run + 1
        if self._next == 0:
            self._begin()
        self._hold.clear()
        self._clock.run_at(self._pace)
        self._task = asyncio.create_task(self._play())
        self._tell("")

    def _begin(self) -> None:
        """Begin a run, a further one some days later; one of which no line was said is still that run."""
        if self._ready:
            return
        if self._began is not None:
            self._clock.advance_to(self._began + ((self._clock.now() - self._began) // DAY + DAYS) * DAY)
        self._ready = True

    async def pause(self) -> None:
        """Hold; the clock goes back to the world's pace. Returns when no line is half said."""
        self._hold.set()
        if self._task is not None:
            await asyncio.wait([self._task])
        self._clock.run_at(1)
        self._tell("")

    def speed(self, rate: str) -> None:
        """Let the clock run so many times as fast."""
        if rate not in RATES:
            raise BadFrame("playground.wrong_frame")
        self._pace = RATES[rate]
        self._clock.run_at(self._pace)
        self._tell("")

    async def _play(self) -> None:
        start = self._clock.now() - self._played
        trouble = ""
        try:
            while self._next < len(self._lines):
                line = self._lines[self._next]
                if not await self._reached(start + line.after):
                    return
                begins = self._clock.now()
                await self._say(line, self._run)
                if self._next == 0:
                    self._began, self._ready = begins, False
                self._next += 1
                self._tell("")
            if await self._reached(start + self._lines[-1].after + AFTERMATH):
                self._clock.run_at(1)
        except Unavailable as why:
            trouble = str(why)
            self._clock.run_at(1)
        finally:
            self._played = self._clock.now() - start
            self._task = None
            self._tell(trouble)

    async def _reached(self, when: datetime) -> bool:
        """Wait for a moment; return False when held before."""
        if self._hold.is_set():
            return False
        sleep = asyncio.ensure_future(self._clock.sleep_until(when))
        hold = asyncio.ensure_future(self._hold.wait())
        try:
            await asyncio.wait([sleep, hold], return_when=asyncio.FIRST_COMPLETED)
            return not self._hold.is_set()
        finally:
            for task in (sleep, hold):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def close(self) -> None:
        """Stop for good."""
        await self.pause()
