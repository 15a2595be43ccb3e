"""What the bot has yet to hear: updates with their numbers, fetched by long polling or posted to a webhook."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.telegram.bodies import stamp
from tests.fakes.telegram.errors import OTHER_POLLER, WEBHOOK_ACTIVE, ApiError

if TYPE_CHECKING:
    from tests.fakes.telegram.server import FakeTelegram

Json = dict[str, Any]
FIRST = 100_000_001
KEPT, QUIET = timedelta(hours=24), timedelta(weeks=1)
AHEAD = 10
"""An offset more than this beyond the next number is none that Telegram knows: it confirms nothing."""
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that come only when listed in allowed_updates."""
PORTS = (None, 80, 88, 443, 8443)


@dataclass
class Update:
    """One update. `copies`: how often it will be delivered."""

    id: int
    kind: str
    body: Json
    at: datetime
    copies: int = 1

    def written(self) -> Json:
        """Return it as it goes over the wire."""
        return {"update_id": self.id, self.kind: self.body}


@dataclass
class Webhook:
    """Where updates are posted."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    error: str | None = None
    error_at: datetime | None = None


class Updates:
    """The queue. An update stays until it is confirmed: by a later offset, or by the webhook's 2xx."""

    def __init__(self, fake: "FakeTelegram") -> None:
        """`fake`: the Telegram it belongs to."""
        self.fake = fake
        self.made: list[Update] = []
        """All updates that were ever told, oldest first."""
        self.pending: list[Update] = []
        self.confirmed = FIRST - 1
        """The highest number that the bot has confirmed."""
        self.allowed: frozenset[str] | None = None
        self.webhook: Webhook | None = None
        self.hosts: dict[str, str] = {}
        """Where a webhook's host really listens: {"bot.example": "http://127.0.0.1:8080"}."""
        self.waiting = 0
        """How many long polls wait just now."""
        self.polls = 0
        """How many long polls there have been, those included that a newer one or a webhook ended."""
        self._ended_by = OTHER_POLLER
        self._posting: asyncio.Task[None] | None = None
        self._kicked = asyncio.Event()

    def tell(self, kind: str, body: Json) -> None:
        """Queue an update, if the bot asked for its kind."""
        if not self.wants(kind):
            return
        update = Update(self._numbered(), kind, body, self.fake.clock.now())
        if self.fake.trouble.takes("double ", f"double {kind}"):
            update.copies = 2
        self.made.append(update)
        self.pending.append(update)
        self.fake.check_own(f"update {kind}", "Update", update.written())
        self._kick()

    def _numbered(self) -> int:
        """Return the next number: one more; after a week without updates any other, and here the hardest case, a lower one."""
        if not self.made:
            return FIRST
        last = self.made[-1]
        return last.id // 2 if self.fake.clock.now() - last.at >= QUIET else last.id + 1

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of a kind."""
        return kind not in ON_REQUEST if not self.allowed else kind in self.allowed

    def of(self, kind: str) -> list[Json]:
        """Return the bodies of all updates of a kind that were told."""
        return [update.body for update in self.made if update.kind == kind]

    def expire(self) -> None:
        """Forget what has waited for a day; called when the clock is moved."""
        now = self.fake.clock.now()
        self.pending = [update for update in self.pending if now - update.at < KEPT]
        self._kick()

    def allow(self, kinds: list[str] | None) -> None:
        """Set which kinds come from now on; None leaves it, [] is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def drop(self) -> None:
        """Forget all that waits."""
        self.pending.clear()

    async def get(self, offset: int, limit: int, timeout: int) -> list[Json]:
        """Confirm what is below `offset`, then wait until there is something, for at most `timeout` seconds."""
        if self.webhook is not None:
            raise ApiError(WEBHOOK_ACTIVE, 409)
        self._supersede(OTHER_POLLER)
        self._confirm(offset)
        mine, deadline = self.polls, self.fake.clock.now() + timedelta(seconds=timeout)
        self.waiting += 1
        try:
            async with asyncio.timeout(timeout):
                while not self.pending and timeout and self.fake.clock.now() < deadline and not self.fake.closing:
                    self.fake.changed()
                    await self._kicked.wait()
                    if mine != self.polls:
                        raise ApiError(self._ended_by, 409)
        except TimeoutError:
            pass
        finally:
            self.waiting -= 1
        return [update.written() for update in self.pending[:limit]]

    def _supersede(self, words: str) -> None:
        self.polls += 1
        self._ended_by = words
        self._kick()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
            offset = self.pending[0].id if self.pending else 0
        if self.made and offset > self.made[-1].id + 1 + AHEAD:
            return
        kept = []
        for update in self.pending:
            if update.id >= offset:
                kept.append(update)
            elif update.copies > 1:
                update.copies -= 1
                kept.append(update)
        self.pending = kept
        self.confirmed = max(self.confirmed, offset - 1)

    def _kick(self) -> None:
        self._kicked.set()
        self._kicked = asyncio.Event()
        self.fake.changed()

    def set_webhook(self, url: str, secret: str | None, max_connections: int) -> None:
        """Post updates to an address from now on."""
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise ApiError("bad webhook: An HTTPS URL must be provided for webhook")
        if parts.port not in PORTS:
            raise ApiError("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if parts.hostname not in self.hosts:
            raise ApiError("bad webhook: Failed to resolve host: Name or service not known")
        self.stop_posting()
        self._supersede("terminated by setWebhook request")
        self.webhook = Webhook(url, secret, max_connections)
        self._posting = asyncio.get_running_loop().create_task(self._post_all(self.webhook))

    def delete_webhook(self) -> None:
        """Go back to long polling."""
        self.stop_posting()
        self.webhook = None

    def stop_posting(self) -> None:
        """End the deliveries."""
        if self._posting is not None:
            self._posting.cancel()
            self._posting = None

    def try_again(self) -> None:
        """Post again what the webhook refused; otherwise it is tried with the next update, or when time passes."""
        self._kick()

    def webhook_info(self) -> Json:
        """Write getWebhookInfo."""
        hook = self.webhook
        body: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(self.pending)}
        if hook is not None:
            body |= {"url": hook.url, "max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
            if hook.error:
                body |= {"last_error_date": stamp(hook.error_at), "last_error_message": hook.error}
        return body | ({"allowed_updates": sorted(self.allowed)} if self.allowed else {})

    async def _post_all(self, hook: Webhook) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                kicked = self._kicked
                while self.pending and await self._post(session, hook, self.pending[0]):
                    pass
                await kicked.wait()

    async def _post(self, session: aiohttp.ClientSession, hook: Webhook, update: Update) -> bool:
        """Post one update; whether the webhook took it."""
        secret = hook.secret
        if self.fake.trouble.takes("secret"):
            secret = "somebody-elses-secret"
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        parts = urlsplit(hook.url)
        address = self.hosts[parts.hostname or ""] + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            async with session.post(address, json=update.written(), headers=headers) as response:
                hook.error = (
                    None if response.ok else f"Wrong response from the webhook: {response.status} {response.reason}"
                )
        except aiohttp.ClientError:
            hook.error = "Connection refused"
        if hook.error is not None:
            hook.error_at = self.fake.clock.now()
        elif update.copies > 1:
            update.copies -= 1
        elif update in self.pending:
            self.pending.remove(update)
            self.confirmed = max(self.confirmed, update.id)
        self.fake.changed()
        return hook.error is None
