"""The platform's mouth, and the eye that looks on: performs actions in the channels, and tells the pages what was decided."""

from dataclasses import replace
from datetime import timedelta

from adapters.playground import render
from adapters.playground.stage import Stage
from adapters.playground.state import BOT_NAME
from adapters.playground.translate import LIMITS
from bot.actions import Amend, AskPoll, CountPoll, Decision, Deed, EndPoll, Notice, Say
from bot.events import Event, MessageEdited, MessageSeen, PollClosed
from bot.model import Limits, Message, MessageRef, Receipt, Refusal, Tally, Unknown
from bot.ports import Painter


class Voice:
    """Implements Platform and Witness for the playground."""

    def __init__(self, stage: Stage, painter: Painter | None = None) -> None:
        """Speak on this stage. `painter`: None for words alone."""
        self._stage, self._painter = stage, painter

    @property
    def limits(self) -> Limits:
        """What the playground allows: about what Discord does."""
        return LIMITS

    async def perform(self, action: Deed, target: MessageRef | None) -> Receipt | Refusal:
        """Do it. A post enters the talk as a bot's message, as on every platform, and is shown once that is committed."""
        await self._stage.open()
        match action:
            case AskPoll():
                return await self._ask(action)
            case EndPoll() | CountPoll():
                return await self._count(target, end=isinstance(action, EndPoll))
            case Say():
                return await self._say(action, self._text(action))
            case Amend():
                return await self._amend(action, self._text(action), target)
            case Notice():
                at, id, text = self._stage.clock.now().timestamp(), render.post_id(action), self._text(action)
                self._stage.pages.tell(lambda speech: render.notice(action, id, at, text))
                return Receipt()

    def _text(self, action: Say | Amend | Notice) -> str:
        return cut(render.render(action, self._stage.phrases))

    async def find(self, action: Deed) -> Receipt | Unknown | None:
        """Look whether an action was done. A post's id follows from its cause, so looking is certain; a notice leaves no trace."""
        await self._stage.open()
        match action:
            case Say() | AskPoll():
                standing = self._stage.scene.standing(action.to.id, render.post_id(action))
                return Receipt(standing.message.ref) if standing else None
            case Amend() | EndPoll() | CountPoll():
                return None  # doing it again changes nothing
            case Notice():
                return Unknown()

    def saw(self, event: Event, decision: Decision) -> None:
        """Show what was decided, with its because."""
        if event.channel.community != self._stage.community:
            return
        for change in decision.changes:
            thing = self._stage.seen.take(change)
            if thing is not None:
                self._stage.show(thing)

    async def _say(self, action: Say, text: str) -> Receipt | Refusal:
        scene, to = self._stage.scene, action.to
        if to.id not in scene.channels:
            return Refusal("there is no such channel")
        ref = MessageRef(to, render.post_id(action))
        if scene.standing(to.id, ref.id) is not None:
            return Receipt(ref)
        if action.reply_to is not None and scene.standing(to.id, action.reply_to) is None:
            return Refusal("the message it replies to is gone")
        now = self._stage.clock.now()
        called = (action.calls.member,) if action.calls is not None else ()
        drawn = None
        if action.picture is not None and self._painter is not None:
            drawn = await self._painter.paint(action.picture, action.language)
        post = MessageSeen(Message(ref, scene.bot.ref, BOT_NAME, now, text, action.reply_to, called, bot=True))
        await self._stage.append(post)
        self._stage.dress(post, action.buttons, action.language, drawn, action.leads)
        return Receipt(ref)

    async def _ask(self, action: AskPoll) -> Receipt | Refusal:
        """Post a poll. It is a message of the bot's like any other; its end comes by the playground's clock."""
        scene, to = self._stage.scene, action.to
        if to.id not in scene.channels or not action.poll.options:
            return Refusal("there is no such channel" if to.id not in scene.channels else "the poll's words are gone")
        ref = MessageRef(to, render.post_id(action))
        if scene.standing(to.id, ref.id) is not None:
            return Receipt(ref)
        now = self._stage.clock.now()
        question = render.Speech(self._stage.phrases, action.language).say(action.question)
        poll = replace(action.poll, question=question, closes_at=now + timedelta(seconds=action.seconds))
        reply = action.reply_to if scene.standing(to.id, action.reply_to or "") is not None else None
        await self._stage.happen(
            MessageSeen(Message(ref, scene.bot.ref, BOT_NAME, now, "", reply, bot=True, poll=poll))
        )
        return Receipt(ref)

    async def _count(self, target: MessageRef | None, *, end: bool) -> Receipt | Refusal:
        """Return a poll's counts: final once it takes no more votes, which it does from now on if it is to end or its time is over."""
        standing = self._stage.scene.standing(target.channel.id, target.id) if target is not None else None
        if target is None or standing is None or standing.message.poll is None:
            return Refusal("the message is gone")
        now, poll = self._stage.clock.now(), standing.message.poll
        over = poll.closed or end or (poll.closes_at is not None and poll.closes_at <= now)
        if over and not poll.closed:
            await self._stage.happen(PollClosed(now, target))
        return Receipt(target, tuple([Tally(tally.option, tally.votes, over) for tally in standing.tallies()]))

    async def _amend(self, action: Amend, text: str, target: MessageRef | None) -> Receipt | Refusal:
        if target is None or self._stage.scene.standing(target.channel.id, target.id) is None:
            return Refusal("the message to change is gone")
        change = MessageEdited(self._stage.clock.now(), target, text)
        await self._stage.append(change)
        self._stage.dress(change, action.buttons, action.language, leads=action.leads)
        return Receipt(target)


def cut(text: str, most: int = LIMITS.message_characters) -> str:
    """Return text that one message holds, cut between words."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    at = max(head.rfind(" "), head.rfind("\n"))
    return (head[:at] if at >= most // 2 else head).rstrip() + "…"
