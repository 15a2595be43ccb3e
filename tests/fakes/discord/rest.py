"""The REST side: finds the call, checks it, lets trouble happen, answers, and checks the answer too."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zlib import crc32

from aiohttp import web

from tests.fakes.discord.errors import ApiError, malformed
from tests.fakes.discord.spec import Spec
from tests.fakes.discord.trouble import Fault

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

Json = Any
PREFIX = "/api/v10"
OPEN = ("/interactions/", "/webhooks/{webhook_id}/{webhook_token}", "/gateway")
"""Calls that need no bot token: an interaction's token is in their path."""


@dataclass
class Upload:
    """A file that came with a message."""

    name: str
    data: bytes


@dataclass
class Call:
    """A request that passed the checks."""

    fake: "FakeDiscord"
    slots: dict[str, str]
    query: dict[str, str]
    body: Json
    files: dict[int, Upload]

    def id(self, name: str) -> int:
        """Return the id in a slot of the path."""
        if not self.slots[name].isdigit():
            raise malformed(name, "NUMBER_TYPE_COERCE", f'Value "{self.slots[name]}" is not snowflake.')
        return int(self.slots[name])


@dataclass
class Request:
    """One request as it was heard, for tests to look at."""

    method: str
    path: str
    template: str
    query: dict[str, str]
    body: Json
    status: int = 0
    answer: Json = None
    headers: dict[str, str] = field(default_factory=dict)


Answer = tuple[int, Json]
Route = Callable[[Call], Answer | Awaitable[Answer]]
ROUTES: dict[tuple[str, str], Route] = {}


def route(method: str, template: str) -> Callable[[Route], Route]:
    """Register the function that answers a call of the description."""

    def register(function: Route) -> Route:
        ROUTES[method, template] = function
        return function

    return register


class Rest:
    """Answers requests."""

    def __init__(self, fake: "FakeDiscord", spec: Spec) -> None:
        """`spec`: the official description."""
        self.fake = fake
        self.spec = spec
        self.requests: list[Request] = []

    async def serve(self, http: web.Request) -> web.StreamResponse:
        """Answer one request, with whatever trouble was ordered for it."""
        path = http.path.removeprefix(PREFIX)
        fault = self.fake.trouble.meets(http.method, path)
        if fault is not None and not fault.happened:
            if fault.gate is not None:
                await fault.gate.wait()
            else:
                text = await http.text() if http.content_type == "application/json" else ""
                self._heard(http, path, fault.status or 0).body = json.loads(text) if text else None
                return await self._troubled(http, fault)
        answer = await self._answer(http, path)
        self.fake.changed()
        if fault is not None and fault.happened:
            if fault.gate is None:
                return await self._troubled(http, fault)
            await fault.gate.wait()
        return answer

    def _heard(self, http: web.Request, path: str, status: int) -> Request:
        known = self.spec.match(path)
        request = Request(http.method, path, known[0] if known else path, dict(http.query), None, status)
        request.headers = dict(http.headers)
        self.requests.append(request)
        return request

    async def _troubled(self, http: web.Request, fault: Fault) -> web.StreamResponse:
        self.fake.changed()
        if fault.status is None:
            assert http.transport is not None
            http.transport.abort()
            return web.Response(status=500)
        if isinstance(fault.body, str):
            return web.Response(status=fault.status, text=fault.body, headers=fault.headers)
        return _json(fault.body, fault.status, fault.headers)

    async def _answer(self, http: web.Request, path: str) -> web.Response:
        request = self._heard(http, path, 0)
        operation = None
        try:
            operation, call = await self._checked(http, request)
            found = ROUTES[request.method, request.template](call)
            status, body = found if isinstance(found, tuple) else await found
        except ApiError as error:
            status, body = error.status, error.body
            if not error.excusable:
                self.fake.violations.append(f"{request.method} {path}: {error}")
        if operation is not None:
            faults = self.spec.answer_faults(operation, status, body)
            self.fake.violations += [f"own answer to {request.method} {request.template}: {fault}" for fault in faults]
        request.status, request.answer = status, body
        headers = {"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "999", "X-RateLimit-Reset-After": "1.0"}
        headers |= {"X-RateLimit-Bucket": f"{crc32(f'{request.method} {request.template}'.encode()):x}"}
        if body is None:
            return web.Response(status=status, headers=headers)
        return _json(body, status, headers)

    async def _checked(self, http: web.Request, request: Request) -> tuple[dict[str, Any], Call]:
        """Return the call, or raise what Discord would answer to a request that is wrong in itself."""
        where = f"{http.method} {request.path}"
        known = self.spec.match(request.path)
        operation = self.spec.operation(http.method, known[0]) if known else None
        if known is None or operation is None:
            self.fake.violations.append(f"{where} is no call of Discord's")
            raise ApiError(0, status=404)
        template, slots = known
        if not template.startswith(OPEN) and http.headers.get("Authorization") != f"Bot {self.fake.token}":
            raise ApiError(0, status=401)
        if (http.method, template) not in ROUTES:
            self.fake.violations.append(f"{http.method} {template} is not built into this fake")
            raise ApiError(0, status=404)
        body, files = await _read_body(http)
        request.body = body
        self.fake.violations += [f"{where}: {fault}" for fault in self.spec.query_faults(operation, request.query)]
        for key in self.spec.unknown_in_request(operation, body):
            self.fake.violations.append(f"{where}: unknown key {key}")
            body = _without(body, key.split("."))
        for fault in self.spec.request_faults(operation, body)[:1]:
            steps = ".".join(str(step) for step in fault.absolute_path)
            raise malformed(steps, f"FIELD_{str(fault.validator).upper()}", fault.message[:300])
        return operation, Call(self.fake, slots, request.query, body if body is not None else {}, files)


def _json(body: Json, status: int, headers: dict[str, str]) -> web.Response:
    """Answer in JSON, named without a charset: with one, discord.py takes the body for text."""
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json", headers=headers)


def _without(body: Json, path: list[str]) -> Json:
    """Return a body without a key that Discord does not know: it passes over those."""
    step, *rest = path
    if isinstance(body, list):
        return [_without(item, rest) if str(index) == step else item for index, item in enumerate(body)]
    if not rest:
        return {key: item for key, item in body.items() if key != step}
    return {key: _without(item, rest) if key == step else item for key, item in body.items()}


async def _read_body(http: web.Request) -> tuple[Json, dict[int, Upload]]:
    """Return what was sent: JSON, or JSON and files in several parts."""
    if not http.content_type.startswith("multipart/"):
        text = await http.text()
        try:
            return (json.loads(text) if text else None), {}
        except ValueError:
            raise ApiError(50109, status=400) from None
    body, files = None, {}
    async for part in await http.multipart():
        name = getattr(part, "name", "") or ""
        if name == "payload_json":
            body = json.loads(await part.text())  # type: ignore[union-attr]
        elif name.startswith("files["):
            files[int(name[6:-1])] = Upload(part.filename or "file", bytes(await part.read()))  # type: ignore[union-attr]
        else:
            raise malformed(name, "UNKNOWN_PART", "Parts are payload_json and files[n]")
    return body, files
