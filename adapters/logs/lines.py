"""Log lines through structlog, our own and the libraries' alike."""

import logging
import sys
from collections.abc import Iterable
from typing import Any

import structlog

from adapters.logs.redaction import redactor
from bot.actions import Decision, EntryKept
from bot.events import Event, MessageSeen


def set_up(level: str, form: str, secrets: Iterable[str]) -> None:
    """Send every log line to stderr. `form`: "text", "json", or "auto" (text on a terminal)."""
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Before redaction: a traceback may hold a secret too.
        structlog.processors.format_exc_info,
    ]
    render: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if as_text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redactor(secrets), render]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for loud in ("httpx", "httpcore", "aiohttp.access"):
        # They log addresses, and an address may hold a token.
        logging.getLogger(loud).setLevel(logging.WARNING)


class EventLines:
    """A witness that writes one line an event: what happened where, what came of it, because of what."""

    def __init__(self) -> None:
        """Write to the logger "twoway.event"."""
        self._log = logging.getLogger("twoway.event")

    def saw(self, event: Event, decision: Decision) -> None:
        """Write the line: at info when something was entered in the ledger or is to be done, else at debug."""
        entries = [change.entry for change in decision.changes if isinstance(change, EntryKept)]
        level = logging.INFO if entries or decision.actions else logging.DEBUG
        if not self._log.isEnabledFor(level):
            return
        cues = [cue.phrase for entry in entries for cue in entry.because] or [cue.phrase for cue in decision.because]
        fields: dict[str, object] = {
            "channel": str(event.channel),
            "verdicts": [f"{entry.verdict}:{entry.subject}" for entry in entries],
            "actions": [action.key for action in decision.actions],
            "because": cues,
        }
        if isinstance(event, MessageSeen):
            fields["line"] = event.message.ref.id
            if self._log.isEnabledFor(logging.DEBUG):
                fields["text"] = event.message.text
        self._log.log(level, type(event).__name__, extra=fields)
