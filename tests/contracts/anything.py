"""Anything that can be committed: Hypothesis strategies over few ids, so that things meet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from bot.actions import (
    ActionCancelled,
    ActionTold,
    Amend,
    AskPoll,
    Button,
    Change,
    ChannelKept,
    Consult,
    CountAdded,
    CountPoll,
    DeckDropped,
    DeckKept,
    DraftKept,
    EndPoll,
    EnlistmentEnded,
    EnlistmentKept,
    EntryKept,
    GapKept,
    KnobSet,
    LineErased,
    LineKept,
    MemberErased,
    PostKept,
    QuestionKept,
    ReactionKept,
    Say,
    SurveyKept,
    TextsExpired,
    TimerCleared,
    TimerSet,
    TrialKept,
    VoteKept,
    WaitCounted,
)
from bot.model import (
    Aim,
    Bar,
    ChannelRef,
    Chart,
    CommunityRef,
    Cue,
    DeckRow,
    DeckState,
    Draft,
    DraftState,
    Enlistment,
    Entry,
    Figure,
    Kind,
    Line,
    Link,
    MemberRef,
    Message,
    MessageRef,
    Need,
    Occasion,
    Option,
    Origin,
    Phrase,
    Picture,
    Point,
    Poll,
    Post,
    Purpose,
    Question,
    Reading,
    Receipt,
    Refusal,
    Settlement,
    Status,
    Survey,
    SurveyState,
    Tally,
    Timer,
    Trial,
    Unknown,
    Verdict,
    Voice,
    Waited,
    Week,
)
from bot.model.deck import own_opener
from bot.model.inquiry import EarlierAnswers, FoundWaiting, Waiter
from bot.model.weeks import FoundWeek
from bot.ports import Commit
from tests.contracts.making import GENERAL, TEAM, TEXTS, at

AWAY = CommunityRef("telegram", "77")
CHANNELS = (GENERAL, TEAM, ChannelRef(AWAY, "general"))
IDS = tuple(str(number) for number in range(9))
KEYS = ("nudge:1", "poll:2", "prompt:é")
NAMES = ("anna", "Ben O'Neil", "چنگیز", "カピバラ", "ana")
WORDS = ("router", "RESET", "zurück", "再起動", "方", "don't", "👩", "and", '"', "%", "a\0b")


channels = st.sampled_from(CHANNELS)
ids = st.sampled_from(IDS)
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.sampled_from(sorted(TEXTS.values())),
    st.text(max_size=20),
)
few_texts = st.lists(texts, max_size=2).map(tuple)
shares = st.floats(0, 1)
moments = st.integers(-(10**13), 10**13).map(lambda ticks: at(0) + timedelta(microseconds=ticks)) | st.integers(
    0, 5
).map(at)
cues = st.lists(
    st.builds(
        Cue, st.sampled_from(["mark", "quoted"]), st.lists(st.tuples(st.just("text"), texts), max_size=2).map(tuple)
    ),
    max_size=2,
).map(tuple)
phrases = st.lists(
    st.builds(
        Phrase,
        st.just("nudge.one"),
        st.lists(st.tuples(st.just("quote"), texts), max_size=2).map(tuple),
        st.none() | st.integers(0, 9),
    ),
    max_size=2,
).map(tuple)
few_ids = st.lists(ids, max_size=3, unique=True).map(tuple)


def members(community: CommunityRef) -> st.SearchStrategy[MemberRef]:
    """Some of a community's members."""
    return st.builds(MemberRef, st.just(community), st.sampled_from(["100001", "100002", "100003", "ana"]))


