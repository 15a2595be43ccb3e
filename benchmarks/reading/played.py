"""Play logs through the real engine, and write down what it decided as the scorer reads it."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from bot.actions import EntryKept, LineKept, QuestionKept
from bot.commands.replay import replay
from bot.courier import Courier
from bot.engine import Engine
from bot.events import MessageSeen, TimerDue
from bot.model import SMALLEST, Line, Mode, Policy, Purpose, Question, Verdict
from bot.ports import Batch
from bot.read import silent
from bot.view import ROOM_LINES
from training.corpus import Log
from training.targets import waiting


@dataclass(slots=True)
class Played:
    """A log, the lines as they were kept, and the questions that were flagged: (id, epoch seconds).

    `minutes`: the patience; `judged`: for each question whose patience ran out, how likely it was said to wait.
    """

    log: Log
    minutes: float
    lines: list[Line] = field(default_factory=list)
    flags: list[tuple[str, float]] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    judged: dict[str, float] = field(default_factory=dict)

    def saw(self, event, decision) -> None:
        """Take note of what was decided."""
        if isinstance(event, TimerDue) and event.timer.purpose is Purpose.PATIENCE:
            question = self.questions[event.timer.subject]
            silence = silent(question, self.lines[-ROOM_LINES:])
            self.judged.setdefault(question.id, question.probability * question.channel * silence)
        for change in decision.changes:
            match change:
                case LineKept(line) if isinstance(event, MessageSeen):
                    self.lines.append(line)
                case QuestionKept(question):
                    self.questions[question.id] = question
                case EntryKept(entry) if entry.verdict is Verdict.FLAGGED:
                    self.flags.append((entry.subject, entry.at.timestamp()))
                case _:
                    pass

    def waits(self, id: str) -> bool | None:
        """Return whether a line was a question to everyone that still waited, by the labels; None where nobody looked."""
        first, last = self.log.labelled
        return bool(waiting(self.log, 60 * self.minutes).get(id, 0)) if first <= int(id) <= last else None

    def decisions(self) -> list[dict]:
        """Return what the replay's decision file would say, ids as numbers."""
        rows = []
        for line in self.lines:
            parents = [int(parent) for parent in line.reading.parents()]
            rows.append(
                {
                    "kind": "message",
                    "id": int(line.message.ref.id),
                    "reply_to": parents[0] if parents else None,
                    "also": parents[1:],
                    "question": line.reading.question,
                    "audience": line.reading.audience,
                }
            )
        return rows + [{"kind": "flag", "question": int(id), "at": at} for id, at in self.flags]

    def scored(self) -> list[dict]:
        """Return the log as the scorer reads it."""
        return [
            {"id": int(m.ref.id), "at": m.at.timestamp(), "author": m.author.id, "text": m.text}
            for m in self.log.messages
        ]


def play(log: Log, minutes: float) -> Played:
    """Play a log with a fixed patience, watching only."""
    return asyncio.run(_play(log, minutes))


async def _play(log: Log, minutes: float) -> Played:
    played, store = Played(log, minutes), MemoryStore()
    policy = Policy(patience=timedelta(minutes=minutes), quiet_hours=None, nudge=Mode.WATCH)
    clock = ManualClock(log.messages[0].at)
    engine = Engine(store, policy, {}, SMALLEST, [played])

    async def tell(event):
        await engine.handle(Batch((event,)))

    courier = Courier(store, store, {}, clock, tell)
    await replay([MessageSeen(message) for message in log.messages], log.name, engine, store, courier, clock)
    return played
