"""A replay's decisions as lines of JSON: one a message, one a flag, one a poll that would suit the talk."""

import json
from collections.abc import Callable, Mapping
from typing import IO

from bot.actions import Decision, EntryKept, LineKept, QuestionKept
from bot.commands.poll_ideas import PollIdeas
from bot.events import Event, MessageSeen
from bot.model import Because, Choice, Line, Phrase, Phrases, Question, Split, Verdict


class DecisionLines:
    """A witness that writes what was decided, in the order in which it was decided."""

    def __init__(self, file: IO[str], native_id: Callable[[str], int | str], phrases: Phrases, language: str) -> None:
        """`native_id` gives a message's id back as it stood in the export. The cues are said in `language`."""
        self._file, self._native, self._phrases, self._language = file, native_id, phrases, language
        self._ideas = PollIdeas()

    def saw(self, event: Event, decision: Decision) -> None:
        """Write the message's line, then those of questions it, or a timer, flagged."""
        questions = {
            change.question.id: change.question for change in decision.changes if isinstance(change, QuestionKept)
        }
        for change in decision.changes:
            match change:
                case LineKept(line) if isinstance(event, MessageSeen):
                    self._write(self._message(line))
                    idea = self._ideas.after(line)
                    if idea is not None:
                        self._write(self._poll(line, idea))
                case EntryKept(entry) if entry.verdict is Verdict.FLAGGED:
                    self._write(self._flag(entry.subject, entry.at.timestamp(), entry.because, questions))
                case _:
                    pass

    def _message(self, line: Line) -> dict[str, object]:
        reading, parents = line.reading, line.reading.parents()
        row: dict[str, object] = {
            "kind": "message",
            "id": self._native(line.message.ref.id),
            "at": _plain(line.message.at.timestamp()),
            "channel": line.message.ref.channel.id,
            "reply_to": self._native(parents[0]) if parents else None,
            "question": round(reading.question, 4),
            "audience": reading.audience,
            "need": reading.need,
        }
        if len(parents) > 1:
            row["also"] = [self._native(parent) for parent in parents[1:]]
        if line.about:
            row["about"] = [[self._native(id), round(probability, 4)] for id, probability in line.about]
        if reading.because:
            row["because"] = self._said(reading.because)
        return row

    def _flag(self, id: str, at: float, because: Because, questions: Mapping[str, Question]) -> dict[str, object]:
        row: dict[str, object] = {"kind": "flag", "question": self._native(id), "at": _plain(at)}
        if id in questions:
            row["text"] = questions[id].text
        row["because"] = self._said(because)
        return row

    def _poll(self, line: Line, idea: Choice | Split) -> dict[str, object]:
        return {
            "kind": "poll",
            "at": _plain(line.message.at.timestamp()),
            "message": self._native(line.message.ref.id),
            "question": idea.question,
            "options": list(idea.options),
            "because": self._said(idea.because),
        }

    def _said(self, because: Because) -> list[str]:
        return [self._phrases.say(Phrase(f"because.{cue.phrase}", cue.values), self._language) for cue in because]

    def _write(self, row: Mapping[str, object]) -> None:
        self._file.write(json.dumps(row, ensure_ascii=False, separators=(", ", ": ")) + "\n")


def _plain(seconds: float) -> float | int:
    return int(seconds) if seconds == int(seconds) else round(seconds, 6)
