"""Today, Questions and Ledger: what their templates show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from adapters.dashboard.cards import Names, cards, draft_card, iso, names_of, why_flagged
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import Speech
from bot.measure import moved
from bot.model import (
    ChannelRef,
    DeckState,
    Entry,
    MessageRef,
    Question,
    Sieve,
    Sought,
    Status,
    Survey,
    SurveyState,
    Verdict,
)
from bot.model.heard import counts
from bot.model.question import is_theirs
from bot.weeks import Weeks

A_DAY, A_PAGE, A_LEDGER, MOST_DRAFTS, MOST = 20, 25, 50, 20, 500
LOOK_BACK = timedelta(days=30)
WAITING = (Status.OPEN, Status.ACKNOWLEDGED)
FILTERS: Mapping[str, tuple[Status, ...]] = {
    "waiting": WAITING,
    "talk": (Status.ENGAGED,),
    "answered": (Status.ANSWERED, Status.SETTLED),
    "over": (Status.EXPIRED, Status.WITHDRAWN, Status.DISMISSED),
    "all": tuple(Status),
}
VERDICTS: Mapping[str, tuple[Verdict, ...]] = {
    "all": (),
    "flagged": (Verdict.FLAGGED, Verdict.CLOSED),
    "said": (Verdict.DRAFTED, Verdict.SHOWN, Verdict.POSTED, Verdict.OUTCOME),
    "held": (Verdict.WAITING, Verdict.HELD, Verdict.WITHDRAWN, Verdict.REFUSED, Verdict.UNKNOWN),
    "hand": (Verdict.CORRECTED, Verdict.PRIVACY),
}


async def today(desk: Desk, guest: Guest, speech: Speech, weeks: Weeks) -> dict[str, Any]:
    """Return what waits, what is to be approved, and how the week goes."""
    now, names = desk.clock.now(), await names_of(desk, guest)
    surveys = await desk.store.surveys(guest.community, now, MOST)
    waiting = await _waiting(desk, guest, now, surveys)
    talking = await _every(desk, guest, Sought((Status.ENGAGED,), now - LOOK_BACK))
    drafts = await desk.store.drafts(guest.community, MOST_DRAFTS)
    put_off = [one for one in waiting if one.put_off(now)]
    later = [one for one in put_off if one.taken_by is None]
    due = [one for one in waiting if one not in later]
    shown = cards(due[:A_DAY], names, await why_flagged(desk, guest), speech, now, guest)
    return {
        "waiting": shown,
        "count": len(due),
        "more": max(0, len(due) - A_DAY),
        "later": len(later),
        "unanswered": 0 if due else await _unanswered(desk, guest, now),
        "talking": len(talking),
        "drafts": [draft_card(one, names, speech) for one in drafts],
        "week": await week_line(guest, speech, weeks),
        "polls": sum(survey.state is SurveyState.AWAITED for survey in surveys),
        "offered": sum(row.state is DeckState.OFFERED for row in names.view.deck.values()),
    }


async def _waiting(desk: Desk, guest: Guest, now: datetime, surveys: Sequence[Survey]) -> list[Question]:
    found = await _every(desk, guest, Sought(WAITING, now - LOOK_BACK))
    polls = {(survey.channel, survey.key): survey for survey in surveys}
    live = [one for one in found if one.closed_at is None]
    return [one for one in live if is_theirs(one, polls.get((one.ref.channel, one.nudged_by or "")))]


async def _unanswered(desk: Desk, guest: Guest, now: datetime) -> int:
    """Return how many questions of members were followed to their end lately and found no answer."""
    return sum(counts(one) for one in await _every(desk, guest, Sought((Status.EXPIRED,), now - LOOK_BACK)))


async def _every(desk: Desk, guest: Guest, wanted: Sought) -> list[Question]:
    """Return all questions that are wanted: a number that is told is never where the store's answer was cut."""
    every: list[Question] = []
    while True:
        found = await desk.store.sought(guest.community, wanted, MOST)
        every += found
        if len(found) < MOST:
            return every
        wanted = replace(wanted, after=(found[-1].asked_at, found[-1].ref))


