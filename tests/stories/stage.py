"""Where stories are played: the real engine, courier and ticker, a real store, and a platform that writes down what it is told."""

import re
from datetime import timedelta
from pathlib import Path

from adapters.clock import ManualClock
from adapters.phrases import read_decks, read_phrases, with_decks
from bot.actions import Amend, AskPoll, CountPoll, DraftKept, EndPoll, EntryKept, Notice, Say
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
    PollClosed,
    ReactionSeen,
    TimerDue,
    VoteSeen,
)
from bot.model import (
    SMALLEST,
    ChannelRef,
    CommunityRef,
    DraftState,
    Kind,
    MemberRef,
    Message,
    MessageRef,
    Phrase,
    Policy,
    Receipt,
    Refusal,
    Status,
    Tally,
    Verdict,
    set_knob,
)
from bot.ports import Batch
from bot.weeks import Almanac, Weeks

ROOT = Path(__file__).resolve().parents[2]
DECKS = read_decks(Path(__file__).parent / "decks", read_phrases(ROOT / "prompts"))
PHRASES = with_decks(read_phrases(ROOT / "prompts"), DECKS)
HOME = CommunityRef("story", "home")
GENERAL, TEAM = ChannelRef(HOME, "general"), ChannelRef(HOME, "team")


DRAFTS = ("card:", "unknown:")
"""Begin the keys of what a story tells as drafts, or need not tell; the other cards in the team's channel are told."""


class Paper:
    """A platform that keeps what it is told to say."""

    limits = SMALLEST

    def __init__(self):
        self.said, self.votes, self.ended, self.gone = [], {}, set(), set()

    async def perform(self, action, target):
        self.said.append(action)
        match action:
            case Say() | AskPoll():
                return Receipt(MessageRef(action.to, f"post{len(self.said)}"))
            case CountPoll() if target.id in self.gone:
                return Refusal("the message is gone")
            case CountPoll():
                asked = next(said for said in self.said if isinstance(said, AskPoll) and said.key == action.target)
                chosen = [option for vote in self.votes.get(target.id, {}).values() for option in vote]
                return Receipt(target, tuple(Tally(o.id, chosen.count(o.id), True) for o in asked.poll.options))
            case EndPoll():
                self.ended.add(target)
                return Receipt(target)
            case _:
                return Receipt()

    async def find(self, action):
        return None


def chosen(settings):
    """Return the policy that a story's settings make."""
    policy = Policy(quiet_hours=None, patience=timedelta(minutes=30), report_at=())
    for knob, value in settings.items():
        policy = set_knob(policy, knob, value)
    return policy


def library(store, clock, policy):
    """Return what answers decisions that ask the records, weeks in figures among them, as in the real bot."""
    return Almanac(store, Weeks(store, clock, policy), clock)


def decks_of(settings):
    """Return the deck that a story's openers come from; none for stories that are not about openers."""
    return DECKS if "mode.prompt" in settings else {}


