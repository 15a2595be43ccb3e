"""The gateway: sessions that outlive their sockets, numbered events, zlib-stream, RESUME with replay."""

import asyncio
import json
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

Json = dict[str, Any]
PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}
EVERY_INTENT = 0b11_0000_0001_1111_1111_1111_1111 | 1 << 24 | 1 << 25


@dataclass(eq=False)
class Session:
    """One shard's session: what it asked for, and all that was sent to it, for replay. `beats`: when its heartbeats came."""

    id: str
    intents: int
    shard: tuple[int, int]
    sent: list[Json] = field(default_factory=list)
    socket: "Socket | None" = None
    heard: int = 0
    beats: list[float] = field(default_factory=list)

    def wants(self, bits: int) -> bool:
        """Whether it asked for one of these intents."""
        return bits == 0 or bool(self.intents & bits)

    def has(self, guild_id: int | None) -> bool:
        """Whether a server's events belong to this shard; what has no server goes to the first."""
        return ((guild_id or 0) >> 22) % self.shard[1] == self.shard[0]

    def dispatch(self, name: str, body: Json) -> None:
        """Number an event, keep it for replay, and send it where a socket is open."""
        frame = {"op": 0, "s": len(self.sent) + 1, "t": name, "d": body}
        self.sent.append(frame)
        if self.socket is not None:
            self.socket.put(frame)


