"""Knobs as people read and write them: the policy file's own notation, and values to offer."""

from datetime import UTC, datetime, time, timedelta

from bot.model import KNOBS, PLURALS, Policy
from bot.model.deck import Voice

UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
NONE = "none"
"""What to write for no value at all, where nothing cannot be written."""
NOTHING = {"quiet_hours": "", "paused_until": "", "tidy_after": "off"}
"""What stands for nothing chosen, where it is not "auto"."""
EMPTY = ("quiet_hours", "team", "team_channel", "prompt_at", "avoid", "paused_until", "report_at")
OFFERED: dict[str, tuple[str, ...]] = {
    "mode": ("watch", "suggest", "act"),
    "patience": ("auto", "10m", "20m", "30m", "1h", "2h", "4h"),
    "announcement_wait": ("auto", "1h", "2h", "4h", "8h"),
    "prompt_at": ("fri 15:00", "mon 10:00 ideas", "wed 17:00 showcase", NONE),
    "voice": ("any", *Voice),
    "avoid": (NONE,),
    "spacing": ("5m", "10m", "30m", "1h"),
    "quiet_hours": ("22:00-08:00", "21:00-09:00", "23:00-07:00", "20:00-08:00", NONE),
    "language": ("auto", *sorted(PLURALS)),
    "budget": ("0", "1", "2", "3", "4", "6", "8", "12"),
    "holdout": ("0", "0.1", "0.2", "0.3"),
    "poll_votes": ("open", "anonymous"),
    "tidy_after": ("off", "1m", "10m", "1h"),
    "digest_at": ("07:00", "08:00", "09:00", "10:00", "12:00", "17:00"),
    "report_at": ("mon 09:00", "mon 10:00", "fri 15:00", NONE),
    "paused_until": (NONE,),
    "retention": ("7d", "14d", "30d", "90d"),
    "team": (NONE,),
    "team_channel": (NONE,),
}
"""Values to offer, by a knob's name or the part of it before the dot."""

SHOWN = 120
"""So many characters of a knob's value are shown where all knobs stand on one page."""


def written(policy: Policy, knob: str) -> str:
    """Return a knob's value in the policy file's notation."""
    value = getattr(policy, KNOBS[knob][0])
    match value:
        case None:
            return NOTHING.get(knob, "auto")
        case timedelta():
            return _duration(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="minutes")
        case time():
            return value.strftime("%H:%M")
        case (time(), time()):
            return "-".join(moment.strftime("%H:%M") for moment in value)
        case tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)


def listed(policy: Policy, knob: str) -> str:
    """Return a knob's value as `written` does, a long one cut, for a page that has room for all knobs."""
    value = written(policy, knob)
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def chosen(knob: str, value: str) -> str:
    """Return what a person wrote as the policy's notation has it."""
    return "" if value.strip().lower() == NONE and knob in EMPTY else value.strip()


def _duration(length: timedelta) -> str:
    rest, parts = int(length.total_seconds()), ""
    for unit, seconds in UNITS:
        count, rest = divmod(rest, seconds)
        parts += f"{count}{unit}" if count else ""
    return parts or f"{length.total_seconds()}s"
