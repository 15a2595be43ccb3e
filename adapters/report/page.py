"""Summary -> HTML (thin)."""

from html import escape

from adapters.report.speech import Speech
from bot.measure import Summary
from bot.model import Phrases


def page(summary: Summary, phrases: Phrases, language: str, title: str) -> str:
    """Return the page."""
    speech = Speech.of(summary, phrases, language)
    return f"<!doctype html><title>{escape(speech.say('title', title=title))}</title>"
