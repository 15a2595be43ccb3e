"""Who may come in, and what may be asked: hosts, origins, sessions, roles, form tokens, pace. Every answer carries the same headers."""

from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.keys import digest, form_token, fresh_secret, same
from bot.model import MemberRef, Role

PUBLIC = ("/static/", "/enter", "/healthz", "/readyz", "/metrics")
PROBES = ("/healthz", "/readyz", "/metrics")
FORM = "application/x-www-form-urlencoded"
BODY_BYTES = 96 * 1024
"""The longest form: 8,000 characters, each of them up to nine bytes of a form, and what goes with them."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": under that, browsers send "Origin: null" with our own forms, too.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}
BURST, PER_SECOND, MOST_PACED = 40.0, 2.0, 10_000


class Refused(Exception):
    """A request is not served: the status, and the name of the phrase that says why."""

    def __init__(self, status: int, phrase: str) -> None:
        """Say why."""
        super().__init__(phrase)
        self.status, self.phrase = status, phrase


class Pace:
    """How much each guest, or each address, may still ask: a burst, and so many a second on top. Bounded."""

    def __init__(self) -> None:
        """Everybody begins with a full burst."""
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, who: str, now: float) -> bool:
        """Take one; return False when there is none. `now`: seconds of a clock that only moves forward."""
        left, at = self._left.pop(who, (BURST, now))
        left = min(BURST, left + max(0.0, now - at) * PER_SECOND)
        self._left[who] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST_PACED:
            self._left.popitem(last=False)
        return left >= 1


class Access:
    """Tells who makes a request, and refuses what may not be."""

    def __init__(self, desk: Desk) -> None:
        """Guard this dashboard."""
        self._desk, self._pace, self._open_secret = desk, Pace(), fresh_secret()
        self.opened_at(desk.url)

    def opened_at(self, url: str) -> None:
        """Take the address that people open the dashboard by; "" for none. A scheme's own port goes: browsers leave it out of Host, too (some proxies write it)."""
        parts = urlsplit(url.rstrip("/").lower())
        self._own_port = ":443" if parts.scheme == "https" else ":80"
        host = parts.netloc.removesuffix(self._own_port)
        self.url = f"{parts.scheme}://{host}" if url else ""
        self.secure, self._host = parts.scheme == "https", host
        self._origin = self.url
        self.cookie = "__Host-twoway" if self.secure else "twoway"

    def check_host(self, request: web.Request) -> None:
        """Refuse another site's name that was pointed at this machine (DNS rebinding). Probes carry no data and come by any name."""
        host = request.headers.get("Host", "").lower()
        if request.path not in PROBES and not {host, host.removesuffix(self._own_port)} & self._hosts(request):
            raise Refused(403, "wrong_host")

    def _hosts(self, request: web.Request) -> frozenset[str]:
        port = _address(request, "sockname")[1]
        names = ("127.0.0.1", "localhost", "[::1]")
        local = [f"{name}:{port}" for name in names] + (list(names) if port == 80 else [])
        return frozenset([self._host, *(local if self.from_here(request) else ())])

    def from_here(self, request: web.Request) -> bool:
        """Whether a request comes from this machine itself, and no proxy of it brought it from elsewhere."""
        if any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP")):
            return False
        try:
            return ip_address(_address(request, "peername")[0].partition("%")[0]).is_loopback
        except ValueError:
            return False

    async def guest(self, request: web.Request) -> Guest | None:
        """Return who asks, None for a stranger."""
        desk = self._desk
        if desk.open_to is not None:
            if not self.from_here(request):
                raise Refused(403, "wrong_host")
            return Guest(MemberRef(desk.open_to, "dashboard"), "", Role.OWNER, form_token(self._open_secret))
        secret = request.cookies.get(self.cookie, "")
        if not secret or len(secret) > 100:
            return None
        session = await desk.store.session(digest(secret))
        if session is None or session.ends <= desk.clock.now():
            return None
        return Guest(session.member, session.name, session.role, form_token(secret), session)

    def check_form(self, request: web.Request) -> None:
        """Refuse what another site's page, or no page at all, sends; and what comes too fast."""
        origin = request.headers.get("Origin", "").lower()
        local = {f"http://{host}" for host in self._hosts(request) if host != self._host}
        if origin != self._origin and origin not in local:
            raise Refused(403, "wrong_origin")
        if request.content_type != FORM:
            raise Refused(415, "wrong_form")
        now = self._desk.clock.now().timestamp()
        who = request.cookies.get(self.cookie, "")[:100] or _address(request, "peername")[0]
        if not self._pace.spend(digest(who), now):
            raise Refused(429, "too_fast")

    def check_token(self, guest: Guest, given: str) -> None:
        """Refuse a form that did not come from a page of this very session."""
        if not same(given, guest.token):
            raise Refused(403, "old_form")

    def may_measure(self, request: web.Request) -> bool:
        """Whether a request may read /metrics: from this machine, or with the token."""
        token = self._desk.metrics_token
        given = request.headers.get("Authorization", "")
        return self.from_here(request) if not token else same(given, f"Bearer {token}")


def is_public(path: str) -> bool:
    """Whether a path is served to strangers."""
    return any(path == each or (each.endswith("/") and path.startswith(each)) for each in PUBLIC)


def _address(request: web.Request, which: str) -> tuple[str, int]:
    found = request.transport.get_extra_info(which) if request.transport else None
    return (str(found[0]), int(found[1])) if found else ("", 0)
