"""What is left of a channel's attention today."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import Delivery, Policy, Post

COUNTED = (Delivery.QUEUED, Delivery.SENT, Delivery.UNKNOWN)


def spent(posts: Iterable[Post], policy: Policy, now: datetime) -> tuple[int, int]:
    """Return how many posts a channel's local day has seen, and how many are left. What people wait for is no part of it."""
    zone = ZoneInfo(policy.timezone)
    today = now.astimezone(zone).date()
    count = sum(
        post.delivery in COUNTED and not post.owed and post.at.astimezone(zone).date() == today for post in posts
    )
    return count, max(0, policy.budget_per_day - count)
