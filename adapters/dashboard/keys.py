"""Links that let somebody in: signed, short-lived, bound to a member of a community; and the secrets that browsers hold."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.model import CommunityRef, MemberRef, Role

LIFE = timedelta(minutes=10)
LONGEST = 1000
"""The most characters that a link's ticket has."""

NAME = 60


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link says: who may come in, as what, until when. `id` names it, so that it is used up once."""

    id: str
    member: MemberRef
    name: str
    role: Role
    until: datetime


class Signer:
    """Writes tickets that nobody else can write."""

    def __init__(self, secret: str = "") -> None:
        """`secret`: shared by processes that serve the same dashboard; "" for one of this process alone."""
        self._key = hashlib.sha256(b"twoway ticket " + (secret.encode() or secrets.token_bytes(32))).digest()

    def write(self, member: MemberRef, name: str, role: Role, now: datetime) -> str:
        """Return a ticket for a member, for a link."""
        until = int((now + LIFE).timestamp())
        fields = [
            secrets.token_urlsafe(12),
            member.community.platform,
            member.community.id,
            member.id,
            name[:NAME],
            role.value,
        ]
        body = json.dumps([*fields, until], separators=(",", ":")).encode()
        return f"{_packed(body)}.{_packed(self._sign(body))}"

    def read(self, text: str, now: datetime) -> Ticket | None:
        """Return what a ticket says; None where it is not ours, was changed, or is over."""
        if len(text) > LONGEST or not text.isascii():
            return None
        packed, _, signature = text.partition(".")
        try:
            body = _unpacked(packed)
            if (
                not hmac.compare_digest(_unpacked(signature), self._sign(body))
                or text
                != f"{_packed(body)}.{_packed(_unpacked(signature))}"  # spare bits would let a changed text through
            ):
                return None
            id, platform, community, member, name, role, until = json.loads(body)
        except (ValueError, binascii.Error):
            return None
        end = datetime.fromtimestamp(until, UTC)
        if now >= end:
            return None
        return Ticket(id, MemberRef(CommunityRef(platform, community), member), name, Role(role), end)

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unpacked(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def fresh_secret() -> str:
    """Return a new secret for a browser to hold."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a browser's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(secret: str) -> str:
    """Return what a form must bring back to be ours: derived from the browser's secret, so it belongs to that session alone."""
    return hmac.digest(secret.encode(), b"twoway form", "sha256").hex()


def same(one: str, other: str) -> bool:
    """Compare two texts in a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
