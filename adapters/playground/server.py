"""The playground's aiohttp application: one page, its files, and the WebSocket between them and the stage."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import jinja2
from aiohttp import WSCloseCode, WSMsgType, web

from adapters.playground import render
from adapters.playground.doorman import Bucket, doorman
from adapters.playground.listen import FRAME_BYTES, BadFrame, Join, Pause, Play, Raw, Speed, Write, asked, listen
from adapters.playground.pages import Page
from adapters.playground.player import SAMPLE, Player, SampleLine, sample_of
from adapters.playground.render import Payload, Speech
from adapters.playground.speak import Voice
from adapters.playground.stage import Chosen, Kept, PlayClock, Stage
from adapters.playground.state import TEAM_CHANNEL
from adapters.playground.translate import LIMITS, NAME_CHARACTERS, name_of, translate
from bot.model import CommunityRef, Phrase, Phrases, Policy
from bot.ports import EventLog, Painter, Unavailable

HERE = Path(__file__).parent
HARD_FRAME_BYTES = 4 * FRAME_BYTES
LANGUAGES = ("en", "de")
PREFIX = "playground."
AT_FIRST = Policy(quiet_hours=None, team_channel=TEAM_CHANNEL)
"""What a playground without a policy file begins with: it can be tried at night, and drafts have a channel."""


class Playground:
    """The playground as one thing: `application()` serves it, `platform` speaks for the bot, `witness` looks on."""

    def __init__(
        self,
        log: EventLog,
        records: Kept,
        clock: PlayClock,
        phrases: Phrases,
        community: CommunityRef,
        *,
        policy: Policy = AT_FIRST,
        chosen: Chosen | None = None,
        sample: Path = SAMPLE,
        tick: Callable[[], float] | None = None,
        painter: Painter | None = None,
    ) -> None:
        """Wire it. `policy`, `chosen`: what the settings strip shows at a start; `tick`: seconds for the rate limit; `painter`: draws
        pictures, None for words alone.
        """
        self._stage = Stage(log, records, clock, phrases, community, policy, chosen)
        self.platform = self.witness = Voice(self._stage, painter)
        self._player = Player(sample_of(sample), clock, self._say_sample, self._tell_player)
        self._tick = tick
        self._phrases = phrases
        # autoescape: every word that reaches the page through the template is text
        self._pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.ChainableUndefined
        )

    def application(self) -> web.Application:
        """Return the application, to be served on a loopback address."""
        application = web.Application(middlewares=[doorman])
        application.router.add_get("/", self._page)
        application.router.add_get("/talk", self._talk)
        application.router.add_get("/pictures/{channel}/{id}.png", self._picture)
        application.router.add_static("/static", HERE / "static")
        application.cleanup_ctx.append(self._life)
        application.on_shutdown.append(self._shut)
        return application

    async def _life(self, application: web.Application) -> AsyncIterator[None]:
        await self._stage.open()
        self._player.began_before(standing.message for standing in self._stage.scene.all())
        # Not awaited: a log may commit only once the engine runs, which may start after the server.
        naming = asyncio.create_task(self._announce())
        yield
        naming.cancel()
        with suppress(asyncio.CancelledError):
            await naming
        await self._player.pause()

    async def _announce(self) -> None:
        with suppress(Unavailable):  # names are a comfort; the next start tells them again
            await self._stage.announce()

    async def _shut(self, application: web.Application) -> None:
        await self._stage.pages.close()

    async def _page(self, request: web.Request) -> web.Response:
        language = language_of(request)
        words = words_of(self._phrases, language)
        text = self._pages.get_template("page.html").render(
            language=language,
            words=words,
            packed=json.dumps(words, ensure_ascii=False),
            most=LIMITS.message_characters,
            most_name=NAME_CHARACTERS,
        )
        return web.Response(text=text, content_type="text/html", headers={"Content-Language": language})

    async def _picture(self, request: web.Request) -> web.Response:
        standing = self._stage.scene.standing(request.match_info["channel"], request.match_info["id"])
        if standing is None or standing.drawn is None:
            raise web.HTTPNotFound
        return web.Response(body=standing.drawn.png, content_type="image/png")

    async def _talk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=HARD_FRAME_BYTES, heartbeat=30)
        await socket.prepare(request)
        page = Page(socket, Speech(self._phrases, language_of(request)))
        page.tell({"kind": "welcome", "frames": [*self._stage.everything(page.speech), self._player.state()]})
        self._stage.pages.add(page)
        sending = asyncio.create_task(page.send())
        bucket = Bucket(self._tick or asyncio.get_running_loop().time)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    page.tell(await self._answer(message.data, page, bucket))
                else:
                    await socket.close(code=WSCloseCode.UNSUPPORTED_DATA, message=b"text frames only")
        finally:
            self._stage.pages.remove(page)
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
        return socket

    async def _answer(self, text: str, page: Page, bucket: Bucket) -> Payload:
        """Do what a frame asks, and return what to tell the page that sent it."""
        ask = asked(text)
        try:
            if not bucket.spend():
                raise BadFrame("playground.wrong_fast")
            heard = listen(text)
            return {"kind": "done", "ask": heard.ask, **await self._do(heard.raw)}
        except BadFrame as wrong:
            return {"kind": "refused", "ask": ask, "why": page.speech.say(Phrase(wrong.phrase, wrong.values))}
        except Unavailable as why:
            return {"kind": "unavailable", "ask": ask, "why": str(why)}

    async def _do(self, raw: Raw) -> Payload:
        stage = self._stage
        match raw:
            case Join(name, team):
                member = stage.scene.join(name_of(name), team)
                stage.pages.tell(lambda speech: render.member(member))
                return {"member": member.ref.id}
            case Play():
                self._player.play()
            case Pause():
                await self._player.pause()
            case Speed(rate):
                self._player.speed(rate)
            case _:
                await stage.happen(translate(raw, stage.scene, stage.clock.now(), stage.fresh()))
        return {}

    async def _say_sample(self, line: SampleLine, run: int) -> None:
        stage = self._stage
        member = stage.scene.join(line.author, line.team)
        stage.pages.tell(lambda speech: render.member(member))
        reply = stage.sample_id(run, line.reply_to) if line.reply_to else ""
        if reply and stage.scene.standing(line.channel, reply) is None:
            reply = ""  # somebody deleted it while the sample played
        raw = Write(line.channel, member.ref.id, line.text, stage.sample_id(run, line.id), reply)
        await stage.happen(translate(raw, stage.scene, stage.clock.now(), stage.fresh()))

    def _tell_player(self, trouble: str) -> None:
        self._stage.pages.tell(lambda speech: self._player.state())
        self._stage.pages.tell(lambda speech: self._stage.time())
        if trouble:
            self._stage.pages.tell(lambda speech: {"kind": "trouble", "why": trouble})


def language_of(request: web.Request) -> str:
    """Return the page's language: the one asked for, else the browser's first that there are words for, else English."""
    asked_for = request.query.get("lang", "")
    if asked_for in LANGUAGES:
        return asked_for
    wishes = []
    for place, part in enumerate(request.headers.get("Accept-Language", "")[:200].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        with suppress(ValueError):
            wishes.append((-float(quality or 1), place, tag.split("-")[0].lower()))
    return next((tag for _, _, tag in sorted(wishes) if tag in LANGUAGES), "en")


def words_of(phrases: Phrases, language: str) -> dict[str, dict[str, str]]:
    """Return the page's own words: plural form -> text, in a language, English where that has none."""
    merged = {**phrases.texts.get("en", {}), **phrases.texts.get(language, {})}
    return {name.removeprefix(PREFIX): dict(forms) for name, forms in merged.items() if name.startswith(PREFIX)}