class Socket:
    """One WebSocket. A task of its own writes, so that nobody who dispatches has to wait."""

    def __init__(self, ws: web.WebSocketResponse, transport: asyncio.Transport | None, compressed: bool) -> None:
        """`transport`: the connection underneath; `compressed`: the client asked for zlib-stream."""
        self.ws = ws
        self._transport = transport
        self.closing = False
        self._zlib = zlib.compressobj() if compressed else None
        self._frames: asyncio.Queue[Json | int] = asyncio.Queue()
        self._heard: deque[float] = deque(maxlen=121)

    def may_send(self, at: float) -> bool:
        """Count a frame of the client's; 120 in 60 seconds are the most."""
        self._heard.append(at)
        return len(self._heard) <= 120 or at - self._heard[0] > 60

    def put(self, frame: Json) -> None:
        """Send a frame, after those before it."""
        self._frames.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close with a code, after what was put before."""
        self.closing = True
        self._frames.put_nowait(code)

    def cut(self) -> None:
        """Break the connection without a word, losing what is not yet written."""
        if self._transport is not None:
            self._transport.abort()

    async def write(self) -> None:
        """Write frames until the socket is closed."""
        with suppress(ConnectionError):
            while not isinstance(frame := await self._frames.get(), int):
                text = json.dumps(frame, separators=(",", ":"))
                if self._zlib is None:
                    await self.ws.send_str(text)
                else:
                    packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                    await self.ws.send_bytes(packed)
            await self.ws.close(code=frame)


class Gateway:
    """All sessions, and the ways in which a gateway misbehaves."""

    def __init__(self, fake: "FakeDiscord") -> None:
        """`fake`: the Discord that this is the gateway of."""
        self.fake = fake
        self.sessions: dict[str, Session] = {}
        self.sockets: set[Socket] = set()
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.starts_left = 1000

    @property
    def live(self) -> list[Session]:
        """The sessions that have an open socket."""
        return [session for session in self.sessions.values() if session.socket is not None]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket from HELLO to its close."""
        ws = web.WebSocketResponse(max_msg_size=4096, autoping=True)
        await ws.prepare(request)
        asked = request.query
        if asked.get("v") != "10" or asked.get("encoding") != "json":
            self.fake.violations.append(f"gateway asked for v={asked.get('v')} encoding={asked.get('encoding')}")
        if asked.get("compress") not in (None, "zlib-stream"):
            self.fake.violations.append(f"gateway asked for compress={asked.get('compress')}, which is not built here")
        socket = Socket(ws, request.transport, asked.get("compress") == "zlib-stream")
        self.sockets.add(socket)
        writer = asyncio.create_task(socket.write())
        socket.put({"op": 10, "d": {"heartbeat_interval": self.fake.trouble.heartbeat_ms}, "s": None, "t": None})
        try:
            await self._listen(socket)
        finally:
            self.sockets.discard(socket)
            self._left(socket)
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
            self.fake.changed()
        return ws

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.ws:
            if message.type is not WSMsgType.TEXT:
                self.fake.violations.append(f"gateway got {message.type}")
                break
            if socket.closing:
                continue
            if not socket.may_send(asyncio.get_running_loop().time()):
                self.fake.violations.append("more than 120 gateway frames in a minute")
                socket.close(4008)
                continue
            self.take(socket, json.loads(message.data))
            self.fake.changed()

    def take(self, socket: Socket, frame: Json) -> None:
        """Answer one frame of the client's."""
        match frame.get("op"):
            case 1:
                if (session := self._of(socket)) is not None:
                    session.heard = frame["d"] or 0
                    session.beats.append(asyncio.get_running_loop().time())
                if not self.fake.trouble.deaf:
                    socket.put({"op": 11, "d": None, "s": None, "t": None})
            case 2:
                self._identify(socket, frame["d"])
            case 6:
                self._resume(socket, frame["d"])
            case 8:
                self._members(socket, frame["d"])
            case 3 | 4:
                pass
            case other:
                self.fake.violations.append(f"gateway got opcode {other}")
                socket.close(4001)

    def _identify(self, socket: Socket, asked: Json) -> None:
        self.identified.append(asked)
        intents = asked.get("intents", 0)
        self.starts_left -= 1
        refused = sum(bit for name, bit in PRIVILEGED.items() if name not in self.fake.privileged)
        shard = tuple(asked.get("shard", (0, 1)))
        if self.starts_left < 0:
            self.fake.violations.append("IDENTIFY after the day's session starts were used up")
        if asked.get("token") != self.fake.token:
            socket.close(4004)
        elif not isinstance(intents, int) or intents & ~EVERY_INTENT:
            socket.close(4013)
        elif intents & refused:
            socket.close(4014)
        elif len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            socket.close(4010)
        else:
            self._welcome(socket, Session(f"session{len(self.identified)}", intents, (shard[0], shard[1])))

    def _welcome(self, socket: Socket, session: Session) -> None:
        forgotten = [one.id for one in self.sessions.values() if one.socket is None and one.shard == session.shard]
        for number in forgotten:
            del self.sessions[number]
        self.sessions[session.id] = session
        session.socket = socket
        mine = [guild for guild in self.fake.guilds.values() if session.has(guild.id)]
        guilds = [guild for guild in mine if self.fake.bot.id in guild.members]
        ready = {
            "v": 10,
            "user": self.fake.events.me(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.fake.gateway_url,
            "shard": list(session.shard),
            "application": {"id": str(self.fake.application_id), "flags": self.fake.application_flags},
        }
        session.dispatch("READY", ready)
        for guild in [guild for guild in guilds if not guild.unavailable]:
            session.dispatch("GUILD_CREATE", self.fake.events.guild_create(guild, session) | {"unavailable": False})

    def _resume(self, socket: Socket, asked: Json) -> None:
        self.resumed.append(asked)
        session = self.sessions.get(asked.get("session_id", ""))
        if asked.get("token") != self.fake.token:
            socket.close(4004)
        elif session is None or self.fake.trouble.takes("resume"):
            self.sessions.pop(asked.get("session_id", ""), None)
            socket.put({"op": 9, "d": False, "s": None, "t": None})
        elif not 0 <= (asked.get("seq") or 0) <= len(session.sent):
            socket.close(4007)
        else:
            session.socket = socket
            for frame in session.sent[asked.get("seq") or 0 :]:
                socket.put(frame)
            session.dispatch("RESUMED", {"_trace": []})

    def _members(self, socket: Socket, asked: Json) -> None:
        session = self._of(socket)
        guild = self.fake.guilds.get(int(asked["guild_id"]))
        if session is None or guild is None:
            return
        wanted = {int(one) for one in _listed(asked.get("user_ids"))}
        named = asked.get("query")
        found = [
            member
            for member in guild.members.values()
            if member.id in wanted or (named is not None and member.user.name.startswith(named))
        ]
        if named == "" and not session.wants(PRIVILEGED["members"]):
            self.fake.violations.append("all members asked for without the members intent")
            found = []
        session.dispatch("GUILD_MEMBERS_CHUNK", self.fake.events.members_chunk(guild, found, asked))

    def _of(self, socket: Socket) -> Session | None:
        return next((session for session in self.sessions.values() if session.socket is socket), None)

    def _left(self, socket: Socket) -> None:
        """A session outlives its socket, unless the client said goodbye (1000, 1001)."""
        if (session := self._of(socket)) is not None:
            session.socket = None
            if socket.ws.close_code in (1000, 1001) and not self.fake.trouble.closing:
                del self.sessions[session.id]

    def cut(self) -> None:
        """Break every connection without a close frame. What is dispatched from now on waits for RESUME."""
        for session in self.live:
            assert session.socket is not None
            session.socket.cut()
            session.socket = None

    def close(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        for session in self.live:
            assert session.socket is not None
            session.socket.close(code)
            session.socket = None

    def ask_to_reconnect(self) -> None:
        """Send opcode 7: the client goes and comes back with RESUME."""
        for session in self.live:
            assert session.socket is not None
            session.socket.put({"op": 7, "d": None, "s": None, "t": None})

    def invalidate(self, resumable: bool = False) -> None:
        """Send Invalid Session; unless resumable the session and its replay are gone."""
        for session in self.live:
            assert session.socket is not None
            session.socket.put({"op": 9, "d": resumable, "s": None, "t": None})
            if not resumable:
                del self.sessions[session.id]

    async def heard(self) -> None:
        """Return when every connected client has received all that was dispatched (asks for a heartbeat)."""
        waiting = {session: len(session.sent) for session in self.live}
        for session in waiting:
            assert session.socket is not None
            session.socket.put({"op": 1, "d": None, "s": None, "t": None})
        await self.fake.until(lambda: all(session.heard >= last for session, last in waiting.items()))


def _listed(ids: Any) -> list[Any]:
    return list(ids) if isinstance(ids, list) else [] if ids is None else [ids]
