"""The pages: what each is called, where it lies, what it shows, and what it takes to do something."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.dashboard.counted import counted
from adapters.dashboard.figures import index
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.lists import ledger, questions, today
from adapters.dashboard.polls import polls
from adapters.dashboard.privacy import privacy
from adapters.dashboard.prompts import prompts
from adapters.dashboard.settings import health, settings
from adapters.dashboard.waits import waits
from adapters.dashboard.words import Speech
from bot.model import Role
from bot.weeks import Weeks

Show = Callable[[Guest, Speech, Mapping[str, str]], Awaitable[dict[str, Any] | None]]

PAGES = ("today", "questions", "polls", "prompts", "index", "ledger", "settings", "privacy", "health")
"""What the navigation offers, in its order."""

PATHS: Mapping[str, str] = {"today": "/", "counted": "/index/counted"}
"""Where a page lies, if not under its own name."""

WITHIN: Mapping[str, str] = {"counted": "index", "waits": "index"}
"""Which page of the navigation another one belongs to."""

SAMPLED = frozenset({"today", "questions", "polls", "index", "counted", "waits", "ledger"})
"""Pages that show a sample while a community has said nothing yet."""

LIVE = frozenset({"today", "questions", "polls", "index", "ledger", "health"})
"""Pages that keep themselves up to date while they are open; where something is set, nothing moves under the hand."""

NEEDS: Mapping[str, Role] = {
    "do_question": Role.TEAM,
    "do_draft": Role.TEAM,
    "do_poll": Role.TEAM,
    "do_opener": Role.TEAM,
    "do_lookup": Role.TEAM,
    "do_forget": Role.TEAM,
    "ledger_file": Role.TEAM,
    "do_knob": Role.OWNER,
    "do_try": Role.OWNER,
    "do_end": Role.OWNER,
}
"""What it takes to do something; whatever is not named here, anybody who came in may do or see."""


def shows(desk: Desk, weeks: Weeks) -> Mapping[str, Show]:
    """Return what each page shows, by its name."""
    return {
        "today": lambda guest, speech, query: today(desk, guest, speech, weeks),
        "questions": lambda guest, speech, query: questions(desk, guest, speech, query),
        "polls": lambda guest, speech, query: polls(desk, guest, speech, query),
        "prompts": lambda guest, speech, query: prompts(desk, guest, speech, query),
        "index": lambda guest, speech, query: index(desk, guest, speech, weeks, query),
        "counted": lambda guest, speech, query: counted(desk, guest, speech, weeks, query),
        "waits": lambda guest, speech, query: waits(desk, guest, speech, query),
        "ledger": lambda guest, speech, query: ledger(desk, guest, speech, query),
        "settings": lambda guest, speech, query: settings(desk, guest, speech, query),
        "privacy": lambda guest, speech, query: privacy(desk, guest, speech, query),
        "health": lambda guest, speech, query: health(desk, guest, speech),
    }
