"""The Bot API: finds the method, checks the call, lets trouble happen, answers, and checks the answer too."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.telegram.byhand import check_call, words_for
from tests.fakes.telegram.errors import ApiError, forbidden, malformed
from tests.fakes.telegram.spec import NotReadable
from tests.fakes.telegram.state import Chat, Message
from tests.fakes.telegram.trouble import Fault

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

Json = Any


@dataclass
class Upload:
    """A file that came with a call."""

    name: str
    data: bytes


@dataclass
class Request:
    """One call as it was heard, for tests to look at."""

    method: str
    parameters: dict[str, Json] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    status: int = 0
    answer: Json = None


@dataclass
class Call:
    """A call that passed the checks."""

    fake: "FakeTelegram"
    method: str
    p: dict[str, Json]
    files: dict[str, Upload]

    def chat(self, name: str = "chat_id") -> Chat:
        """Return the chat that is meant, if the bot is in it."""
        found = self.fake.find_chat(self.p[name])
        if found is None:
            raise ApiError("chat not found")
        if found.moved_to is not None:
            words = "group chat was upgraded to a supergroup chat"
            raise ApiError(words, parameters={"migrate_to_chat_id": found.moved_to.id})
        if found.kind == "private":
            if found.user is not None and found.user.blocked:
                raise forbidden("bot was blocked by the user")
            if found.user is not None and not found.user.started:
                raise forbidden("bot can't initiate conversation with a user")
            return found
        bot = found.members.get(self.fake.bot.id)
        if bot is None or not bot.present:
            left = "bot was kicked from" if bot is not None and bot.status == "kicked" else "bot is not a member of"
            raise forbidden(f"{left} the {found.kind} chat")
        return found

    def message(self, words: str, name: str = "message_id") -> Message:
        """Return the message that is meant, or refuse with these words."""
        found = self.chat().messages.get(self.p.get(name, 0))
        if found is None:
            raise ApiError(words)
        return found

    def need(self, chat: Chat, right: str, words: str) -> None:
        """Refuse what takes an administrator's right that the bot has not."""
        if chat.kind != "private" and not chat.members[self.fake.bot.id].has(right):
            raise ApiError(words)


Route = Callable[[Call], Json | Awaitable[Json]]
ROUTES: dict[str, Route] = {}


def method(function: Route) -> Route:
    """Register the function that answers the method of its name: send_message answers sendMessage."""
    first, *rest = function.__name__.split("_")
    ROUTES[first + "".join(word.capitalize() for word in rest)] = function
    return function


class Api:
    """Answers calls."""

    def __init__(self, fake: "FakeTelegram") -> None:
        """`fake`: the Telegram it belongs to."""
        self.fake = fake
        self.requests: list[Request] = []

    async def serve(self, http: web.Request) -> web.StreamResponse:
        """Answer one call, with whatever trouble was ordered for it."""
        name = http.match_info["method"]
        request = Request(self.fake.spec.method(name) or name)
        self.requests.append(request)
        request.parameters, request.files = await _read(http)
        self.fake.changed()
        fault = self.fake.trouble.meets(request.method, request.parameters.get("chat_id"))
        if fault is not None and not fault.happened:
            if fault.gate is None:
                return self._troubled(http, request, fault)
            await fault.gate.wait()
        answer = await self._answer(http, request)
        self.fake.changed()
        if fault is not None and fault.happened:
            if fault.gate is None:
                return self._troubled(http, request, fault)
            await fault.gate.wait()
        return answer

    def _troubled(self, http: web.Request, request: Request, fault: Fault) -> web.StreamResponse:
        request.status, request.answer = fault.status or 0, fault.body
        self.fake.changed()
        if fault.status is None:
            assert http.transport is not None
            http.transport.abort()
            return web.Response(status=500)
        if isinstance(fault.body, str):
            return web.Response(status=fault.status, text=fault.body, content_type="text/html")
        return web.json_response(fault.body, status=fault.status)

    async def _answer(self, http: web.Request, request: Request) -> web.Response:
        body: dict[str, Json]
        try:
            if http.match_info["token"] != self.fake.token:
                raise ApiError("Unauthorized", 401)
            call = self._checked(request)
            found = ROUTES[request.method](call)
            result = await found if isinstance(found, Awaitable) else found
            if self.fake.check_updates or request.method != "getUpdates":
                faults = self.fake.spec.answer_faults(request.method, result)
                self.fake.violations += [f"own answer to {request.method}: {fault}" for fault in faults]
            status, body = 200, {"ok": True, "result": result}
        except ApiError as error:
            status, body = error.code, error.body
            if not error.excusable:
                self.fake.violations.append(f"{request.method}: {error}")
        request.status, request.answer = status, body
        return web.json_response(body, status=status)

    def _checked(self, request: Request) -> Call:
        """Return the call, or raise what Telegram would answer to one that is wrong in itself."""
        name = request.method
        if name not in self.fake.spec.methods:
            self.fake.violations.append(f"{name} is no method of the Bot API")
            raise ApiError("Not Found", 404)
        if name not in ROUTES:
            self.fake.violations.append(f"{name} is not built into this fake")
            raise ApiError("Not Found", 404)
        try:
            request.parameters = self.fake.spec.read(name, request.parameters)
        except NotReadable as error:
            raise malformed(str(error)) from None
        for part in [part for part in request.files if part not in _attached(request.parameters)]:
            request.parameters.setdefault(part, f"attach://{part}")
        if faults := self.fake.spec.request_faults(name, request.parameters):
            raise malformed(words_for(name, faults[0]))
        call = Call(self.fake, name, request.parameters, request.files)
        check_call(call)
        if "chat_id" in call.p and (chat := self.fake.find_chat(call.p["chat_id"])) is not None:
            self.fake.floods.count(name, chat, self.fake.clock.now())
        return call


def _attached(value: Json) -> set[str]:
    """Return the names of the files that parameters speak of."""
    if isinstance(value, dict):
        return {name for item in value.values() for name in _attached(item)}
    if isinstance(value, list):
        return {name for item in value for name in _attached(item)}
    return {value.removeprefix("attach://")} if isinstance(value, str) and value.startswith("attach://") else set()


async def _read(http: web.Request) -> tuple[dict[str, Json], dict[str, Upload]]:
    """Return what was sent: in the address, as JSON, as a form, or as a form with files."""
    sent: dict[str, Json] = dict(http.query)
    files = {}
    if http.content_type == "application/json":
        text = await http.text()
        sent |= json.loads(text) if text else {}
    elif http.method == "POST":
        for name, value in (await http.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read())
            else:
                sent[name] = value if isinstance(value, str) else bytes(value).decode()
    return sent, files
