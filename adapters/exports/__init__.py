"""Chat exports as streams of events: DiscordChatExporter, Telegram Desktop, Slack, IRC logs, Twoway's JSONL."""

from adapters.exports.export import Export, open_export
from adapters.exports.jsonl import write_jsonl
from adapters.exports.tally import Broken, ExportTally, WrongExport

__all__ = ["Broken", "Export", "ExportTally", "WrongExport", "open_export", "write_jsonl"]
