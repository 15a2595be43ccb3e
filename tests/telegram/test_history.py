"""An export as a group's past: the same references as the talk that is heard, and only what a bot may say of the past: nothing."""

import json
from datetime import UTC, datetime, timedelta

from adapters.exports import open_export
from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from adapters.telegram.history import as_heard
from adapters.telegram.refs import Home, community_ref
from bot.actions import KnobSet, TimerSet
from bot.commands.history import take_in
from bot.events import MessageSeen, ReactionSeen
from bot.model import ChannelRef, Policy, Purpose, Timer
from bot.ports import Commit

CHAT = -1_001_000_000_005
NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
ASK = "Does anybody know how I can export a project as WAV?"


def record(number, minutes, who, text, **more):
    at = NOW + timedelta(minutes=minutes)
    base = {
        "id": number,
        "type": "message",
        "date": f"{at:%Y-%m-%dT%H:%M:%S}",
        "date_unixtime": str(int(at.timestamp())),
    }
    return base | {"from": who.title(), "from_id": who, "text": text} | more


RECORDS = [
    {"id": 2, "type": "service", "action": "topic_created", "title": "Help", "date_unixtime": "1777000000"},
    record(3, -600, "user5", ASK, reply_to_message_id=2),
    record(4, -590, "user6", "File, then Export", reply_to_message_id=3, reactions=[
        {"type": "emoji", "count": 1, "emoji": "👍", "recent": [{"from": "Ada", "from_id": "user5", "date": "2026-05-04T07:00:00"}]}
    ]),
    record(5, -580, "channel1000000005", "from the group itself"),
    record(6, -570, "channel1000000077", "from another channel"),
    record(7, -560, "user5", [{"type": "mention_name", "text": "Bo", "user_id": 6}, " thanks"]),
    record(8, -60, "user7", "Does anybody know where the manual is?"),
]  # fmt: skip


def exported(folder, records=RECORDS):
    path = folder / "result.json"
    body = {"name": "Home", "type": "private_supergroup", "id": 1_000_000_005, "messages": records}
    path.write_text(json.dumps(body), encoding="utf-8")
    return open_export(path, format="telegram")


def test_references_are_those_of_the_talk_that_is_heard(tmp_path):
    home = Home(community_ref(CHAT))
    events = list(as_heard(exported(tmp_path), home, CHAT))
    said = {event.message.ref.id: event.message for event in events if isinstance(event, MessageSeen)}
    assert said["3"].ref == home.message(2, 3)
    assert (said["3"].reply_to, said["4"].reply_to) == (None, "3")
    assert said["4"].ref.channel == home.channel(2)
    assert (said["5"].author, said["5"].team) == (home.member(CHAT), True)
    assert (said["6"].author, said["6"].team) == (home.member(-1_001_000_000_077), False)
    assert said["7"].mentions == (home.member(6),)
    assert said["7"].ref == home.message(None, 7)
    (reaction,) = [event for event in events if isinstance(event, ReactionSeen)]
    assert (reaction.ref, reaction.member) == (home.message(2, 4), home.member(5))
    assert list(as_heard(exported(tmp_path), Home(community_ref(-1009)), -1009)) == []


async def test_nothing_is_posted_or_drafted_whatever_the_community_chose_and_again_doubles_nothing(tmp_path):
    store, community = MemoryStore(), community_ref(CHAT)
    await store.commit(Commit((KnobSet(community, None, "mode.nudge", "act"),)))
    home = Home(community)
    for new, known in ((6, 0), (0, 6)):
        events = as_heard(exported(tmp_path), home, CHAT)
        taken = await take_in(events, store, store, Policy(quiet_hours=None), NOW + timedelta(hours=14))
        assert (taken.new, taken.known, taken.late) == (new, known, 0)
        assert await store.claim(NOW, 99) == []
        assert await store.posts(community, 99) == []
        assert len(await store.history(home.channel(None), 99)) == 4
    assert await store.due(NOW + timedelta(hours=14), 99) == []


async def test_a_past_in_which_a_question_is_asked_that_was_answered_before_is_taken_in(tmp_path):
    again = [*RECORDS, record(9, -50, "user8", ASK), record(10, -5, "user9", "good evening")]
    store = await SqliteStore.open(tmp_path / "twoway.sqlite")
    for kept in (store, MemoryStore()):
        events = as_heard(exported(tmp_path, again), Home(community_ref(CHAT)), CHAT)
        taken = await take_in(events, kept, kept, Policy(quiet_hours=None), NOW)
        assert taken.new == 8
        assert await kept.claim(NOW, 99) == []
    await store.aclose()


async def test_what_waits_elsewhere_does_not_keep_the_past_from_being_over(tmp_path):
    store, elsewhere = MemoryStore(), community_ref(-1_001_000_000_009)
    due = [Timer(ChannelRef(elsewhere, f"{n}"), Purpose.REPORT, "week", NOW - timedelta(days=9)) for n in range(300)]
    await store.commit(Commit(tuple(map(TimerSet, due))))
    home, policy = Home(community_ref(CHAT)), Policy(quiet_hours=None)
    await take_in(as_heard(exported(tmp_path), home, CHAT), store, store, policy, NOW + timedelta(hours=14))
    left = await store.due(NOW + timedelta(hours=14), 999)
    assert {timer.channel.community for timer in left} == {elsewhere}
    assert len(left) == 300


async def test_what_is_older_than_what_was_heard_is_left_out_and_what_is_newer_is_taken(tmp_path):
    store, home = MemoryStore(), Home(community_ref(CHAT))
    middle = [one for one in RECORDS if one["id"] in (7,)]
    await take_in(as_heard(exported(tmp_path, middle), home, CHAT), store, store, Policy(), NOW)
    taken = await take_in(as_heard(exported(tmp_path), home, CHAT), store, store, Policy(), NOW)
    assert (taken.new, taken.known, taken.late) == (3, 1, 2)
    assert isinstance(home.channel(None), ChannelRef)
