"""Knobs as people read and write them: the policy file's own notation, and values to offer."""

from datetime import time, timedelta

from bot.model import KNOBS, PLURALS, Policy

UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
NONE = "none"
"""What to write for no value at all, where nothing cannot be written."""
EMPTY = ("quiet_hours", "team", "team_channel")
OFFERED: dict[str, tuple[str, ...]] = {
    "mode": ("watch", "suggest", "act"),
    "patience": ("auto", "10m", "20m", "30m", "1h", "2h", "4h"),
    "announcement_wait": ("auto", "1h", "2h", "4h", "8h"),
    "spacing": ("5m", "10m", "30m", "1h"),
    "quiet_hours": ("22:00-08:00", "21:00-09:00", "23:00-07:00", "20:00-08:00", NONE),
    "language": ("auto", *sorted(PLURALS)),
    "budget": ("0", "1", "2", "3", "4", "6", "8", "12"),
    "holdout": ("0", "0.1", "0.2", "0.3"),
    "retention": ("7d", "14d", "30d", "90d"),
    "team": (NONE,),
    "team_channel": (NONE,),
}
"""Values to offer, by a knob's name or the part of it before the dot."""


def written(policy: Policy, knob: str) -> str:
    """Return a knob's value in the policy file's notation."""
    value = getattr(policy, KNOBS[knob][0])
    match value:
        case None:
            return "" if knob == "quiet_hours" else "auto"
        case timedelta():
            return _duration(value)
        case (time(), time()):
            return "-".join(moment.strftime("%H:%M") for moment in value)
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def chosen(knob: str, value: str) -> str:
    """Return what a person wrote as the policy's notation has it."""
    return "" if value.strip().lower() == NONE and knob in EMPTY else value.strip()


def _duration(length: timedelta) -> str:
    rest, parts = int(length.total_seconds()), ""
    for unit, seconds in UNITS:
        count, rest = divmod(rest, seconds)
        parts += f"{count}{unit}" if count else ""
    return parts or f"{length.total_seconds()}s"
