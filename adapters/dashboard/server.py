"""The dashboard's aiohttp application: routes, who may use them, and the pages around what they show."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from aiohttp import web
from aiohttp.typedefs import Handler

from adapters.dashboard.access import BODY_BYTES, HEADERS, Access, Refused, is_public
from adapters.dashboard.doing import Doing, Flash
from adapters.dashboard.entrance import Entrance
from adapters.dashboard.forms import back_to, form_of, typed_in
from adapters.dashboard.guest import GUEST, LANGUAGE, Desk, Guest
from adapters.dashboard.keys import Signer
from adapters.dashboard.live import Live
from adapters.dashboard.pages import LIVE, NEEDS, PAGES, PATHS, SAMPLED, WITHIN, Show, shows
from adapters.dashboard.preview import Preview, told
from adapters.dashboard.probes import Meter, Probes, healthz
from adapters.dashboard.sample import Newcomers, Sample
from adapters.dashboard.table import ledger_file
from adapters.dashboard.words import LANGUAGES, Speech, language_of
from bot.actions import Decision
from bot.events import Event
from bot.model import MemberRef, Role
from bot.ports import Unavailable
from bot.weeks import Weeks

log = logging.getLogger("twoway.dashboard")

HERE = Path(__file__).parent
YEAR = 31_536_000
SAMPLE = "twoway_sample"


class Dashboard:
    """The dashboard as one thing: `application()` serves it, `invite` lets somebody in, `witness` looks on."""

    def __init__(self, desk: Desk, secret: str = "") -> None:
        """`secret`: what links are signed with; "" for one of this process alone."""
        self._desk, self._signer = desk, Signer(secret)
        self._access, self._doing = Access(desk), Doing(desk)
        self._weeks, self._meter = Weeks(desk.store, desk.clock, desk.policy), Meter()
        self._newcomers = Newcomers(desk.store)
        self._live, self._preview = Live(desk, self._access), Preview(desk)
        self._probes = Probes(desk, self._access, self._meter, self._live)
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
        self._live.saw(event, decision)

    def opened_at(self, url: str) -> None:
        """Take the address that people open the dashboard by, where its port was not known before; "" where it could not be opened."""
        self._access.opened_at(url)

    def invite(self, member: MemberRef, name: str, role: Role) -> str | None:
        """Return a link that lets a member in once, within ten minutes; None while the dashboard opens by no address."""
        if not self._access.url:
            return None
        return f"{self._access.url}/enter?ticket={self._signer.write(member, name, role, self._desk.clock.now())}"

    def application(self) -> web.Application:
        """Return the application."""
        for template in self._templates.list_templates():
            self._templates.get_template(template)  # made ready before anybody waits for it
        application = web.Application(middlewares=[self._doorman], client_max_size=BODY_BYTES)
        router = application.router
        for name, show in shows(self._desk, self._weeks).items():
            router.add_get(PATHS.get(name, f"/{name}"), self._showing(name, show), name=name)
        for do in (
            *(self._doing.question, self._doing.draft, self._doing.poll),
            *(self._doing.opener, self._doing.lookup, self._doing.forget, self._doing.knob),
        ):
            router.add_post(f"/do/{do.__name__}", self._done_by(do), name=f"do_{do.__name__}")
        router.add_post("/do/try", self._done_by(self._preview.attempt), name="do_try")
        router.add_get("/ledger.csv", self._ledger_file, name="ledger_file")
        router.add_get("/live", self._live.stream, name="live", allow_head=False)
        router.add_post("/do/end", self._end, name="do_end")
        router.add_post("/do/out", self._entrance.leave, name="do_out")
        router.add_get("/enter", self._entrance.ask, name="enter")
        router.add_post("/enter", self._entrance.let_in, name="let_in")
        router.add_get("/healthz", healthz, name="healthz")
        router.add_get("/readyz", self._probes.readyz, name="readyz")
        router.add_get("/metrics", self._probes.metrics, name="metrics")
        router.add_static("/static", HERE / "static", name="static")
        application.on_shutdown.append(self._live.close)
        return application

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
                self._remember(response, "twoway_language", request[LANGUAGE])
            if request.query.get("sample", "") in ("yes", "no"):
                self._remember(response, SAMPLE, request.query["sample"])
        resource = request.match_info.route.name or "none"
        if resource == "live" and response.prepared:
            return response  # as long as somebody looked: no time that a page took
        self._meter.viewed(resource, response.status, asyncio.get_running_loop().time() - began)
        return response

    def _remember(self, response: web.StreamResponse, name: str, value: str) -> None:
        response.set_cookie(name, value, max_age=YEAR, httponly=True, secure=self._access.secure, samesite="Lax")

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
            speech, looks = await self._speech(request, guest), show
            sample = name in SAMPLED and await self._sampled(request, guest)
            if sample:
                looks = self._sample(guest, speech)[name]
            flash = self._doing.take(guest, request.query.get("said", ""))
            flash = flash or Flash(True)
            written = flash.typed if name == "prompts" else {}
            context = await looks(guest, speech, {**request.query, **written, "who": flash.who})
            if context is None:
                raise Refused(404, "not_found")
            context["sample"] = sample
            said = await self._said(guest, flash, speech)
            return self._page(request, name, {**context, "flash": said, "typed": flash.typed}, speech=speech)

        return handler

    async def _sampled(self, request: web.Request, guest: Guest) -> bool:
        """Whether a sample is to be shown: while nobody ever wrote, unless the guest wants their own pages all the same."""
        wish = request.query.get("sample", "") or request.cookies.get(SAMPLE, "")
        return wish != "no" and await self._newcomers.is_new(guest.community)

    def _sample(self, guest: Guest, speech: Speech) -> Mapping[str, Show]:
        desk = self._desk
        made = replace(desk, store=Sample(guest.community, desk.clock.now(), speech), links={}, rehearse=None)
        return shows(made, Weeks(made.store, desk.clock, desk.policy))

    async def _said(self, guest: Guest, flash: Flash, speech: Speech) -> dict[str, Any]:
        if flash.trial is not None:
            names = (await self._desk.store.community(guest.community)).channels
            return {"good": True, "text": "", "undo": None, "trial": told(flash.trial, speech, names)}
        words = " ".join(speech.any(phrase, speech.language) for phrase in flash.words) or flash.reason
        text = words or (speech.say(flash.phrase) if flash.phrase else "")
        return {"good": flash.good, "text": text, "undo": flash.undo, "trial": None}

    def _done_by(self, do: Callable[[Guest, Mapping[str, str]], Awaitable[Flash]]) -> Handler:
        async def handler(request: web.Request) -> web.StreamResponse:
            guest, form = request[GUEST], await form_of(request)
            flash = await do(guest, form)
            if not flash.good:
                flash = replace(flash, typed=typed_in(form))
            said = self._doing.keep(guest, flash)
            back = back_to(form.get("back", "")).partition("#")[0]
            return _on_to(f"{back}{'&' if '?' in back else '?'}said={said}{flash.anchor}")

        return handler

    async def _ledger_file(self, request: web.Request) -> web.StreamResponse:
        return await ledger_file(request, self._desk, await self._speech(request, request[GUEST]))

    async def _end(self, request: web.Request) -> web.StreamResponse:
        """End somebody's session, of the owner's own community alone."""
        guest, form = request[GUEST], await form_of(request)
        await self._desk.store.end_session(guest.community, form.get("session", ""))
        self._live.stir(guest.community)
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
        # Where a form leads to there is no page to come back to.
        url = (request.rel_url.with_path("/") if request.method == "POST" else request.rel_url).without_query_params(
            "said"
        )
        text = self._templates.get_template(f"{name}.html").render(
            say=speech.say,
            language=speech.language,
            direction=speech.direction,
            languages=LANGUAGES,
            zone=speech.zone.key,
            page=WITHIN.get(name, name),
            pages=PAGES,
            live=guest is not None and name in LIVE,
            guest=guest,
            may_do=guest is not None and guest.role.may(Role.TEAM) and not context.get("sample"),
            may_set=guest is not None and guest.role.may(Role.OWNER),
            token=guest.token if guest is not None else "",
            here=str(url.without_query_params("lang", "sample")),
            other_sample=lambda to: str(url.update_query(sample=to)),
            other_language=lambda to: str(url.update_query(lang=to)),
            **{"sample": False, "typed": {}, **context},
        )
        # Half a surrogate pair, wherever it came from, must not cost the page.
        body, headers = text.encode("utf-8", "replace"), {"Content-Language": speech.language}
        return web.Response(status=status, body=body, content_type="text/html", charset="utf-8", headers=headers)


def _on_to(path: str) -> web.Response:
    """Answer a form: go on to a page, which may be loaded again without doing anything twice."""
    return web.Response(status=303, headers={"Location": path})
