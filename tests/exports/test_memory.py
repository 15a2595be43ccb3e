"""Large exports are streams: memory does not grow with the file."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from benchmarks.exports_memory import MEGABYTE, write_export

ROOT = Path(__file__).parents[2]
READ = """
import sys
from pathlib import Path
from adapters.exports import open_export
from benchmarks.exports_memory import peak_megabytes
from bot.events import MessageSeen
small, large = map(Path, sys.argv[1:])
peaks = []
for path in (small, large):
    read = sum(isinstance(event, MessageSeen) for event in open_export(path))
    peaks.append(peak_megabytes())
print(read, peaks[1] - peaks[0], peaks[1])
"""


def peak_growth(small: Path, large: Path) -> tuple[int, float, float]:
    """Return the large file's messages, the megabytes it took beyond a small one, and the peak in all: in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(small), str(large)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    read, growth, peak = done.stdout.split()
    return int(read), float(growth), float(peak)


@pytest.mark.parametrize(("kind", "megabytes"), [("discord", 24), ("telegram", 24), ("jsonl", 8), ("irc", 8)])
def test_a_large_file_takes_little_more_than_a_small_one(kind: str, megabytes: int, tmp_path: Path) -> None:
    write_export(tmp_path / "small", kind, 10_000)
    count = write_export(tmp_path / "large", kind, megabytes * MEGABYTE)
    read, growth, peak = peak_growth(tmp_path / "small", tmp_path / "large")
    assert read == count
    assert growth < 8
    assert peak < 80


def test_a_slack_zip_is_not_unpacked_into_memory(tmp_path: Path) -> None:
    day = (
        "["
        + ",".join(
            f'{{"type": "message", "user": "U1", "text": "{"tea " * 20}", "ts": "{n}.0"}}' for n in range(80_000)
        )
        + "]"
    )
    for name, text in (("small", "[]"), ("large", day)):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("channels.json", "[]")
            archive.writestr("tea/2024-01-01.json", text)
    read, growth, _ = peak_growth(tmp_path / "small", tmp_path / "large")
    assert read == 80_000
    assert growth < 8
