"""The Polls page: what waits for the team's word on it, what takes votes, what is to be approved, what is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.dashboard.cards import DraftCard, Names, draft_card, iso, names_of
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import TEXT, Speech
from bot.measure.speech import clean
from bot.model import ANSWERABLE, Kind, Poll, Survey, SurveyState

LOOK_BACK = timedelta(days=90)
MOST, MOST_OVER, MOST_DRAFTS, OUTCOME_CHARACTERS = 200, 30, 20, 4096
STANDING = (SurveyState.POSTED, SurveyState.OPEN, SurveyState.CLOSED)
SHOWN = (SurveyState.AWAITED, *STANDING, SurveyState.TOLD, SurveyState.DONE, SurveyState.LET_GO)
ENDED = (SurveyState.TOLD, SurveyState.DONE, SurveyState.LET_GO)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option with its votes. `share`: percent of all votes, None while they are not counted."""

    text: str
    votes: str
    share: float | None
    ahead: bool


@dataclass(frozen=True, slots=True)
class PollCard:
    """One poll of the bot's."""

    key: str
    name: str
    channel: str
    where: str
    question: str
    options: tuple[Choice, ...]
    state: str
    state_text: str
    iso: str
    moment: str
    until: str
    votes: str
    outcome: str
    answerable: bool
    endable: bool
    because: tuple[str, ...]
    link: str


async def polls(desk: Desk, guest: Guest, speech: Speech, query: Mapping[str, str]) -> dict[str, Any]:
    """Return the community's polls by what is to be done about them."""
    now, names = desk.clock.now(), await names_of(desk, guest)
    found = await desk.store.surveys(guest.community, now - LOOK_BACK, MOST)
    drafts = [one for one in await desk.store.drafts(guest.community, 100) if one.kind is Kind.POLL]
    made = [_card(one, names, speech, now) for one in found if one.state in SHOWN]
    return {
        "awaited": [card for card in reversed(made) if card.state == SurveyState.AWAITED],
        "standing": [card for card in made if card.state in STANDING],
        "drafts": _drafts(drafts, names, speech),
        "ended": [card for card in made if card.state in ENDED][:MOST_OVER],
        "channels": names.choices(),
        "ask_kept": query.get("ask", "")[:100],
    }


def _drafts(drafts: Sequence[Any], names: Names, speech: Speech) -> list[DraftCard]:
    return [draft_card(one, names, speech) for one in drafts[:MOST_DRAFTS]]


def _card(survey: Survey, names: Names, speech: Speech, now: datetime) -> PollCard:
    votes = {tally.option: tally.votes for tally in survey.tallies}
    total = sum(votes.values())
    counted = bool(survey.tallies)
    return PollCard(
        key=survey.key,
        name=f"{survey.channel.id}-{survey.key}",
        channel=survey.channel.id,
        where=names.channel(survey.channel),
        question=clean(survey.poll.question, TEXT) or _unasked(survey.poll, speech),
        options=_options(survey.poll, votes, total, counted, speech),
        state=survey.state,
        state_text=speech.say(f"poll_{survey.state}"),
        iso=iso(survey.at),
        moment=speech.moment(survey.at),
        until=_until(survey, speech, now),
        votes=speech.say("poll_votes", total) if counted else "",
        outcome=clean(survey.outcome, OUTCOME_CHARACTERS),
        answerable=survey.state in ANSWERABLE,
        endable=survey.state in (SurveyState.POSTED, SurveyState.OPEN),
        because=tuple(speech.because(survey.because)),
        link=names.link(survey.message) if survey.message is not None else "",
    )


def _unasked(poll: Poll, speech: Speech) -> str:
    return speech.say("poll_unasked") if poll.options else speech.say("no_words")


def _until(survey: Survey, speech: Speech, now: datetime) -> str:
    if survey.state not in STANDING or survey.closes_at is None:
        return ""
    if survey.closes_at <= now:
        return speech.say("poll_counting")
    return speech.say("poll_until", moment=speech.moment(survey.closes_at))


def _options(poll: Poll, votes: Mapping[str, int], total: int, counted: bool, speech: Speech) -> tuple[Choice, ...]:
    most = max(votes.values(), default=0)
    return tuple(
        [
            Choice(
                clean(option.text, 200) or speech.say("no_words"),
                speech.number(votes.get(option.id, 0)) if counted else "",
                round(100 * votes.get(option.id, 0) / total, 1) if total else None,
                bool(total) and votes.get(option.id, 0) == most,
            )
            for option in poll.options
        ]
    )
