"""Where reading errs, by kind, so that the next improvement can be chosen."""

from collections import Counter
from types import ModuleType

from benchmarks.reading.played import Played, play
from training.corpus import Log, bursts

MINUTES = 30


def draw(logs: list[Log], score: ModuleType) -> None:
    """Print every missed and every false flag with what was believed, then how many there are of each kind."""
    kinds: Counter[str] = Counter()
    for log in logs:
        played = play(log, MINUTES)
        for kind, told in [*_missed(played), *_false(played)]:
            kinds[kind] += 1
            print(f"{kind:28} {log.name} {told}")
    print()
    for kind, count in kinds.most_common():
        print(f"{count:4} {kind}")


def _silent(played: Played, label: dict) -> bool:
    at = {int(message.ref.id): message.at.timestamp() for message in played.log.messages}
    due, back, reply = at[label["q"]] + MINUTES * 60, label.get("withdrawn"), label.get("first_response")
    if back is not None and at.get(back, due + 1) <= due:
        return False
    return reply is None or at[reply] > due


def _missed(played: Played) -> list[tuple[str, str]]:
    runs, flagged = bursts(played.log), {id for id, _ in played.flags}
    texts = {message.ref.id: message for message in played.log.messages}
    end, found = played.log.messages[-1].at.timestamp(), []
    for label in played.log.labels:
        id = str(label["q"])
        late = texts[id].at.timestamp() + MINUTES * 60 > end
        if late or label["audience"] != "channel" or label.get("sure", 1) < 0.5 or label.get("repeat_of") is not None:
            continue
        whole = set(runs[id]).union(*(runs[str(x["q"])] for x in played.log.labels if x.get("repeat_of") == label["q"]))
        if not _silent(played, label) or whole & flagged:
            continue
        question = next((played.questions[one] for one in sorted(whole) if one in played.questions), None)
        if question is None:
            kind, told = "missed: not opened", ""
        else:
            kind = "missed: thought answered" if question.silence < 0.6 else "missed: not sure enough"
            told = f"q {question.probability:.2f} to all {question.channel:.2f} silence {question.silence:.2f}"
        found.append((kind, f"{id} {told} {texts[id].name}: {texts[id].text[:140]}"))
    return found


def _false(played: Played) -> list[tuple[str, str]]:
    runs, texts, found = bursts(played.log), {message.ref.id: message for message in played.log.messages}, []
    first, last = played.log.labelled
    for id, _ in played.flags:
        if not first <= int(id) <= last:
            continue
        labels = [label for label in played.log.labels if id in runs[str(label["q"])]]
        if not labels:
            kind = "false: no question"
        elif any(label["audience"] == "channel" and _silent(played, label) for label in labels):
            continue
        else:
            kind = "false: to one person" if labels[0]["audience"] == "person" else "false: had a response"
        found.append((kind, f"{id} {texts[id].name}: {texts[id].text[:140]}"))
    return found
