"""Telegram's updates, posted to us: one address, guarded by a secret that only Telegram was told."""

import hmac
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2s
from urllib.parse import urlsplit

from aiohttp import web

from adapters.telegram.listen import Ears
from bot.ports import Unavailable

log = logging.getLogger("twoway.telegram")

SECRET = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Door:
    """Where Telegram posts to (`url`, as the world sees it), and where we listen for that."""

    url: str
    host: str
    port: int


def secret_of(token: str) -> str:
    """Return what Telegram is to say with each post. Derived from the token, so that nothing more has to be kept."""
    return blake2s(b"twoway webhook", key=token.encode()[:32]).hexdigest()


def application(path: str, secret: str, ears: Ears) -> web.Application:
    """Return what serves the address. Its answer is the confirmation, so it comes once the update is committed."""

    async def take(request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), secret.encode()):
            log.warning("posted without the secret", extra={"from": request.remote})
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
            number = update["update_id"]
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        try:
            await ears.take([update])
        except Unavailable as why:
            log.warning("not saved", extra={"update": number, "why": str(why)})
            return web.Response(status=503)
        return web.Response()

    made = web.Application(client_max_size=MOST_BYTES)
    made.router.add_post(path, take)
    return made


@asynccontextmanager
async def open_door(door: Door, secret: str, ears: Ears) -> AsyncIterator[int]:
    """Serve the address; yields the port. Raises OSError where it cannot be listened on."""
    runner = web.AppRunner(application(urlsplit(door.url).path or "/", secret, ears), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, door.host, door.port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
