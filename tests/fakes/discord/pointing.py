"""Points the real discord.py at another Discord.

discord.py has two addresses, both public class attributes: `discord.http.Route.BASE` (REST, webhooks and interaction
answers alike) and `DiscordWebSocket.DEFAULT_GATEWAY` (the first connection; afterwards READY's resume_gateway_url,
and with AutoShardedClient the address that /gateway/bot answers). They are set before `login` and belong to the
process, so a bot in a process of its own sets them once: `point_at(api, gateway)`.

For tests without waits give the client `guild_ready_timeout=0.05` (else on_ready comes 2 s after the last server) and,
where it has to IDENTIFY a second time, override `before_identify_hook` (else it waits 5 s, as Discord wants).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def point_at(api: str, gateway: str) -> None:
    """Let every client of this process that logs in from now on use these addresses."""
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


@contextmanager
def pointed_at(api: str, gateway: str) -> Iterator[None]:
    """Point discord.py at these addresses for a while."""
    before = Route.BASE, str(DiscordWebSocket.DEFAULT_GATEWAY)
    point_at(api, gateway)
    try:
        yield
    finally:
        point_at(*before)
