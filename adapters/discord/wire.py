"""Requests to Discord, and what their answers mean: done, refused for good, or to be tried again."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from adapters.discord.render import Payload
from bot.model import ChannelRef, MemberRef

GONE = {
    10003: "the channel is gone",
    10004: "the bot is no longer in that server",
    10008: "the message is gone",
    50001: "the bot may not see that channel",
    50013: "the bot lacks a permission there",
    50083: "the thread is archived",
    160002: "the bot may not read the history there, so it cannot reply",
    160005: "the thread is locked",
}
"""Discord's error codes that say no, and would again, in plain words."""
OF_ONE_MESSAGE = frozenset({10008})
"""Those that concern one message rather than its channel."""
ENDED = 520001
"""The poll that should end had ended."""

FAILURES = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, TimeoutError, OSError)
"""Everything a request may raise for reasons outside this process."""

REPLY, WAIT, QUIET, UPDATE, MODAL = 4, 5, 6, 7, 9
"""Kinds of first answers: a message, "thinking", nothing to see, the message changed, a window."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A press or a command that waits for an answer: its token is good for 15 minutes. `language`: the member's own.

    `quiet`: a page already shows what came of it, so a notice need not.
    """

    application: int
    id: int
    token: str
    channel: ChannelRef
    member: MemberRef
    at: datetime
    language: str = "en"
    quiet: bool = False


class Wire:
    """The few requests the bot makes. They go through discord.py's own client, which keeps to the rate limits."""

    def __init__(self, http: HTTPClient) -> None:
        """`http`: of a client that is logged in."""
        self._http = http

    async def post(self, channel: int, payload: Payload) -> int:
        """Post a message; return its id."""
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        return int((await self._http.request(route, json=payload))["id"])

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

    async def fill(self, asked: Asked, payload: Payload) -> None:
        """Put the answer in the place that the first one kept for it."""
        path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        route = Route("PATCH", path, webhook_id=asked.application, webhook_token=asked.token)
        await self._http.request(route, json={name: part for name, part in payload.items() if name != "flags"})

    async def follow(self, asked: Asked, payload: Payload, file: tuple[str, bytes] | None = None) -> None:
        """Send a further answer, with a file where there is one."""
        path = "/webhooks/{webhook_id}/{webhook_token}"
        route = Route("POST", path, webhook_id=asked.application, webhook_token=asked.token)
        if file is None:
            await self._http.request(route, json=payload)
            return
        name, content = file
        described = payload | {"attachments": [{"id": 0, "filename": name}]}
        form: list[dict[str, Any]] = [
            {"name": "payload_json", "value": json.dumps(described)},
            {"name": "files[0]", "value": content, "filename": name, "content_type": "application/json"},
        ]
        await self._http.request(route, form=form)


def reason(error: discord.HTTPException) -> str:
    """Return in plain words why Discord said no."""
    known = GONE.get(error.code)
    if known:
        return known
    if error.status == 403:
        return "Discord does not allow it there"
    if error.status == 404:
        return "it is no longer there"
    return f"Discord did not accept it (error {error.code or error.status})"
