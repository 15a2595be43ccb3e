"""Print every figure of reading beside the baselines and the published ones: `python -m benchmarks.reading [--shared FOLDER] [--errors]`.

`--plot FILE.svg` draws how often what was said with a probability was so.
"""

import argparse
import importlib.util
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from benchmarks.reading import scores
from benchmarks.reading.errors import draw
from benchmarks.reading.played import Played, play
from benchmarks.reading.plot import draw_reliability
from benchmarks.reading.scores import Counts
from bot.model import Line
from bot.read import Window, read, weights
from training.corpus import HELD_BACK, SHARED, Log, real, talk, ubuntu
from training.unnamed import unnamed

PUBLISHED = {
    "links": "rule 61.4, prototype 76.5 to 77.3; published on test: 72.3 one network, 73.5 ten voting; people 78.9 to 91.5",
    "links, 75 % of names out": "prototype 65",
    "conversations, exact": "published on test: 36.2 to 46.8; people 45 to 78",
    "questions": "'?' alone 0.87",
    "flags": "'the asker is named' 0.60 (0.59 at 30 minutes)",
}


def scorer(shared: Path) -> ModuleType:
    """Return the shared scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def heard(log: Log) -> list[Line]:
    """Read a log, line by line."""
    window, lines = Window(), []
    for message in log.messages:
        lines.append(Line(message, read(message, window)))
        window.push(lines[-1])
    return lines


def show(what: str, parts: Sequence[Counts], beside: str = "") -> None:
    """Print one figure."""
    total = sum(parts, Counts())
    low, high = scores.interval(parts)
    print(
        f"{what:34} P {100 * total.precision:5.1f}  R {100 * total.recall:5.1f}  F1 {100 * total.f1:5.1f}  "
        f"[{100 * low:.1f}, {100 * high:.1f}]  {beside}"
    )


def show_links(logs: list[Log]) -> list[tuple[float, bool]]:
    """Print links and conversations, with names and without; return each link's probability, and whether it is so."""
    started = time.process_time()
    lines = {log.name: heard(log) for log in logs}
    spent = time.process_time() - started
    show("links", [scores.links(log, lines[log.name]) for log in logs], PUBLISHED["links"])
    show(
        "conversations, exact",
        [scores.conversations(log, lines[log.name]) for log in logs],
        PUBLISHED["conversations, exact"],
    )
    bare = [unnamed(log, 0.75) for log in logs]
    show(
        "links, 75 % of names out",
        [scores.links(log, heard(log)) for log in bare],
        PUBLISHED["links, 75 % of names out"],
    )
    count = sum(len(log.messages) for log in logs)
    print(f"{'reading alone':34} {count / spent:,.0f} messages per CPU-second ({1e6 * spent / count:.0f} µs each)")
    told = [
        (link.probability, link.parent in log.parents[line.message.ref.id])
        for log in logs
        for line in lines[log.name]
        if line.message.ref.id in log.parents
        for link in line.reading.links
    ]
    show_reliability("links", told)
    return told


def show_weights() -> None:
    """Print how large the weights are, and how long they take to load."""
    files = sorted(Path(weights.__file__).parent.glob("*.npz"))
    weights.load.cache_clear()
    started = time.perf_counter()
    for file in files:
        weights.load(file.stem)
    spent = time.perf_counter() - started
    print(
        f"{'weights':34} {sum(file.stat().st_size for file in files) / 1e6:.2f} MB, loaded in {spent:.3f} s (bars 10 MB, 0.3 s)"
    )


def flagged(played: list[Played]) -> list[tuple[float, bool]]:
    """Return for each question that was judged at its patience how likely it was said to wait, and whether it did."""
    told = []
    for one in played:
        for id, chance in one.judged.items():
            waits = one.waits(id)
            if waits is not None:
                told.append((chance, waits))
    return told


def show_reliability(what: str, told: list[tuple[float, bool]]) -> None:
    """Print a reliability table."""
    table = "  ".join(f"{100 * said:.0f}→{100 * so:.0f} ({n})" for said, so, n in scores.reliability(told))
    print(f"  reliability of {what}, per cent said → so (number): {table}")


def show_talk(name: str, logs: list[Log], score: ModuleType) -> list[Played]:
    """Print questions, flags and answers of labelled logs, played through the engine."""
    print(f"\n{name}: {len(logs)} logs, {sum(len(log.labels) for log in logs)} labelled questions")
    last: list[Played] = []
    for minutes in (15, 30):
        last = [play(log, minutes) for log in logs]
        spotted, flags, alarms, lines = [], [], 0.0, 0
        for played in last:
            first, end = played.log.labelled
            found = score.score_questions(played.scored(), played.decisions(), played.log.labels, minutes, first, end)
            q, f = found["questions"], found["flags"]
            # precision and recall of spotting count different things; their counts are put on one scale for adding up
            spotted.append(
                Counts(q["precision"] * q["said"], q["said"], q["precision"] * q["said"] / max(q["recall"], 1e-9))
            )
            flags.append(Counts(f["hit"], f["said"], f["gold"]))
            alarms += f["said"] - f["hit"]
            lines += sum(first <= int(message.ref.id) <= end for message in played.log.messages)
        if minutes == 15:
            show("questions", spotted, PUBLISHED["questions"])
        show(
            f"flags at {minutes} minutes",
            flags,
            f"{1000 * alarms / lines:.1f} false alarms per 1,000; {PUBLISHED['flags']}",
        )
    both = [scores.answers(played) for played in last]
    show("first response is an answer", [real for real, _ in both])
    show("first response is less", [mere for _, mere in both])
    show_reliability("questions", _asked(last))
    return last


def _asked(played: list[Played]) -> list[tuple[float, bool]]:
    told = []
    for one in played:
        first, end = one.log.labelled
        labelled = {str(label["q"]) for label in one.log.labels if label.get("sure", 1) >= 0.5}
        told += [
            (line.reading.question, line.message.ref.id in labelled)
            for line in one.lines
            if first <= int(line.message.ref.id) <= end
        ]
    return told


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=SHARED, help="the folder with data, gold and eval (default: beside the checkout)"
    )
    parser.add_argument("--plot", type=Path, help="draw a reliability plot into this SVG file")
    parser.add_argument("--errors", action="store_true", help="draw where it errs, by kind")
    asked = parser.parse_args()
    if not (asked.shared / "data").is_dir():
        sys.exit(f"{asked.shared} holds no data; give its place with --shared")
    score, dev = scorer(asked.shared), list(ubuntu("dev", asked.shared))
    labelled = [log for log in dev if log.labels]
    if asked.errors:
        draw(labelled, score)
        return
    print(f"Ubuntu dev: {len(dev)} logs; intervals: 95 %, logs drawn with replacement")
    show_weights()
    told = show_links(dev)
    played = show_talk("Ubuntu dev", labelled, score)
    if asked.plot:
        curves = {"links": told, "questions": _asked(played), "flags at 30 minutes": flagged(played)}
        draw_reliability(asked.plot, {name: scores.reliability(pairs) for name, pairs in curves.items()})
    away = list(real(held_back=True))
    for place, names in HELD_BACK.items():
        part = [log for log in away if log.name in names]
        show_talk(f"real talk of other channels, held back from training: {place}", part, score)
        show("links", [scores.links(log, heard(log)) for log in part])
    show_talk("talk of other channels that it was trained on (so: fit, not a test)", [*talk(), *real()], score)


if __name__ == "__main__":
    main()
