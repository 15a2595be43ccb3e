"""What Discord allows."""

from adapters.discord.escape import escape
from bot.model import Limits

LIMITS = Limits(
    message_characters=2000,
    poll_question_characters=300,
    poll_options=10,
    poll_option_characters=55,
    poll_seconds=(3600, 768 * 3600),
    button_bytes=64,
    edits_posts=True,
    reports_deletions=True,
    keeps_history=True,
    takes=lambda text: len(escape(text)),
)
"""What Discord allows. A button's custom_id holds 100; ours also carries which question a button asks."""
