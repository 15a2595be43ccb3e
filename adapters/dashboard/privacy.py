"""The Privacy page: which wishes of members were carried out, never whose; and forgetting somebody who wrote to you instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.dashboard.cards import iso
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import Speech, one_line
from bot.model import ChannelRef, Role, Sieve, Verdict
from bot.view import policy_of

LOOK_BACK = timedelta(days=365)
MOST, MOST_CALLED, NAME = 100, 5, 80


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish that was carried out. `kind`: forget or mydata."""

    kind: str
    text: str
    how: str
    iso: str
    moment: str


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody who has the name or the id that was looked for: no more of them than it takes to tell two apart."""

    id: str
    name: str
    last: str


async def privacy(desk: Desk, guest: Guest, speech: Speech, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the wishes of the last year, and who is called as was asked for."""
    now, name = desk.clock.now(), query.get("who", "").strip()[:NAME]
    may = guest.role.may(Role.TEAM)
    sieve = Sieve((Verdict.PRIVACY,), since=now - LOOK_BACK)
    entries = await desk.store.entries(guest.community, sieve, MOST)
    view = await desk.store.community(guest.community)
    found = await desk.store.called(guest.community, name, MOST_CALLED) if name and may else ()
    policy = policy_of(desk.policy, view, ChannelRef(guest.community, ""))
    wishes = []
    for entry in entries:
        kind, _, how = entry.subject.partition(":")
        done = speech.because(entry.because)
        wishes.append(
            Wish(
                kind,
                speech.say(f"wish_{kind}") if speech.has(f"wish_{kind}") else done[0] if done else "",
                " ".join(done[1:]) if how == "hand" else speech.say("wish_by_command"),
                iso(entry.at),
                speech.moment(entry.at),
            )
        )
    return {
        "wishes": wishes,
        "who": name,
        "found": [Called(member.id, one_line(called), speech.day(last)) for member, called, last in found],
        "asked": bool(name) and may,
        "retention": speech.span(policy.retention.total_seconds()) if policy.retention is not None else "–",
    }
