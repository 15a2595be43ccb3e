"""Hours that a team set for openers: "fri 15:00", "fri 15:00 showcase", "2026-12-24 10:00 welcome"; several with commas between them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.deck import Aim

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WRITTEN = re.compile(r"(?P<day>[a-z]{3}|\d{4}-\d\d-\d\d)\s+(?P<clock>\d\d?:\d\d)(?:\s+(?P<aim>[a-z]+))?")
MOST_HOURS = 8


class WrongHour(ValueError):
    """An hour cannot be read; the text says how it is written."""


@dataclass(frozen=True, slots=True)
class SetHour:
    """An hour, by the community's clock, for an opener: every week on `weekday` (0 is Monday), or once on `day`. `aim`: None for any."""

    at: time
    weekday: int | None = None
    day: date | None = None
    aim: Aim | None = None

    def __str__(self) -> str:
        when = self.day.isoformat() if self.day is not None else DAYS[self.weekday or 0]
        return f"{when} {self.at:%H:%M}" + (f" {self.aim}" if self.aim is not None else "")


def hours(text: str) -> tuple[SetHour, ...]:
    """Read hours; none for an empty text. Raises WrongHour."""
    found = tuple(_hour(part.strip().casefold()) for part in text.split(",") if part.strip())
    if len(found) > MOST_HOURS:
        raise WrongHour(f"these are {len(found)} hours; at most {MOST_HOURS} can be set")
    return found


def _hour(text: str) -> SetHour:
    found = WRITTEN.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        hour, minute = found["clock"].split(":")
        at = time(int(hour), int(minute))
        aim = Aim(found["aim"]) if found["aim"] else None
        if found["day"] in DAYS:
            return SetHour(at, weekday=DAYS.index(found["day"]), aim=aim)
        return SetHour(at, day=date.fromisoformat(found["day"]), aim=aim)
    except ValueError:
        raise WrongHour(
            f'"{text}" is no hour for an opener; write it like "fri 15:00", "fri 15:00 showcase" or "2026-12-24 10:00"'
            f" (purposes: {', '.join(Aim)})"
        ) from None


def next_hour(set_hours: Iterable[SetHour], after: datetime, timezone: str) -> datetime | None:
    """Return the first of the hours after a moment (UTC); None where none is left. One that clocks skip moves on by as much."""
    zone = ZoneInfo(timezone)
    today = after.astimezone(zone).date()
    moments = []
    for hour in set_hours:
        days = (
            [hour.day]
            if hour.day is not None
            else [today + timedelta(days=n) for n in range(8) if _falls(hour, today, n)]
        )
        moments += [datetime.combine(day, hour.at, zone).astimezone(ZoneInfo("UTC")) for day in days]
    return min((moment for moment in moments if moment > after), default=None)


def _falls(hour: SetHour, today: date, days: int) -> bool:
    return (today + timedelta(days=days)).weekday() == hour.weekday


def hour_at(set_hours: Iterable[SetHour], moment: datetime, timezone: str) -> SetHour | None:
    """Return the hour that a moment is, None where none was set for it."""
    local = moment.astimezone(ZoneInfo(timezone))
    for hour in set_hours:
        fits = hour.day == local.date() if hour.day is not None else hour.weekday == local.weekday()
        if fits and hour.at == local.time().replace(second=0, microsecond=0):
            return hour
    return None
