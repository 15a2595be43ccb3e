"""The dashboard beside what is served: where its port is taken, the bot goes on without it."""

import socket
from pathlib import Path

import pytest

from adapters.clock import SystemClock
from adapters.memory import MemoryLog, MemoryStore
from bot.compose.panel import opened, panel
from bot.model import CommunityRef, MemberRef, Policy, Role
from bot.settings import Secret, Settings
from tests.dashboard.house import PHRASES


def doors():
    store = MemoryStore()
    return MemoryLog(), store, store, SystemClock(), PHRASES, Policy()


async def test_links_lead_to_the_address_that_people_use() -> None:
    settings = Settings(dashboard_port=0, dashboard_url="https://twoway.example/", data_dir=Path("nowhere"))
    made = panel(settings, doors(), dict)
    async with opened(settings, made) as url:
        assert url == "https://twoway.example"
        link = made.invite(MemberRef(CommunityRef("discord", "1"), "2"), "Mira", Role.TEAM)
        assert link.startswith("https://twoway.example/enter?ticket=")


async def test_without_an_address_it_is_the_port_that_was_free() -> None:
    settings = Settings(dashboard_port=0, dashboard_secret=Secret("x" * 24))
    async with opened(settings, panel(settings, doors(), dict)) as url:
        assert url.startswith("http://127.0.0.1:")
        assert not url.endswith(":0")


@pytest.mark.parametrize("public", ["", "https://twoway.example"])
async def test_a_taken_port_costs_the_dashboard_alone_and_no_link_leads_to_it(caplog, public: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(dashboard_port=taken.getsockname()[1], dashboard_url=public)
        made = panel(settings, doors(), dict)
        async with opened(settings, made) as url:
            assert url == ""
            assert made.invite(MemberRef(CommunityRef("discord", "1"), "2"), "Mira", Role.TEAM) is None
    (said,) = [record for record in caplog.records if record.name == "twoway.dashboard"]
    assert "set TWOWAY_DASHBOARD_PORT to a free port" in said.why
