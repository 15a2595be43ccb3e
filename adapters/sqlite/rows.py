"""Values to rows and back: which fields stand in columns (they are asked for), and which in a JSON body."""

from collections.abc import Callable
from sys import intern
from typing import Any

from adapters.sqlite.codec import coder, dumps, loads, moment, tagged
from bot.actions import Action, Amend, AskPoll, Consult, CountPoll, EndPoll, Notice, Say
from bot.model import (
    ChannelRef,
    CommunityRef,
    DeckRow,
    Draft,
    Enlistment,
    Entry,
    Line,
    MemberRef,
    Message,
    MessageRef,
    Post,
    Question,
    Reading,
    Receipt,
    Refusal,
    Settlement,
    Survey,
    Trial,
    Unknown,
    Verdict,
)
from bot.model.refs import one

_message = coder(Message, frozenset({"ref", "author", "at", "text"}))
_reading = coder(Reading)
_question = coder(Question, frozenset({"ref"}))
_draft = coder(Draft, frozenset({"channel"}))
_post = coder(Post, frozenset({"channel"}))
_survey = coder(Survey, frozenset({"channel"}))
_trial = coder(Trial, frozenset({"channel"}))
_deck = coder(DeckRow, frozenset({"id"}))
_enlistment = coder(Enlistment, frozenset({"member"}))
_entry = coder(Entry, frozenset({"channel", "at", "verdict", "subject"}))

action_body: Callable[[Action, ChannelRef], str]
read_action: Callable[[str, ChannelRef], Action]
settlement_body: Callable[[Settlement, ChannelRef], str]
read_settlement: Callable[[str, ChannelRef], Settlement]
action_body, read_action = tagged(Say, Amend, Notice, AskPoll, EndPoll, CountPoll, Consult)
settlement_body, read_settlement = tagged(Receipt, Refusal, Unknown)


def line_body(line: Line, text: str) -> str:
    """Return what columns do not hold of a line. `text`: the column's, which differs from the message's where that is not valid."""
    home = line.message.ref.channel
    body = _message.pack(line.message, home)
    reading = _reading.pack(line.reading, home)
    if reading:
        body["reading"] = reading
    if line.about:
        body["about"] = line.about
    if text != line.message.text:
        body["text"] = line.message.text
    return dumps(body)


def read_line(home: ChannelRef, id: str, author: str, at: int, text: str, body: str) -> Line:
    """Return the line that a row holds."""
    raw: dict[str, Any] = loads(body)
    reading = raw.pop("reading", None)
    about = raw.pop("about", ())
    raw["name"] = intern(raw["name"])
    message = _message.unpack(
        raw,
        home,
        ref=MessageRef(home, id),
        author=one(MemberRef(home.community, author)),
        at=moment(at),
        text=raw.pop("text", text),
    )
    return Line(message, _reading.unpack(reading, home) if reading else Reading(), tuple([(k, p) for k, p in about]))


def question_body(question: Question) -> str:
    """Return a question as JSON, without its id."""
    return _question.dump(question, question.ref.channel)


def read_question(home: ChannelRef, id: str, body: str) -> Question:
    """Return the question that a row holds."""
    return _question.load(body, home, ref=MessageRef(home, id))


def draft_body(draft: Draft) -> str:
    """Return a draft as JSON."""
    return _draft.dump(draft, draft.channel)


def read_draft(home: ChannelRef, body: str) -> Draft:
    """Return the draft that a row holds."""
    return _draft.load(body, home, channel=home)


def post_body(post: Post) -> str:
    """Return a post as JSON."""
    return _post.dump(post, post.channel)


def read_post(home: ChannelRef, body: str) -> Post:
    """Return the post that a row holds."""
    return _post.load(body, home, channel=home)


def survey_body(survey: Survey) -> str:
    """Return a poll of the bot's as JSON."""
    return _survey.dump(survey, survey.channel)


def read_survey(home: ChannelRef, body: str) -> Survey:
    """Return the poll of the bot's that a row holds."""
    return _survey.load(body, home, channel=home)


def trial_body(trial: Trial) -> str:
    """Return a trial as JSON."""
    return _trial.dump(trial, trial.channel)


def read_trial(home: ChannelRef, body: str) -> Trial:
    """Return the trial that a row holds."""
    return _trial.load(body, home, channel=home)


def enlistment_body(enlistment: Enlistment) -> str:
    """Return a place on the roster as JSON, without whose it is."""
    return _enlistment.dump(enlistment, ChannelRef(enlistment.member.community, ""))


def read_enlistment(community: CommunityRef, member: str, body: str) -> Enlistment:
    """Return the place on the roster that a row holds."""
    return _enlistment.load(body, ChannelRef(community, ""), member=MemberRef(community, member))


def deck_body(row: DeckRow, community: CommunityRef) -> str:
    """Return what a community made of an opener as JSON, without its id."""
    return _deck.dump(row, ChannelRef(community, ""))


def read_deck_row(community: CommunityRef, id: str, body: str) -> DeckRow:
    """Return what a community made of an opener, as a row holds it."""
    return _deck.load(body, ChannelRef(community, ""), id=id)


def entry_body(entry: Entry) -> str:
    """Return why a ledger entry was written."""
    return _entry.dump(entry, entry.channel)


def read_entry(home: ChannelRef, at: int, verdict: str, subject: str, body: str) -> Entry:
    """Return the ledger entry that a row holds."""
    return _entry.load(body, home, channel=home, at=moment(at), verdict=Verdict(verdict), subject=subject)
