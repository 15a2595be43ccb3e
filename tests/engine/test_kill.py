"""Nothing lost, nothing twice: kill -9 at 200 random lines of a replay, start again, and all is as if nothing had happened."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POINTS = 200


@pytest.mark.long
def test_killed_anywhere_nothing_is_lost_and_nothing_doubled(tmp_path):
    program = [sys.executable, "-m", "tests.engine.killed", str(tmp_path), str(POINTS), "20261122"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(found)
    assert found["kills"] >= POINTS
    assert found["posts"] >= 3
    assert found["rows"] > 40
    assert found["wrong"] == []
