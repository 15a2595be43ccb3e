"""The platform's mouth: performs actions in Discord, and finds out what a dead process may have done."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import aiohttp
import discord

from adapters.discord import render
from adapters.discord.answers import Answers
from adapters.discord.languages import common_language
from adapters.discord.limits import LIMITS
from adapters.discord.places import Place, Places
from adapters.discord.refs import id_at, message_ref, number
from adapters.discord.stops import refused
from adapters.discord.translate import tallies
from adapters.discord.wire import ENDED, FAILURES, OF_ONE_MESSAGE, Wire, for_good, later, reason
from bot.actions import Amend, AskPoll, CountPoll, Deed, EndPoll, Notice, Say, nonce
from bot.model import Draft, Drawn, Limits, MessageRef, Phrase, Phrases, Receipt, Refusal, Tally, Unknown
from bot.ports import Clock, Painter, Store, Throttled, Unavailable

log = logging.getLogger("twoway.discord")

BACK, SLACK = timedelta(hours=24), timedelta(minutes=2)
MOST = 1_000
REST = timedelta(seconds=10)
LINKS = 3
Sent = Say | Amend | AskPoll | EndPoll | CountPoll


class Voice:
    """Implements Platform for Discord."""

    def __init__(
        self,
        wire: Wire,
        places: Places,
        answers: Answers,
        store: Store,
        clock: Clock,
        phrases: Phrases,
        painter: Painter | None = None,
    ) -> None:
        """Speak through `wire`, where `places` says that we may. `painter`: None for words alone."""
        self._painter = painter
        self._wire, self._places, self._answers = wire, places, answers
        self._store, self._clock, self._phrases = store, clock, phrases
        self._unsure: set[str] = set()
        self._rest: datetime | None = None

    @property
    def limits(self) -> Limits:
        """What Discord allows."""
        return LIMITS

    async def perform(self, action: Deed, target: MessageRef | None) -> Receipt | Refusal:
        """Do it, or say why not. What may have been sent already is looked up first, also within this process."""
        self._may_try()
        if isinstance(action, Notice):
            return await self._notice(action)
        if nonce(action) in self._unsure:
            found = await self.find(action)
            if isinstance(found, Receipt):
                self._unsure.discard(nonce(action))
                return found
            if isinstance(found, Unknown):
                raise Unavailable("Discord cannot tell yet whether a post went out")
        with self._resting():
            place = await self._place(action)
            if isinstance(place, Phrase):
                return self._refusal(place)
            try:
                receipt = await self._send(self._spoken(action), target, place)
            except FAILURES as error:
                return self._failed(action, error)
        self._unsure.discard(nonce(action))
        return receipt

    def _refusal(self, why: Phrase) -> Refusal:
        """Return a refusal as the ledger keeps it: in plain English words, which are said in other languages where they are shown."""
        return Refusal(self._phrases.say(why, "en"))

    def _spoken(self, action: Sent) -> Sent:
        """Return an action in its community's language, where that is the server's own."""
        if isinstance(action, EndPoll | CountPoll):
            return action
        return replace(action, language=common_language(action.language, self._places.locale(action.to)))

    async def _place(self, action: Deed) -> Place | Phrase:
        """Return where an action is done, if it may be."""
        match action:
            case AskPoll():
                return await self._places.pollable(action.to)
            case CountPoll():
                return await self._places.readable(action.to) or refused("history")
            case _:
                return await self._places.speakable(action.to)

    async def _send(self, action: Sent, target: MessageRef | None, place: Place) -> Receipt | Refusal:
        if isinstance(action, AskPoll):
            if not action.poll.options:
                return self._refusal(refused("poll_forgotten"))
            asked = await self._wire.post(
                place.id, render.ask(action, self._phrases, self._places.may_reply(action.to))
            )
            return Receipt(message_ref(int(action.to.community.id), place.id, asked))
        if isinstance(action, Say):
            links = await self._links(action)
            payload = render.say(action, self._phrases, links, self._places.may_reply(action.to))
            drawn = await self._drawn(action) if self._places.may_attach(action.to) else None
            sent = await self._wire.post(place.id, payload, drawn)
            return Receipt(message_ref(int(action.to.community.id), place.id, sent))
        if target is None:
            return self._refusal(refused("message_gone"))
        if isinstance(action, CountPoll):
            return Receipt(target, tallies(await self._wire.message(place.id, number(target.id))))
        if isinstance(action, EndPoll):
            return Receipt(target, await self._end(place.id, number(target.id)))
        await self._wire.edit(place.id, number(target.id), render.amend(action, self._phrases))
        return Receipt(target)

    async def _drawn(self, action: Say) -> Drawn | None:
        if action.picture is None or self._painter is None:
            return None
        return await self._painter.paint(action.picture, action.language)

    async def _end(self, channel: int, message: int) -> tuple[Tally, ...]:
        try:
            return tallies(await self._wire.end_poll(channel, message))
        except discord.HTTPException as error:
            if error.code != ENDED:
                raise
            return ()

    async def _notice(self, action: Notice) -> Receipt | Refusal:
        found = self._answers.of(action, self._clock.now())
        if found is None:
            return self._refusal(refused("nobody_waits"))
        asked, opened = found
        if asked.quiet:
            return Receipt()
        payload = render.notice(action, self._phrases, asked.language)
        try:
            await (self._wire.fill(asked, payload) if opened else self._wire.follow(asked, payload))
        except discord.HTTPException as error:
            return self._refusal(reason(error))
        except FAILURES:
            return self._refusal(refused("too_late"))
        return Receipt()

    def _failed(self, action: Sent, error: Exception) -> Refusal:
        """Return a refusal that Discord would repeat; raise Unavailable for what may pass, noting what may have been sent."""
        if isinstance(error, discord.HTTPException) and for_good(error):
            if error.status in (403, 404) and error.code not in OF_ONE_MESSAGE:
                self._places.stop(action.to, reason(error))
            return self._refusal(reason(error))
        why = later(error)
        if not isinstance(why, Throttled) and not isinstance(error, aiohttp.ClientConnectorError):
            self._unsure.add(nonce(action))
        raise why from error

    @contextmanager
    def _resting(self) -> Iterator[None]:
        """Take the rest that Discord asks for in here, whatever was asked of it."""
        try:
            yield
        except Throttled as why:
            self._rest = self._clock.now() + max(REST, timedelta(seconds=why.seconds))
            raise

    def _may_try(self) -> None:
        if not self._places.ready:
            raise Unavailable("Discord is not connected yet")
        if self._rest is not None:
            if self._clock.now() < self._rest:
                raise Unavailable("Discord asked for a rest")
            self._rest = None

    async def find(self, action: Deed) -> Receipt | Unknown | None:
        """Look in the channel for our own message with the action's nonce, or else with its very words."""
        self._may_try()
        match action:
            case Amend() | EndPoll() | CountPoll():
                return None  # doing it again changes nothing
            case Notice():
                return Unknown()
            case Say() | AskPoll():
                with self._resting():
                    return await self._looked_up(action)

    async def _looked_up(self, action: Say | AskPoll) -> Receipt | Unknown | None:
        place = await self._places.readable(action.to)
        if place is None:
            return Unknown()
        try:
            return await self._search(action, place)
        except FAILURES as error:
            if for_good(error):
                return Unknown()
            raise later(error) from error

    async def _search(self, action: Say | AskPoll, place: Place) -> Receipt | Unknown | None:
        same, since, read = await self._likeness(action), await self._since(action), 0
        async for raw in place.history(limit=MOST, after=discord.Object(id_at(since)), oldest_first=True):
            read += 1
            if not self._places.is_me(raw.author.id):
                continue
            if str(raw.nonce) == nonce(action) or (raw.nonce is None and same(raw)):
                return Receipt(message_ref(int(action.to.community.id), raw.channel.id, raw.id))
        return Unknown() if read >= MOST else None

    async def _likeness(self, action: Say | AskPoll) -> Callable[[discord.Message], bool]:
        """Return how a message of ours without a nonce is known to be this action."""
        if isinstance(action, AskPoll):
            texts = [option.text for option in action.poll.options]
            return lambda raw: raw.poll is not None and [answer.text for answer in raw.poll.answers] == texts
        spoken = replace(action, language=common_language(action.language, self._places.locale(action.to)))
        wanted = str(render.say(spoken, self._phrases, await self._links(action))["content"])

        def same(raw: discord.Message) -> bool:
            replied = str(raw.reference.message_id) if raw.reference and raw.reference.message_id else None
            return raw.content == wanted and replied in (action.reply_to, None)

        return same

    async def _since(self, action: Say | AskPoll) -> datetime:
        """Return a moment before which the action cannot have been done: when its post or draft was decided."""
        snapshot = await self._store.view(action.channel)
        decided = [post.at for post in snapshot.posts if post.key == action.key]
        decided += [draft.at for draft in snapshot.drafts if f"card:{draft.key}" == action.key]
        return min(decided) - SLACK if decided else self._clock.now() - BACK

    async def _links(self, action: Say) -> Sequence[MessageRef]:
        """Return the messages that a draft's card is about, so that the team can go and look."""
        if action.to == action.channel or not action.buttons:
            return ()
        ids = {button.value.partition(":")[2] for button in action.buttons}
        drafts: list[Draft] = [draft for draft in (await self._store.view(action.channel)).drafts if draft.id in ids]
        return [MessageRef(action.channel, id) for draft in drafts for id in _shown_by(draft)]


def _shown_by(draft: Draft) -> Sequence[str]:
    """Return the messages that a draft came from: the questions it brings back, or where a poll's reasons lie."""
    lines = [line for cue in draft.because for line in cue.lines]
    return draft.questions or list(dict.fromkeys([*filter(None, [draft.reply_to]), *lines]))[:LINKS]
