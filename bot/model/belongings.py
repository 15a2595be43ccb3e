"""What is kept of one member, table by table, as plain data to be given to them: all that would go if they asked to be forgotten."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields

from bot.model.deck import DeckRow
from bot.model.forgetting import Traces
from bot.model.inquiry import Finding, members_in, texts_in
from bot.model.message import Message
from bot.model.post import Draft, Entry, Post
from bot.model.question import Question
from bot.model.reading import Line
from bot.model.refs import ChannelRef, MessageRef
from bot.model.roster import Enlistment
from bot.model.session import Session
from bot.model.survey import Survey
from bot.model.timer import Timer
from bot.model.trial import Trial
from bot.model.words import Phrase

Shown = dict[str, object]

OF_MEMBERS = (
    *("lines", "questions", "reactions", "votes", "drafts", "posts", "surveys", "trials", "timers"),
    *("ledger", "outbox", "roster", "deck", "sessions", "knobs"),
)
"""The tables in which a member may stand."""

OF_NOBODY: Mapping[str, str] = {
    "communities": "the servers and groups themselves",
    "channels": "the channels' names",
    "gaps": "stretches of talk that could not be read",
    "counts": "how often corrections were made, not by whom",
    "waits": "how long questions waited, not whose",
    "weeks": "figures of a whole community",
    "positions": "how far exports were read",
    "tickets": "hashes of links that were used up",
}
"""The tables in which nobody stands, and what they hold instead."""

NAMED = "names or quotes you"
PARTS = re.compile(r"[:,]")


class Belongings:
    """Collects what stores hold of a member. Of what other people wrote it says only where it is: their words are theirs."""

    def __init__(self, traces: Traces) -> None:
        """`traces`: by what the member is known."""
        self._traces = traces
        self._asked = {(ref.channel, ref.id) for ref in traces.questions}
        self.rows: dict[str, list[Shown]] = {table: [] for table in OF_MEMBERS}

    def line(self, line: Line) -> None:
        """Look at a line that stands."""
        message, traces = line.message, self._traces
        row = _at(message.ref.channel, message)
        if message.author == traces.member:
            mentions = [member.id for member in message.mentions]
            row |= {"name": message.name, "text": message.text, "reply_to": message.reply_to, "mentions": mentions}
            row |= {"team": message.team, "read_as_question": round(line.reading.question, 3)}
            if message.poll is not None:
                row["poll"] = [message.poll.question, *(option.text for option in message.poll.options)]
        elif traces.theirs(line) or traces.line(line) != line:
            row["why"] = NAMED
        else:
            return
        self.rows["lines"].append(row)

    def question(self, question: Question) -> None:
        """Look at a question."""
        traces = self._traces
        row: Shown = {"channel": question.ref.channel.id, "id": question.id, "at": question.asked_at.isoformat()}
        if question.asker == traces.member:
            row |= {"name": question.name, "text": question.text, "status": question.status.value}
        elif traces.question(question) != question:
            row["why"] = NAMED
        else:
            return
        self.rows["questions"].append(row)

    def reaction(self, ref: MessageRef, emoji: str) -> None:
        """Take a reaction of the member's."""
        self.rows["reactions"].append({"channel": ref.channel.id, "message": ref.id, "emoji": emoji})

    def vote(self, ref: MessageRef, options: Iterable[str]) -> None:
        """Take a vote of the member's."""
        self.rows["votes"].append({"channel": ref.channel.id, "message": ref.id, "options": sorted(options)})

    def draft(self, draft: Draft) -> None:
        """Look at a draft."""
        if self._traces.draft(draft) != draft:
            row = {"at": draft.at.isoformat(), "kind": draft.kind.value, "state": draft.state.value}
            self._keyed("drafts", draft.channel, draft.key, row | {"words": self._of_words(draft.words)})

    def post(self, post: Post) -> None:
        """Look at a post."""
        if any((post.channel, id) in self._asked for id in post.questions) or self._traces.key(post.key):
            row = {"at": post.at.isoformat(), "kind": post.kind.value, "delivery": post.delivery.value}
            self._keyed("posts", post.channel, post.key, row)

    def survey(self, survey: Survey) -> None:
        """Look at a poll of the bot's."""
        if self._traces.survey(survey) != survey:
            asks = [survey.poll.question, *(option.text for option in survey.poll.options)]
            words = list(filter(self._traces.quoted, asks))
            words += filter(self._traces.shown, [survey.outcome, *(tally.text for tally in survey.tallies)])
            row = {"at": survey.at.isoformat(), "state": survey.state.value}
            self._keyed("surveys", survey.channel, survey.key, row | {"words": words})

    def trial(self, trial: Trial) -> None:
        """Look at a trial: it names, for a day, who spoke after a post."""
        mine = self._traces.member.id in (*trial.voices, *trial.answers)
        if mine or self._traces.trial(trial) != trial:
            row = {"at": trial.at.isoformat(), "kind": trial.kind.value, "spoke": mine}
            self._keyed("trials", trial.channel, trial.key, row)

    def timer(self, timer: Timer) -> None:
        """Look at a timer."""
        if self._about(timer.channel, timer.subject):
            row = {"purpose": timer.purpose.value, "due": timer.due.isoformat()}
            self._keyed("timers", timer.channel, timer.subject, row)

    def entry(self, entry: Entry) -> None:
        """Look at a line of the ledger."""
        traces = self._traces
        if self._about(entry.channel, entry.subject) or traces.entry(entry) != entry:
            values = [value for cue in entry.because for name, value in cue.values if traces.bears(name, value)]
            row: Shown = {"at": entry.at.isoformat(), "verdict": entry.verdict.value}
            row |= {"because": [cue.phrase for cue in entry.because], "words": values}
            self._keyed("ledger", entry.channel, entry.subject, row)

    def action(self, channel: ChannelRef, key: str, kind: str, words: Iterable[Phrase], called: bool) -> None:
        """Look at an action in the outbox. `kind`: what it does; `called`: whether it is for the member or calls them."""
        shown = self._of_words(words)
        if shown or called or self._traces.key(key) or self._about(channel, key):
            self._keyed("outbox", channel, key, {"kind": kind, "words": shown})

    def finding(self, channel: ChannelRef, key: str, finding: Finding) -> None:
        """Look at what the records said and the engine has not heard of yet."""
        shown = [text for text in texts_in(finding) if self._traces.shown(text)]
        if shown or self._traces.member in members_in(finding):
            self._keyed("outbox", channel, key, {"kind": type(finding).__name__, "words": shown})

    def enlistment(self, enlistment: Enlistment) -> None:
        """Look at somebody's place on the roster."""
        if enlistment.member == self._traces.member:
            self.rows["roster"].append(_plain(enlistment, "member"))

    def deck_row(self, row: DeckRow) -> None:
        """Look at what the community made of an opener: members suggest some."""
        if self._traces.deck_row(row) is None:
            words = row.opener.said if row.opener is not None and row.by == self._traces.member else ()
            self.rows["deck"].append({"id": row.id, "state": row.state.value, "words": list(words)})

    def session(self, session: Session) -> None:
        """Look at somebody's visit to the dashboard. The hash of its secret is no business of a file's."""
        if session.member == self._traces.member:
            self.rows["sessions"].append(_plain(session, "member", "digest"))

    def knob(self, channel: str | None, knob: str, value: str) -> None:
        """Look at a community's choice: it may name members (who the team is)."""
        if self._traces.member.id in PARTS.split(value):
            self.rows["knobs"].append({"channel": channel or "", "knob": knob, "value": self._traces.member.id})

    def _of_words(self, words: Iterable[Phrase]) -> list[str]:
        return [value for phrase in words for name, value in phrase.values if self._traces.bears(name, value)]

    def _about(self, channel: ChannelRef, subject: str) -> bool:
        """Whether a subject or a key names a question or a message of the member's."""
        parts = PARTS.split(subject)
        return any(
            (channel, part) in self._asked or MessageRef(channel, part) in self._traces.messages for part in parts
        )

    def _keyed(self, table: str, channel: ChannelRef, key: str, row: Mapping[str, object]) -> None:
        self.rows[table].append({"channel": channel.id, "key": key, **row})


def _at(channel: ChannelRef, message: Message) -> Shown:
    return {"channel": channel.id, "id": message.ref.id, "at": message.at.isoformat()}


def _plain(value: Enlistment | Session, *without: str) -> Shown:
    """Return the fields of a flat value: times as text, all else as it is."""
    found: Shown = {}
    for field in fields(value):
        if field.name not in without:
            found[field.name] = _flat(getattr(value, field.name))
    return found


def _flat(value: object) -> object:
    if isinstance(value, tuple):
        return [_flat(each) for each in value]
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat is not None else value
