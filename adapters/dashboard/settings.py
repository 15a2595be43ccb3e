"""The Settings and Health pages: every knob with its meaning; how Twoway fares, and who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.dashboard.cards import iso, names_of
from adapters.dashboard.guest import Desk, Guest, is_heard
from adapters.dashboard.preview import TRIABLE
from adapters.dashboard.words import NATIVE, Speech, one_line
from bot.model import KNOBS, ChannelRef, Role
from bot.model.knobs import EVERYWHERE
from bot.pages import NONE, OFFERED, written
from bot.view import policy_of

GROUPS: Mapping[str, tuple[str, ...]] = {
    "how_far": ("mode.nudge", "mode.poll", "mode.prompt", "mode.digest", "mode.thanks"),
    "when": (
        "patience",
        "announcement_wait",
        "prompt_at",
        "spacing",
        "quiet_hours",
        "timezone",
        "digest_at",
        "paused_until",
        "poll_lasts",
        "poll_votes",
        "tidy_after",
    ),
    "how_much": ("budget.per_day", "language", "voice", "avoid", "team_channel", "team"),
    "privacy": ("holdout", "retention"),
}
"""The knobs as a person thinks of them; knobs that are in none of these come last."""

CHOSEN = ("mode", "language", "voice")
"""Knobs that are chosen from a list, by their name or the part of it before the dot; the rest are typed."""

LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Knob:
    """One knob: what it means, how it stands, where that comes from, and what may be chosen."""

    name: str
    id: str
    label: str
    means: str
    value: str
    source: str
    own: bool
    offered: tuple[tuple[str, str], ...]
    listed: bool
    triable: bool


async def settings(desk: Desk, guest: Guest, speech: Speech, query: Mapping[str, str]) -> dict[str, Any]:
    """Return every knob, for the community or one channel."""
    names = await names_of(desk, guest)
    channel = query.get("channel", "") if query.get("channel", "") in names.view.channels else ""
    policy = policy_of(desk.policy, names.view, ChannelRef(guest.community, channel))

    def knob(name: str) -> Knob:
        part = name.partition(".")[0]
        here = bool(channel) and (channel, name) in names.view.knobs
        source = "own_channel" if here else "own_community" if (None, name) in names.view.knobs else "own_default"
        offered = [value for value in OFFERED.get(part, OFFERED.get(name, ())) if value != NONE]
        return Knob(
            name,
            f"knob-{name.replace('.', '-')}",
            _words(f"knob_{name.replace('.', '_')}", speech) or name,
            _words(f"knob_{name.replace('.', '_')}_means", speech),
            written(policy, name),
            speech.say(source),
            source != "own_default",
            tuple([(value, _label(part, value, speech)) for value in offered]),
            part in CHOSEN,
            part in TRIABLE and desk.rehearse is not None,
        )

    known = {name for group in GROUPS.values() for name in group}
    groups = {**GROUPS, "more": tuple([name for name in KNOBS if name not in known])}
    return {
        "channel": channel,
        "channels": names.choices(),
        "groups": [
            (
                speech.say(f"group_{key}"),
                [knob(name) for name in some if name in KNOBS and (not channel or name not in EVERYWHERE)],
            )
            for key, some in groups.items()
            if some
        ],
    }


def _words(key: str, speech: Speech) -> str:
    return speech.say(key) if speech.has(key) else ""  # a page that lacks a word is still a page


def _label(part: str, value: str, speech: Speech) -> str:
    match part:
        case "mode":
            return speech.say(f"mode_{value}")
        case "language":
            return NATIVE.get(value, value)
        case "voice":
            return _words(f"voice_{value}", speech) or value
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `state`: well, warn or bad."""

    state: str
    label: str
    found: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is signed in."""

    digest: str
    name: str
    role: str
    began: str
    ends: str
    iso: str
    own: bool


async def health(desk: Desk, guest: Guest, speech: Speech) -> dict[str, Any]:
    """Return how Twoway fares, and for owners who is signed in."""
    now = desk.clock.now()
    load, latest, next_due = await desk.store.load(now), await desk.store.latest(), await desk.store.next_due()
    behind = next_due is not None and now - next_due > LATE
    stuck = load.oldest is not None and now - load.oldest > LATE
    checks = [
        Check("well", speech.say("check_database"), speech.say("check_database_well")),
        Check(
            "well" if latest is not None else "warn",
            speech.say("check_latest"),
            speech.moment(latest) if latest is not None else speech.say("check_latest_never"),
        ),
        Check(
            "bad" if stuck else "well",
            speech.say("check_outbox"),
            speech.say("check_outbox_count", load.pending + load.claimed),
        ),
        Check("warn" if behind else "well", speech.say("check_timers"), speech.say("check_timers_count", load.overdue)),
    ]
    for platform, heard in desk.heard.items():
        state, found = ("well", "check_heard") if await is_heard(heard) else ("bad", "check_not_heard")
        checks.append(Check(state, platform.capitalize(), speech.say(found)))
    sessions = await desk.store.sessions(guest.community) if guest.role is Role.OWNER else ()
    return {
        "checks": checks,
        "well": all(check.state == "well" for check in checks),
        "visits": [
            Visit(
                one.digest,
                one_line(one.name) or speech.say("somebody"),
                speech.say(f"role_{one.role}"),
                speech.moment(one.began),
                speech.moment(one.ends),
                iso(one.began),
                guest.session is not None and one.digest == guest.session.digest,
            )
            for one in sessions
            if one.ends > now
        ],
    }
