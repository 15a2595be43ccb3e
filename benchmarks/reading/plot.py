"""Draw how often what was said with a probability was so: a reliability plot as one SVG file, light and dark."""

from collections.abc import Mapping
from pathlib import Path

SIZE, EDGE = 360, 46
COLOURS = ("#2a6fdb", "#c2571a", "#2b8a57")
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}.axis{stroke:#888;fill:none}.even{stroke:#999;stroke-dasharray:4 4}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.paper{fill:#1b1b1f}}.paper{fill:#fff}"
)

Points = list[tuple[float, float, int]]
"""(mean probability said, share that is so, how many), of each tenth."""


def draw_reliability(path: Path, curves: Mapping[str, Points]) -> None:
    """Write the plot. `curves`: what is told of -> its points; a point's area grows with how many it stands for."""
    wide = SIZE + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {wide + 24 * len(curves)}" role="img">',
        f"<title>Reliability of {', '.join(curves)}: said against so</title><style>{STYLE}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
        f'<rect class="axis" x="{EDGE}" y="{EDGE}" width="{SIZE}" height="{SIZE}"/>',
        f'<line class="even" x1="{EDGE}" y1="{EDGE + SIZE}" x2="{EDGE + SIZE}" y2="{EDGE}"/>',
        *_ticks(),
    ]
    for number, (name, points) in enumerate(curves.items()):
        parts += _curve(name, points, COLOURS[number % len(COLOURS)], wide + 24 * number)
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


def _place(said: float, so: float) -> tuple[float, float]:
    return EDGE + SIZE * said, EDGE + SIZE * (1 - so)


def _ticks() -> list[str]:
    found = []
    for per_cent in (0, 25, 50, 75, 100):
        x, y = _place(per_cent / 100, per_cent / 100)
        found.append(f'<text x="{x:.0f}" y="{EDGE + SIZE + 20}" text-anchor="middle">{per_cent} %</text>')
        found.append(f'<text x="{EDGE - 6}" y="{y + 4:.0f}" text-anchor="end">{per_cent} %</text>')
    middle = EDGE + SIZE / 2
    found.append(f'<text x="{middle}" y="{EDGE + SIZE + 38}" text-anchor="middle">said</text>')
    return [*found, f'<text x="{EDGE}" y="{EDGE - 12}">so</text>']


def _curve(name: str, points: Points, colour: str, legend: int) -> list[str]:
    line = " ".join("{:.1f},{:.1f}".format(*_place(said, so)) for said, so, _ in points)
    found = [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>']
    for said, so, count in points:
        x, y = _place(said, so)
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + count**0.25:.1f}" fill="{colour}">'
        found.append(f"{dot}<title>{name}: said {said:.0%}, so {so:.0%} ({count})</title></circle>")
    total = sum(count for *_, count in points)
    found.append(f'<circle cx="{EDGE + 6}" cy="{legend}" r="5" fill="{colour}"/>')
    found.append(f'<text x="{EDGE + 18}" y="{legend + 4}">{name} ({total:,})</text>')
    return found
