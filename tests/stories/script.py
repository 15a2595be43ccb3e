"""A story's text as steps."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

STEP = re.compile(r"^(\d\d:\d\d)\s+(.*)$")
SETTING = re.compile(r"^([a-z_.]+) = (.*)$")


@dataclass(frozen=True)
class Step:
    number: int
    at: datetime
    text: str


@dataclass(frozen=True)
class Story:
    title: str
    settings: dict[str, str]
    steps: tuple[Step, ...]


def read_story(path: Path) -> Story:
    """Read a story; an error names its line."""
    title, settings, steps = "", {}, []
    day, last = date(2026, 5, 4), time()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not title:
            title = line.strip()
        elif found := STEP.match(line):
            clock = time.fromisoformat(found[1])
            day = day + timedelta(days=1) if clock < last else day
            last = clock
            zone = ZoneInfo(settings.get("timezone", "UTC"))
            steps.append(Step(number, datetime.combine(day, clock, zone).astimezone(UTC), found[2].strip()))
        elif found := SETTING.match(line):
            if found[1] == "day":
                day = date.fromisoformat(found[2])
            else:
                settings[found[1]] = found[2].strip('"')
        else:
            raise ValueError(f"{path.name}:{number}: not understood: {line}")
    return Story(title, settings, tuple(steps))
