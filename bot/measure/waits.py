"""How long questions wait, by channel, by hour of the week and by what they ask for: the same curves over a part of the questions.

And whether polls are followed through. The definitions are in docs/measures.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.measure.cases import Case
from bot.measure.survival import Gaps, counts, wait_for
from bot.model import ChannelRef, MessageRef, Need, Question, Survey, SurveyState, Wait

Key = TypeVar("Key")

FOLLOWED = (SurveyState.DONE,)
OWED = (SurveyState.TOLD, SurveyState.DONE, SurveyState.LET_GO)
"""Polls that are over for good. One whose team still has time to say what comes of it (awaited) is not counted yet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that counts, with its wait for a first response and for a first answer."""

    ref: MessageRef
    at: datetime
    need: Need
    response: Wait
    answer: Wait


def waits_of(questions: Iterable[Question], now: datetime, gaps: Gaps, inside: ChannelRef | None = None) -> list[Asked]:
    """Return the questions that count with their waits. `gaps`: by channel, (since, until) that could not be read."""
    found = []
    for one in questions:
        if counts(one) and one.ref.channel != inside:
            blind = gaps.get(one.ref.channel, ())
            response = wait_for(one, one.heard_at, now, blind)
            answer = wait_for(one, one.answered_at, now, blind)
            found.append(Asked(one.ref, one.since, one.need, response, answer))
    return found


def hour_of_week(at: datetime, zone: str) -> int:
    """Return the hour of the week (0..167) that a moment lies in, by the zone's clock."""
    local = at.astimezone(ZoneInfo(zone))
    return 24 * local.weekday() + local.hour


def grouped(asked: Iterable[Asked], key: Callable[[Asked], Key]) -> dict[Key, list[Asked]]:
    """Return the questions by a key, each group in the order in which they came."""
    groups: dict[Key, list[Asked]] = {}
    for one in asked:
        groups.setdefault(key(one), []).append(one)
    return groups


def followed_through(surveys: Iterable[Survey]) -> tuple[Case, ...]:
    """Of the bot's polls that people voted in and that are over, whether the team said what comes of them; oldest first."""
    over = [
        survey
        for survey in surveys
        if survey.state in OWED and survey.message is not None and any(tally.votes for tally in survey.tallies)
    ]
    ordered = sorted(over, key=lambda one: (one.at, one.channel, one.key))
    return tuple([Case(one.message, one.state in FOLLOWED) for one in ordered if one.message is not None])
