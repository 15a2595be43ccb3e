"""The platform's mouth: performs actions in Telegram. What may have been sent is never sent again; it is settled as unknown."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from adapters.telegram import render
from adapters.telegram.answers import Answers
from adapters.telegram.directory import Directory, Standing
from adapters.telegram.limits import LIMITS
from adapters.telegram.places import Places
from adapters.telegram.posting import Posting
from adapters.telegram.refs import Spot, link
from adapters.telegram.tidy import Tidying
from adapters.telegram.translate import poll_told, votes_of
from adapters.telegram.wire import FAILURES, OF_A_PLACE, Uncertain, Wire, over, reason, refusal, refused, same
from bot.actions import Amend, AskPoll, CountPoll, Deed, EndPoll, Notice, Say, nonce
from bot.events import Event
from bot.model import Draft, Limits, MessageRef, Phrase, Phrases, Receipt, Refusal, Settlement, Unknown
from bot.ports import Clock, EventLog, Painter, Store, Unavailable

log = logging.getLogger("twoway.telegram")

DONE, LINKS = 1_000, 3
Placed = Say | AskPoll | Amend | EndPoll | CountPoll


class Voice:
    """Implements Platform for Telegram."""

    def __init__(
        self,
        wire: Wire,
        directory: Directory,
        places: Places,
        answers: Answers,
        events: EventLog,
        store: Store,
        clock: Clock,
        phrases: Phrases,
        tidying: Tidying,
        painter: Painter | None = None,
    ) -> None:
        """Speak through `wire`, where `places` says that we may. `painter`: None for words alone."""
        self._wire, self._directory, self._places, self._answers = wire, directory, places, answers
        self._events, self._store, self._clock, self._phrases = events, store, clock, phrases
        self._tidying, self._posting = tidying, Posting(wire, painter)
        self._done: OrderedDict[str, Receipt] = OrderedDict()
        self._owed: list[Event] = []

    @property
    def limits(self) -> Limits:
        """What Telegram allows."""
        return LIMITS

    async def perform(self, action: Deed, target: MessageRef | None) -> Settlement:
        """Do it, or say why not; Unknown where nobody can tell whether it was done."""
        if isinstance(action, Notice):
            return await self._notice(action)
        if isinstance(action, Say | AskPoll) and nonce(action) in self._done:
            return self._done[nonce(action)]
        for _ in range(2):
            spot = self._directory.spot(action.to)
            if not spot.chat:  # a team's chat that left the community: nothing of it is any of theirs
                return self._refusal(refusal("chat_gone"))
            if why := self._places.why(spot):
                return Refusal(why)
            try:
                return await self._do(action, target, spot)
            except ChatMigrated as error:
                # Nothing was sent. The group is another chat now; the community stays the same.
                moved = self._directory.move(self._clock.now(), spot.chat, error.new_chat_id)
                await self._note(moved)
            except (BadRequest, Forbidden) as error:
                return self._refused(spot, error)
            except Uncertain as why_not:
                log.warning("unknown whether it went out", extra={"key": action.key, "why": str(why_not)})
                return Unknown()
        return self._refusal(refusal("chat_gone"))

    def _refused(self, spot: Spot, error: TelegramError) -> Refusal:
        why = self._refusal(refused(error))
        if reason(error) in OF_A_PLACE:
            self._places.stop(spot, why.reason)
        return why

    def _refusal(self, why: Phrase) -> Refusal:
        """Return a refusal as the ledger keeps it: in plain English words, which are said in other languages where they are shown."""
        return Refusal(self._phrases.say(why, "en"))

    async def _do(self, action: Placed, target: MessageRef | None, spot: Spot) -> Settlement:
        match action:
            case Say():
                return await self._say(action, spot)
            case AskPoll():
                return await self._ask(action, spot)
            case Amend() | EndPoll() | CountPoll():
                number = self._number(target) if target is not None else None
                if target is None or number is None:
                    return self._refusal(refusal("message_gone"))
                return await self._change(action, target, spot.chat, number)

    async def _change(
        self, action: Amend | EndPoll | CountPoll, target: MessageRef, chat: int, number: int
    ) -> Settlement:
        match action:
            case Amend():
                return await self._amend(action, target, chat, number)
            case EndPoll():
                return await self._end(target, chat, number)
            case CountPoll():
                return await self._counted(target, chat, number)

    async def _say(self, action: Say, spot: Spot) -> Receipt:
        reply = self._reply(action.reply_to, spot)
        payload = render.say(
            action, self._phrases, spot.topic, reply, await self._links(action), self._leads(action.leads)
        )
        drawn = await self._posting.drawn(action.picture, action.language)
        sent = await self._posting.post(spot.chat, payload, drawn, lambda: self._mark(action))
        return self._keep(action, Receipt(self._at(spot, sent.message_id)))

    async def _ask(self, action: AskPoll, spot: Spot) -> Settlement:
        if not action.poll.options:
            return self._refusal(refusal("poll_forgotten"))
        payload = render.ask(action, self._phrases, spot.topic, self._reply(action.reply_to, spot))
        await self._wire.turn(spot.chat)
        await self._mark(action)
        sent = await self._wire.send(lambda: self._wire.bot.send_poll(spot.chat, **payload), spot.chat)
        ref = self._at(spot, sent.message_id)
        if sent.poll is not None:
            lasting, votes = votes_of(sent.poll)
            standing = Standing(ref, lasting, True, votes)
            await self._note(self._directory.keep(self._clock.now(), sent.poll.id, standing))
        return self._keep(action, Receipt(ref))

    async def _mark(self, action: Say | AskPoll) -> None:
        """Note what is being sent, before it is: after a death, only this may or may not have gone out."""
        await self._events.append(*self._owed, self._directory.note(self._clock.now(), "sending", nonce(action)))
        self._owed = []

    async def _note(self, event: Event) -> None:
        """Note what was done already: where that cannot be saved now, it is saved with the next mark."""
        try:
            await self._events.append(event)
        except Unavailable as why:
            log.warning("not noted yet", extra={"why": str(why)})
            self._owed.append(event)

    def _keep(self, action: Say | AskPoll, receipt: Receipt) -> Receipt:
        self._done[nonce(action)] = receipt
        if len(self._done) > DONE:
            self._done.popitem(last=False)
        return receipt

    async def _amend(self, action: Amend, target: MessageRef, chat: int, number: int) -> Receipt:
        try:
            await self._posting.change(chat, number, render.amend(action, self._phrases, self._leads(action.leads)))
        except BadRequest as error:
            if not same(error):
                raise
        return Receipt(target)

    async def _end(self, target: MessageRef, chat: int, number: int) -> Settlement:
        id, standing = self._directory.number_of(target), self._directory.poll_at(target)
        try:
            poll = await self._wire.write(chat, lambda: self._wire.bot.stop_poll(chat, number))
        except BadRequest as error:
            if not over(error):
                raise
            return Receipt(target, standing.tallies() if standing is not None and standing.closed else ())
        lasting, votes = votes_of(poll)
        standing = poll_told(poll, standing) if standing is not None else Standing(target, lasting, True, votes, True)
        await self._note(self._directory.keep(self._clock.now(), id or poll.id, standing))
        return Receipt(target, standing.tallies())

    async def _counted(self, target: MessageRef, chat: int, number: int) -> Settlement:
        """Return the votes as Telegram told them last: it cannot be asked. Where it told nothing, they are unknown, not zero.

        Nor does it tell that a message was deleted; but it will not change one that is gone, and there is nothing to change.
        """
        bot = self._wire.bot
        try:
            await self._wire.write(chat, lambda: bot.edit_message_reply_markup(chat_id=chat, message_id=number))
        except BadRequest as error:
            if not same(error):
                raise
        standing = self._directory.poll_at(target)
        return Receipt(target, standing.tallies() if standing is not None else ())

    async def _notice(self, action: Notice) -> Settlement:
        asked = self._answers.of(action, self._clock.now())
        if asked is None:
            return self._refusal(refusal("nobody_waits"))
        if asked.quiet:
            return Receipt()
        bot, action = self._wire.bot, replace(action, language=asked.language)
        try:
            if asked.press:
                alert = render.alert(action, self._phrases)
                await self._wire.ask(lambda: bot.answer_callback_query(asked.press, alert, show_alert=True))
            else:
                payload = render.placed(asked.topic, asked.message) | {"disable_notification": True}
                payload |= {"text": render.notice(action, self._phrases), "parse_mode": ParseMode.HTML}
                sent = await self._posting.post(asked.chat, payload)
                await self._tidying.answered(asked, sent.message_id)
        except (BadRequest, Forbidden, ChatMigrated) as error:
            return self._refusal(refused(error))
        except FAILURES:
            return self._refusal(refusal("too_late"))
        return Receipt()

    async def find(self, action: Deed) -> Receipt | Unknown | None:
        """Say what is known of an action that may have been done: Telegram cannot be asked, but what was being sent was noted."""
        match action:
            case Amend() | EndPoll() | CountPoll():
                return None  # doing it again changes nothing
            case Notice():
                return Unknown()
            case Say() | AskPoll():
                done = self._done.get(nonce(action))
                return done or (Unknown() if self._directory.sending == nonce(action) else None)

    # -- where things are

    def link(self, ref: MessageRef) -> str:
        """Return the address that leads members to a message, "" where it has none."""
        number = self._number(ref)
        return link(self._directory.spot(ref.channel), number) if number is not None else ""

    def _number(self, ref: MessageRef) -> int | None:
        spot = self._directory.spot(ref.channel)
        return self._directory.home(spot.chat).number(ref.id)

    def _reply(self, id: str | None, spot: Spot) -> int | None:
        return None if id is None else self._directory.home(spot.chat).number(id)

    def _at(self, spot: Spot, number: int) -> MessageRef:
        return self._directory.home(spot.chat).message(spot.topic, number)

    def _leads(self, leads: Sequence[MessageRef | None]) -> list[str]:
        """Return the address of each message, "" for none, and where a group's messages have none."""
        return [self.link(ref) if ref is not None else "" for ref in leads]

    async def _links(self, action: Say) -> str:
        """Return links to the messages that a draft's card is about, so that the team can go and look."""
        if action.to == action.channel or not action.buttons:
            return ""
        ids = {button.value.partition(":")[2] for button in action.buttons}
        drafts: list[Draft] = [draft for draft in (await self._store.view(action.channel)).drafts if draft.id in ids]
        spot = self._directory.spot(action.channel)
        numbers = [self._reply(id, spot) for draft in drafts for id in _shown_by(draft)]
        addresses = [address for number in numbers if number is not None and (address := link(spot, number))]
        phrase = render.page_phrase(self._phrases, "to_the_message", (), None)
        words = render.said(self._phrases, Phrase(phrase.name), action.language)
        return " · ".join(f'<a href="{address}">{words}</a>' for address in addresses)


def _shown_by(draft: Draft) -> Sequence[str]:
    """Return the messages that a draft came from: the questions it brings back, or where a poll's reasons lie."""
    lines = [line for cue in draft.because for line in cue.lines]
    return draft.questions or list(dict.fromkeys([*filter(None, [draft.reply_to]), *lines]))[:LINKS]
