"""The typefaces that come with the project, opened when a letter first needs them, and which of them holds a letter."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from struct import unpack_from

import uharfbuzz as hb

FOLDER = Path(__file__).with_name("fonts")
COVERAGE = FOLDER / "coverage.json"
"""What each typeface holds, as (first, last) of code points, in the order in which they are asked. Written by `python -m adapters.painter.faces`."""

ORDER = ("NotoSans", "*", "NotoSansCJK", "Twemoji", "NotoSansSymbols2", "NotoSansSymbols", "NotoSansMath")
"""Who is asked first; `*`: all the others, by name."""

EMOJI = "Twemoji"


@dataclass(slots=True)
class Face:
    """A typeface: its font at a scale of units, and each glyph as layers of (colour or "" for the text's own, path data)."""

    font: hb.Font
    units: int
    colours: list[str]
    known: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def glyph(self, number: int) -> list[tuple[str, str]]:
        """Return a glyph's layers, y upwards."""
        if number not in self.known:
            layers = self.font.face.get_glyph_color_layers(number) if self.colours else []
            self.known[number] = (
                [(self._colour(layer.color_index), self._path(layer.glyph)) for layer in layers]
                if layers
                else [("", self._path(number))]
            )
        return self.known[number]

    def _colour(self, index: int) -> str:
        return self.colours[index] if index < len(self.colours) else ""

    def _path(self, number: int) -> str:
        parts: list[str] = []
        self.font.draw_glyph(number, PEN, parts)
        return "".join(parts)


class Faces:
    """All typefaces."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read what they hold; none is opened yet."""
        self._folder = folder
        held: dict[str, list[list[int]]] = json.loads((folder / COVERAGE.name).read_text(encoding="utf-8"))
        self._held = {
            name: frozenset(code for first, last in spans for code in range(first, last + 1))
            for name, spans in held.items()
        }
        self._open: dict[str, Face] = {}

    def holds(self, name: str, text: str) -> bool:
        """Whether a typeface has every one of these characters."""
        return all(ord(sign) in self._held[name] for sign in text)

    def names(self, first: str = "") -> Iterator[str]:
        """Return the typefaces in the order in which they are asked, after `first`."""
        if first:
            yield first
        yield from (name for name in self._held if name != first)

    def face(self, name: str) -> Face:
        """Return a typeface."""
        if name not in self._open:
            path = next(self._folder.glob(f"{name}.[ot]tf"))
            face = hb.Face(hb.Blob.from_file_path(str(path)))
            colours = _palette(face.reference_table("CPAL").data) if face.has_color_layers else []
            self._open[name] = Face(hb.Font(face), face.upem, colours)
        return self._open[name]


def _palette(table: bytes) -> list[str]:
    """Return the colours of a typeface's first palette. (uharfbuzz's own reader of it does not end where a palette is long.)"""
    _, entries, _, _, begin = unpack_from(">HHHHI", table)
    records = [unpack_from(">BBBB", table, begin + 4 * place) for place in range(entries)]
    return [f"#{red:02x}{green:02x}{blue:02x}{alpha:02x}" for blue, green, red, alpha in records]


def _pen() -> hb.DrawFuncs:
    """Return what writes outlines as SVG path data into a list."""
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, parts: parts.append(f"M{x:g} {y:g}"))
    pen.set_line_to_func(lambda x, y, parts: parts.append(f"L{x:g} {y:g}"))
    pen.set_quadratic_to_func(lambda a, b, x, y, parts: parts.append(f"Q{a:g} {b:g} {x:g} {y:g}"))
    pen.set_cubic_to_func(lambda a, b, c, d, x, y, parts: parts.append(f"C{a:g} {b:g} {c:g} {d:g} {x:g} {y:g}"))
    pen.set_close_path_func(lambda parts: parts.append("Z"))
    return pen


PEN = _pen()


def measured(folder: Path) -> dict[str, list[tuple[int, int]]]:
    """Return what each typeface of a folder holds, read from the files themselves, in the order in which they are asked."""
    paths = {path.stem: path for path in sorted(folder.glob("*.[ot]tf"))}
    others = [name for name in paths if name not in ORDER]
    names = [name for each in ORDER for name in (others if each == "*" else [each])]
    found: dict[str, list[tuple[int, int]]] = {}
    for name in names:
        codes = sorted(hb.Face(hb.Blob.from_file_path(str(paths[name]))).unicodes)
        spans: list[tuple[int, int]] = []
        for code in codes:
            if spans and spans[-1][1] == code - 1:
                spans[-1] = (spans[-1][0], code)
            else:
                spans.append((code, code))
        found[name] = spans
    return found


if __name__ == "__main__":
    COVERAGE.write_text(
        json.dumps(measured(FOLDER), separators=(",", ":")).replace("]],", "]],\n") + "\n", encoding="utf-8"
    )
