"""Scenes for the tests of deciding: real rooms and views, made without ceremony. Times are minutes after noon."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import (
    SMALLEST,
    ChannelRef,
    CommunityRef,
    Delivery,
    Draft,
    Kind,
    Line,
    MemberRef,
    Message,
    MessageRef,
    Mode,
    Need,
    Phrase,
    Policy,
    Post,
    Question,
    Reading,
    Timer,
)
from bot.view import CommunityView, Room, Snapshot, View, learn

HOME = CommunityRef("scene", "home")
GENERAL, TEAM = ChannelRef(HOME, "general"), ChannelRef(HOME, "team")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SUGGEST = Policy(quiet_hours=None, patience=timedelta(minutes=30), team_channel="team")
ACT = replace(SUGGEST, nudge=Mode.ACT)
WATCH = replace(SUGGEST, nudge=Mode.WATCH)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def member(name):
    return MemberRef(HOME, name)


def ref(id):
    return MessageRef(GENERAL, id)


def said(id, by, text="…", minutes=0.0, **more):
    """A message."""
    return Message(ref(id), member(by), by, at(minutes), text, **more)


def line(id, by, about=(), minutes=0.0, text="…", bot=False, **reading):
    """A line that is about these questions, {"q": 0.9}, and means this."""
    return Line(said(id, by, text, minutes, bot=bot), Reading(**reading), tuple(dict(about).items()))


def asked(id="q", by="Ada", minutes=0.0, **more):
    """A question that waits, surely put to everyone."""
    text = more.pop("text", "How do I export my tracks as WAV?")
    return Question(ref(id), member(by), by, text, at(minutes), 0.95, 0.95, Need.HELP, **({"lines": (id,)} | more))


def draft(*questions, key="nudge:q", minutes=30.0, **more):
    """A nudge that awaits the team."""
    words = (Phrase("nudge.one", (("name", "Ada"), ("quote", "How?"))),)
    return Draft(key, GENERAL, Kind.NUDGE, words, at(minutes), **({"questions": questions} | more))


def post(*questions, key="nudge:q", minutes=30.0, **more):
    """A nudge that stands in the channel, as message "p"."""
    sent = {"message": ref("p"), "delivery": Delivery.SENT}
    return Post(key, GENERAL, Kind.NUDGE, at(minutes), questions, **(sent | more))


def scene(*kept, minutes=60.0, policy=SUGGEST, counts=(), team=TEAM, limits=SMALLEST):
    """The view of a channel that holds these lines, questions, drafts, posts and timers."""

    def of(kind):
        return tuple(each for each in kept if isinstance(each, kind))

    room = Room(Snapshot(GENERAL, at(minutes), of(Line), of(Question), of(Draft), of(Post), of(Timer)))
    community = CommunityView(HOME, dict(counts), {}, {"general": "general", "team": "team"})
    return View(room, policy, community, limits, at(minutes), team)


def kept(decision, kind):
    """What a decision keeps of one kind of change, in order: the values inside."""
    fields = {"QuestionKept": "question", "DraftKept": "draft", "PostKept": "post", "EntryKept": "entry"}
    fields |= {"TimerSet": "timer", "LineKept": "line"}
    changes = [change for change in decision.changes if isinstance(change, kind)]
    field = fields.get(kind.__name__)
    return [getattr(change, field) for change in changes] if field else changes


def after(view, decision, minutes=None):
    """The same scene once a decision was applied, and some time later."""
    for change in decision.changes:
        view.room.apply(change)
    now = view.now if minutes is None else view.room.advance(at(minutes))
    return replace(view, community=learn(view.community, decision.changes), now=now)
