"""The dashboard's aiohttp application: routes, who may use them, and the pages around what they show."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.dashboard.access import BODY_BYTES, HEADERS, Access, Refused, is_public
from adapters.dashboard.doing import Doing, Flash
from adapters.dashboard.entrance import Entrance
from adapters.dashboard.figures import counted, index
from adapters.dashboard.forms import back_to, form_of
from adapters.dashboard.guest import GUEST, LANGUAGE, Desk, Guest
from adapters.dashboard.keys import Signer
from adapters.dashboard.lists import ledger, questions, today
from adapters.dashboard.probes import Meter, Probes, healthz
from adapters.dashboard.settings import health, settings
from adapters.dashboard.weeks import Weeks
from adapters.dashboard.words import LANGUAGES, Speech, language_of
from bot.actions import Decision
from bot.events import Event
from bot.model import MemberRef, Role
from bot.ports import Unavailable

log = logging.getLogger("twoway.dashboard")

HERE = Path(__file__).parent
YEAR = 31_536_000
PAGES = ("today", "questions", "index", "ledger", "settings", "health")
NEEDS: Mapping[str, Role] = {
    "do_question": Role.TEAM,
    "do_draft": Role.TEAM,
    "do_knob": Role.OWNER,
    "do_end": Role.OWNER,
}
"""What it takes to do something; whatever is not named here, anybody who came in may do or see."""

Show = Callable[[Guest, Speech, Mapping[str, str]], Awaitable[dict[str, Any] | None]]


class Dashboard:
    """The dashboard as one thing: `application()` serves it, `invite` lets somebody in, `witness` looks on."""

    def __init__(self, desk: Desk, secret: str = "") -> None:
        """`secret`: what links are signed with; "" for one of this process alone."""
        self._desk, self._signer = desk, Signer(secret)
        self._access, self._doing = Access(desk), Doing(desk)
        self._weeks, self._meter = Weeks(desk.store, desk.clock, desk.policy), Meter()
        self._probes = Probes(desk, self._access, self._meter)
        self._entrance = Entrance(desk, self._access, self._signer, self._page)
        # autoescape: every word that reaches a page through a template is text
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @property
    def witness(self) -> "Dashboard":
        """Who looks on: this. It counts, and tells what the core answered to a form."""
        return self

    def saw(self, event: Event, decision: Decision) -> None:
        """Note what an event led to."""
        self._meter.saw(event, decision)
        self._doing.saw(event, decision)

    def opened_at(self, url: str) -> None:
        """Take the address that people open the dashboard by, where its port was not known before."""
        self._access.opened_at(url)

    def invite(self, member: MemberRef, name: str, role: Role) -> str:
        """Return a link that lets a member in once, within ten minutes."""
        return f"{self._access.url}/enter?ticket={self._signer.write(member, name, role, self._desk.clock.now())}"

    def application(self) -> web.Application:
        """Return the application."""
        for template in self._templates.list_templates():
            self._templates.get_template(template)  # made ready before anybody waits for it
        application = web.Application(middlewares=[self._doorman], client_max_size=BODY_BYTES)
        shows: dict[str, Show] = {
            "today": lambda guest, speech, query: today(self._desk, guest, speech, self._weeks),
            "questions": lambda guest, speech, query: questions(self._desk, guest, speech, query),
            "index": lambda guest, speech, query: index(self._desk, guest, speech, self._weeks, query),
            "counted": lambda guest, speech, query: counted(self._desk, guest, speech, self._weeks, query),
            "ledger": lambda guest, speech, query: ledger(self._desk, guest, speech, query),
            "settings": lambda guest, speech, query: settings(self._desk, guest, speech, query),
            "health": lambda guest, speech, query: health(self._desk, guest, speech),
        }
        paths = {"today": "/", "counted": "/index/counted"}
        router = application.router
        for name, show in shows.items():
            router.add_get(paths.get(name, f"/{name}"), self._showing(name, show), name=name)
        for name, do in (("question", self._doing.question), ("draft", self._doing.draft), ("knob", self._doing.knob)):
            router.add_post(f"/do/{name}", self._done_by(do), name=f"do_{name}")
        router.add_post("/do/end", self._end, name="do_end")
        router.add_post("/do/out", self._entrance.leave, name="do_out")
        router.add_get("/enter", self._entrance.ask, name="enter")
        router.add_post("/enter", self._entrance.let_in, name="let_in")
        router.add_get("/healthz", healthz, name="healthz")
        router.add_get("/readyz", self._probes.readyz, name="readyz")
        router.add_get("/metrics", self._probes.metrics, name="metrics")
        router.add_static("/static", HERE / "static", name="static")
        application.cleanup_ctx.append(self._life)
        return application

    async def _life(self, application: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(self._weeks.keep_watch())
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    @web.middleware
    async def _doorman(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in or refuse; put the headers on whatever goes out; count it."""
        began = asyncio.get_running_loop().time()
        request[LANGUAGE] = language_of(
            request.query.get("lang", ""),
            request.cookies.get("twoway_language", ""),
            request.headers.get("Accept-Language", ""),
        )
        response = await self._answer(request, handler)
        if not response.prepared:
            response.headers.update(HEADERS)
            response.headers.setdefault("Cache-Control", "no-store")
            if request.query.get("lang", "") in LANGUAGES:
                response.set_cookie(
                    *("twoway_language", request[LANGUAGE]),
                    max_age=YEAR,
                    httponly=True,
                    secure=self._access.secure,
                    samesite="Lax",
                )
        resource = request.match_info.route.name or "none"
        self._meter.viewed(resource, response.status, asyncio.get_running_loop().time() - began)
        return response

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._access.check_host(request)
            await self._admit(request)
            response = await handler(request)
            if request.path.startswith("/static/"):
                response.headers["Cache-Control"] = "no-cache"
            return response
        except Refused as why:
            return self._page(request, "refused", {"why": why.phrase}, status=why.status)
        except web.HTTPException as plain:
            key = {404: "not_found", 413: "too_long"}.get(plain.status, "not_possible")
            return self._page(request, "refused", {"why": key}, status=plain.status)
        except Unavailable as why:
            log.warning("page not served", extra={"why": str(why)})
            return self._page(request, "refused", {"why": "unavailable"}, status=503)
        except TimeoutError:
            return self._page(request, "refused", {"why": "too_slow"}, status=408)
        except Exception:
            log.exception("page failed", extra={"page": request.match_info.route.name})
            return self._page(request, "refused", {"why": "went_wrong"}, status=500)

    async def _admit(self, request: web.Request) -> None:
        """Find out who asks; refuse what they may not do."""
        public = is_public(request.path)
        if request.method not in ("GET", "HEAD", "POST"):
            raise Refused(405, "not_possible")
        if request.method == "POST":
            self._access.check_form(request)
        if public:
            return
        guest = await self._access.guest(request)
        if guest is None:
            raise Refused(401, "stranger")
        request[GUEST] = guest
        needed = NEEDS.get(request.match_info.route.name or "", Role.VIEWER)
        if not guest.role.may(needed):
            raise Refused(403, "not_yours")
        if request.method == "POST":
            form = await form_of(request)
            self._access.check_token(guest, form.get("token", ""))

    def _showing(self, name: str, show: Show) -> Handler:
        async def handler(request: web.Request) -> web.StreamResponse:
            guest = request[GUEST]
            speech = await self._speech(request, guest)
            context = await show(guest, speech, request.query)
            if context is None:
                raise Refused(404, "not_found")
            flash = self._doing.take(guest, request.query.get("said", ""))
            return self._page(request, name, {**context, "flash": self._said(flash, speech)}, speech=speech)

        return handler

    def _said(self, flash: Flash | None, speech: Speech) -> dict[str, Any] | None:
        if flash is None:
            return None
        words = " ".join(speech.any(phrase, speech.language) for phrase in flash.words)
        return {"good": flash.good, "text": words or speech.say(flash.phrase), "undo": flash.undo}

    def _done_by(self, do: Callable[[Guest, Mapping[str, str]], Awaitable[Flash]]) -> Handler:
        async def handler(request: web.Request) -> web.StreamResponse:
            guest, form = request[GUEST], await form_of(request)
            said = self._doing.keep(guest, await do(guest, form))
            back = back_to(form.get("back", ""))
            return _on_to(f"{back}{'&' if '?' in back else '?'}said={said}")

        return handler

    async def _end(self, request: web.Request) -> web.StreamResponse:
        """End somebody's session, of the owner's own community alone."""
        guest, form = request[GUEST], await form_of(request)
        await self._desk.store.end_session(guest.community, form.get("session", ""))
        return _on_to(f"/health?said={self._doing.keep(guest, Flash(True, 'flash_ended'))}")

    async def _speech(self, request: web.Request, guest: Guest | None) -> Speech:
        zone = (await self._weeks.policy(guest.community)).timezone if guest is not None else "UTC"
        return Speech(self._desk.phrases, request[LANGUAGE], ZoneInfo(zone))

    def _page(
        self,
        request: web.Request,
        name: str,
        context: Mapping[str, Any],
        status: int = 200,
        speech: Speech | None = None,
    ) -> web.Response:
        """Return a page. Errors know neither guest nor zone; they still speak the reader's language."""
        guest = request.get(GUEST) if speech is not None else None
        speech = speech or Speech(self._desk.phrases, request[LANGUAGE], ZoneInfo("UTC"))
        text = self._templates.get_template(f"{name}.html").render(
            say=speech.say,
            language=speech.language,
            direction=speech.direction,
            languages=LANGUAGES,
            zone=speech.zone.key,
            page="index" if name == "counted" else name,
            pages=PAGES,
            guest=guest,
            may_do=guest is not None and guest.role.may(Role.TEAM),
            may_set=guest is not None and guest.role.may(Role.OWNER),
            token=guest.token if guest is not None else "",
            here=str(request.rel_url.without_query_params("said", "lang")),
            other_language=lambda to: str(request.rel_url.without_query_params("said").update_query(lang=to)),
            **context,
        )
        return web.Response(
            status=status, text=text, content_type="text/html", headers={"Content-Language": speech.language}
        )


def _on_to(path: str) -> web.Response:
    """Answer a form: go on to a page, which may be loaded again without doing anything twice."""
    return web.Response(status=303, headers={"Location": path})
