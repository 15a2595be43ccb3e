"""What is left of what quotes a message that is gone: a question, a draft, a ledger entry, each without its words."""

from dataclasses import replace

from bot.model.post import Draft, Entry
from bot.model.question import Question
from bot.model.reading import Because, Cue

_QUOTING = frozenset(("word", "words"))
_NAMING = "names"


def unquoted(because: Because) -> Because:
    """Return the reasons that hold no words of a message, and nobody whom it names."""
    return tuple([cue for cue in because if not cue.values or not _quotes(cue)])


def _quotes(cue: Cue) -> bool:
    return cue.phrase == _NAMING or any(name in _QUOTING for name, _ in cue.values)


def unsaid(question: Question) -> Question:
    """Return what is left of a question whose message its platform no longer shows: how it fared, without its words."""
    return replace(question, text="", text_of=(), text_ends=(), because=unquoted(question.because))


def unsaid_draft(draft: Draft, id: str) -> Draft:
    """Return a draft without reasons that quote, where it is about the question of that id. What it says goes when it is withdrawn."""
    return replace(draft, because=unquoted(draft.because)) if id in draft.questions else draft


def unsaid_entry(entry: Entry, id: str) -> Entry:
    """Return a ledger entry without reasons that quote, where it is about that message: by its id, or in a key that holds it."""
    about = f":{id}:" in f":{entry.subject}:"
    return replace(entry, because=unquoted(entry.because)) if about else entry


def within(subject: str) -> list[str]:
    """Return what may be an id in a subject, which is an id or a key, its parts joined by colons; an id may hold colons, too."""
    parts = subject.split(":")
    return [":".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)]
