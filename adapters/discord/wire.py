"""Requests to Discord, and what their answers mean: done, refused for good, or to be tried again."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from adapters.discord.render import Payload
from adapters.discord.stops import refused
from bot.model import ChannelRef, Drawn, MemberRef, Phrase
from bot.ports import Throttled, Unavailable

log = logging.getLogger("twoway.discord")

GONE = {
    10003: "channel_gone",
    10004: "no_server",
    10008: "message_gone",
    50001: "view",
    50013: "permission",
    50083: "thread_archived",
    160002: "history",
    160005: "thread_locked",
}
"""Discord's error codes that say no, and would again, and the refusals they are."""
OF_ONE_MESSAGE = frozenset({10008})
"""Those that concern one message rather than its channel."""
ENDED = 520001
"""The poll that should end had ended."""
PICTURE = "twoway.png"
REFUSED_FILES, NO_FILES = (400, 403, 413), frozenset({50013})
"""How Discord refuses a file, and a right that may be missing for the file alone: the request is then made again without it."""

FAILURES = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, TimeoutError, OSError)
"""Everything a request may raise for reasons outside this process."""
TOO_MANY, UNTOLD = 429, 60.0
"""Discord's status for too many requests, and for how many seconds to rest where it does not say."""

REPLY, WAIT, QUIET, UPDATE, MODAL = 4, 5, 6, 7, 9
"""Kinds of first answers: a message, "thinking", nothing to see, the message changed, a window."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A press or a command that waits for an answer: its token is good for 15 minutes.

    `language`: in which it is answered. `common`: the community's. `quiet`: a page already shows what came of it, so a notice need not.
    """

    application: int
    id: int
    token: str
    channel: ChannelRef
    member: MemberRef
    at: datetime
    language: str = "en"
    common: str = "en"
    quiet: bool = False


class Wire:
    """The few requests the bot makes. They go through discord.py's own client, which keeps to the rate limits."""

    def __init__(self, http: HTTPClient) -> None:
        """`http`: of a client that is logged in."""
        self._http = http

    async def post(self, channel: int, payload: Payload, drawn: Drawn | None = None) -> int:
        """Post a message, with a picture where there is one; return its id."""
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        return int((await self._sent(route, payload, drawn))["id"])

    async def edit(self, channel: int, message: int, payload: Payload) -> None:
        """Change a message of ours."""
        path = "/channels/{channel_id}/messages/{message_id}"
        await self._http.request(Route("PATCH", path, channel_id=channel, message_id=message), json=payload)

    async def message(self, channel: int, message: int) -> dict[str, Any]:
        """Return a message as it stands."""
        path = "/channels/{channel_id}/messages/{message_id}"
        found: dict[str, Any] = await self._http.request(Route("GET", path, channel_id=channel, message_id=message))
        return found

    async def end_poll(self, channel: int, message: int) -> dict[str, Any]:
        """End a poll of ours; return its message as it then stands."""
        path = "/channels/{channel_id}/polls/{message_id}/expire"
        ended: dict[str, Any] = await self._http.request(Route("POST", path, channel_id=channel, message_id=message))
        return ended

    async def voted(self, channel: int, message: int, answer: int, user: int) -> bool:
        """Whether a member voted for one answer of a poll."""
        path = "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}"
        route = Route("GET", path, channel_id=channel, message_id=message, answer_id=answer)
        users = (await self._http.request(route, params={"after": user - 1, "limit": 1}))["users"]
        return any(int(each["id"]) == user for each in users)

    async def answer(self, asked: Asked, kind: int, payload: Payload | None = None) -> None:
        """Give the first answer, within three seconds."""
        path = "/interactions/{id}/{webhook_token}/callback"
        body: Payload = {"type": kind} if payload is None else {"type": kind, "data": payload}
        await self._http.request(Route("POST", path, id=asked.id, webhook_token=asked.token), json=body)

    async def fill(self, asked: Asked, payload: Payload, drawn: Drawn | None = None) -> None:
        """Put the answer in the place that the first one kept for it."""
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        route = Route("PATCH", path, webhook_id=asked.application, webhook_token=asked.token)
        await self._sent(route, {name: part for name, part in payload.items() if name != "flags"}, drawn)

    async def follow(
        self, asked: Asked, payload: Payload, file: tuple[str, bytes] | None = None, drawn: Drawn | None = None
    ) -> None:
        """Send a further answer, with a file or a picture where there is one."""
        path = "/webhooks/{webhook_id}/{webhook_token}"
        route = Route("POST", path, webhook_id=asked.application, webhook_token=asked.token)
        if file is None:
            await self._sent(route, payload, drawn)
        else:
            name, content = file
            await self._http.request(route, form=form(payload, name, content, "application/json"))

    async def _sent(self, route: Route, payload: Payload, drawn: Drawn | None) -> Any:
        """Send a payload with its picture. Where Discord refuses the two for what they are, nothing stands, and the words go alone."""
        if drawn is None:
            return await self._http.request(route, json=payload)
        try:
            return await self._http.request(route, form=form(payload, PICTURE, drawn.png, "image/png", drawn.alt))
        except discord.HTTPException as error:
            if error.status not in REFUSED_FILES or (error.code in GONE and error.code not in NO_FILES):
                raise
            log.warning("picture left out", extra={"why": f"Discord says {error.status} {error.code}"})
            return await self._http.request(route, json=payload)


def later(error: Exception) -> Unavailable:
    """Return as what to raise one of FAILURES that may pass: Throttled where Discord said when."""
    if isinstance(error, discord.RateLimited):
        return Throttled("Discord", error.retry_after)
    if isinstance(error, discord.HTTPException) and error.status == TOO_MANY:
        return Throttled("Discord", _retry_after(error))
    return Unavailable(f"Discord does not answer now ({type(error).__name__})")


def for_good(error: Exception) -> bool:
    """Whether Discord said no, and would again."""
    return isinstance(error, discord.HTTPException) and error.status < 500 and error.status != TOO_MANY


def _retry_after(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", UNTOLD))
    except ValueError:
        return UNTOLD


def form(payload: Payload, name: str, content: bytes, kind: str, alt: str = "") -> list[dict[str, Any]]:
    """Return a payload and its file as the parts of a form. `alt`: what is told of it to those who do not see it."""
    described = {"id": 0, "filename": name} | ({"description": alt} if alt else {})
    return [
        {"name": "payload_json", "value": json.dumps(payload | {"attachments": [described]})},
        {"name": "files[0]", "value": content, "filename": name, "content_type": kind},
    ]


def reason(error: discord.HTTPException) -> Phrase:
    """Return why Discord said no."""
    known = GONE.get(error.code)
    if known:
        return refused(known)
    if error.status in (403, 404):
        return refused("forbidden" if error.status == 403 else "not_found")
    return refused("code", code=str(error.code or error.status))
