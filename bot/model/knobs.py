"""Policy knobs in the policy file's own notation: what may be set, what is wrong, and why."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model.deck import Voice
from bot.model.hours import FIRST_YEAR, LAST_YEAR, SetHour, WrongHour, hours
from bot.model.policy import ANY_VOICE, Mode, Policy, Votes
from bot.model.words import PLURALS

SEPARATORS = re.compile(r"[,;\n،؛、，]")
MOST_AVOIDED, LONGEST_AVOIDED = 40, 40
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
FARTHEST = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
"""A pause without an end lasts until then: of later moments not every time zone's calendar has the day."""


class WrongKnob(ValueError):
    """A knob's name or value cannot be used. The text says what would be."""


def duration(text: str) -> timedelta:
    """Read "20s", "30m", "2h", "1h30m", "30d" or "2w"; raise WrongKnob for anything else, and for nothing or less."""
    rest, seconds = text.strip().lower().replace(" ", ""), 0.0
    while rest:
        digits = ""
        while rest and (rest[0].isdecimal() or rest[0] == "."):
            digits, rest = digits + rest[0], rest[1:]
        if not digits or digits.count(".") > 1 or digits == "." or not rest or rest[0] not in UNITS:
            raise WrongKnob(f'"{text}" is not a duration; write it like "20s", "30m", "2h" or "30d"')
        seconds, rest = seconds + float(digits) * UNITS[rest[0]], rest[1:]
    if not 0 < seconds <= 3650 * 86400:
        raise WrongKnob(f'"{text}" is not a duration between a moment and ten years')
    return timedelta(seconds=seconds)


def _automatic(text: str) -> timedelta | None:
    return None if text.strip().lower() == "auto" else duration(text)


def _mode(text: str) -> Mode:
    try:
        return Mode(text.strip().lower())
    except ValueError:
        raise WrongKnob(f'"{text}" is no mode; choose "watch", "suggest" or "act"') from None


def _votes(text: str) -> Votes:
    try:
        return Votes(text.strip().lower())
    except ValueError:
        raise WrongKnob(f'"{text}" is no way to vote; choose "open" or "anonymous"') from None


def _after(text: str) -> timedelta | None:
    return None if text.strip().lower() == "off" else duration(text)


def _quiet(text: str) -> tuple[time, time] | None:
    if not text.strip():
        return None
    start, dash, end = text.partition("-")
    try:
        hours = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        hours = None
    if not dash or hours is None or hours[0].tzinfo or hours[1].tzinfo:
        raise WrongKnob(f'"{text}" are no quiet hours; write them like "22:00-08:00", or "" for none')
    if hours[0] == hours[1]:
        raise WrongKnob(f'"{text}" begins and ends at the same time; write "" for no quiet hours')
    return hours


def _hour(text: str) -> time:
    try:
        hour = time.fromisoformat(text.strip())
    except ValueError:
        hour = None
    if hour is None or hour.tzinfo or hour.second or hour.microsecond:
        raise WrongKnob(f'"{text}" is no time of day; write one like "09:00"')
    return hour


def _until(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        until = datetime.fromisoformat(text.strip())
        if until.year < FIRST_YEAR:
            raise ValueError
    except ValueError:
        raise WrongKnob(f'"{text}" is no moment; write one like "2026-05-04T14:00+00:00", or "" for no pause') from None
    if until.year > LAST_YEAR:
        return FARTHEST
    return until.astimezone(UTC) if until.tzinfo else until.replace(tzinfo=UTC)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongKnob(f'"{text}" is no time zone; write one like "Europe/Berlin" (a name of the IANA list)') from None
    return text


def _language(text: str) -> str:
    if text != "auto" and text not in PLURALS:
        raise WrongKnob(
            f'"{text}" is not a language Twoway speaks; choose "auto" or one of {", ".join(sorted(PLURALS))}'
        )
    return text


def _budget(text: str) -> int:
    if not text.strip().isdecimal() or not 0 <= int(text) <= 24:
        raise WrongKnob(f'"{text}" is no daily budget; write a whole number from 0 to 24')
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 0.5:
        raise WrongKnob(f'"{text}" is no share to hold back; write a number from 0 to 0.5')
    return share


def _ids(text: str) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    wrong = [part for part in ids if not part.removeprefix("-").isdecimal()]
    if wrong:
        raise WrongKnob(f'"{wrong[0]}" is no id of a role or member; ids are whole numbers, with commas between them')
    return ids


def _hours(text: str) -> tuple[SetHour, ...]:
    try:
        return hours(text)
    except WrongHour as wrong:
        raise WrongKnob(str(wrong)) from None


def _weekly(text: str) -> tuple[SetHour, ...]:
    try:
        found = hours(text)
    except WrongHour:
        found = ()
        wrong = True
    else:
        wrong = len(found) > 1 or any(hour.weekday is None or hour.aim is not None for hour in found)
    if wrong:
        raise WrongKnob(f'"{text}" is no hour of the week; write one like "mon 09:00", or "" for none')
    return found


def _voice(text: str) -> str:
    voices = (ANY_VOICE, *Voice)
    if text.strip().lower() not in voices:
        raise WrongKnob(f'"{text}" is no voice; choose one of {", ".join(voices)}')
    return text.strip().lower()


def _words(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(" ".join(part.split()) for part in SEPARATORS.split(text) if part.strip()))
    if len(words) > MOST_AVOIDED or any(len(word) > LONGEST_AVOIDED for word in words):
        raise WrongKnob(f"at most {MOST_AVOIDED} words of up to {LONGEST_AVOIDED} characters can be avoided")
    return words


KNOBS: dict[str, tuple[str, Callable[[str], object]]] = {
    "mode.nudge": ("nudge", _mode),
    "mode.poll": ("poll", _mode),
    "mode.prompt": ("prompt", _mode),
    "mode.digest": ("digest", _mode),
    "mode.thanks": ("thanks", _mode),
    "patience": ("patience", _automatic),
    "announcement_wait": ("announcement_wait", _automatic),
    "prompt_at": ("prompt_at", _hours),
    "voice": ("voice", _voice),
    "avoid": ("avoid", _words),
    "spacing": ("spacing", duration),
    "quiet_hours": ("quiet_hours", _quiet),
    "timezone": ("timezone", _zone),
    "language": ("language", _language),
    "budget.per_day": ("budget_per_day", _budget),
    "holdout": ("holdout", _share),
    "team_channel": ("team_channel", str.strip),
    "team": ("team", _ids),
    "poll_lasts": ("poll_lasts", duration),
    "poll_votes": ("poll_votes", _votes),
    "tidy_after": ("tidy_after", _after),
    "digest_at": ("digest_at", _hour),
    "report_at": ("report_at", _weekly),
    "paused_until": ("paused_until", _until),
    "retention": ("retention", duration),
}
"""Knob -> the policy's field, and how its text is read. The one list that file, commands and settings pages share."""

EVERYWHERE = ("paused_until",)
"""Knobs that are the whole community's, wherever they were turned: no channel has one of its own."""


def set_knob(policy: Policy, knob: str, value: str) -> Policy:
    """Return the policy with one knob turned; raise WrongKnob, with what would be right, when that cannot be."""
    if knob not in KNOBS:
        raise WrongKnob(f'there is no knob "{knob}"; the knobs are {", ".join(KNOBS)}')
    field, read = KNOBS[knob]
    return replace(policy, **{field: read(value)})  # type: ignore[arg-type]  # each reader returns its own field's type
