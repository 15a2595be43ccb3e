"""A replay's page in a real Chromium: it opens, complains of nothing, and asks nobody for anything."""

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.browser.chromium import chromium, open_browser

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data" / "irc-train-dev.tar.xz"
SAMPLE = ROOT / "adapters/playground/samples/juniper.jsonl"


def replay(log, folder, *given, name="replay"):
    """Replay, or report, by the command that people use; return the page and what was printed."""
    page = folder / "report.html"
    given = given or ("--patience", "30m")
    command = [sys.executable, "-m", "bot", name, str(log), *given, "--html", str(page)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return page, done.stdout


async def look(page, width, scheme, follow=""):
    """Open a page, and follow a link; return what went wrong, what was asked of others, and the text that is seen."""
    wrong, asked = [], []
    async with open_browser() as browser:
        tab = await browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tab.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url) if not request.url.startswith("file:") else None)
        await tab.goto(page.as_uri())
        if follow:
            await tab.click(follow)
        if await tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append("the page scrolls sideways")
        text = await tab.inner_text("body")
    return wrong, asked, text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
async def test_the_samples_page_opens_by_itself(tmp_path, width, scheme):
    chromium()
    page, _ = replay(SAMPLE, tmp_path)
    wrong, asked, text = await look(page, width, scheme)
    assert (wrong, asked) == ([], [])
    assert "for an answer" in text
    assert "juniper.jsonl" in text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (375, "light")])
async def test_what_was_missed_opens_by_itself_and_each_figure_leads_to_what_it_counted(tmp_path, width, scheme):
    page, _ = replay(SAMPLE, tmp_path, "--team", "Mira", name="report")
    wrong, asked, text = await look(page, width, scheme, 'a[href="#counted-mesh"]')
    assert (wrong, asked) == ([], [])
    assert "What you missed in the last 90 days" in text
    assert "between members" in text, "the cases stand open once one follows the figure"


@pytest.mark.browser
@pytest.mark.shared
async def test_a_long_logs_page_opens_by_itself(tmp_path):
    chromium()
    if not SHARED.exists():
        pytest.skip("the development data is not beside this checkout, so the 1,200-line log was not replayed")
    with tarfile.open(SHARED) as archive:
        member = archive.getmember("dev/2011-05-29_19.ascii.txt")
        log = tmp_path / "2011-05-29_19.ascii.txt"
        log.write_bytes(archive.extractfile(member).read())
    page, printed = replay(log, tmp_path)
    wrong, asked, text = await look(page, 1280, "light")
    assert (wrong, asked) == ([], [])
    assert len(text) > 5000
    assert "1,2" in printed  # over a thousand messages were read
