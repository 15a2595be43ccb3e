"""Never two nudges: the bot's process killed at 50 random points between a question and its nudge, over the real wire.

python -m benchmarks.telegram_kill [--points N] [--seed N]
"""

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.telegram.kills import kill

POINTS, SEED = 50, 20261123


def main() -> int:
    """Kill, and print what came of it; 1 where a nudge was doubled, or lost without the outbox saying so."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--points", type=int, default=POINTS)
    options.add_argument("--seed", type=int, default=SEED)
    asked = options.parse_args()
    logging.disable(logging.CRITICAL)
    begun = time.monotonic()
    with TemporaryDirectory() as folder:
        found = asyncio.run(kill(Path(folder), asked.points, asked.seed))
    seconds = time.monotonic() - begun
    points = len(found.where)
    print(f"{points} points, {found.kills} kills, {found.starts} starts in {seconds:.0f} s (seed {asked.seed})")
    print(f"as it should be: {points - len(found.wrong)} of {points}; never two nudges, each a reply in its topic")
    print(f"recorded as unknown: {found.unknown}, of which not posted: {found.missing}")
    for fault in found.wrong:
        print(f"  {fault}")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
