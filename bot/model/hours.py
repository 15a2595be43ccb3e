"""Hours that a team set for openers: "fri 15:00", "fri 15:00 showcase", "2026-12-24 10:00 welcome"; several with commas between them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.deck import Aim

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WRITTEN = re.compile(r"(?P<day>[a-z]{3}|\d{4}-\d\d-\d\d)\s+(?P<clock>\d\d?:\d\d)(?:\s+(?P<aim>[a-z]+))?")
MOST_HOURS = 8
FIRST_YEAR, LAST_YEAR = 2000, 9000
"""Days of other years are a slip, and at both ends of the calendar not every time zone has them."""


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
        day = date.fromisoformat(found["day"])
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
        return SetHour(at, day=day, aim=aim)
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
        moments += [_moment(hour, day, zone) for day in days]
    return min((moment for moment in moments if moment > after), default=None)


def _falls(hour: SetHour, today: date, days: int) -> bool:
    return (today + timedelta(days=days)).weekday() == hour.weekday


def _moment(hour: SetHour, day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour.at, zone).astimezone(UTC)


def hour_at(set_hours: Iterable[SetHour], moment: datetime, timezone: str) -> SetHour | None:
    """Return the hour that a moment of `next_hour` is, None where none was set for it."""
    zone = ZoneInfo(timezone)
    today = moment.astimezone(zone).date()
    for hour in set_hours:
        for day in (today, today - timedelta(days=1)):  # what clocks skip before midnight moves on beyond it
            fits = hour.day == day if hour.day is not None else hour.weekday == day.weekday()
            if fits and _moment(hour, day, zone) == moment:
                return hour
    return None
