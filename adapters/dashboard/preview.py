"""Previews: what another choice of a knob would have led to last week, tried on the talk itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.dashboard.doing import Flash
from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import Speech
from bot.model import KNOBS, ChannelRef, Message, WrongKnob, set_knob
from bot.model.rehearsal import Rehearsal, Rehearsed, Tried
from bot.pages import chosen
from bot.view import CommunityView, policy_of, team_channel_of

WEEK = timedelta(days=7)
MOST_MESSAGES = 6_000
"""So many messages are tried at most, the latest: some seconds' work."""

MOST_CHANNELS, MOST_SAID = 300, 8
TRIABLE = (
    *("mode", "patience", "announcement_wait", "spacing", "quiet_hours", "timezone", "poll_lasts", "budget"),
    *("prompt_at", "poll_votes"),
)
"""The knobs, by their name or the part before the dot, that change what is said, and when."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What was tried, and what came of it. `span`: how far back, where not the whole week could be."""

    knob: str
    value: str
    tried: Tried
    span: timedelta | None = None


class Preview:
    """Tries knobs."""

    def __init__(self, desk: Desk) -> None:
        """Try at this desk."""
        self._desk = desk

    async def attempt(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Try a knob on last week's talk; nothing is changed and nothing is posted."""
        knob, value = form.get("knob", ""), chosen(form.get("knob", ""), form.get("value", ""))[:500]
        view = await self._desk.store.community(guest.community)
        place = form.get("channel", "")
        if knob not in KNOBS or (place and place not in view.channels) or self._desk.rehearse is None:
            return Flash(False, "flash_gone")
        channel = ChannelRef(guest.community, place) if place else None
        try:
            set_knob(self._desk.policy, knob, value)
        except WrongKnob as wrong:
            return Flash(False, reason=str(wrong))
        messages, pace = await self._talk(guest, channel, view)
        if not messages:
            return Flash(False, "try_none")
        wanted = self._wanted(guest, channel, view, (knob, value), messages, pace)
        try:
            tried = await self._desk.rehearse(wanted)
        except TimeoutError:
            return Flash(False, "try_late")
        if tried is None:
            return Flash(False, "try_busy")
        span = wanted.until - messages[0].at if len(messages) == MOST_MESSAGES else None
        return Flash(True, trial=Trial(knob, value, tried, span))

    async def _talk(
        self, guest: Guest, channel: ChannelRef | None, view: CommunityView
    ) -> tuple[list[Message], tuple[Any, ...]]:
        """Return the latest week's messages in order of time, and the pace of their channels. The team's own channel is left out."""
        since, found, pace = self._desk.clock.now() - WEEK, [], []
        inside = team_channel_of(policy_of(self._desk.policy, view, ChannelRef(guest.community, "")), view)
        places = [channel] if channel is not None else [ChannelRef(guest.community, id) for id in view.channels]
        for place in sorted(places)[:MOST_CHANNELS]:
            if place != inside:
                lines = await self._desk.store.history(place, MOST_MESSAGES)
                said = [line.message for line in lines if line.message.at >= since]
                if said:
                    found += said
                    snapshot = await self._desk.store.view(place)
                    pace += [(place, waited, amount) for waited, amount in snapshot.pace]
        found.sort(key=lambda message: (message.at, message.ref))
        return found[-MOST_MESSAGES:], tuple(pace)

    def _wanted(
        self,
        guest: Guest,
        channel: ChannelRef | None,
        view: CommunityView,
        turned: tuple[str, str],
        messages: list[Message],
        pace: tuple[Any, ...],
    ) -> Rehearsal:
        return Rehearsal(
            guest.community,
            channel,
            *turned,
            tuple(messages),
            max(self._desk.clock.now(), messages[-1].at),
            self._desk.policy,
            tuple([(place, knob, value) for (place, knob), value in view.knobs.items()]),
            tuple(view.counts.items()),
            tuple(view.channels.items()),
            pace,
            tuple(view.roster.values()),
            tuple(view.deck.values()),
            tuple(self._desk.decks.items()),
        )


def told(trial: Trial, speech: Speech, channels: Mapping[str, str]) -> dict[str, Any]:
    """Return a trial in words."""
    before, after = trial.tried.as_is, trial.tried.otherwise
    if before == after:
        text = speech.say("try_same")
    else:
        text = speech.say(
            "try_would",
            posts=_count(after, True, speech),
            drafts=_count(after, False, speech),
            posts_now=_count(before, True, speech),
            drafts_now=_count(before, False, speech),
        )
    part = speech.say("try_part", span=speech.span(trial.span.total_seconds())) if trial.span is not None else ""
    return {
        "knob": trial.knob,
        "value": trial.value,
        "text": f"{text} {part}".strip(),
        "said": [
            {
                "moment": speech.moment(one.at),
                "channel": channels.get(one.channel.id, one.channel.id).lstrip("#"),
                "kind": speech.say("try_post" if one.alone else "try_draft"),
                "lines": speech.words(one.words, speech.language),
            }
            for one in after[-MOST_SAID:]
        ],
    }


def _count(said: tuple[Rehearsed, ...], alone: bool, speech: Speech) -> str:
    return speech.say("try_posts", sum(one.alone is alone for one in said))
