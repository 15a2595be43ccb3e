"""What is left of a channel's attention today."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import Policy, Post, spent_on


def spent(posts: Iterable[Post], policy: Policy, now: datetime) -> tuple[int, int]:
    """Return how many posts a channel's local day has seen, and how many are left."""
    zone = ZoneInfo(policy.timezone)
    count = spent_on(now.astimezone(zone).date(), zone, posts)
    return count, max(0, policy.budget_per_day - count)
