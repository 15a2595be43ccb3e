"""Who may come in: only pages of this machine's own browser that the playground itself served. And how fast they may talk."""

from collections.abc import Callable
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
BURST = 60
PER_SECOND = 15.0


class NotLoopback(ValueError):
    """The playground has no login, so it serves this machine only."""


def loopback_only(host: str) -> str:
    """Return the host when it is this machine's own loopback address; raise NotLoopback for any other, also for names."""
    try:
        local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NotLoopback(f'the playground has no login, so it serves 127.0.0.1 only, not "{host}"')
    return host


def allowed_hosts(request: web.Request) -> frozenset[str]:
    """Return the Host headers that lead to the socket this request came in by.

    Anything else is another site's name that was pointed at this machine (DNS rebinding).
    """
    port = _address(request, "sockname")[1]
    names = [f"{name}:{port}" for name in LOCAL_NAMES]
    return frozenset([*names, *(LOCAL_NAMES if port == 80 else ())])


def _address(request: web.Request, which: str) -> tuple[str, int]:
    found = request.transport.get_extra_info(which) if request.transport else None
    return (str(found[0]), int(found[1])) if found else ("", 0)


def refusal(request: web.Request) -> str:
    """Return why a request is not let in, "" when it is."""
    try:
        local = ip_address(_address(request, "peername")[0].partition("%")[0]).is_loopback
    except ValueError:
        local = False
    if not local:
        return "The playground serves this machine only."
    host = request.headers.get("Host", "").lower()
    if host not in allowed_hosts(request):
        return "This address is not the playground's. Open http://127.0.0.1 with its port."
    origin = request.headers.get("Origin")
    upgrading = "upgrade" in request.headers.get("Connection", "").lower()
    if (origin is None and upgrading) or (origin is not None and origin.lower() != f"http://{host}"):
        return "Another site's page may not talk to the playground."
    return ""


def headers(host: str) -> dict[str, str]:
    """Return what every answer carries: nothing inline, nothing from elsewhere, in nobody's frame."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-cache",
    }


@web.middleware
async def doorman(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in or refuse, and put the headers on whatever goes out."""
    why = refusal(request)
    host = "127.0.0.1" if why else request.headers["Host"].lower()
    try:
        response = web.Response(status=403, text=why) if why else await handler(request)
    except web.HTTPException as plain:  # raised answers would leave without the headers
        response = web.Response(status=plain.status, text=plain.reason, headers=_kept(plain))
    if not response.prepared:
        response.headers.update(headers(host))
    return response


def _kept(plain: web.HTTPException) -> dict[str, str]:
    return {name: plain.headers[name] for name in ("Allow", "Location") if name in plain.headers}


class Bucket:
    """A socket's allowance: a burst, and so many frames a second on top."""

    def __init__(self, tick: Callable[[], float]) -> None:
        """Begin full. `tick`: seconds of any clock that only moves forward."""
        self._tick = tick
        self._left, self._at = float(BURST), tick()

    def spend(self) -> bool:
        """Take one; return False when there is none."""
        now = self._tick()
        self._left = min(float(BURST), self._left + (now - self._at) * PER_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
