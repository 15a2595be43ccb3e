"""Processes that die or hit a wall while they commit: what was promised is there, and nothing by halves."""

import asyncio
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.faults.files import kept

ROOT = Path(__file__).parents[2]

CHILD = """
import asyncio, sys
from pathlib import Path
from adapters.sqlite import SqliteStore
from bot.ports import Unavailable
from tests.faults.files import batch

async def main():
    store = await SqliteStore.open(Path(sys.argv[1]))
    for number in range(0, 1_000_000, 50):
        try:
            await store.commit(batch(number))
        except Unavailable as error:
            print("told:", error, flush=True)
            break
        print(number + 50, flush=True)
    try:
        await store.aclose()
    except Unavailable:
        pass

asyncio.run(main())
"""


def child(path: Path, **options: object) -> "subprocess.Popen[str]":
    """Start a process that commits batch after batch, and says so after each."""
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-c", textwrap.dedent(CHILD), str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


async def test_a_real_limit_on_the_file_is_told_and_nothing_committed_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "twoway.db"

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    with child(path, preexec_fn=small_files) as process:
        output, _ = await asyncio.to_thread(process.communicate)
    *numbers, told = output.splitlines()
    assert told.startswith("told:"), output
    assert "safe" in told
    assert await kept(path) == [str(number) for number in range(int(numbers[-1]))]


async def test_what_was_committed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "twoway.db"
    with child(path) as process:
        assert process.stdout is not None
        said = [await asyncio.to_thread(process.stdout.readline) for _ in range(8)]
        process.kill()
        said += (await asyncio.to_thread(process.stdout.read)).splitlines()
    promised = int(said[-1])
    there = await kept(path)
    assert len(there) >= promised >= 400
    assert len(there) % 50 == 0, "a batch is there as a whole or not at all"
    assert there == [str(number) for number in range(len(there))]
