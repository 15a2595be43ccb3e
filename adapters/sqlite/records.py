"""What pages, reports and commands look at. Runs on the reader's thread."""

from collections.abc import Mapping, Sequence

from adapters.sqlite.codec import clean
from adapters.sqlite.lines import UNSEGMENTED
from adapters.sqlite.reads import HOME, WHERE, Reads, home
from adapters.sqlite.rows import read_draft, read_entry, read_line, read_post, read_question
from bot.model import ChannelRef, CommunityRef, Draft, Entry, Line, MessageRef, Post, Question, Status

OURS = "m.platform = ? AND m.ref = ?"


def questions(reads: Reads, community: CommunityRef, statuses: Sequence[Status], limit: int) -> Sequence[Question]:
    """Return questions in these states, oldest first."""
    rows = reads.rows(
        f"SELECT {HOME}, t.id, t.body FROM questions t {WHERE} WHERE {OURS} AND t.status IN ({', '.join('?' * len(statuses))})"
        " ORDER BY t.asked_at, c.ref, t.id LIMIT ?",
        *(community.platform, community.id, *statuses, limit),
    )
    return [read_question(home(row), *row[3:]) for row in rows]


def history(reads: Reads, channel: ChannelRef, limit: int) -> Sequence[Line]:
    """Return the latest lines of a channel, in order of arrival, tombstones left out."""
    rows = reads.rows(
        "SELECT id, author, at, text, body FROM lines WHERE channel = ? AND NOT erased ORDER BY seq DESC LIMIT ?",
        *(reads.number(channel), limit),
    )
    return [read_line(channel, *row) for row in reversed(rows)]


def lines(reads: Reads, refs: Sequence[MessageRef]) -> Mapping[MessageRef, Line]:
    """Return what is kept of these messages, tombstones left out."""
    rows = reads.of_lines("id, author, at, text, body, erased", refs)
    return {ref: read_line(ref.channel, *row[:-1]) for ref, row in rows if not row[-1]}


def ledger(reads: Reads, community: CommunityRef, limit: int) -> Sequence[Entry]:
    """Return the latest ledger entries, newest first."""
    rows = reads.rows(
        f"SELECT {HOME}, t.at, t.verdict, t.subject, t.body FROM ledger t {WHERE} WHERE {OURS} ORDER BY t.at DESC, t.seq DESC LIMIT ?",
        *(community.platform, community.id, limit),
    )
    return [read_entry(home(row), *row[3:]) for row in rows]


def posts(reads: Reads, community: CommunityRef, limit: int) -> Sequence[Post | Draft]:
    """Return the latest posts and drafts, newest first; where both have the same time and key, the post first."""
    rows = reads.rows(
        f"SELECT * FROM (SELECT {HOME}, t.body, t.at, t.key, 1 FROM posts t {WHERE} WHERE {OURS}"
        f" UNION ALL SELECT {HOME}, t.body, t.at, t.key, 0 FROM drafts t {WHERE} WHERE {OURS})"
        " ORDER BY 5 DESC, 3 DESC, 6 DESC, 7 DESC LIMIT ?",
        *(community.platform, community.id, community.platform, community.id, limit),
    )
    return [(read_post if row[6] else read_draft)(home(row), row[3]) for row in rows]


def search(reads: Reads, community: CommunityRef, words: str, limit: int) -> Sequence[Line]:
    """Return lines that hold all of the words, best first by bm25, else newest first.

    A word goes to the index that can find it: whole words to the one split at spaces and signs, three letters or more of a script
    without spaces to the trigrams. What neither can find (one or two such letters, a lone emoji) is looked for in the text itself.
    """
    split, threes, inside = [], [], []
    for word in clean(words).replace("\0", " ").split():
        quoted = '"' + word.replace('"', '""') + '"'
        if not any(map(str.isalnum, word)):
            inside.append(word)
        elif not UNSEGMENTED.search(word):
            split.append(quoted)
        elif len(word) >= 3:
            threes.append(quoted)
        else:
            inside.append(word)
    if not (split or threes or inside):
        return []
    tests, values, rank = [OURS, "NOT t.erased"], [community.platform, community.id], ""
    tables = f"lines t {WHERE}"
    for index, wanted in (("lines_fts", split), ("lines_threes", threes)):
        if wanted:
            tables += f" JOIN {index} ON {index}.rowid = t.seq"
            tests.append(f"{index} MATCH ?")
            values.append(" AND ".join(wanted))
            rank = rank or f"bm25({index}), "
    tests += ["instr(t.text, ?) > 0"] * len(inside)
    rows = reads.rows(
        f"SELECT {HOME}, t.id, t.author, t.at, t.text, t.body FROM {tables} WHERE {' AND '.join(tests)}"
        f" ORDER BY {rank}t.seq DESC LIMIT ?",
        *(*values, *inside, limit),
    )
    return [read_line(home(row), *row[3:]) for row in rows]
