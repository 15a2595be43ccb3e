"""What Telegram allows."""

from adapters.telegram.escape import marked, units, worded
from bot.model import Limits

LIMITS = Limits(
    message_characters=4096,
    poll_question_characters=300,
    poll_options=12,
    poll_option_characters=100,
    poll_seconds=(5, 2_628_000),
    button_bytes=64,
    edits_posts=True,
    reports_deletions=False,
    keeps_history=False,
    anonymous_polls=True,
    takes=lambda text: units(marked(worded(text))),
)
"""What Telegram allows a bot. It tells of no deletion in groups, and keeps no history for bots."""
