"""The Openers page: what there is to open a discussion with, whose it is and how it did; writing one, with how it would look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.dashboard.cards import names_of
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import NAME, Speech, one_line
from bot.measure.speech import clean
from bot.model import (
    Aim,
    ChannelRef,
    DeckRow,
    DeckState,
    Occasion,
    Opener,
    Origin,
    Phrase,
    PollForm,
    Voice,
    in_force,
)
from bot.model.deck import OPENER_CHARACTERS, SLOTS, deck_in, fill, own_words, slots_in
from bot.view import policy_of

MOST = 400


@dataclass(frozen=True, slots=True)
class Card:
    """One opener, or one poll form. `results`: how it did here; `row`: `offered` by a member, `withdrawn`, or in force ("")."""

    id: str
    text: str
    options: tuple[str, ...]
    occasion: str
    tags: tuple[str, ...]
    origin: str
    own: bool
    results: str
    used: str
    by: str
    state: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How a text would stand on a platform."""

    platform: str
    name: str
    lines: tuple[str, ...]
    told: str
    long: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What is being written, as the address says it."""

    id: str
    text: str
    occasion: Occasion
    aim: Aim
    voice: Voice

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Written":
        """Read an address; what makes no sense is left out."""
        occasion, aim, voice = query.get("occasion", ""), query.get("purpose", ""), query.get("voice", "")
        return cls(
            query.get("id", "")[:60],
            " ".join(clean(query.get("text", "")[: 2 * OPENER_CHARACTERS]).split()),
            Occasion(occasion) if occasion in tuple(Occasion) else Occasion.DATE,
            Aim(aim) if aim in tuple(Aim) else Aim.IDEAS,
            Voice(voice) if voice in tuple(Voice) else Voice.PLAIN,
        )


async def prompts(desk: Desk, guest: Guest, speech: Speech, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the deck in force, what members offered, what was withdrawn, and what is being written."""
    names = await names_of(desk, guest)
    policy = policy_of(desk.policy, names.view, ChannelRef(guest.community, ""))
    language = policy.language if policy.language != "auto" else "en"
    files, rows = deck_in(desk.decks, language), names.view.deck
    force, written = in_force(files, rows), Written.of(query)
    show = query.get("show", "")
    show = show if show in tuple(Occasion) else ""
    known: dict[str, Opener | PollForm] = {one.id: one for one in files.openers} | {one.id: one for one in files.forms}
    used: tuple[Opener | PollForm, ...] = (*force.openers, *force.forms)

    def card(one: Opener | PollForm) -> Card:
        return _card(one, rows.get(one.id), names.view.counts, speech, language)

    gone = [
        row.opener or known.get(id)
        for id, row in rows.items()
        if row.state is DeckState.WITHDRAWN and (row.opener is not None or id in known)
    ]
    offered = sorted(
        (row for row in rows.values() if row.state is DeckState.OFFERED and row.opener is not None),
        key=lambda row: (row.at is None, row.at, row.id),
    )
    return {
        "offered": [card(row.opener) for row in offered if row.opener is not None],
        "groups": [
            (
                speech.say(f"occasion_{each}"),
                [card(one) for one in used if one.occasion is each],
            )
            for each in Occasion
            if show in ("", each)
        ],
        "gone": [card(one) for one in gone if one is not None],
        "count": len(used),
        "show": show,
        "written": written,
        "looks": looks(desk, guest, written, speech, language) if written.text else [],
        "wrong": _wrong(written, speech),
        "slots": [(f"${slot}", speech.say(f"slot_{slot}")) for slot in sorted(SLOTS[written.occasion])],
        "occasions": [(str(each), speech.say(f"occasion_{each}")) for each in Occasion],
        "aims": [(str(each), speech.say(f"aim_{each}")) for each in Aim],
        "voices": [(str(each), speech.say(f"voice_{each}")) for each in Voice],
        "most": OPENER_CHARACTERS,
        "deck_language": language,
    }


def _card(
    one: Opener | PollForm, row: DeckRow | None, counts: Mapping[str, int], speech: Speech, language: str
) -> Card:
    tried, drew = counts.get(f"tried:{one.arm}", 0), counts.get(f"drew:{one.arm}", 0)
    results = speech.say("opener_results", tried, drew=speech.number(max(0, drew))) if tried > 0 else ""
    own = one.origin in (Origin.TEAM, Origin.MEMBER)
    text = fill(one.texts, {}, None, language) or dict(one.texts).get("other", "")
    return Card(
        one.id,
        clean(text, OPENER_CHARACTERS),
        tuple([clean(option, 200) for option in one.options]) if isinstance(one, PollForm) else (),
        one.occasion,
        (speech.say(f"aim_{one.aim}"), speech.say(f"voice_{one.voice}")),
        speech.say(f"origin_{one.origin}"),
        own,
        results,
        _used(row, speech),
        one_line(row.name, NAME) if row is not None else "",
        str(row.state) if row is not None and row.state is not DeckState.KEPT else "",
        {
            **({"id": one.id} if own else {}),
            "text": clean(text, OPENER_CHARACTERS),
            "occasion": one.occasion,
            "purpose": one.aim,
            "voice": one.voice,
        },
    )


def _used(row: DeckRow | None, speech: Speech) -> str:
    return speech.say("opener_used", day=speech.day(row.used_at)) if row is not None and row.used_at else ""


def _wrong(written: Written, speech: Speech) -> str:
    """Return what would keep a text from being kept, "" where nothing does."""
    if len(written.text) > OPENER_CHARACTERS:
        return speech.say("opener_long", most=str(OPENER_CHARACTERS))
    strange = slots_in((("", written.text),)) - SLOTS[written.occasion]
    return speech.say("opener_slot", slot=f"${min(strange)}") if strange else ""


def looks(desk: Desk, guest: Guest, written: Written, speech: Speech, language: str) -> list[Look]:
    """Return how a text would look where it may be posted, its slots filled with examples; the community's own platform first."""
    text = fill((("", written.text),), examples(desk.clock.now(), speech), None, language)
    words = (Phrase(own_words(Origin.TEAM, [written.text], text), (("text", text),)),)
    found = []
    for platform in sorted(desk.looks, key=lambda name: (name != guest.community.platform, name)):
        seen, characters, most = desk.looks[platform](words, language)
        told = speech.say("look_length", length=str(characters), most=str(most))
        found.append(Look(platform, platform.capitalize(), tuple(clean(seen).split("\n")), told, characters > most))
    return found


def examples(now: datetime, speech: Speech) -> dict[str, str]:
    """Return what slots are filled with in a preview."""
    return {
        "subject": speech.say("sample_poll"),
        "topic": speech.say("sample_option1"),
        "quote": speech.say("sample_q1"),
        "name": "Nadia",
        "names": "Nadia, Tomás",
        "count": "12",
        "day": speech.day(now),
    }
