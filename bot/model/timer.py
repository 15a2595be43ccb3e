"""Timers: rows with a due time, never a sleeping task."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.refs import ChannelRef


class Purpose(StrEnum):
    """What is to be looked at when the time has come."""

    PATIENCE = "patience"
    EXPIRY = "expiry"
    AGAIN = "again"
    OUTCOME = "outcome"
    RETENTION = "retention"
    POLL = "poll"
    ROSTER = "roster"
    EARLIER = "earlier"
    PROMPT = "prompt"
    TRIAL = "trial"
    TEAM = "team"
    WHAT_NOW = "what_now"
    PUT = "put"
    PUT_SHOWN = "put_shown"
    DIGEST = "digest"
    REPORT = "report"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Timer:
    """At `due`, look at `subject` (a question id, a post key, "texts", a survey's key) of the channel again. One timer a (channel, purpose, subject)."""

    channel: ChannelRef
    purpose: Purpose
    subject: str
    due: datetime
