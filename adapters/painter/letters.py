"""Words to shapes: each letter in a typeface that has it, run the way its script runs, and joined as its script joins.

What no typeface holds is left out: a box that stands for a letter tells nobody anything.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import uharfbuzz as hb

from adapters.painter.bidi import CONTROLS, base_of, levels, visual
from adapters.painter.faces import EMOJI, Faces

KEYCAP, EMOJI_MARK, TEXT_MARK, JOINER = "\u20e3", "\ufe0f", "\ufe0e", "\u200d"
FLAGS = range(0x1F1E6, 0x1F200)
TAGS = range(0xE0020, 0xE0080)
TONES = range(0x1F3FB, 0x1F400)
SILENT = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad") | {EMOJI_MARK, TEXT_MARK}
"""Characters without a shape of their own; typefaces need not have them."""

MORE = "…"


@dataclass(frozen=True, slots=True)
class Ink:
    """A piece of a line: path data of a glyph (y upwards, in units), where it stands, how it is scaled, its colour ("" the text's)."""

    path: str
    x: float
    y: float
    scale: float
    colour: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A line of text: its pieces from x = 0 on its baseline, and its width. `lost`: characters that no typeface holds."""

    ink: tuple[Ink, ...]
    width: float
    lost: int = 0


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Characters that stand or fall together, and the typeface that has them, "" for none."""

    text: str
    face: str


class Letters:
    """Lays out lines in one language."""

    def __init__(self, faces: Faces, language: str) -> None:
        """`language`: our name of it, which decides the forms of Chinese characters and the way of a line without letters."""
        self._faces, self._language = faces, language
        self.rtl = language in ("ar", "fa")

    def line(self, text: str, size: float) -> Laid:
        """Return one line. `size`: of the letters, in pixels."""
        clusters = self._clusters(_plain(text))
        kept = [cluster for cluster in clusters if cluster.face]
        return self._laid(kept, size, sum(len(cluster.text) for cluster in clusters if not cluster.face))

    def lines(self, text: str, size: float, room: float, most: int = 2) -> list[Laid]:
        """Return text broken into at most so many lines that fit the room; what is too much ends with a mark."""
        rest = self._clusters(_plain(text))
        lost = sum(len(cluster.text) for cluster in rest if not cluster.face)
        rest = [cluster for cluster in rest if cluster.face]
        found: list[Laid] = []
        while rest and len(found) < most:
            last = len(found) == most - 1
            line, rest = self._filled(rest, size, room, last)
            found.append(self._laid(line, size, lost if not found else 0))
        return found or [Laid((), 0.0, lost)]

    def _filled(
        self, clusters: list[_Cluster], size: float, room: float, last: bool
    ) -> tuple[list[_Cluster], list[_Cluster]]:
        """Return what fits a line, and the rest. The last line is cut, with a mark; others are broken where they may be."""
        if self._laid(clusters, size).width <= room:
            return clusters, []
        mark = [_Cluster(MORE, "NotoSans")] if last else []
        low, high = 1, len(clusters)
        while low < high:
            middle = (low + high + 1) // 2
            if self._laid([*clusters[:middle], *mark], size).width <= room:
                low = middle
            else:
                high = middle - 1
        if last:
            return [*clusters[:low], *mark], []
        at = next((place for place in range(low, 0, -1) if _breaks(clusters, place)), low)
        rest = clusters[at:]
        while rest and rest[0].text == " ":
            rest = rest[1:]
        return clusters[:at], rest

    # -- which typeface

    def _clusters(self, text: str) -> list[_Cluster]:
        found: list[_Cluster] = []
        for cluster in _graphemes(unicodedata.normalize("NFC", text)):
            found.append(self._dressed(cluster, found[-1].face if found else ""))
        return found

    def _dressed(self, cluster: str, before: str) -> _Cluster:
        """Return a cluster with its typeface: an emoji where it is marked as one, else the one before, else the first that has it."""
        wanted = "".join(sign for sign in cluster if sign not in SILENT)
        if not wanted:
            return _Cluster(cluster if JOINER in cluster or "\u200c" in cluster else "", before)
        marked = EMOJI_MARK in cluster or KEYCAP in cluster
        stays = before if before not in ("", EMOJI) and not wanted[0].isspace() else ""
        for name in self._faces.names(EMOJI if marked else stays):
            if self._faces.holds(name, wanted):
                return _Cluster(cluster, name)
        plain = unicodedata.normalize("NFKC", wanted)
        bare = plain if plain != wanted else wanted[0]
        for name in self._faces.names():
            if bare != cluster and self._faces.holds(name, bare):
                return _Cluster(bare, name)
        return _Cluster(wanted, "")

    # -- where each glyph stands

    def _laid(self, clusters: list[_Cluster], size: float, lost: int = 0) -> Laid:
        text = "".join(cluster.text for cluster in clusters)
        faces = [cluster.face for cluster in clusters for _ in cluster.text]
        found = levels(text, base_of(text, int(self.rtl)))
        runs = [list(places) for _, places in groupby(range(len(text)), lambda place: (found[place], faces[place]))]
        x, ink = 0.0, []
        for run in visual([found[run[0]] for run in runs]):
            places = runs[run]
            begin, end = places[0], places[-1] + 1
            pieces, wide, boxes = self._run(text, begin, end, faces[begin], found[begin] % 2 == 1, size)
            lost += boxes
            ink += [Ink(piece.path, piece.x + x, piece.y, piece.scale, piece.colour) for piece in pieces]
            x += wide
        return Laid(tuple(ink), x, lost)

    def _run(self, text: str, begin: int, end: int, name: str, back: bool, size: float) -> tuple[list[Ink], float, int]:
        """Return a run's pieces, its width, and for how many letters its typeface had only the box, which is left out."""
        face = self._faces.face(name)
        buffer = hb.Buffer()
        buffer.add_str(text, begin, end - begin)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if back else "ltr"
        buffer.language = {"zh": "zh-Hans"}.get(self._language, self._language)
        hb.shape(face.font, buffer)
        scale, x, ink, boxes = size / face.units, 0.0, [], 0
        if name == EMOJI:
            scale *= 0.95
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if info.codepoint:  # glyph 0 is the box
                at, up = x + place.x_offset * scale, place.y_offset * scale
                ink += [Ink(path, at, up, scale, colour) for colour, path in face.glyph(info.codepoint) if path]
                x += place.x_advance * scale
            else:
                boxes += 1
        return ink, x, boxes


def _plain(text: str) -> str:
    """Return text as one line, without the signs of embeddings, controls and halves of pairs."""
    kept = [" " if unicodedata.category(sign) == "Cc" else sign for sign in text.translate(CONTROLS)]
    return " ".join("".join(sign for sign in kept if unicodedata.category(sign) not in ("Cs", "Co", "Cn")).split())


def _graphemes(text: str) -> Iterator[str]:
    """Return text in clusters: a letter with its marks; an emoji with all that is joined to it; a flag."""
    cluster = ""
    for sign in text:
        if cluster and _joins(cluster, sign):
            cluster += sign
            continue
        if cluster:
            yield cluster
        cluster = sign
    if cluster:
        yield cluster


def _joins(cluster: str, sign: str) -> bool:
    code, last = ord(sign), ord(cluster[-1])
    if unicodedata.category(sign) in ("Mn", "Mc", "Me") or sign in SILENT or code in TONES or code in TAGS:
        return True
    if cluster[-1] == JOINER:
        return last != 0 and (code >= 0x2190 or unicodedata.category(cluster[0]) != "So")
    if code in FLAGS and last in FLAGS:
        return sum(ord(each) in FLAGS for each in cluster) % 2 == 1
    return False


def _breaks(clusters: list[_Cluster], place: int) -> bool:
    """Whether a line may be broken before this place: after a space, or between two characters of Chinese or Japanese."""
    if place >= len(clusters):
        return True
    before, after = clusters[place - 1], clusters[place]
    if before.text == " " or after.text == " ":
        return True
    return before.face == after.face == "NotoSansCJK" and unicodedata.category(after.text[0]) not in ("Po", "Pe", "Pf")
