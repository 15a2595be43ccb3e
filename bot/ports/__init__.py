"""The doors to the outside, as Protocols of at most five methods. Adapters stand behind them; contract tests hold each to its words."""

from bot.model import Receipt, Refusal, Settlement, Unknown
from bot.ports.faults import Throttled, Unavailable
from bot.ports.kept import (
    Belongings,
    Claimed,
    Commit,
    Figures,
    Guests,
    Library,
    Lines,
    Lists,
    Marks,
    Outbox,
    Records,
    SortedTimers,
    Store,
    Surveys,
    Timers,
)
from bot.ports.outside import Batch, Clock, EventLog, Painter, Platform, Witness

__all__ = [
    "Batch",
    "Belongings",
    "Claimed",
    "Clock",
    "Commit",
    "EventLog",
    "Figures",
    "Guests",
    "Library",
    "Lines",
    "Lists",
    "Marks",
    "Outbox",
    "Painter",
    "Platform",
    "Receipt",
    "Records",
    "Refusal",
    "Settlement",
    "SortedTimers",
    "Store",
    "Surveys",
    "Throttled",
    "Timers",
    "Unavailable",
    "Unknown",
    "Witness",
]
