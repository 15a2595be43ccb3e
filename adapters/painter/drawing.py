"""A sheet as an SVG of shapes alone: every letter is an outline already, so that whatever draws it needs no typeface."""

from dataclasses import dataclass, field

from adapters.painter.letters import Laid, Letters
from adapters.painter.sheet import Sheet, Strip
from bot.charts import Box, curve_of

WIDTH, EDGE = 640.0, 30.0
ROOM = WIDTH - 2 * EDGE
PAPER, INK, SOFT, LINE, TRACK = "#f6f5f1", "#1c1f24", "#565c66", "#dedcd4", "#e4e2da"
ACCENT, CALM, BAND = "#0f6f63", "#7fb3aa", "#0f6f6326"
"""The pages' light colours: calm on a light and on a dark background alike, since the paper goes with them."""

SURE = "#1c1f24"
GAP = 18.0


@dataclass(slots=True)
class _Pen:
    """Draws downwards from `y`; in a language that runs right to left all is mirrored, letters excepted."""

    letters: Letters
    y: float = EDGE
    parts: list[str] = field(default_factory=list)

    def put(self, line: Laid, x: float, y: float, colour: str, anchor: str = "start", bold: bool = False) -> None:
        """Draw a line of text at its baseline. `x`: from the side where reading starts; `anchor`: start, middle or end there."""
        x = WIDTH - x if self.letters.rtl else x
        side = {"start": "end", "end": "start"}.get(anchor, anchor) if self.letters.rtl else anchor
        self.fix(line, x - {"start": 0.0, "middle": line.width / 2, "end": line.width}[side], y, colour, bold)

    def fix(self, line: Laid, x: float, y: float, colour: str, bold: bool = False) -> None:
        """Draw a line of text from its left end."""
        for ink in line.ink:
            fill = ink.colour or colour
            edge = f' stroke="{fill}" stroke-width="{0.45 / ink.scale:.0f}"' if bold and not ink.colour else ""
            place = f"translate({x + ink.x:.2f} {y - ink.y:.2f}) scale({ink.scale:.5f} {-ink.scale:.5f})"
            self.parts.append(f'<path transform="{place}" fill="{fill}"{edge} d="{ink.path}"/>')

    def bar(self, x: float, y: float, width: float, height: float, colour: str, round: float = 0.0) -> None:
        """Draw a rectangle. `x`: from the side where reading starts."""
        x = WIDTH - x - width if self.letters.rtl else x
        self.parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(0.0, width):.2f}" height="{height}" rx="{round}" fill="{colour}"/>'
        )


def drawn(sheet: Sheet, letters: Letters) -> tuple[str, int, int]:
    """Return (SVG, width, height) of a sheet."""
    pen = _Pen(letters)
    _text(pen, sheet.title, 21, INK, 3, bold=True)
    if sheet.headline:
        _headline(pen, sheet)
    if any(value is not None for _, value, _, _ in sheet.points):
        _trend(pen, sheet)
    for strip in sheet.bars:
        pen.y += GAP
        _strip(pen, strip)
    if sheet.note:
        pen.y += GAP
        _text(pen, sheet.note, 14, SOFT, 3)
    height = round(pen.y + EDGE)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.0f}" height="{height}" viewBox="0 0 {WIDTH:.0f} {height}">'
    paper = f'<rect width="{WIDTH:.0f}" height="{height}" fill="{PAPER}"/>'
    return f"{head}{paper}{''.join(pen.parts)}</svg>", round(WIDTH), height


def _text(pen: _Pen, text: str, size: float, colour: str, most: int, bold: bool = False) -> None:
    for line in pen.letters.lines(text, size, ROOM, most):
        pen.y += size * 1.15
        pen.put(line, EDGE, pen.y, colour, bold=bold)
        pen.y += size * 0.3


def _headline(pen: _Pen, sheet: Sheet) -> None:
    pen.y += 54
    figure = pen.letters.line(sheet.headline, 50)
    pen.put(figure, EDGE, pen.y, ACCENT, bold=True)
    lines = pen.letters.lines(sheet.beside, 15, ROOM - figure.width - 18, 2) if sheet.beside else []
    for place, line in enumerate(lines):
        pen.put(line, EDGE + figure.width + 18, pen.y - 21 * (len(lines) - 1 - place), SOFT)
    pen.y += 12


def _trend(pen: _Pen, sheet: Sheet) -> None:
    """Draw the trend. Time runs from left to right in every language, as it does on the pages."""
    box = Box(ROOM, 190, 34, 14, 12, 26, 74)
    curve, top = curve_of(sheet.trend, box), pen.y + 8
    pen.parts.append(f'<g transform="translate({EDGE} {top:.1f})">')
    for y, _ in curve.marks:
        pen.parts.append(f'<path d="M{box.left} {y}H{box.width - box.right}" stroke="{LINE}" stroke-width="1"/>')
    pen.parts += [f'<path d="{band}" fill="{BAND}"/>' for band in curve.bands]
    pen.parts += [f'<path d="{line}" fill="none" stroke="{ACCENT}" stroke-width="2.5"/>' for line in curve.lines]
    for dot in curve.dots:
        pen.parts.append(f'<path d="M{dot.x} {dot.high}V{dot.low}" stroke="{CALM}" stroke-width="1.5"/>')
        pen.parts.append(
            f'<circle cx="{dot.x}" cy="{dot.y}" r="4.5" fill="{ACCENT}" stroke="{PAPER}" stroke-width="1.5"/>'
        )
    pen.parts.append("</g>")
    for y, mark in curve.marks:
        number = pen.letters.line(str(mark), 12)
        pen.fix(number, EDGE + box.left - 9 - number.width, top + y + 4, SOFT)
    for x, label in curve.labels:
        line = pen.letters.line(label.name, 12)
        at = min(max(EDGE + x - line.width / 2, EDGE), WIDTH - EDGE - line.width)
        pen.fix(line, at, top + box.height - 4, SOFT)
    pen.y = top + box.height


def _strip(pen: _Pen, strip: Strip) -> None:
    colour = INK if strip.strong or strip.share is not None else SOFT
    told = pen.letters.line(strip.told, 15)
    for place, line in enumerate(pen.letters.lines(strip.label, 15, ROOM - told.width - 24, 2)):
        pen.y += 18 if place == 0 else 20
        pen.put(line, EDGE, pen.y, colour, bold=strip.strong)
        if place == 0:
            pen.put(told, WIDTH - EDGE, pen.y, INK if strip.strong else SOFT, "end", bold=strip.strong)
    pen.y += 9
    pen.bar(EDGE, pen.y, ROOM, 12, TRACK, 3)
    if strip.share is not None:
        wide = ROOM * min(1.0, max(0.0, strip.share))
        if wide:
            pen.bar(EDGE, pen.y, max(wide, 3.0), 12, ACCENT if strip.strong else CALM, 3)
        if strip.high > strip.low:
            pen.bar(EDGE + ROOM * strip.low, pen.y + 5, ROOM * (strip.high - strip.low), 2, SURE, 1)
    pen.y += 12
