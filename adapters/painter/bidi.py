"""Which way each letter runs: the Unicode bidirectional algorithm (UAX #9) for one line without embeddings.

Rules P2-P3, W1-W7, N0-N2, I1-I2, L1 and L2; the invisible signs of embeddings and isolates are taken out before.
"""

import unicodedata
from collections.abc import Sequence

CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""For str.translate: the signs of embeddings, overrides and isolates."""

NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN"})
PAIRS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "（": "）", "「": "」", "『": "』", "【": "】", "《": "》"}
OPENED_BY = {closing: opening for opening, closing in PAIRS.items()}


def base_of(text: str, otherwise: int) -> int:
    """Return 1 for a line whose first letter runs right to left, 0 for one that runs left to right, `otherwise` without letters."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return int(kind != "L")
    return otherwise


def levels(text: str, base: int) -> list[int]:
    """Return each character's level: odd ones run right to left. `base`: 0 or 1, the line's own."""
    kinds = [unicodedata.bidirectional(sign) or "L" for sign in text]
    edge = "R" if base else "L"
    _weak(kinds, edge)
    _brackets(text, kinds, edge)
    _neutral(kinds, edge)
    found = [base + _raise(kind, base) for kind in kinds]
    for place in range(len(text) - 1, -1, -1):
        if unicodedata.bidirectional(text[place]) not in ("WS", "BN", "S", "B"):
            break
        found[place] = base
    return found


def visual(levels: Sequence[int]) -> list[int]:
    """Return places in the order in which they stand from left to right."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        begin = 0
        while begin < len(order):
            end = begin
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[begin:end] = order[begin:end][::-1]
            begin = max(end, begin + 1)
    return order


def _raise(kind: str, base: int) -> int:
    if base:
        return int(kind in ("L", "EN", "AN"))
    return {"R": 1, "EN": 2, "AN": 2}.get(kind, 0)


def _weak(kinds: list[str], edge: str) -> None:
    before, strong = edge, edge
    for place, kind in enumerate(kinds):  # W1-W3
        if kind == "NSM":
            kind = before
        before = kind
        if kind in ("L", "R", "AL"):
            strong = kind
        kinds[place] = "AN" if kind == "EN" and strong == "AL" else kind
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    for place in range(1, len(kinds) - 1):  # W4
        left, kind, right = kinds[place - 1 : place + 2]
        if left == right and ((kind == "ES" and left == "EN") or (kind == "CS" and left in ("EN", "AN"))):
            kinds[place] = left
    place = 0
    while place < len(kinds):  # W5
        end = place
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > place and "EN" in (kinds[place - 1] if place else "", kinds[end] if end < len(kinds) else ""):
            kinds[place:end] = ["EN"] * (end - place)
        place = max(end, place + 1)
    strong = edge
    for place, kind in enumerate(kinds):  # W6, W7
        if kind in ("L", "R"):
            strong = kind
        kinds[place] = "ON" if kind in ("ES", "ET", "CS") else "L" if kind == "EN" and strong == "L" else kind


def _way(kind: str) -> str:
    """Return which way a character pulls what stands beside it, "" for none."""
    return "L" if kind == "L" else "R" if kind in ("R", "EN", "AN") else ""


def _brackets(text: str, kinds: list[str], edge: str) -> None:
    """Rule N0: a pair of brackets runs as what is inside it, where that runs as the line does; else as what stands before it."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for place, sign in enumerate(text):
        if kinds[place] != "ON":
            continue
        if sign in PAIRS:
            opened.append(place)
        elif sign in OPENED_BY:
            for depth in range(len(opened) - 1, -1, -1):
                if text[opened[depth]] == OPENED_BY[sign]:
                    pairs.append((opened[depth], place))
                    del opened[depth:]
                    break
    for first, last in sorted(pairs):
        inside = {_way(kind) for kind in kinds[first + 1 : last]} - {""}
        if edge in inside:
            way = edge
        elif inside:
            before = next((_way(kind) for kind in reversed(kinds[:first]) if _way(kind)), edge)
            way = before if before != edge else edge
        else:
            continue
        kinds[first] = kinds[last] = way


def _neutral(kinds: list[str], edge: str) -> None:
    place = 0
    while place < len(kinds):  # N1, N2
        end = place
        while end < len(kinds) and kinds[end] in NEUTRAL:
            end += 1
        if end > place:
            before = _way(kinds[place - 1]) if place else edge
            after = _way(kinds[end]) if end < len(kinds) else edge
            kinds[place:end] = [before if before == after else edge] * (end - place)
        place = max(end, place + 1)
