"""What /setup offers, and the buttons of its pages."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from adapters.telegram import render
from adapters.telegram.escape import plain, quoted_line
from bot.events import CommandGiven
from bot.model import Policy, WrongKnob, set_knob

QUIET_HOURS = ("22:00-08:00", "21:00-09:00", "23:00-07:00", "20:00-08:00")
NO_HOURS = "none"
ZONES = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Istanbul", "Asia/Tehran", "Asia/Dubai", "Asia/Kolkata"),
    *("Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "America/New_York", "America/Chicago"),
    *("America/Los_Angeles", "America/Sao_Paulo"),
)
LANGUAGES = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "hi": "हिन्दी",
    "ja": "日本語",
    "pt": "Português",
    "ru": "Русский",
    "tr": "Türkçe",
    "zh": "中文",
}
"""Each by the name that its own speakers give it."""
TIDY = ("off", "1m", "10m", "1h")
A_ROW = 2


def button(label: str, carries: str, chosen: bool = False) -> InlineKeyboardButton:
    """Return a button of a /setup page. `chosen`: what it stands for holds now."""
    return render.key(f"✓ {label}" if chosen else label, f"~setup:{carries}")


def rows(keys: Sequence[InlineKeyboardButton], size: int = A_ROW) -> list[Sequence[InlineKeyboardButton]]:
    """Return buttons in rows."""
    return [keys[begin : begin + size] for begin in range(0, len(keys), size)]


def called(name: str) -> str:
    """Return a member's or channel's name as a button shows it."""
    return plain(quoted_line(name)) or "?"


def fits(event: CommandGiven) -> bool:
    """Whether a knob takes this value: what a button carries was made by us, but may be of an older version."""
    try:
        set_knob(Policy(), event.argument("knob"), event.argument("value"))
    except WrongKnob:
        return False
    return True
