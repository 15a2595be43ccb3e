"""What machines ask: whether it lives, whether it is ready, and counts that name nobody."""

import re

from bot.model import Role
from tests.dashboard.house import open_house


async def test_it_lives_and_is_ready_while_the_platform_is_heard() -> None:
    async with open_house() as house, house.stranger() as visitor:
        assert await visitor.get("/healthz") == (200, "ok\n")
        assert await visitor.get("/readyz") == (200, "ready\n")
        house.heard["discord"] = False
        assert await visitor.get("/readyz") == (503, "discord is not heard\n")
        assert (await visitor.get("/healthz"))[0] == 200


async def test_metrics_count_and_name_nobody() -> None:
    async with open_house() as house, house.guest(Role.OWNER) as visitor:
        await house.waiting("Ada", "Does the lid fit?")
        await visitor.get("/")
        await visitor.get("/nowhere/secret")
        status, text = await visitor.get("/metrics")
        assert status == 200
        assert 'twoway_events_total{kind="MessageSeen"} 1' in text
        assert 'twoway_ledger_entries_total{verdict="flagged"} 1' in text
        assert 'twoway_platform_heard{platform="discord"} 1' in text
        assert 'twoway_dashboard_views_total{page="today",status="200"} 2' in text
        assert 'twoway_dashboard_views_total{page="none",status="404"} 1' in text
        for name in ("Ada", "ada", "mira", "77", "general", "secret"):
            assert name not in text
        # The text format, line by line.
        sample = re.compile(r'^[a-z_]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? -?[0-9.e+-]+$')
        for line in text.splitlines():
            assert line.startswith(("# HELP ", "# TYPE ")) or sample.match(line), line


async def test_metrics_are_for_this_machine_or_for_who_has_the_token() -> None:
    async with open_house() as house, house.stranger() as visitor:
        assert (await visitor.get("/metrics", **{"X-Forwarded-For": "203.0.113.9"}))[0] == 403
    async with open_house(metrics_token="let-me-count") as house, house.stranger() as visitor:
        assert (await visitor.get("/metrics"))[0] == 403
        assert (await visitor.get("/metrics", Authorization="Bearer let-me-guess"))[0] == 403
        assert (await visitor.get("/metrics", Authorization="Bearer let-me-count"))[0] == 200
