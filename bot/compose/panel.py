"""The dashboard beside whatever is served: made before the platforms, since they hand out its links; opened when all is up."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.dashboard import Dashboard
    from adapters.memory import MemoryLog
    from adapters.sqlite import SqliteStore
    from bot.model import CommunityRef, MessageRef, Phrases, Policy
    from bot.ports import Clock

    Doors = tuple[MemoryLog, SqliteStore, SqliteStore, Clock, Phrases, Policy]

log = logging.getLogger("twoway.dashboard")

Listening = Callable[[], Awaitable[None]]


class _Late(Mapping[str, Listening]):
    """The platforms, looked up when asked: they are made after the dashboard."""

    def __init__(self, served: Callable[[], Mapping[str, Listening]]) -> None:
        self._served = served

    def __getitem__(self, name: str) -> Listening:
        return self._served()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._served())

    def __len__(self) -> int:
        return len(self._served())


def panel(
    settings: Settings,
    doors: "Doors",
    served: Callable[[], Mapping[str, Listening]],
    open_to: "CommunityRef | None" = None,
    in_telegram: "Callable[[MessageRef], str] | None" = None,
) -> "Dashboard":
    """Return the dashboard. `served`: what returns when each platform is heard; `open_to`: the community that needs no link.

    `in_telegram`: the address of a message there; only the platform itself knows which chat a community is by now.
    """
    from adapters.dashboard import Dashboard, Desk
    from bot.compose import read_decks
    from bot.compose.looks import looks
    from bot.compose.rehearsing import Rehearser

    events, store, _, clock, phrases, policy = doors
    links = {"discord": _in_discord} | ({"telegram": in_telegram} if in_telegram is not None else {})
    token, secret = str(settings.dashboard_metrics_token), str(settings.dashboard_secret)
    desk = Desk(
        *(events, store, clock, phrases, policy, settings.dashboard_url.rstrip("/")),
        links,
        _Late(served),
        open_to,
        token,
        Rehearser().rehearse,
        read_decks(settings, phrases),
        looks(phrases),
    )
    return Dashboard(desk, secret)


def _in_discord(ref: "MessageRef") -> str:
    from adapters.discord import link

    return link(ref)


@asynccontextmanager
async def opened(settings: Settings, dashboard: "Dashboard") -> AsyncIterator[str]:
    """Serve the dashboard, and yield its address; "" where that cannot be: listening to people is worth more than pages."""
    from contextlib import AsyncExitStack

    from adapters.dashboard import open_door

    async with AsyncExitStack() as stack:
        try:
            door = open_door(dashboard.application(), settings.dashboard_host, settings.dashboard_port)
            port = await stack.enter_async_context(door)
        except OSError as why:
            place = f"{settings.dashboard_host}:{settings.dashboard_port}"
            mend = "set TWOWAY_DASHBOARD_PORT to a free port"
            log.warning("no dashboard", extra={"why": f"cannot listen on {place} ({why.strerror or why}); {mend}"})
            dashboard.opened_at("")  # no link leads to what is not there
            yield ""
            return
        host = f"[{settings.dashboard_host}]" if ":" in settings.dashboard_host else settings.dashboard_host
        url = settings.dashboard_url.rstrip("/") or f"http://{host}:{port}"
        dashboard.opened_at(url)
        log.info("dashboard", extra={"url": url})
        yield url
