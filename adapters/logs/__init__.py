"""Structured logs: one line an event with its cause; no secrets, and no message's text above debug."""

from adapters.logs.lines import EventLines, set_up
from adapters.logs.redaction import redactor

__all__ = ["EventLines", "redactor", "set_up"]
