"""Rehearsing: another choice of a knob tried on last week's talk, in a process of its own, so that nobody waits but who asked.

What is to be tried goes in, what came of it comes out; nothing is read from or written to the database, and nothing is sent.
"""

import asyncio
import os
import pickle
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.model.rehearsal import Rehearsal, Rehearsed, Tried
from bot.settings import bare_environment

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 25.0
"""Seconds that a rehearsal may take."""

POLITENESS = 10


class Rehearser:
    """Lets rehearsals be played, one at a time."""

    def __init__(self, longest: float = LONGEST) -> None:
        """`longest`: seconds that one may take."""
        self._longest, self._busy = longest, False

    async def rehearse(self, wanted: Rehearsal) -> Tried | None:
        """Return what came of it; None while another is under way. Raises TimeoutError when it took too long or did not end well."""
        if self._busy:
            return None
        self._busy = True
        try:
            return await self._play(wanted)
        finally:
            self._busy = False

    async def _play(self, wanted: Rehearsal) -> Tried:
        worker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.compose.rehearsing"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=ROOT,
            env=bare_environment(),
        )
        try:
            async with asyncio.timeout(self._longest):
                out, _ = await worker.communicate(pickle.dumps(wanted))
        finally:
            with suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()
        if not out:
            raise TimeoutError("the rehearsal did not end well")
        found = pickle.loads(out)  # our own process wrote it
        assert isinstance(found, Tried)
        return found


async def _both(wanted: Rehearsal) -> Tried:
    from adapters.archive import ArchivePlatform
    from adapters.clock import ManualClock
    from adapters.memory import MemoryStore
    from bot.commands.rehearse import rehearse

    async def once(tried: bool) -> tuple[Rehearsed, ...]:
        clock = ManualClock(datetime.fromtimestamp(0, UTC))
        return await rehearse(wanted, MemoryStore(), ArchivePlatform(), clock, tried)

    return Tried(await once(False), await once(True))


def main() -> None:
    """Play what comes in, and write what came of it. Anything printed meanwhile goes to stderr."""
    os.nice(POLITENESS)
    wanted, out = pickle.load(sys.stdin.buffer), sys.stdout.buffer
    sys.stdout = sys.stderr
    out.write(pickle.dumps(asyncio.run(_both(wanted))))


if __name__ == "__main__":
    main()
