"""Where stories are played: the real engine, courier and ticker, a real store, and a platform that writes down what it is told."""

import re
from datetime import timedelta
from pathlib import Path

from adapters.clock import ManualClock
from adapters.phrases import read_phrases
from bot.actions import Amend, DraftKept, EntryKept, Notice, Say
from bot.courier import Courier
from bot.engine import Engine
from bot.events import (
    ButtonPressed,
    ChannelNamed,
    CommandGiven,
    GapFound,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ReactionSeen,
    TimerDue,
)
from bot.model import (
    SMALLEST,
    ChannelRef,
    CommunityRef,
    DraftState,
    MemberRef,
    Message,
    MessageRef,
    Phrase,
    Policy,
    Receipt,
    Status,
    Verdict,
    set_knob,
)
from bot.ports import Batch

ROOT = Path(__file__).resolve().parents[2]
PHRASES = read_phrases(ROOT / "prompts")
HOME = CommunityRef("story", "home")
GENERAL, TEAM = ChannelRef(HOME, "general"), ChannelRef(HOME, "team")


class Paper:
    """A platform that keeps what it is told to say."""

    limits = SMALLEST

    def __init__(self):
        self.said = []

    async def perform(self, action, target):
        self.said.append(action)
        return Receipt(MessageRef(action.to, f"post{len(self.said)}") if isinstance(action, Say) else None)

    async def find(self, action):
        return None


