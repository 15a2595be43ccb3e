"""A busy server over the real wire: events a second through the gateway into a real SQLite file, each commit on the disk.

    python -m benchmarks.discord_load [--rate 200] [--seconds 60] [--channels 50]

People talk in a fake Discord in this process; the bot listens in one of its own, through the real discord.py. Prints what was lost
(nothing may be), the time from an event's dispatch by the gateway to its commit (more than from its receipt: the wire is in it; the 99th
percentile must stay under 50 ms), and how late heartbeats came. Measure on a quiet machine: with both processors taken by others the
wait for a turn is most of what is measured.
"""

import argparse
import asyncio
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.discord.load import beats, open_load

BEAT = 2.0
MOST_MS = 50.0
MOST_LATE = 1.0


async def play(folder: Path, rate: float, seconds: float, channels: int) -> int:
    """Let people talk, and print what came of it; 1 where a bar is missed."""
    async with open_load(folder, channels=channels, people=200, heartbeat_ms=int(BEAT * 1000), seed=20261123) as load:
        begun = time.monotonic()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
            load.crowd.act(number)
        took = time.monotonic() - begun
        await load.drained()
        came, sessions = list(beats(load.fake)), len(load.fake.gateway.identified)
        await load.stop()
    done, committed = load.crowd.done, load.committed
    waits = sorted(1000 * (committed[name] - at) for name, at in done.items() if name in committed)
    cuts = statistics.quantiles(waits, n=1000)
    lost, p99 = len(done.keys() - committed.keys()), cuts[989]
    late = max(after - before - BEAT for before, after in pairwise(came))
    print(f"{len(done)} events in {took:.1f} s ({len(done) / took:.0f}/s) over {channels} channels, {lost} lost")
    print(
        f"dispatch to commit, ms: median {cuts[499]:.1f}, p99 {p99:.1f}, p99.9 {cuts[998]:.1f}, worst {waits[-1]:.1f}"
    )
    print(f"{len(came)} heartbeats of {took / BEAT:.0f}, the latest by {1000 * late:.0f} ms; {sessions} session")
    kept = lost == 0 and p99 < MOST_MS and late < MOST_LATE and sessions == 1
    print("every bar is kept" if kept else "A BAR IS MISSED")
    return 0 if kept else 1


def main() -> int:
    """Read the arguments and play."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rate", type=float, default=200)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--channels", type=int, default=50)
    asked = options.parse_args()
    with TemporaryDirectory() as folder:
        return asyncio.run(play(Path(folder), asked.rate, asked.seconds, asked.channels))


if __name__ == "__main__":
    sys.exit(main())
