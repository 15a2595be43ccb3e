"""How much the bot would say, and why: the development logs replayed with everything in `act`, all else at default policy.

    python -m benchmarks.manners [--shared FOLDER] [--split dev] [--report OUT.md]

Prints posts per 1,000 messages (bar: 2 at most) and each post with its cause; `--report` writes them with the talk before each, for a
reader to judge. Nobody answers the bot in a log: what it does after being ignored shows as well.
"""

import argparse
import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from adapters.phrases import read_decks, read_phrases, with_decks
from bot.actions import Action, AskPoll, CountPoll, Decision, EntryKept, PostKept, Say
from bot.commands.replay import replay
from bot.courier import Courier
from bot.engine import Engine
from bot.events import Event, MessageSeen
from bot.model import SMALLEST, Entry, Message, MessageRef, Mode, Phrase, Policy, Receipt, Tally, Verdict
from bot.model.deck import Origin
from bot.ports import Batch
from training.corpus import SHARED, Log, ubuntu

BAR = 2.0
BEFORE = 12
"""So many lines of talk before a post are shown to the reader."""

ACT = Policy(nudge=Mode.ACT, poll=Mode.ACT, prompt=Mode.ACT, digest=Mode.ACT, thanks=Mode.ACT)
PHRASES = Path(__file__).resolve().parents[1] / "prompts"


@dataclass
class Spoke:
    """One post: when, what, why, and the talk before it."""

    at: str
    kind: str
    text: str
    because: list[str]
    talk: list[str]


@dataclass
class Heard:
    """What came of a log."""

    name: str
    messages: int
    posts: list[Spoke] = field(default_factory=list)
    kept_back: Counter[str] = field(default_factory=Counter)


class Replayed:
    """Plays a log; is its platform and its witness at once."""

    limits = SMALLEST

    def __init__(self, log: Log) -> None:
        """Nothing was said yet."""
        self._phrases = read_phrases(PHRASES)
        decks = read_decks(PHRASES, self._phrases, Origin.TWOWAY)
        self._phrases = with_decks(self._phrases, decks)
        self._log, self.heard = log, Heard(log.name, len(log.messages))
        self._talk: deque[Message] = deque(maxlen=BEFORE)
        self._because: dict[str, Entry] = {}
        self._flagged: dict[str, Entry] = {}
        self._about: dict[str, tuple[str, ...]] = {}
        self._asked: dict[str, AskPoll] = {}
        self._clock, store = ManualClock(log.messages[0].at), MemoryStore()
        limits = {log.messages[0].ref.channel.community.platform: SMALLEST}
        self._engine = Engine(store, ACT, limits, SMALLEST, [self], decks=decks)
        self._store = store
        self._courier = Courier(store, store, dict.fromkeys(limits, self), self._clock, self._tell)

    def saw(self, event: Event, decision: Decision) -> None:
        """Note the talk, and why each post is made."""
        if isinstance(event, MessageSeen):
            self._talk.append(event.message)
        for change in decision.changes:
            if isinstance(change, PostKept):
                self._about[change.post.key] = change.post.questions
            elif isinstance(change, EntryKept) and change.entry.verdict is Verdict.POSTED:
                self._because[change.entry.subject] = change.entry
            elif isinstance(change, EntryKept) and change.entry.verdict is Verdict.FLAGGED:
                self._flagged[change.entry.subject] = change.entry
            elif isinstance(change, EntryKept) and change.entry.verdict in (Verdict.WAITING, Verdict.HELD):
                self.heard.kept_back[change.entry.because[-1].phrase] += 1

    async def perform(self, action: Action, target: MessageRef | None) -> Receipt:
        """Say it."""
        match action:
            case Say() | AskPoll():
                self._note(action)
                return Receipt(MessageRef(action.to, f"bot{len(self.heard.posts)}"))
            case CountPoll():
                options = self._asked[action.target].poll.options
                return Receipt(target, tuple([Tally(option.id, 0, True) for option in options]))
            case _:
                return Receipt(target)

    async def find(self, action: Action) -> None:
        """Nothing is ever in doubt here."""

    async def run(self) -> Heard:
        """Play all of it, and the day after."""
        events = [MessageSeen(message) for message in self._log.messages]
        await replay(events, self._log.name, self._engine, self._store, self._courier, self._clock, batch_size=16)
        return self.heard

    async def _tell(self, event: Event) -> None:
        await self._engine.handle(Batch((event,)))

    def _note(self, action: Say | AskPoll) -> None:
        words: Sequence[Phrase] = (action.question,) if isinstance(action, AskPoll) else action.words
        text = " / ".join(self._phrases.say(phrase, "en") for phrase in words)
        if isinstance(action, AskPoll):
            self._asked[action.key] = action
            text += "".join(f" / • {option.text}" for option in action.poll.options)
        entry = self._because.get(action.key)
        because = self._said(entry)
        asked = self._about.get(action.key, ())
        if len(asked) > 1:  # each with its own reasons
            because += [f"question {n}: {' '.join(self._said(self._flagged.get(id)))}" for n, id in enumerate(asked, 1)]
        talk = [f"{message.at:%H:%M} {message.name}: {message.text}" for message in self._talk]
        now = entry.at if entry is not None else self._clock.now()
        self.heard.posts.append(Spoke(f"{now:%Y-%m-%d %H:%M}", action.key.partition(":")[0], text, because, talk))

    def _said(self, entry: Entry | None) -> list[str]:
        cues = entry.because if entry is not None else ()
        return [self._phrases.say(Phrase(f"because.{cue.phrase}", cue.values), "en") for cue in cues]


def play(log: Log) -> Heard:
    """Replay a log."""
    return asyncio.run(Replayed(log).run())


def written(all: Sequence[Heard]) -> str:
    """Return every post with its cause and the talk before it, as Markdown."""
    parts = []
    for one in all:
        parts.append(f"## {one.name}: {len(one.posts)} posts in {one.messages:,} messages\n")
        for spoke in one.posts:
            talk = "\n".join(f"    {line[:300]}" for line in spoke.talk)
            why = "\n".join(f"- {reason}" for reason in spoke.because)
            parts.append(f"### {spoke.at} · {spoke.kind}\n\n> {spoke.text}\n\n{why}\n\n{talk}\n")
    return "\n".join(parts)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--split", default="dev", choices=("dev", "train"))
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    all = [play(log) for log in ubuntu(asked.split, asked.shared)]
    for one in all:
        print(f"{one.name}: {len(one.posts)} in {one.messages:,}")
        for spoke in one.posts:
            print(f"  {spoke.at} {spoke.kind}: {spoke.text[:160]}\n      {' '.join(spoke.because)[:300]}")
    messages, posts = sum(one.messages for one in all), sum(len(one.posts) for one in all)
    rate = 1000 * posts / messages
    back = sum((one.kept_back for one in all), Counter[str]())
    print(f"\n{posts} posts in {messages:,} messages: {rate:.2f} per 1,000 (bar: at most {BAR:g})")
    print(
        "by kind: "
        + ", ".join(f"{n} {kind}" for kind, n in Counter(s.kind for one in all for s in one.posts).most_common())
    )
    print("put off or held back: " + ", ".join(f"{count} {cue}" for cue, count in back.most_common()))
    if asked.report:
        asked.report.write_text(written(all), encoding="utf-8")
    return 0 if rate <= BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
