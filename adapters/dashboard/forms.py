"""Forms: what a browser sends, and where it goes on afterwards."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

READING = 10.0
"""Seconds in which a form must have arrived."""

LONGEST = 1000
LONGEST_TEXT = 8_000


async def form_of(request: web.Request, reading: float = READING) -> Mapping[str, str]:
    """Return a form's fields, the text ones, with the line ends that people typed; it must arrive in time and be of a fitting size."""
    async with asyncio.timeout(reading):
        form = await request.post()
    texts = {name: value for name, value in form.items() if isinstance(value, str)}
    return {name: value.replace("\0", "").replace("\r\n", "\n") for name, value in texts.items()}


def typed_in(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what somebody wrote into a form, with the fields that tell which form it was; nothing of a form that only has buttons."""
    if not (form.get("text") or form.get("value")):
        return {}
    return {name: value[:LONGEST_TEXT] for name, value in form.items() if name not in ("token", "back")}


def back_to(path: str) -> str:
    """Return where to go on: one of our own pages, whatever the form said."""
    parts = urlsplit(path[:LONGEST])
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    clean = own and path.isprintable() and path.isascii() and "\\" not in path
    return path[:LONGEST] if clean else "/"
