"""Living through many communities, and telling what came of them, each figure beside its bar."""

import asyncio
import gc
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np

from benchmarks.simulation.lived import Life, Lived
from benchmarks.simulation.town import ARMS, BETTER, habits_of
from bot.decide.learning import held
from bot.measure import Effect, effect
from bot.model import Kind, Trial

FOUND, COVERED = 0.90, (0.93, 0.97)
COINS = 20
"""How often the coins of each null world are tossed anew over what people did there."""


def live(job: tuple[int, bool, float]) -> Lived:
    """Live through one community's weeks."""
    seed, null, weeks = job
    gc.set_threshold(50_000, 20, 100)
    return asyncio.run(Life(habits_of(seed, null), weeks).run())


def lived(jobs: Sequence[tuple[int, bool, float]], workers: int) -> list[Lived]:
    """Live through all of them, in so many processes."""
    if workers < 2:
        return [live(job) for job in jobs]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return list(pool.map(live, jobs, chunksize=4))


def effects(trials: Sequence[Trial]) -> list[Effect]:
    """Return what the dashboard would report of each kind, where there is enough data."""
    told = [effect(trials, kind) for kind in (Kind.PROMPT, Kind.POLL, Kind.NUDGE)]
    return [each for each in told if each.difference.value is not None]


def covers(found: Effect) -> bool:
    """Whether an interval holds zero."""
    return found.difference.low <= 0 <= found.difference.high


def tossed_anew(trials: Sequence[Trial], coin: int) -> list[Trial]:
    """Return trials as if other coins had been tossed: where posts change nothing, what people did stays what it is."""
    return [
        replace(trial, held=held(f"{coin} {trial.channel} {trial.key}", 0.2))
        for trial in trials
        if trial.held is not None
    ]


def bar(name: str, value: str, wanted: str, kept: bool) -> bool:
    """Print a figure beside its bar."""
    print(f"{'ok  ' if kept else 'MISS'}  {name:<66} {value:>18}   {wanted}")
    return kept


def report(busy: Sequence[Lived], null: Sequence[Lived]) -> bool:
    """Print every figure; return whether all bars are kept."""
    both = [*busy, *null]
    kept = [
        bar("days over budget", str(sum(one.over_budget for one in both)), "0", not sum(one.over_budget for one in both)),
        bar("posts in quiet hours", str(sum(one.in_quiet_hours for one in both)), "0", not any(one.in_quiet_hours for one in both)),
        bar("questions brought back twice by one rung", str(sum(one.twice for one in both)), "0", not any(one.twice for one in both)),
        bar("events that a bug stopped", str(sum(one.failed for one in both)), "0", not any(one.failed for one in both)),
    ]  # fmt: skip
    found = float(np.mean([one.found for one in busy]))
    kept.append(
        bar(
            f"best of {ARMS} openers found where it is {BETTER} times better", f"{found:.1%}", ">= 90 %", found >= FOUND
        )
    )
    told = [(one, each) for one in null for each in effects(one.trials)]
    prompts = [covers(each) for _, each in told if each.kind is Kind.PROMPT]
    share = float(np.mean(prompts)) if prompts else 0.0
    width = 1.96 * float(np.sqrt(share * (1 - share) / max(1, len(prompts))))
    kept.append(
        bar(
            f"null worlds: interval of the openers' effect covers 0 ({len(prompts)} runs)",
            f"{share:.1%} ± {width:.1%}", "93-97 %", COVERED[0] <= share <= COVERED[1],
        )
    )  # fmt: skip
    again = [covers(each) for one in null for coin in range(COINS) for each in effects(tossed_anew(one.trials, coin))]
    anew = float(np.mean(again)) if again else 0.0
    kept.append(
        bar(
            f"the same, coins tossed anew, all kinds ({len(again)} runs)",
            f"{anew:.1%}",
            "93-97 %",
            COVERED[0] <= anew <= COVERED[1],
        )
    )
    for kind in (Kind.POLL, Kind.NUDGE):
        rest = [covers(each) for _, each in told if each.kind is kind]
        print(
            f"      null worlds: the same of {kind}s: {f'{np.mean(rest):.1%}' if rest else 'not enough data yet'} ({len(rest)} runs)"
        )
    _tell(busy, null)
    return all(kept)


def _tell(busy: Sequence[Lived], null: Sequence[Lived]) -> None:
    """Print what stands behind the figures."""
    for name, some in (("one better", busy), ("null", null)):
        posts: Counter[str] = sum((one.posts for one in some), Counter())
        messages, count = sum(one.messages for one in some), len(some)
        kinds = ", ".join(f"{number / count:.0f} {kind}" for kind, number in sorted(posts.items()))
        print(f"      {name}: {messages / count:.0f} messages a community; posts: {kinds}")
        told = [each for one in some for each in effects(one.trials) if each.kind is Kind.PROMPT]
        if told:
            right = np.mean([each.difference.low > 0 for each in told])
            sizes = f"{np.median([each.treated for each in told]):.0f} with, {np.median([each.held for each in told]):.0f} held back"
            mean = np.mean([each.difference.value or 0.0 for each in told])
            print(
                f"      {name}: effect of openers {mean:+.2f} members an occasion ({sizes}); above 0 for sure in {right:.0%}"
            )
    tries = sorted(sum(one.times) for one in busy)
    print(f"      tries of the openers a community: median {tries[len(tries) // 2]}, from {tries[0]} to {tries[-1]}")
    for low, high in ((0, 60), (60, 120), (120, 10_000)):
        some = [one.found for one in busy if low <= sum(one.times) < high]
        print(f"      best found with {low}-{high} tries: {f'{np.mean(some):.0%}' if some else '-'} of {len(some)}")
