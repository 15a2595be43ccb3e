"""What labels say of lines, as numbers to train with."""

from collections.abc import Sequence

import numpy as np

from bot.model import Message
from bot.read.questions import NEEDS
from bot.read.wording import HEADS
from training.corpus import Log, bursts

KINDS = {
    "question": {"question": 1, "nudge": 0, "settled": 0}, "indirect": {"question": 1, "nudge": 0, "settled": 0}, "statement": {"question": 0},
    "rhetorical": {"question": 0}, "tag": {"question": 0}, "quoted": {"question": 0}, "exclaimed": {"question": 0},
    "answer": {"question": 0, "answer": 1, "engagement": 0, "acknowledgement": 0},
    "engaged": {"answer": 0, "engagement": 1, "acknowledgement": 0},
    "ack": {"question": 0, "answer": 0, "engagement": 0, "acknowledgement": 1, "settled": 0, "withdrawn": 0},
    "settled": {"question": 0, "settled": 1, "withdrawn": 0}, "withdrawn": {"question": 0, "withdrawn": 1, "settled": 0},
    "nudge": {"nudge": 1, "withdrawn": 0, "settled": 0},
    "coordination": {"question": 1, "nudge": 0, "settled": 0, "coordination": 1},
    "social": {"question": 1, "nudge": 0, "settled": 0, "social": 1},
}  # fmt: skip
"""What a single line of each kind (training/talk/lines-*.tsv) is, by `TOLD`, where that is known."""
TOLD = (*HEADS, *NEEDS)
"""What is told of a line, in the order of targets and weights."""

SETTLES_LITTLE = 0.5
"""Weight of "settles nothing", for questions and for what others respond. Nobody labelled what settles, so it is little: some thank for one
thing in asking the next."""


def targets(log: Log, messages: Sequence[Message]) -> tuple[np.ndarray, np.ndarray]:
    """Return targets and weights, float32[messages, HEADS + NEEDS]; weight 0 where nothing is known."""
    width = len(HEADS) + len(NEEDS)
    y, w = np.zeros((len(messages), width), np.float32), np.zeros((len(messages), width), np.float32)
    at = {message.ref.id: i for i, message in enumerate(messages)}
    place = {name: i for i, name in enumerate(HEADS)}
    first, last = log.labelled
    inside = [i for i, message in enumerate(messages) if first <= int(message.ref.id) <= last]
    w[inside, place["question"]] = 1
    runs = bursts(log)
    for label in log.labels:
        w[[at[id] for id in runs[str(label["q"])]], place["question"]] = 0
    asked = {str(label["q"]) for label in log.labels}
    for label in log.labels:
        _label(label, y, w, at, place, messages, asked)
    return y, w


def _label(
    label: dict,
    y: np.ndarray,
    w: np.ndarray,
    at: dict[str, int],
    place: dict[str, int],
    messages: Sequence[Message],
    asked: set[str],
) -> None:
    q, sure = at[str(label["q"])], label.get("sure", 1)
    y[q, place["question"]] = sure >= 0.5
    w[q, place["question"]] = 1 if sure >= 0.6 else 0.4
    y[q, place["channel"]], w[q, place["channel"]] = label["audience"] == "channel", 1
    w[q, place["settled"]] = SETTLES_LITTLE
    y[q, len(HEADS) + NEEDS.index(label["need"])] = 1
    w[q, len(HEADS) :] = 1
    response, answer = label.get("first_response"), label.get("first_answer")
    if response is not None and str(response) in at:
        r = at[str(response)]
        w[r, place["settled"]] = SETTLES_LITTLE
        kind = "answer" if response == answer else "engagement" if str(response) in asked else "acknowledgement"
        for name in ("answer", "engagement", "acknowledgement"):
            y[r, place[name]], w[r, place[name]] = name == kind, 1
    if answer is not None and str(answer) in at:
        r = at[str(answer)]
        y[r, place["answer"]], w[r, place["answer"]] = 1, 1
    asker = messages[q].author
    followups = [i for i in range(q + 1, min(q + 60, len(messages))) if messages[i].author == asker]
    for i in followups:
        for name in ("withdrawn", "nudge"):
            w[i, place[name]] = max(w[i, place[name]], 0.5)
    if label.get("withdrawn") is not None and str(label["withdrawn"]) in at:
        i = at[str(label["withdrawn"])]
        y[i, place["withdrawn"]], w[i, place["withdrawn"]] = 1, 1
    if label.get("repeat_of") is not None:
        y[q, place["nudge"]], w[q, place["nudge"]] = 1, 1


def waiting(log: Log, seconds: float) -> dict[str, int]:
    """Return for each line of a labelled question to everyone (with its burst) 1 if it still waits after so long, else 0."""
    at = {message.ref.id: message.at.timestamp() for message in log.messages}
    end, by = log.messages[-1].at.timestamp(), {label["q"]: label for label in log.labels}
    runs, found = bursts(log), {}
    for label in log.labels:
        base = by.get(label.get("repeat_of"), label)
        due = at[str(base["q"])] + seconds
        taken_back = base.get("withdrawn") is not None and at.get(str(base["withdrawn"]), end) <= due
        first = base.get("first_response")
        waits = first is None or at.get(str(first), end) > due
        if label["audience"] == "channel" and label.get("sure", 1) >= 0.5 and not taken_back:
            for id in runs[str(label["q"])]:
                found.setdefault(id, int(waits))
    return found
