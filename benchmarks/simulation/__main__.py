"""Communities of differing habits, lived through on the real engine, with everything in `act`: are budget and quiet hours kept, is no
question brought back twice, is the best opener found, and is an effect that is none called none?

    python -m benchmarks.simulation [--communities 200] [--weeks 8] [--workers 2] [--first 0]

Half a run each: as many communities in which one of three openers draws 1.5 times as many members as the others, and as many null
worlds, in which whoever answers the bot would have written at that very moment anyway. Occasions: a busy brand, two channels with two
or three announcements a day each; its own deck of three openers, each usable again after an hour (with Twoway's decks, where each rests
two weeks, eight weeks hold four tries of each: too few to tell them apart). Everything follows from the seeds.
"""

import argparse
import resource
import time

from benchmarks.simulation.told import bar, lived, report


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--communities", type=int, default=200)
    parser.add_argument("--weeks", type=float, default=8.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    began = time.monotonic()
    seeds = range(asked.first, asked.first + asked.communities)
    jobs = [(seed, null, asked.weeks) for seed in seeds for null in (False, True)]
    all = lived(jobs, asked.workers)
    kept = report(all[::2], all[1::2])
    took = time.monotonic() - began
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"      CPU minutes: {(mine.ru_utime + theirs.ru_utime) / 60:.1f}, of {asked.workers} processes")
    return 0 if bar("minutes on two cores", f"{took / 60:.1f}", "< 10", took < 600) and kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
