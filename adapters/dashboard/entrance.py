"""The way in: a link opens a page with one button; pressing it uses the link up and begins a session. And the way out."""

import logging
from collections.abc import Callable
from datetime import timedelta

from aiohttp import web

from adapters.dashboard.access import Access, Refused
from adapters.dashboard.forms import form_of
from adapters.dashboard.guest import GUEST, Desk
from adapters.dashboard.keys import Signer, digest, fresh_secret
from bot.model import Session

log = logging.getLogger("twoway.dashboard")

LASTS = timedelta(hours=12)


class Entrance:
    """Lets people in and out."""

    def __init__(self, desk: Desk, access: Access, signer: Signer, page: Callable[..., web.Response]) -> None:
        """`page` draws a page."""
        self._desk, self._access, self._signer, self._page = desk, access, signer, page

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """Show the button. Looking uses nothing up: chat apps fetch links to preview them."""
        ticket = request.query.get("ticket", "")
        if self._signer.read(ticket, self._desk.clock.now()) is None:
            raise Refused(403, "link_over")
        return self._page(request, "enter", {"ticket": ticket})

    async def let_in(self, request: web.Request) -> web.StreamResponse:
        """Use the link up, and begin a session under a new secret, whatever the browser brought along."""
        now = self._desk.clock.now()
        ticket = self._signer.read((await form_of(request)).get("ticket", ""), now)
        if ticket is None or not await self._desk.store.use_up(ticket.id, ticket.until, now):
            raise Refused(403, "link_over")
        secret = fresh_secret()
        session = Session(digest(secret), ticket.member, ticket.name, ticket.role, now, now + LASTS)
        await self._desk.store.keep_session(session)
        log.info("signed in", extra={"community": str(ticket.member.community), "role": ticket.role.value})
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(
            *(self._access.cookie, secret),
            max_age=int(LASTS.total_seconds()),
            httponly=True,
            secure=self._access.secure,
            samesite="Lax",
            path="/",
        )
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """End this session."""
        guest = request[GUEST]
        if guest.session is not None:
            await self._desk.store.end_session(guest.community, guest.session.digest)
        response = self._page(request, "refused", {"why": "signed_out"})
        response.del_cookie(self._access.cookie, path="/", secure=self._access.secure, httponly=True, samesite="Lax")
        return response