async def week_line(guest: Guest, speech: Speech, weeks: Weeks) -> str:
    """Return one line on how the week goes: against the week before where both have an index."""
    before, week = await weeks.of(guest.community, 2)
    if week is None or week.index.value is None:
        if before is not None and before.index.value is not None:
            return speech.say("week_last", value=str(round(before.index.value)))
        return speech.say("week_none")
    value = str(round(week.index.value))
    if before is None or before.index.value is None:
        return speech.say("week_first", value=value)
    change, part = round(week.index.value) - round(before.index.value), moved(week, before)
    key = "week_up" if change > 0 else "week_down" if change < 0 else "week_same"
    line = speech.say(key, value=value, change=str(abs(change)))
    return f"{line} {speech.say('week_moved', part=speech.say(f'part_{part[0]}'))}" if part and change else line


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list of questions was asked for, as the address says it."""

    show: str
    channel: str
    words: str
    after: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Read an address; what makes no sense is left out."""
        show = query.get("show", "waiting")
        return cls(
            show if show in FILTERS else "waiting",
            query.get("channel", "")[:100],
            query.get("q", "")[:100],
            query.get("after", "")[:200],
        )

    def place(self, guest: Guest) -> tuple[datetime, MessageRef] | None:
        """Return where the page before ended."""
        at, _, rest = self.after.partition("~")
        channel, _, id = rest.partition("~")
        try:
            return datetime.fromisoformat(at), MessageRef(ChannelRef(guest.community, channel), id)
        except ValueError:
            return None


async def questions(desk: Desk, guest: Guest, speech: Speech, query: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of questions: by state, channel and words."""
    now, names, asked = desk.clock.now(), await names_of(desk, guest), Asked.of(query)
    channel = ChannelRef(guest.community, asked.channel) if asked.channel in names.view.channels else None
    place = asked.place(guest)
    if place is not None and place[0].tzinfo is None:
        place = None
    sought = Sought(FILTERS[asked.show], now - LOOK_BACK, channel, tuple(asked.words.split()[:8]), place)
    found = await desk.store.sought(guest.community, sought, A_PAGE + 1)
    shown, last = found[:A_PAGE], found[A_PAGE - 1 : A_PAGE]
    after = f"{last[0].asked_at.isoformat()}~{last[0].ref.channel.id}~{last[0].id}" if len(found) > A_PAGE else ""
    return {
        "asked": asked,
        "filters": [(name, speech.say(f"filter_{name}")) for name in FILTERS],
        "channels": names.choices(),
        "cards": cards(shown, names, await why_flagged(desk, guest), speech, now, guest),
        "after": after,
        "first": not asked.after,
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One ledger entry. `channel`: "" where that is nobody's business (a member's wish about what is kept of them)."""

    key: str
    iso: str
    moment: str
    verdict: str
    verdict_text: str
    channel: str
    subject: str
    link: str
    because: tuple[str, ...]


async def ledger(desk: Desk, guest: Guest, speech: Speech, query: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of the ledger: every decision, and why."""
    names, show = await names_of(desk, guest), query.get("show", "all")
    show = show if show in VERDICTS else "all"
    channel = query.get("channel", "") if query.get("channel", "") in names.view.channels else ""
    sieve = Sieve(
        VERDICTS[show], ChannelRef(guest.community, channel) if channel else None, _moment(query.get("before", ""))
    )
    found = await desk.store.entries(guest.community, sieve, A_LEDGER + 1)
    shown = _whole_moments(found)
    return {
        "show": show,
        "channel": channel,
        "filters": [(name, speech.say(f"ledger_{name}")) for name in VERDICTS],
        "channels": names.choices(),
        "rows": [_row(entry, names, speech) for entry in shown],
        "before": shown[-1].at.isoformat() if len(found) > len(shown) else "",
        "first": sieve.before is None,
    }


def _whole_moments(found: list[Entry] | Any) -> list[Entry]:
    """Cut a page where a moment ends, so that the next one, which begins before it, leaves nothing out."""
    if len(found) <= A_LEDGER:
        return list(found)
    over = found[A_LEDGER].at
    whole = [entry for entry in found[:A_LEDGER] if entry.at > over]
    return whole or list(found[:A_LEDGER])


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text[:40].replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _row(entry: Entry, names: Names, speech: Speech) -> Row:
    kind, _, rest = entry.subject.partition(":")
    key = f"subject_{kind}"
    known = bool(rest) and speech.has(key)
    hidden = entry.verdict is Verdict.PRIVACY
    return Row(
        key=f"{iso(entry.at)}-{entry.verdict}-{entry.channel.id}-{entry.subject}",
        iso=iso(entry.at),
        moment=speech.moment(entry.at),
        verdict=entry.verdict,
        verdict_text=speech.say(f"verdict_{entry.verdict}"),
        channel="" if hidden else names.channel(entry.channel),
        subject=speech.say(key) if known else speech.say("subject_question" if not rest else "subject_post"),
        link=names.link(MessageRef(entry.channel, entry.subject)) if not rest else "",
        because=tuple(speech.because(entry.because)),
    )
