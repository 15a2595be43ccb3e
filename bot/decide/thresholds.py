"""The bounds that turn probabilities into decisions, and how a community's corrections move them."""

from datetime import timedelta

from bot.view import CommunityView

OPENED = 0.35
"""From this probability on a line is followed as a question at all; the flag's own bound comes on top."""

FLAGGED = 0.47
"""A question is flagged when P(it seeks a response) × P(put to the channel) × P(nobody responded) reaches this."""

LIKELY = 0.5
"""More likely than not."""

SURE = 0.7
"""From here on a poll that the talk suggests is worth a draft: on logs that were not looked at before, what was false stayed below."""

BURST = timedelta(minutes=3)
"""Lines of one author with nobody in between and no longer pause than this are one utterance."""

LIFETIME = timedelta(hours=48)
"""How long a question is kept in mind; then it is closed."""

SHIFT_MOST = 0.25
SHIFT_CASES = 10


def flag_threshold(community: CommunityView) -> float:
    """Return the flag's bound for this community: 0.47, moved by at most 0.25 by its own corrections.

    shift = 0.25 · (false − missed) / (false + missed + 10), where `false` counts "not a question" and "answered here", `missed`
    counts "needs an answer" on lines we had passed over. Ten phantom cases keep the first few corrections from swinging it.
    """
    false = max(0, community.counts.get("not_question", 0)) + max(0, community.counts.get("answered_here", 0))
    missed = max(0, community.counts.get("missed", 0))
    return FLAGGED + SHIFT_MOST * (false - missed) / (false + missed + SHIFT_CASES)
