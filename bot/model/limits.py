"""What a platform allows: given, not chosen."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """A platform's limits, as data, so that the core never asks which platform it speaks to.

    Lengths are in characters, durations in seconds. `button_bytes` bounds the value a button carries back. `takes`: how many of
    `message_characters` it takes to show what a person wrote, with its signs escaped where the platform needs it.
    """

    message_characters: int
    poll_question_characters: int
    poll_options: int
    poll_option_characters: int
    poll_seconds: tuple[int, int]
    button_bytes: int
    edits_posts: bool
    reports_deletions: bool
    keeps_history: bool
    anonymous_polls: bool = False
    takes: Callable[[str], int] = len


SMALLEST = Limits(
    message_characters=2000,
    poll_question_characters=300,
    poll_options=10,
    poll_option_characters=55,
    poll_seconds=(3600, 2_628_000),
    button_bytes=64,
    edits_posts=True,
    reports_deletions=False,
    keeps_history=False,
)
"""What holds everywhere: for archives, and for drafts that may go to any platform."""
