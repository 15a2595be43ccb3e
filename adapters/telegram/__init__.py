"""Telegram, on python-telegram-bot: listen, translate, render, speak, and nothing of Telegram beyond this folder."""

from adapters.telegram.diagnosis import Diagnosis, examine
from adapters.telegram.directory import NOTES, Directory
from adapters.telegram.history import as_heard
from adapters.telegram.home import Telegram
from adapters.telegram.limits import LIMITS
from adapters.telegram.webhook import Door

__all__ = ["LIMITS", "NOTES", "Diagnosis", "Directory", "Door", "Telegram", "as_heard", "examine"]
