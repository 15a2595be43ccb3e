"""The platform's mouth, and the eye that looks on: performs actions in the channels, and tells the pages what was decided."""

from adapters.playground import render
from adapters.playground.stage import Stage
from adapters.playground.state import BOT_NAME
from adapters.playground.translate import LIMITS
from bot.actions import Action, Amend, Decision, Notice, Say
from bot.events import Event, MessageEdited, MessageSeen
from bot.model import Limits, Message, MessageRef, Receipt, Refusal, Unknown


class Voice:
    """Implements Platform and Witness for the playground."""

    def __init__(self, stage: Stage) -> None:
        """Speak on this stage."""
        self._stage = stage

    @property
    def limits(self) -> Limits:
        """What the playground allows: about what Discord does."""
        return LIMITS

    async def perform(self, action: Action, target: MessageRef | None) -> Receipt | Refusal:
        """Do it. A post enters the talk as a bot's message, as on every platform, and is shown once that is committed."""
        await self._stage.open()
        text = render.render(action, self._stage.phrases)
        if len(text) > LIMITS.message_characters:
            return Refusal(f"longer than {LIMITS.message_characters} characters")
        match action:
            case Say():
                return await self._say(action, text)
            case Amend():
                return await self._amend(action, text, target)
            case Notice():
                at, id = self._stage.clock.now().timestamp(), render.post_id(action)
                self._stage.pages.tell(lambda speech: render.notice(action, id, at, text))
                return Receipt()

    async def find(self, action: Action) -> Receipt | Unknown | None:
        """Look whether an action was done. A post's id follows from its cause, so looking is certain; a notice leaves no trace."""
        await self._stage.open()
        match action:
            case Say():
                standing = self._stage.scene.standing(action.to.id, render.post_id(action))
                return Receipt(standing.message.ref) if standing else None
            case Amend():
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
        post = MessageSeen(Message(ref, scene.bot.ref, BOT_NAME, now, text, action.reply_to, bot=True))
        await self._stage.append(post)
        self._stage.dress(post, action.buttons, action.language)
        return Receipt(ref)

    async def _amend(self, action: Amend, text: str, target: MessageRef | None) -> Receipt | Refusal:
        if target is None or self._stage.scene.standing(target.channel.id, target.id) is None:
            return Refusal("the message to change is gone")
        change = MessageEdited(self._stage.clock.now(), target, text)
        await self._stage.append(change)
        self._stage.dress(change, action.buttons, action.language)
        return Receipt(target)
