"""A sample community for those whose own has said nothing yet: made up, marked as such on every page, and kept nowhere.

It stands in for the store while a page is drawn, so nothing of it can ever mix with what is real.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.dashboard.guest import Kept
from adapters.dashboard.nothing import Nothing
from adapters.dashboard.words import Speech
from bot.measure import weeks_before, wilson
from bot.model import (
    ChannelRef,
    CommunityRef,
    Cue,
    Draft,
    Entry,
    Figure,
    Kind,
    MemberRef,
    MessageRef,
    Need,
    Option,
    Phrase,
    Poll,
    Question,
    Sieve,
    Sought,
    Status,
    Survey,
    SurveyState,
    Tally,
    Verdict,
    Week,
)
from bot.view import CommunityView

SHARES = (
    *((0.44, 0.38, 0.21, 0.34), (0.47, 0.40, 0.24, 0.36), (0.45, 0.45, 0.22, 0.38), (0.52, 0.44, 0.27, 0.37)),
    *((0.55, 0.50, 0.30, 0.41), (0.53, 0.55, 0.33, 0.44), (0.60, 0.58, 0.31, 0.45), (0.63, 0.60, 0.36, 0.46)),
    *((0.66, 0.58, 0.40, 0.50), (0.68, 0.66, 0.43, 0.52), (0.72, 0.71, 0.46, 0.55), (0.74, 0.70, 0.50, 0.57)),
)
"""Answered, heard, echo and mesh of twelve weeks."""

CASES = (64, 41, 18, 120)
NAMES = ("Nadia", "Tomás", "Юля", "Kenji", "Amina", "Leo")
ASKED = 660
"""Questions of the last four weeks, for the curves."""

NEEDS = (Need.HELP, Need.INFO, Need.HELP, Need.OPINION, Need.CHOICE)
CHANNELS = ("general", "help", "ideas")


class Sample(Nothing):
    """A store with one small community in it, as of a moment. Nothing can be kept in it."""

    def __init__(self, community: CommunityRef, now: datetime, speech: Speech) -> None:
        """Make it up, in the reader's language."""
        self._home, self._now, self._speech = community, now, speech
        self._places = {id: ChannelRef(community, id) for id in CHANNELS}

    def _say(self, key: str) -> str:
        return self._speech.say(f"sample_{key}")

    def _question(self, number: int, ago: float, status: Status = Status.OPEN, **more: object) -> Question:
        place = self._places[CHANNELS[number % len(CHANNELS)]]
        at = self._now - timedelta(minutes=ago)
        fields: dict[str, object] = {"flagged_at": at + timedelta(minutes=30), "because": (Cue("question_mark"),)}
        return Question(
            MessageRef(place, f"sample-{number}"),
            MemberRef(self._home, f"sample-{number % len(NAMES)}"),
            NAMES[number % len(NAMES)],
            self._say(f"q{number % 4 + 1}"),
            at,
            0.9,
            0.95,
            NEEDS[number % len(NEEDS)],
            status,
            **(fields | more),  # type: ignore[arg-type]  # named above
        )

    async def sought(self, community: CommunityRef, sought: Sought, limit: int) -> Sequence[Question]:
        """Return the sample's questions."""
        over = self._now - timedelta(minutes=600)
        made = [
            self._question(0, 1480, Status.ANSWERED, responded_at=over, answered_at=over),
            self._question(1, 190),
            self._question(2, 95),
            self._question(3, 40, Status.ENGAGED),
        ]
        found = [one for one in made if one.status in sought.statuses and sought.channel in (None, one.ref.channel)]
        words = [word.casefold() for word in sought.words]
        return [one for one in found if all(word in f"{one.text} {one.name}".casefold() for word in words)][:limit]

    async def drafts(self, community: CommunityRef, limit: int) -> Sequence[Draft]:
        """Return the sample's draft: a nudge."""
        words = (Phrase("verbatim.text", (("text", self._say("nudge")),)),)
        because = (Cue("nobody_spoke"), Cue("mode_suggest"))
        at = self._now - timedelta(minutes=20)
        return [Draft("nudge:sample-1", self._places["help"], Kind.NUDGE, words, at, because=because)][:limit]

    async def entries(self, community: CommunityRef, sieve: Sieve, limit: int) -> Sequence[Entry]:
        """Return the sample's ledger."""
        made = [
            (20, Verdict.DRAFTED, "nudge:sample-1", (Cue("nobody_spoke"), Cue("mode_suggest"))),
            (160, Verdict.FLAGGED, "sample-1", (Cue("question_mark"), Cue("nobody_spoke"))),
            (600, Verdict.CORRECTED, "sample-0", (Cue("corrected_answered"),)),
            (900, Verdict.HELD, "nudge:sample-0", (Cue("ignored"),)),
        ]
        rows = [
            Entry(self._now - timedelta(minutes=ago), self._places["help"], verdict, subject, because)
            for ago, verdict, subject, because in made
        ]
        kept = [row for row in rows if not sieve.verdicts or row.verdict in sieve.verdicts]
        return [row for row in kept if sieve.before is None or row.at < sieve.before][:limit]

    async def surveys(self, community: CommunityRef, since: datetime, limit: int) -> Sequence[Survey]:
        """Return the sample's polls: one open, one whose outcome the team has yet to tell."""
        options = (Option("1", self._say("option1")), Option("2", self._say("option2")))
        poll, place = Poll(self._say("poll"), options), self._places["ideas"]
        counted = (Tally("1", 14, True), Tally("2", 9, True))
        began, day = self._now - timedelta(hours=30), 86_400
        message = MessageRef(place, "sample-poll")
        second = Poll(self._say("poll2"), (Option("1", self._say("option3")), Option("2", self._say("option4"))))
        later = self._now - timedelta(hours=3)
        return [
            Survey("poll:b", place, second, later, day, SurveyState.OPEN, closes_at=later + timedelta(days=1)),
            Survey("poll:a", place, poll, began, day, SurveyState.AWAITED, message=message, tallies=counted),
        ][:limit]

    async def weeks(self, community: CommunityRef) -> Sequence[Week]:
        """Return twelve weeks, the running one too, so that nothing is counted."""
        spans = weeks_before(self._now, self._speech.zone.key, len(SHARES))
        return [_week(began, ended, shares) for (began, ended), shares in zip(spans, SHARES, strict=True)]

    async def asked(self, community: CommunityRef, since: datetime, until: datetime) -> Sequence[Question]:
        """Return four weeks of questions; how long each waited follows from its number."""
        found = []
        for number in range(ASKED):
            ago = 60.0 * number + 17 * (number * 7 % 11)
            at = self._now - timedelta(minutes=ago)
            wait = timedelta(minutes=3 + 5 * (number * 13 % 29) + 23 * (number * 5 % 7) * (at.hour // 9))
            heard = number % 9 != 4 and at + wait < self._now
            status = Status.ANSWERED if heard else Status.EXPIRED
            closed = min(self._now, at + timedelta(days=2))
            more = {"responded_at": at + wait, "answered_at": at + 2 * wait} if heard else {}
            found.append(self._question(number, ago, status, closed_at=closed, flagged_at=None, **more))
        return sorted((one for one in found if since <= one.asked_at < until), key=lambda one: (one.asked_at, one.ref))

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return the sample's channels."""
        return CommunityView(self._home, channels={id: id for id in CHANNELS})


def _week(began: datetime, ended: datetime, shares: tuple[float, ...]) -> Week:
    parts = [Figure(share, *wilson(share, cases), cases) for share, cases in zip(shares, CASES, strict=True)]
    value = low = high = 1.0
    for part in parts:
        value, low, high = value * (part.value or 0), low * part.low, high * part.high
    index = Figure(100 * value**0.25, 100 * low**0.25, 100 * high**0.25, min(CASES))
    return Week(began, ended, parts[0], parts[1], parts[2], parts[3], index, Figure(0.31, *wilson(0.31, 26), 26))


class Newcomers:
    """Tells which communities have nothing of their own to show: nobody ever wrote, nothing was decided. One that did is not asked again."""

    def __init__(self, store: Kept) -> None:
        """Ask this store."""
        self._store = store
        self._old: set[CommunityRef] = set()

    async def is_new(self, community: CommunityRef) -> bool:
        """Whether nobody ever wrote in a community."""
        if community not in self._old:
            self._old.update(await self._store.communities())
        return community not in self._old and not await self._store.entries(community, Sieve(), 1)
