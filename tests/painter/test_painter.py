"""Pictures: drawn in a process of their own, with so much time and memory and nothing of our environment; never worth a post's delay."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from struct import unpack_from

import pytest
import resvg_py

from adapters.clock import ManualClock
from adapters.painter import Painter
from adapters.painter.drawing import drawn
from adapters.painter.faces import Faces
from adapters.painter.letters import Letters
from adapters.painter.painter import ALT, REST, WORKER
from adapters.painter.sheet import Sheet, sheet_of, unpacked
from adapters.phrases import read_phrases
from bot.charts import Box, curve_of, index_chart, index_picture, index_words
from bot.model import Bar, Chart, CommunityRef, Figure, Phrase, Picture, Point, Week
from bot.model.weeks import FoundWeek
from bot.ports import Painter as Door

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
START = datetime(2026, 11, 16, tzinfo=UTC)
HOME = CommunityRef("test", "home")


def words(text: str) -> Phrase:
    return Phrase("verbatim.text", (("text", text),))


VOTES = Chart(
    words("Which day? 🎉"),
    (Bar(words("Thursday"), Phrase("picture.votes", (("percent", "75"),), 3), 0.75, strong=True),
     Bar(words("يوم السبت"), Phrase("picture.votes", (("percent", "25"),), 1), 0.25)),
    note=Phrase("picture.total", (), 4),
)  # fmt: skip
PICTURE = Picture(VOTES, (Phrase("picture.bars"), words("Which day?"), words("x" * 5000)))


def painter(worker: Sequence[str] = WORKER, limit: float = 20.0) -> tuple[Painter, ManualClock]:
    clock = ManualClock(START)
    return Painter(PHRASES, clock, limit=limit, worker=worker), clock


async def test_a_picture_is_drawn_and_described() -> None:
    door: Door = painter()[0]
    found = await door.paint(PICTURE, "ar")
    assert found is not None
    assert (found.width, found.height) == unpack_from(">II", found.png, 16)
    assert found.width == 1280
    assert 10_000 < len(found.png) < 500_000
    assert found.alt.startswith(PHRASES.say(Phrase("picture.bars"), "ar") + "\nWhich day?\nxxx")
    assert len(found.alt) == ALT
    assert found == await door.paint(PICTURE, "ar")


@pytest.mark.parametrize(
    "script",
    [
        "import sys; sys.exit(3)",
        "print('no picture')",
        "import adapters.painter.worker as w; w.limited(); x = bytearray(2 * w.MEMORY)",
        "import os, sys; os.kill(os.getpid(), 9)",
    ],
    ids=["fails", "draws nonsense", "takes too much memory", "is killed"],
)
async def test_where_it_cannot_be_drawn_there_is_none_and_the_next_is_drawn(script: str) -> None:
    door, _ = painter((sys.executable, "-c", script))
    assert await door.paint(PICTURE, "en") is None
    again, _ = painter()
    door._worker = again._worker
    assert await door.paint(PICTURE, "en") is not None


async def test_what_takes_too_long_is_ended_and_nothing_is_drawn_for_a_while() -> None:
    slow = (
        sys.executable,
        "-c",
        "import sys; sys.stdin.read(); sys.stdin = open(0, 'rb', closefd=False); import signal; signal.pause()",
    )
    door, clock = painter(slow, limit=0.3)
    assert await door.paint(PICTURE, "en") is None
    door._worker, door._limit = WORKER, 20.0
    assert await door.paint(PICTURE, "en") is None
    clock.advance_to(START + REST + timedelta(seconds=1))
    assert await door.paint(PICTURE, "en") is not None


async def test_the_process_that_draws_sees_no_secret(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("TWOWAY_DISCORD_TOKEN", "a secret of the tests")
    seen = tmp_path / "seen"
    script = f"import os, json; json.dump(dict(os.environ), open({str(seen)!r}, 'w'))"
    door, _ = painter((sys.executable, "-c", script))
    assert await door.paint(PICTURE, "en") is None
    assert not {name for name in json.loads(seen.read_text()) if name.startswith("TWOWAY")}


@pytest.mark.parametrize("language", sorted(PHRASES.texts))
def test_a_sheet_holds_shapes_alone_and_all_of_the_chart(language: str) -> None:
    sheet = sheet_of(index_chart(found_weeks()), language, lambda phrase: PHRASES.say(phrase, language))
    assert unpacked(json.loads(json.dumps(sheet.packed()))) == sheet
    letters = Letters(Faces(), language)
    svg, width, height = drawn(sheet, letters)
    assert "<text" not in svg
    assert "href" not in svg
    assert svg.count("<circle") == 3
    assert svg.count("<rect") == 1 + 4 + 3 * 2  # the paper, four tracks, three bars with their intervals
    assert (width, height > 400) == (640, True)
    assert resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)[:4] == b"\x89PNG"
    assert [
        letters.line(text, 15).lost for text in (sheet.title, sheet.beside, *[bar.label for bar in sheet.bars])
    ] == [0] * 6


def test_a_chart_of_anything_is_drawn() -> None:
    wild = "\x00\ud800<svg onload=x>&\u202e" + "骨" * 300
    sheet = Sheet("fa", wild, wild, wild, wild, (), (("a", None, 0, 0), ("b", 50.0, 0.0, 100.0)))
    svg, _, _ = drawn(sheet, Letters(Faces(), "fa"))
    assert "onload" not in svg
    assert resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True)[:4] == b"\x89PNG"


def found_weeks() -> FoundWeek:
    def week(number: int, value: float | None) -> Week:
        part = Figure(0.71, 0.55, 0.83, 40)
        few = Figure(None, 0.0, 1.0, 3)
        index = Figure(value, 40.0, 60.0, 12) if value is not None else Figure(None, 0.0, 100.0, 3)
        began = START + timedelta(weeks=number)
        return Week(began, began + timedelta(weeks=1), part, part, part, few, index)

    weeks = (week(0, 40.4), week(1, None), None, week(3, 44.0), week(4, 52.4))
    began = tuple(START + timedelta(weeks=number) for number in range(5))
    return FoundWeek(weeks, began, "Europe/Berlin", "echo", 2)


def test_the_index_in_words_says_what_the_picture_shows() -> None:
    found = found_weeks()
    text = "\n".join(PHRASES.say(phrase, "en") for phrase in index_words(found))
    assert text == (
        "Two-way index, week of 14 Dec\n52 of 100, most likely between 40 and 60.\nUp 8 points on the week before.\n"
        "What moved it most: Echo.\n• Answered: 71 % (55 to 83 %), of 40 questions\n"
        "• Heard: 71 % (55 to 83 %), of 40 things put to the team\n• Echo: 71 % (55 to 83 %), of 40 posts by the team\n"
        "• Mesh: not enough data yet (3 replies)\n2 questions still wait."
    )
    chart = index_chart(found)
    assert [bar.strong for bar in chart.bars] == [False, False, True, False]
    assert [bar.share for bar in chart.bars] == [0.71, 0.71, 0.71, None]
    assert [point.value for point in chart.trend] == [40.4, None, None, 44.0, 52.4]
    picture = index_picture(found)
    assert picture is not None
    assert picture.alt[1:] == index_words(found)


def test_without_figures_there_is_no_picture_but_a_word() -> None:
    assert index_picture(FoundWeek()) is None
    assert [phrase.name for phrase in index_words(FoundWeek())] == ["picture.not_yet"]
    nothing = FoundWeek((None,), (START,), "UTC")
    assert index_picture(nothing) is None
    assert [phrase.name for phrase in index_words(nothing)] == [
        "picture.week_11",
        "picture.forgotten",
        "picture.waits_none",
    ], "it has no words any more: nobody knows whether they were too few"
    few = replace(nothing, weeks=(found_weeks().weeks[1],), waiting=1, unanswered=3)
    assert [phrase.name for phrase in index_words(few)][1::5] == ["picture.not_yet", "picture.waits"]
    assert index_words(few)[-1] == Phrase("picture.unanswered", (), 3)


def test_a_curve_breaks_where_there_is_no_figure_and_names_its_last_point() -> None:
    points = [Point(words(str(n)), None if n == 3 else 10.0 * n, 0, 100) for n in range(8)]
    curve = curve_of(points, Box())
    assert (len(curve.lines), len(curve.bands), len(curve.dots)) == (2, 2, 7)
    assert curve.labels[-1][1] == points[-1].label
    assert [y for y, _ in curve.marks] == sorted((y for y, _ in curve.marks), reverse=True)
    assert curve_of([], Box()).dots == ()