counts = st.builds(Waited, st.integers(1, 4), st.integers(0, 1), st.integers(0, 1), st.booleans())


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line in one of the channels."""
    ref = MessageRef(draw(channels), draw(ids))
    somebody = members(ref.channel.community)
    poll = st.builds(
        Poll, texts, st.lists(st.builds(Option, ids, texts), max_size=2).map(tuple), st.booleans(), st.booleans()
    )
    message = Message(
        ref, draw(somebody), draw(st.sampled_from(NAMES)), draw(moments), draw(texts), draw(st.none() | ids),
        tuple(draw(st.lists(somebody, max_size=2))), draw(st.booleans()), draw(st.booleans()), draw(st.none() | poll),
    )  # fmt: skip
    links = st.lists(st.builds(Link, ids, shares, cues), max_size=2).map(tuple)
    reading = draw(
        st.just(Reading()) | st.builds(Reading, shares, shares, st.sampled_from(Need), links, shares, because=cues)
    )
    return Line(message, reading, draw(st.lists(st.tuples(ids, shares), max_size=2).map(tuple)))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question in some state."""
    ref, maybe = MessageRef(draw(channels), draw(ids)), st.none() | moments
    return Question(
        ref, draw(members(ref.channel.community)), draw(st.sampled_from(NAMES)), draw(texts), draw(moments), draw(shares),
        draw(shares), draw(st.sampled_from(Need)), draw(st.sampled_from(Status)), draw(shares), draw(shares), draw(few_ids),
        draw(few_ids), draw(cues), draw(maybe), draw(maybe), draw(maybe), draw(st.none() | st.sampled_from(KEYS)), draw(maybe),
        draw(maybe), draw(st.booleans()), counted=draw(st.none() | counts), carded_at=draw(maybe),
        text_of=draw(few_ids), text_ends=draw(st.lists(st.integers(0, 300), max_size=2).map(tuple)),
        asked_anew=draw(st.booleans()), first_asked_at=draw(maybe), first_responded_at=draw(maybe),
    )  # fmt: skip


def deck_rows(member: MemberRef) -> st.SearchStrategy[DeckRow]:
    """Return what a community may make of an opener."""
    own = st.builds(
        lambda id, text: own_opener(id, text, Aim.IDEAS, Occasion.DATE, Voice.PLAIN, Origin.MEMBER), st.just("b"), texts
    )
    states = st.sampled_from(DeckState)
    files = st.builds(DeckRow, st.just("a"), states, st.none(), st.none() | moments)
    return files | st.builds(
        DeckRow, st.just("b"), states, own, st.none() | moments, st.none() | moments, st.none() | st.just(member), texts
    )


@st.composite
def community_changes(draw: st.DrawFn) -> Change:
    """A change of a community's own, or one that forgets a member of it."""
    channel = draw(channels)
    community, member = channel.community, draw(members(channel.community))
    ref = MessageRef(channel, draw(ids))
    made: st.SearchStrategy[Any] = st.one_of(
        st.builds(ReactionKept, st.just(ref), st.just(member), st.sampled_from("👍❤"), st.booleans()),
        st.builds(VoteKept, st.just(ref), st.just(member), few_ids),
        st.builds(GapKept, st.just(channel), moments, moments),
        st.builds(ChannelKept, st.just(channel), texts),
        st.builds(CountAdded, st.just(community), st.sampled_from(KEYS), st.integers(-3, 3)),
        st.builds(
            KnobSet, st.just(community), st.none() | st.just(channel), st.sampled_from(["holdout", "patience"]), texts
        ),
        st.builds(EnlistmentKept, st.builds(Enlistment, st.just(member), st.sampled_from(NAMES), moments, few_texts)),
        st.just(EnlistmentEnded(member)),
        st.builds(DeckKept, st.just(community), deck_rows(member)),
        st.builds(DeckDropped, st.just(community), st.sampled_from(["a", "b"])),
        st.just(MemberErased(member)),
    )
    return draw(made)  # type: ignore[no-any-return]


keys = st.sampled_from(KEYS)
timers = st.builds(Timer, channels, st.sampled_from(Purpose), ids | keys, moments)
drafts = st.builds(
    Draft,
    keys,
    channels,
    st.sampled_from(Kind),
    phrases,
    moments,
    st.none() | ids,
    few_ids,
    cues,
    st.sampled_from(DraftState),
    st.none() | moments,
)
numbers = st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3))
trials = st.builds(
    Trial, keys, channels, st.sampled_from(Kind), moments, st.sampled_from(["", "talk:choice"]), st.none() | st.booleans(), few_ids,
    few_ids, few_ids, numbers, numbers, st.booleans(),
)  # fmt: skip
posts = st.builds(Post, keys, channels, st.sampled_from(Kind), moments, few_ids)
polls = st.builds(
    Poll,
    texts,
    st.lists(st.builds(Option, ids, texts), max_size=2).map(tuple),
    st.booleans(),
    st.booleans(),
    st.none() | moments,
)
tallies = st.lists(st.builds(Tally, ids, st.integers(0, 9), st.booleans()), max_size=2).map(tuple)


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """A poll of the bot's, somewhere on its way."""
    channel = draw(channels)
    ref = st.none() | st.builds(MessageRef, st.just(channel), ids)
    return Survey(
        draw(keys), channel, draw(polls), draw(moments), draw(st.integers(5, 9)), draw(st.sampled_from(SurveyState)), draw(few_ids),
        draw(st.none() | ids), draw(st.booleans()), draw(ref), draw(st.none() | moments), draw(st.integers(0, 3)), draw(tallies),
        draw(cues), draw(texts), draw(st.integers(0, 3)), draw(st.integers(0, 1)),
    )  # fmt: skip