class Stage:
    """Plays steps, and remembers what came of them."""

    def __init__(self, store, settings, begin):
        policy = Policy(quiet_hours=None, patience=timedelta(minutes=30))
        for knob, value in settings.items():
            policy = set_knob(policy, knob, value)
        self.policy, self.store, self.paper = policy, store, Paper()
        self.clock = ManualClock(begin)
        self.engine = Engine(store, policy, {"story": SMALLEST}, SMALLEST, [self])
        self.courier = Courier(store, {"story": self.paper}, self.clock, self._tell)
        self.messages, self.latest, self.news, self.flagged, self.last_because = 0, {}, [], [], ()
        self.posts, self.written = [], {}

    async def _tell(self, event):
        await self.engine.handle(Batch((event,)))

    def saw(self, event, decision):
        for change in decision.changes:
            match change:
                case DraftKept(draft) if draft.state is DraftState.WITHDRAWN and not isinstance(event, ButtonPressed):
                    self.news.append("withdraws its draft")
                case DraftKept(draft) if draft.state is DraftState.WAITING:
                    self.news.append(f"drafts: {self.say(draft.words)}")
                case EntryKept(entry):
                    self.last_because = entry.because
                    if entry.verdict is Verdict.FLAGGED:
                        self.flagged.append(entry.subject)
                    if entry.verdict is Verdict.SHOWN:
                        self.news.append(f"would bring back: {entry.subject}")

    def say(self, words):
        return " / ".join(PHRASES.say(phrase, self.policy.language) for phrase in words)

    async def name_channels(self):
        for channel, name in ((GENERAL, "general"), (TEAM, "team")):
            await self._tell(ChannelNamed(self.clock.now(), channel, name))

    async def until(self, at):
        """Let time pass, timer by timer."""
        while (due := await self.store.next_due()) is not None and due <= at:
            self.clock.advance_to(due)
            for timer in await self.store.due(due, 100):
                await self._tell(TimerDue(due, timer))
            await self._deliver()
        self.clock.advance_to(at)

    async def _deliver(self):
        while await self.courier.deliver():
            pass
        for action in self.paper.said[len(self.posts) :]:
            self.posts.append(action)
            match action:
                case Say(to=to) if to == GENERAL:
                    reply = f", replying to {self.author_of(action.reply_to)}" if action.reply_to else ""
                    self.news.append(f"posts{reply}: {self.say(action.words)}")
                case Notice():
                    self.news.append(f"whispers to {action.member.id}: {self.say(action.words)}")
                case Amend() | Say():
                    pass

    def author_of(self, id):
        return next(name for name, known in self.latest.items() if id in known)

    async def do(self, at, text):
        """Play one step that is not an expectation."""
        await self.until(at)
        await self._tell_all(at, text)
        await self._deliver()

    async def _tell_all(self, at, text):
        for pattern, act in (
            (r"(\S+?)([*°]?) edits: (.*)", self._edits),
            (r"(\S+?)([*°]?) deletes", self._deletes),
            (r"(\S+?)([*°]?) reacts (\S+) to (\S+)", self._reacts),
            (r"(\S+?)([*°]?) presses ([A-Za-z ]+)(?:: (.*))?", self._presses),
            (r"(\S+?)([*°]?) says that (\S+)'s question (.*)", self._corrects),
            (r"somebody removes Twoway's post", self._removes),
            (r"gap since (\d\d:\d\d)", self._gap),
            (r"(\S+?)([*°]?)(?: \[to (\S+)\])?: (.*)", self._writes),
        ):
            if found := re.fullmatch(pattern, text, re.DOTALL):
                await self._tell(act(at, *found.groups()))
                return
        raise AssertionError(f"not understood: {text}")

    def last(self, name):
        return MessageRef(GENERAL, self.latest[name][-1])

    def _writes(self, at, name, mark, to, text):
        self.messages += 1
        id = f"m{self.messages}"
        self.latest.setdefault(name, []).append(id)
        self.written.setdefault(name, []).append(text)
        reply = None
        if to == "Twoway":
            reply = next(
                f"post{i}"
                for i, said in reversed(list(enumerate(self.posts, 1)))
                if isinstance(said, Say) and said.to == GENERAL
            )
        elif to:
            reply = self.latest[to][-1]
        member = MemberRef(HOME, name)
        return MessageSeen(
            Message(MessageRef(GENERAL, id), member, name, at, text, reply, (), mark == "*", mark == "°")
        )

    def _edits(self, at, name, mark, text):
        self.written[name].append(text)
        return MessageEdited(at, self.last(name), text)

    def _deletes(self, at, name, mark):
        return MessageDeleted(at, self.last(name))

    def _reacts(self, at, name, mark, emoji, whom):
        return ReactionSeen(at, self.last(whom), MemberRef(HOME, name), emoji)

    def _presses(self, at, name, mark, label, text):
        verb = {"Post": "post", "Edit": "edit", "Skip": "skip", "Not a question": "notq", "Snooze": "snooze"}[label]
        card = next(said for said in reversed(self.posts) if isinstance(said, Say) and said.to == TEAM)
        value = next(button.value for button in card.buttons if button.value.startswith(verb))
        return ButtonPressed(at, TEAM, MemberRef(HOME, name), value, mark == "*", text or "")

    def _corrects(self, at, name, mark, whom, what):
        id = self.asked(whom)
        command, arguments = {
            "is answered": ("answered", (("question", id),)),
            "is no question": ("not_question", (("question", id),)),
            "can wait 1h": ("snooze", (("question", id), ("for", "1h"))),
            "is open again": ("reopen", (("question", id),)),
            "needs an answer": ("needs_answer", (("message", self.latest[whom][-1]),)),
        }[what]
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), command, arguments, mark == "*")

    def _removes(self, at):
        number = next(
            i for i, said in reversed(list(enumerate(self.posts, 1))) if isinstance(said, Say) and said.to == GENERAL
        )
        return MessageDeleted(at, MessageRef(GENERAL, f"post{number}"))

    def _gap(self, at, since):
        hours, minutes = map(int, since.split(":"))
        return GapFound(at, GENERAL, at.replace(hour=hours, minute=minutes), at)

    def asked(self, name):
        """The id of a person's question: the flagged or kept one among their lines, else the latest line."""
        return next((id for id in self.latest[name] if id in self.flagged), self.latest[name][0])

    async def kept(self):
        """All that the store can still tell of the channel, as text to look for words in."""
        told = [await self.store.history(GENERAL, 1000), await self.store.questions(HOME, list(Status), 1000)]
        told += [
            await self.store.ledger(HOME, 1000),
            await self.store.posts(HOME, 1000),
            await self.store.view(GENERAL),
        ]
        return repr(told)

    def because(self):
        return [PHRASES.say(Phrase(f"because.{cue.phrase}", cue.values), "en") for cue in self.last_because]
