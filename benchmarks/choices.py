"""How well choices and splits are told, on the labelled snippets of training/choices.

    python -m benchmarks.choices [--half test|dev] [--errors] [--fit] [--speed]

A draft is a snippet's choice or split; it is right when the label has one of that kind (a choice: at that line). Options are exact
when they are the label's as a set, in any order and case, a leading article aside. Intervals: bootstrap over snippets, 95 %.
`--fit` prints weights fitted on the development half; the test half is for reporting.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.model import ChannelRef, Choice, CommunityRef, Line, MemberRef, Message, MessageRef, Split
from bot.read import Window, read
from bot.read.choices import LIKELY, WEIGHTS, choice, signs
from bot.read.options import may_offer, offered
from bot.read.phrases import said, single
from bot.read.splits import split
from bot.read.words import fold

HOME = Path(__file__).resolve().parents[1] / "training" / "choices"
CHANNEL = ChannelRef(CommunityRef("bench", "choices"), "square")
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
Options = dict[frozenset[str], tuple[int, ...]]
"""Spellings that are right for an option -> numbers (from 1) of the lines that support it."""


@dataclass
class Snippet:
    """Some lines of talk and what a reader made of them. `choice`: (line, options); `lines`: (author, number replied to, text)."""

    language: str
    subject: str
    choice: tuple[int, Options] | None = None
    split: Options | None = None
    lines: list[tuple[str, str | None, str]] = field(default_factory=list)


def _options(text: str) -> Options:
    found: Options = {}
    for option in text.split(" ; "):
        named, numbers = [], []
        for spelling in option.split(" ~ "):
            name, _, listed = spelling.partition(": ") if re.search(r": [\d ]+$", spelling) else (spelling, "", "")
            named.append(_plain(name))
            numbers += [int(number) for number in listed.split()]
        found[frozenset(named)] = tuple(dict.fromkeys(numbers))
    return found


def _plain(option: str) -> str:
    words = fold(option).replace("l'", "").split()
    if len(words) > 1 and words[0] in single("article") | single("some"):
        words = words[1:]
    return " ".join(words)


def snippets(half: str) -> list[Snippet]:
    """Read a half of the labels; training/choices/README.md says how they are written."""
    found: list[Snippet] = []
    language = ""
    for row in (HOME / f"{half}.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("["):
            language = row.strip("[]")
        elif row.startswith("== "):
            subject, *labels = row[3:].split(" | ")
            snippet = Snippet(language, subject)
            for label in labels:
                if match := re.fullmatch(r"choice (\d+): (.*)", label):
                    snippet.choice = int(match[1]), _options(match[2])
                elif label.startswith("split "):
                    snippet.split = _options(label[6:])
                elif label != "neither":
                    raise ValueError(f"what is {label!r}?")
            found.append(snippet)
        elif row.startswith("  "):
            author, to, text = found[-1].lines[-1]
            found[-1].lines[-1] = author, to, f"{text}\n{row.strip()}"
        elif row and not row.startswith("#"):
            who, _, text = row.partition(": ")
            author, _, to = who.partition(" >")
            found[-1].lines.append((author, to or None, text))
    return found


def played(snippet: Snippet) -> list[Line]:
    """Read a snippet as a channel would be read."""
    window, lines = Window(), []
    for number, (author, to, text) in enumerate(snippet.lines, 1):
        member = MemberRef(CHANNEL.community, author)
        at = START + timedelta(seconds=40 * number)
        message = Message(MessageRef(CHANNEL, str(number)), member, author, at, text, to)
        line = Line(message, read(message, window))
        window.push(line)
        lines.append(line)
    return lines


@dataclass
class Score:
    """What came of one snippet, counted: drafts made, right ones, wanted ones, exact options, supporting lines found and wanted."""

    snippet: Snippet
    made: int = 0
    right: int = 0
    wanted: int = 0
    exact: int = 0
    lines_right: int = 0
    lines_made: int = 0
    lines_wanted: int = 0
    notes: list[str] = field(default_factory=list)


def scored(snippet: Snippet, kinds: str = "both") -> Score:
    """Compare what is told with the label."""
    score, lines = Score(snippet), played(snippet)
    if kinds != "split":
        for number, line in enumerate(lines, 1):
            told = choice(line.message, line.reading)
            label = snippet.choice[1] if snippet.choice and snippet.choice[0] == number else None
            _count(score, "choice", told if told and told.probability >= LIKELY else None, label, told)
    if kinds != "choice":
        found = [split(lines[:upto]) for upto in range(1, len(lines) + 1)]
        latest = next((one for one in reversed(found) if one and one.probability >= LIKELY), None)
        _count(score, "split", latest, snippet.split, next((one for one in reversed(found) if one), None))
        if latest and snippet.split:
            _lines(score, latest, snippet.split)
    return score


def _count(
    score: Score, kind: str, told: Choice | Split | None, label: Options | None, near: Choice | Split | None
) -> None:
    score.made += told is not None
    score.wanted += label is not None
    chance = f"{near.probability:.2f} {near.options}" if near else "nothing seen"
    if told is not None and label is not None:
        score.right += 1
        exact = _matches(told.options, label)
        score.exact += exact
        if not exact:
            score.notes.append(f"{kind}: options {told.options}, not {[sorted(names) for names in label]}")
    elif told is not None:
        score.notes.append(f"{kind} too many: {chance}")
    elif label is not None:
        score.notes.append(f"{kind} missed: {chance}")


def _matches(options: tuple[str, ...], label: Options) -> bool:
    return len(options) == len(label) and all(any(_plain(option) in names for option in options) for names in label)


def _lines(score: Score, told: Split, label: Options) -> None:
    for names, numbers in label.items():
        score.lines_wanted += len(numbers)
        for option, support in zip(told.options, told.support, strict=True):
            if _plain(option) in names:
                score.lines_right += len({str(number) for number in numbers} & set(support))
    score.lines_made += sum(len(support) for support in told.support)


def _interval(scores: list[Score], figure: Callable[[list[Score]], float], draws: int = 1000) -> str:
    chance = np.random.default_rng(7)
    drawn = [figure([scores[place] for place in chance.integers(0, len(scores), len(scores))]) for _ in range(draws)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return f"{figure(scores):.3f} [{low:.2f}, {high:.2f}]"


def _ratio(over: str, under: str) -> Callable[[list[Score]], float]:
    return lambda scores: (
        sum(getattr(score, over) for score in scores) / (sum(getattr(score, under) for score in scores) or float("nan"))
    )


FIGURES = (("precision", "right", "made"), ("recall", "right", "wanted"), ("options exact", "exact", "right"))


def report(half: str, errors: bool) -> None:
    """Print figures for each language and in all, for choices and splits alone, and what goes wrong."""
    found = snippets(half)
    scores = [scored(snippet) for snippet in found]
    print(
        f"{half} half: {len(found)} snippets, {sum(score.wanted for score in scores)} drafts wanted, threshold {LIKELY}"
    )
    print(f"{'':10}" + "".join(f"{name:>26}" for name, _, _ in FIGURES) + f"{'wanted':>8}")
    groups = [
        (name, [score for score in scores if score.snippet.language == name])
        for name in dict.fromkeys(s.language for s in found)
    ]
    for kind in ("choice", "split"):
        groups.append((kind, [scored(snippet, kind) for snippet in found]))
    groups.append(("all", scores))
    for name, some in groups:
        row = "".join(f"{_interval(some, _ratio(over, under)):>26}" for _, over, under in FIGURES)
        print(f"{name:10}{row}{sum(score.wanted for score in some):>8}")
    print("supporting lines, of splits found: precision", _interval(scores, _ratio("lines_right", "lines_made")),
          "recall", _interval(scores, _ratio("lines_right", "lines_wanted")))  # fmt: skip
    if errors:
        for score in scores:
            for note in score.notes:
                print(f"\n[{score.snippet.language}] {score.snippet.subject}: {note}")
                for author, _, text in score.snippet.lines:
                    print(f"    {author}: {text}")


def talked() -> Iterator[tuple[Line, bool, list[Line]]]:
    """Yield each line of training/talk as it is read, whether a poll is wanted of it (training/choices/talk.json), and the lines so far."""
    wanted = json.loads((HOME / "talk.json").read_text(encoding="utf-8"))
    for path in sorted((HOME.parent / "talk").glob("*.jsonl")):
        window, lines = Window(), []
        for row in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(row)
            to = str(one["reply_to"]) if one.get("reply_to") is not None else None
            who, at = MemberRef(CHANNEL.community, one["author"]), datetime.fromtimestamp(one["at"], UTC)
            message = Message(
                MessageRef(CHANNEL, str(one["id"])), who, one["author"], at, one["text"], to, bot=one.get("bot", False)
            )
            line = Line(message, read(message, window))
            window.push(line)
            lines.append(line)
            yield line, one["id"] in wanted.get(path.stem, ()), lines


def rows() -> Iterator[tuple[list[float], bool]]:
    """Yield (signs, wanted) for each text that offers something, of the development half and of training/talk."""
    for snippet in snippets("dev"):
        for number, line in enumerate(played(snippet), 1):
            for found in offered(line.message.text):
                text = fold(line.message.text if found.form == "list" else found.question)
                if found.form == "list" or not said("idiom", text):
                    yield (
                        list(signs(found, text, line.reading).values()),
                        bool(snippet.choice and snippet.choice[0] == number),
                    )
    for line, wanted, _ in talked():
        for found in offered(line.message.text):
            text = fold(line.message.text if found.form == "list" else found.question)
            if found.form == "list" or not said("idiom", text):
                yield list(signs(found, text, line.reading).values()), wanted


def fit(decay: float = 0.5) -> None:
    """Print weights by logistic regression with a small prior towards zero."""
    gathered = list(rows())
    x, y = np.array([row for row, _ in gathered]), np.array([wanted for _, wanted in gathered], float)
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - decay * weights
        curve = (x.T * (p * (1 - p))) @ x + decay * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    for name, weight in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {weight:.1f},')
    print(f"# {len(y)} texts, {int(y.sum())} wanted")


def speed() -> None:
    """Print microseconds a line, over the talk as it came: lines that offer nothing, lines that do, and splits in a full room."""
    heard = [(line, lines[max(0, place - 99) : place + 1]) for line, lines, place in _placed()]
    works: tuple[tuple[str, Callable[[Line, list[Line]], object], bool], ...] = (
        ("choice", lambda line, room: choice(line.message, line.reading), True),
        ("split", lambda line, room: split(room), False),
    )
    for name, work, by_candidate in works:
        times: dict[str, list[float]] = {}
        for line, room in heard:
            work(line, room)
            began = time.perf_counter_ns()
            found = work(line, room)
            spent = (time.perf_counter_ns() - began) / 1000
            seen = may_offer(line.message.text) if by_candidate else found is not None
            times.setdefault("something" if seen else "nothing", []).append(spent)
        for kind, spans in times.items():
            print(f"{name}, {kind}: {len(spans)} lines, median {np.median(spans):.1f} µs, mean {np.mean(spans):.1f}, "
                  f"95th percentile {np.percentile(spans, 95):.1f}, 99th {np.percentile(spans, 99):.1f}")  # fmt: skip


def _placed() -> Iterator[tuple[Line, list[Line], int]]:
    for line, _, lines in talked():
        yield line, lines, len(lines) - 1


def main() -> None:
    """Read the arguments."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--half", choices=("dev", "test"), default="test")
    for flag in ("errors", "fit", "speed"):
        arguments.add_argument(f"--{flag}", action="store_true")
    wanted = arguments.parse_args()
    if wanted.fit:
        fit()
    elif wanted.speed:
        speed()
    else:
        report(wanted.half, wanted.errors)


if __name__ == "__main__":
    main()