buttons = st.lists(st.builds(Button, st.just("yes"), st.just("v"), texts, phrases), max_size=1).map(tuple)
asked = st.builds(Phrase, st.just("verbatim.text"), st.lists(st.tuples(st.just("text"), texts), max_size=1).map(tuple))
pictures = st.builds(
    lambda label, share, alt: Picture(Chart(label, (Bar(label, label, share),), (Point(label, share),)), alt),
    asked,
    st.none() | st.floats(0, 1),
    phrases,
)
spoken = st.one_of(
    st.builds(Say, keys, channels, channels, phrases, st.just("de"), st.none() | ids, buttons, st.booleans()),
    st.builds(Say, keys, channels, channels, phrases, st.just("en"), picture=pictures),
    st.builds(Amend, keys, channels, channels, keys, phrases, st.just("en"), buttons),
    st.builds(AskPoll, keys, channels, channels, asked, polls, st.integers(5, 9), st.just("de"), st.none() | ids),
    st.builds(EndPoll, keys, channels, channels, keys),
    st.builds(CountPoll, keys, channels, channels, keys),
    st.builds(
        Consult,
        keys,
        channels,
        channels,
        st.builds(EarlierAnswers, st.builds(MessageRef, channels, ids), st.just(tuple(CHANNELS))),
    ),
)
changed: st.SearchStrategy[Any] = st.one_of(
    st.builds(LineKept, lines()),
    st.builds(LineKept, lines()),
    st.builds(LineErased, st.builds(MessageRef, channels, ids)),
    st.builds(QuestionKept, questions()),
    st.builds(WaitCounted, channels, counts, st.sampled_from([1, -1])),
    st.builds(DraftKept, drafts),
    st.builds(PostKept, posts),
    st.builds(SurveyKept, surveys()),
    st.builds(TrialKept, trials),
    st.builds(TimerSet, timers),
    st.builds(TimerCleared, timers),
    st.builds(EntryKept, st.builds(Entry, moments, channels, st.sampled_from(Verdict), ids | keys, cues)),
    st.builds(TextsExpired, channels, moments),
    st.builds(ActionTold, channels, keys),
    st.builds(ActionCancelled, channels, keys),
    community_changes(),
)
commits = st.builds(
    Commit,
    st.lists(changed, max_size=6).map(tuple),
    st.lists(spoken, max_size=2).map(tuple),
    st.lists(st.tuples(channels, moments), max_size=2).map(tuple),
    st.none() | st.sampled_from(["archive", "live"]),
    st.integers(0, 999),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The courier takes some actions."""

    limit: int


@dataclass(frozen=True, slots=True)
class Settle:
    """The courier reports on an action."""

    channel: ChannelRef
    key: str
    settlement: Settlement


SHARE = Figure(0.5, 0.25, 0.75, 12)
WEEK = Week(at(9), at(10), SHARE, SHARE, SHARE, Figure(None, 0.0, 1.0, 3), SHARE)
findings = st.builds(FoundWaiting, st.lists(st.builds(Waiter, questions(), texts), max_size=1).map(tuple), st.just(1))
settlements = st.one_of(
    st.builds(Receipt, st.none() | st.builds(MessageRef, channels, ids), tallies),
    st.builds(Receipt, st.none(), st.just(()), findings),
    st.builds(Receipt, st.none(), st.just(()), st.just(FoundWeek((None, WEEK), (at(0), at(9)), "UTC", "echo", 2))),
    st.builds(Refusal, texts),
    st.just(Unknown()),
)
steps = st.lists(
    st.one_of(commits, commits, st.builds(Claim, st.integers(0, 3)), st.builds(Settle, channels, keys, settlements)),
    min_size=1,
    max_size=9,
)