class Stage:
    """Plays steps, and remembers what came of them."""

    home, general, team = HOME, GENERAL, TEAM

    def __init__(self, store, settings, begin):
        self.policy, self.store, self.paper = chosen(settings), store, Paper()
        self.clock = ManualClock(begin)
        self.engine = Engine(store, self.policy, {"story": SMALLEST}, SMALLEST, [self], decks=decks_of(settings))
        self.courier = Courier(
            store, library(store, self.clock, self.policy), {"story": self.paper}, self.clock, self._tell
        )
        self._begin()

    def _begin(self):
        """Nothing has come about yet."""
        self.messages, self.latest, self.news, self.flagged, self.last_because = 0, {}, [], [], ()
        self.posts, self.written, self.team_news = [], {}, []

    async def _tell(self, event):
        await self.engine.handle(Batch((event,)))

    def saw(self, event, decision):
        for change in decision.changes:
            match change:
                case DraftKept(draft) if draft.state is DraftState.WITHDRAWN and not isinstance(event, ButtonPressed):
                    self.news.append("withdraws its draft")
                case DraftKept(draft) if draft.state is DraftState.WAITING:
                    verb = "drafts a poll" if draft.kind is Kind.POLL else "drafts"
                    verb = f"{verb}, to ask {draft.to.name}" if draft.to else verb
                    self.news.append(f"{verb}: {self.say(draft.words)}")
                case EntryKept(entry):
                    if not any(cue.phrase.startswith("came_of_") for cue in entry.because):
                        self.last_because = entry.because
                    if entry.verdict is Verdict.FLAGGED:
                        self.flagged.append(entry.subject)
                    if entry.verdict is Verdict.SHOWN and entry.because[-1].phrase.startswith("mode_watch"):
                        verb = {"poll": "ask", "ping": "ask the roster about"}.get(
                            entry.subject.split(":")[0], "bring back"
                        )
                        self.news.append(f"would {verb}: {entry.subject}")

    def say(self, words):
        return " / ".join(PHRASES.say(phrase, self.policy.language) for phrase in words).replace("\n", " / ")

    def card(self, words):
        """What a card in the team's channel says, without the reasons at its end."""
        return self.say(words).partition(" / Why:")[0]

    async def name_channels(self):
        for channel, name in ((self.general, "general"), (self.team, "team")):
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
        while await self.courier.deliver() or self.paper.ended:
            for ref in sorted(self.paper.ended):
                await self._tell(PollClosed(self.clock.now(), ref))
            self.paper.ended.clear()
        for action in self.paper.said[len(self.posts) :]:
            self.posts.append(action)
            match action:
                case Say(to=to) if to == GENERAL:
                    called = f", calling {action.calls.member.id}" if action.calls else ""
                    reply = f", replying to {self.author_of(action.reply_to)}" if action.reply_to else ""
                    self.news.append(f"posts{called}{reply}: {self.say(action.words)}")
                case Amend(to=to) if to == GENERAL:
                    self.news.append(f"changes its post: {self.say(action.words)}")
                case AskPoll():
                    reply = f", replying to {self.author_of(action.reply_to)}" if action.reply_to else ""
                    options = " / ".join(option.text for option in action.poll.options)
                    self.news.append(f"asks{reply}: {self.say((action.question,))} / {options}")
                case Say(to=to) if to == TEAM and not action.key.startswith(DRAFTS):
                    self.team_news.append(f"tells the team: {self.card(action.words)}")
                case Amend(to=to) if to == TEAM and not action.target.startswith(DRAFTS):
                    self.team_news.append(f"changes its card: {self.card(action.words)}")
                case Notice():
                    self.news.append(f"whispers to {action.member.id}: {self.say(action.words)}")
                case _:
                    pass

    def author_of(self, id):
        asked = [f"post{number}" for number, said in enumerate(self.posts, 1) if isinstance(said, AskPoll)]
        return (
            "its poll" if id in asked else next((name for name, known in self.latest.items() if id in known), "itself")
        )

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
            (r"(\S+?)([*°]?) presses ([A-Za-z0-9' ]+)(?:: (.*))?", self._presses),
            (r"(\S+?)([*°]?) says that (\S+)'s question (.*)", self._corrects),
            (r"(\S+?)([*°]?) votes (?:for (.*)|no more)", self._votes),
            (r"(\S+?)([*°]?) enlists(?:: (.*))?", self._enlists),
            (r"(\S+?)([*°]?) suggests: (.*)", self._suggests),
            (r"(\S+?)([*°]?) sets (\S+) to (.*)", self._sets),
            (r"(\S+?)([*°]?) goes (on|off) duty", self._goes),
            (r"(\S+?)([*°]?) leaves the roster", self._leaves),
            (r"(\S+?)([*°]?) takes it", self._takes),
            (r"(\S+?)([*°]?) says it (helped|did not help)", self._helps),
            (r"(\S+?)([*°]?) asks the room about (\S+)'s line", self._asks_room),
            (r"(\S+?)([*°]?) asks for a poll: (.*)", self._asks_poll),
            (r"somebody removes Twoway's post", self._removes),
            (r"somebody removes Twoway's poll", self._removes_poll),
            (r"gap since (\d\d:\d\d)", self._gap),
            (r"(\S+?)([*°]?)(?: \[to (\S+)\])?: (.*)", self._writes),
        ):
            if found := re.fullmatch(pattern, text, re.DOTALL):
                await self._happen(act(at, *found.groups()))
                return
        raise AssertionError(f"not understood: {text}")

    async def _happen(self, event):
        await self._tell(event)

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
        cards = [said for said in reversed(self.posts) if isinstance(said, Say | Amend) and said.to == TEAM]
        shown = [button for card in cards for button in card.buttons]
        value = next(b.value for b in shown if PHRASES.say(b.said, "en").startswith(label))
        written = (text or "").replace(" / ", "\n")
        return ButtonPressed(at, TEAM, MemberRef(HOME, name), value, mark == "*", written, name if mark else "")

    def poll(self):
        """The newest poll that was posted: its message's id, and what was asked."""
        return next(
            (f"post{n}", said) for n, said in reversed(list(enumerate(self.posts, 1))) if isinstance(said, AskPoll)
        )

    def _votes(self, at, name, mark, option):
        id, said = self.poll()
        vote = tuple(each.id for each in said.poll.options if each.text == option)
        assert vote or option is None, f"no option {option}"
        if id not in self.paper.gone:
            self.paper.votes.setdefault(id, {})[name] = vote
        return VoteSeen(at, MessageRef(GENERAL, id), MemberRef(HOME, name), vote, mark == "*")

    def _enlists(self, at, name, mark, text):
        topics, _, most = (text or "").partition(" | ")
        arguments = (("name", name), ("topics", topics), ("per_day", most))
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), "enlist", arguments, mark == "*")

    def _suggests(self, at, name, mark, text):
        arguments = (("name", name), ("text", text))
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), "suggest", arguments, mark == "*")

    def _sets(self, at, name, mark, knob, value):
        arguments = (("knob", knob), ("value", value), ("scope", "channel"))
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), "set", arguments, mark == "*")

    def _goes(self, at, name, mark, duty):
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), "enlist", (("duty", duty),), mark == "*")

    def _leaves(self, at, name, mark):
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), "leave_roster", (), mark == "*")

    def _takes(self, at, name, mark):
        said = next(said for said in reversed(self.posts) if isinstance(said, Say) and said.calls)
        return ButtonPressed(at, GENERAL, MemberRef(HOME, name), said.buttons[0].value, mark == "*")

    def _helps(self, at, name, mark, what):
        verb = "helped:" if what == "helped" else "nothelped:"
        values = [
            b.value
            for said in reversed(self.posts)
            if isinstance(said, Say) and said.to == GENERAL
            for b in said.buttons
        ]
        value = next(value for value in values if value.startswith(verb))
        return ButtonPressed(at, GENERAL, MemberRef(HOME, name), value, mark == "*")

    def _asks_room(self, at, name, mark, whom):
        arguments = (("message", self.latest[whom][-1]),)
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), "ask_room", arguments, mark == "*")

    def _asks_poll(self, at, name, mark, text):
        arguments = (("text", text.replace(" / ", "\n")),)
        return CommandGiven(at, GENERAL, MemberRef(HOME, name), "ask_poll", arguments, mark == "*")

    def _removes_poll(self, at):
        id, _ = self.poll()
        self.paper.gone.add(id)
        return MessageDeleted(at, MessageRef(GENERAL, id))

    def _corrects(self, at, name, mark, whom, what):
        id = self.asked(whom)
        command, arguments = {
            "is answered": ("answered", (("question", id),)),
            "is no question": ("not_question", (("question", id),)),
            "can wait 1h": ("snooze", (("question", id), ("for", "1h"))),
            "is open again": ("reopen", (("question", id),)),
            "is theirs": ("claim", (("question", id),)),
            "is anybody's": ("release", (("question", id),)),
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
        told = [await self.store.history(self.general, 1000), await self.store.questions(self.home, list(Status), 1000)]
        told += [
            await self.store.ledger(self.home, 1000),
            await self.store.posts(self.home, 1000),
            await self.store.view(self.general),
        ]
        return repr(told)

    def because(self):
        return [PHRASES.say(Phrase(f"because.{cue.phrase}", cue.values), "en") for cue in self.last_because]
