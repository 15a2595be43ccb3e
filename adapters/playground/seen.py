"""What the bot made of the talk, as far as pages show it: readings, questions, drafts, the ledger, the knobs that were turned."""

from collections import deque
from collections.abc import Iterable, Iterator

from bot.actions import Change, DraftKept, EntryKept, KnobSet, LineErased, LineKept, QuestionKept
from bot.model import Draft, DraftState, Entry, Line, Question

MOST_ENTRIES = 300
MOST_QUESTIONS = 400
MOST_READINGS = 4000

Shown = Line | Question | Draft | Entry | KnobSet
"""What a page is told about."""


class Seen:
    """The latest state of what was decided. Fed by the Witness door, rebuilt from Records at a start."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self.lines: dict[tuple[str, str], Line] = {}
        self.questions: dict[tuple[str, str], Question] = {}
        self.drafts: dict[str, Draft] = {}
        self.entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self.knobs: dict[str, str] = {}

    def take(self, change: Change) -> Shown | None:
        """Remember a change that pages show; return what they are to be told."""
        match change:
            case LineKept(line):
                self.line(line)
                return line
            case LineErased(ref):
                self.lines.pop((ref.channel.id, ref.id), None)
                return None
            case QuestionKept(question):
                self.question(question)
                return question
            case DraftKept(draft):
                self.draft(draft)
                return draft
            case EntryKept(entry):
                self.entries.append(entry)
                return entry
            case KnobSet(_, _, knob, value):
                self.knobs[knob] = value
                return change
            case _:
                return None

    def line(self, line: Line) -> None:
        """Remember what a message means."""
        self.lines[line.message.ref.channel.id, line.message.ref.id] = line
        while len(self.lines) > MOST_READINGS:
            del self.lines[next(iter(self.lines))]

    def question(self, question: Question) -> None:
        """Remember a question as it stands now."""
        self.questions[question.ref.channel.id, question.id] = question
        while len(self.questions) > MOST_QUESTIONS:
            del self.questions[next(iter(self.questions))]

    def draft(self, draft: Draft) -> None:
        """Remember a draft while it waits."""
        self.drafts.pop(draft.id, None)
        if draft.state is DraftState.WAITING:
            self.drafts[draft.id] = draft

    def restore(
        self, lines: Iterable[Line], questions: Iterable[Question], drafts: Iterable[Draft], entries: Iterable[Entry]
    ) -> None:
        """Take what the store kept, oldest first."""
        for line in lines:
            self.line(line)
        for question in questions:
            self.question(question)
        for draft in drafts:
            self.draft(draft)
        self.entries.extend(entries)

    def all(self) -> Iterator[Shown]:
        """Return everything a fresh page is told."""
        yield from self.lines.values()
        yield from self.questions.values()
        yield from self.drafts.values()
        yield from self.entries
