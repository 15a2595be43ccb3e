"""Pure statistics over what was kept."""

from bot.measure.summary import Flag, Proposed, Summary, Tally

__all__ = ["Flag", "Proposed", "Summary", "Tally"]
