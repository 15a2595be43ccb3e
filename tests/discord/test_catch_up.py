"""After a start, a cut or a lost session: what was said meanwhile is heard once and in order, and what cannot be read is a gap."""

from datetime import timedelta

import pytest

from bot.events import GapFound, MessageDeleted, MessageEdited, MessageSeen, TimerDue
from bot.model import Status
from tests.discord.house import ACT, SUGGEST, community, open_house
from tests.fakes.discord.permissions import May
from tests.fakes.discord.state import Kind
from tests.housing import logged

ASK = "Does anybody know how I can export a project as WAV?"


def texts(house):
    return [event.message.text for event in house.all(MessageSeen)]


async def furnished(fake):
    guild = fake.people.guild()
    general = fake.people.channel(guild, "general")
    return guild, general, fake.people.member(guild, "Ada"), fake.people.member(guild, "Bo")


@pytest.mark.parametrize("listening", [True, False])
async def test_a_servers_past_begins_when_the_bot_was_added(fake, listening):
    """What was said since is read also where nothing was ever kept: a process may have died with the first thing that it heard."""
    guild = fake.people.guild(with_bot=False)
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    bo = fake.people.member(guild, "Bo")
    general.say(ada, "long ago")
    fake.pass_time(minutes=5)
    if not listening:
        fake.people.add_bot(guild)
        general.say(bo, "since then")
    async with open_house(fake) as house:
        if listening:
            fake.people.add_bot(guild)
        general.say(bo, "now")
        await house.hears(MessageSeen, 1 if listening else 2)
        assert texts(house) == (["now"] if listening else ["since then", "now"])
        assert house.all(GapFound) == []


async def test_a_restart_reads_what_was_said_meanwhile_in_order_and_without_doubling(fake):
    guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        general.say(ada, "one")
        await house.hears(MessageSeen)
        store = house.store
    fake.pass_time(minutes=5)
    for number in range(230):
        general.say(bo if number % 2 else ada, f"while away {number}")
    other = fake.people.channel(guild, "brand-new")
    other.say(ada, "in a new place")
    async with open_house(fake, ACT, store) as house:
        general.say(ada, "live again")
        await house.hears(MessageSeen, 232)
        here = [text for text in texts(house) if text != "in a new place"]
        assert here == [*(f"while away {number}" for number in range(230)), "live again"]
        assert "in a new place" in texts(house)
        kept = next(iter(store.tables.lines.values()))
        assert len(kept) == len(set(kept))


async def test_an_answer_given_while_we_were_away_is_heard_before_any_nudge(fake):
    guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        question = general.say(ada, ASK)
        await house.hears(MessageSeen)
        store = house.store
    fake.pass_time(minutes=10)
    general.say(bo, "File, then Export, then choose WAV", reply_to=question)
    fake.pass_time(minutes=60)
    async with open_house(fake, ACT, store) as house:
        await house.hears(MessageSeen)
        found = await store.questions(community(guild), tuple(Status), 9)
        assert found[0].responded_at is not None
        assert found[0].flagged_at is None
        assert store.tables.outbox == {}


async def test_edits_and_deletions_while_we_were_away(fake):
    _guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        question = general.say(ada, ASK)
        gone = general.say(bo, "hmm")
        await house.hears(MessageSeen, 2)
        store = house.store
    fake.pass_time(minutes=1)
    fake.people.edit(question, "Never mind, found it")
    fake.people.delete(gone)
    async with open_house(fake, ACT, store) as house:
        (edited,) = await house.hears(MessageEdited)
        (deleted,) = await house.hears(MessageDeleted)
        assert (edited.text, deleted.ref.id) == ("Never mind, found it", str(gone.id))


async def test_a_resumed_connection_replays_and_nothing_is_asked_again(fake):
    _guild, general, ada, _bo = await furnished(fake)
    async with open_house(fake) as house:
        general.say(ada, "one")
        await house.hears(MessageSeen)
        fake.gateway.cut()
        general.say(ada, "two")
        await house.hears(MessageSeen, 2)
        general.say(ada, "three")
        await house.hears(MessageSeen, 3)
        assert texts(house) == ["one", "two", "three"]
        assert not [request for request in fake.requests if request.method == "GET" and "/messages" in request.path]


@pytest.mark.parametrize("way", ["invalid", "refused"])
async def test_a_lost_session_is_caught_up_before_what_is_heard_live(fake, way):
    _guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        general.say(ada, "before")
        await house.hears(MessageSeen)
        fake.pass_time(seconds=5)
        if way == "invalid":
            fake.gateway.invalidate()
        else:
            fake.trouble.refuse_resume()
            fake.gateway.cut()
        general.say(bo, "missed")
        await fake.until(lambda: len(fake.gateway.identified) == 2)
        general.say(ada, "live")
        await house.hears(MessageSeen, 3)
        assert texts(house)[:3] == ["before", "missed", "live"]


async def test_more_than_a_day_is_a_gap(fake):
    _guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        general.say(ada, ASK)
        await house.hears(MessageSeen)
        store, left = house.store, fake.clock.now()
    fake.pass_time(hours=10)
    general.say(bo, "too long ago to be read")
    fake.pass_time(hours=30)
    general.say(bo, "this morning")
    fake.pass_time(hours=1)
    async with open_house(fake, ACT, store) as house:
        (gap,) = await house.hears(GapFound)
        assert gap.since == left
        assert gap.until == fake.clock.now() - timedelta(hours=24)
        await house.hears(MessageSeen)
        assert texts(house) == ["this morning"]


async def test_history_that_may_not_be_read_is_a_gap(fake):
    _guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        general.say(ada, ASK)
        await house.hears(MessageSeen)
        store = house.store
    fake.pass_time(minutes=20)
    general.say(bo, "unheard")
    fake.people.forbid_bot(general, May.READ_MESSAGE_HISTORY)
    async with open_house(fake, SUGGEST, store) as house:
        (gap,) = await house.hears(GapFound)
        assert gap.until == fake.clock.now()
        assert fake.refused == []


async def test_a_forum_post_is_read_again_too(fake):
    guild, _general, ada, bo = await furnished(fake)
    forum = fake.people.channel(guild, "help", Kind.FORUM)
    async with open_house(fake) as house:
        post = fake.people.thread(ada, forum, "WAV?", ASK)
        await house.hears(MessageSeen)
        store = house.store
    fake.pass_time(minutes=3)
    post.say(bo, "what did you try?")
    fake.people.thread(bo, forum, "Tempo?", "Where do I set the tempo?")
    async with open_house(fake, ACT, store) as house:
        await house.hears(MessageSeen, 2)
        assert sorted(texts(house)) == ["Where do I set the tempo?", "what did you try?"]


async def test_while_a_shard_is_away_no_timer_counts_as_silence(fake):
    """Cut off when the patience runs out: the answer that was given meanwhile is heard first."""
    _guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        question = general.say(ada, ASK)
        await house.hears(MessageSeen)
        fake.pass_time(minutes=10)
        fake.trouble.refuse_resume()
        gate = fake.trouble.slow("GET", "/messages$")
        fake.gateway.cut()
        general.say(bo, "File, then Export, then choose WAV", reply_to=question)
        await fake.until(lambda: len(fake.gateway.identified) == 2)
        fake.pass_time(minutes=60)
        await fake.heard()
        assert house.all(TimerDue) == []
        gate.set()
        await house.hears(MessageSeen, 2)
        await house.discord.listening()
        assert house.store.tables.outbox == {}


@pytest.mark.parametrize("asked_for", [r"/messages$", r"/members/\d+$"])
async def test_a_rest_that_discord_asks_for_is_taken_and_then_all_is_read(fake, caplog, asked_for):
    """Neither a gap nor a shard that stays deaf: what is heard meanwhile is held, and Discord is left alone until then."""
    _guild, general, ada, bo = await furnished(fake)
    async with open_house(fake) as house:
        general.say(ada, "one")
        await house.hears(MessageSeen)
        store = house.store
    fake.pass_time(minutes=5)
    general.say(bo, "while away")
    fake.trouble.rate_limit("GET", asked_for, retry_after=40.0)
    async with open_house(fake, ACT, store, wait=False) as house:
        await logged(caplog, "not caught up yet")
        general.say(ada, "live again")
        fake.pass_time(seconds=39)
        await fake.heard()
        assert len(fake.refused) == 1
        assert texts(house) == []
        fake.pass_time(seconds=2)
        await house.hears(MessageSeen, 2)
        await house.discord.listening()
        assert texts(house) == ["while away", "live again"]
        assert house.all(GapFound) == []
        assert len(fake.refused) == 1


async def test_a_server_that_was_joined_is_read_after_the_rest_too(fake, caplog):
    guild = fake.people.guild(with_bot=False)
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    fake.trouble.rate_limit("GET", "/messages$", retry_after=40.0)
    async with open_house(fake) as house:
        fake.trouble.hold("GUILD_CREATE")
        fake.trouble.hold("MESSAGE_CREATE")
        fake.people.add_bot(guild)
        fake.pass_time(seconds=1)
        general.say(ada, "welcome")
        fake.trouble.release("GUILD_CREATE")
        await logged(caplog, "not caught up yet")
        fake.pass_time(seconds=41)
        await house.hears(MessageSeen)
        assert texts(house) == ["welcome"]


@pytest.mark.parametrize("trouble", ["fails", "cut"])
async def test_who_could_not_be_asked_about_is_asked_about_again_the_next_time(fake, trouble):
    guild, general, ada, _bo = await furnished(fake)
    boss = fake.people.member(guild, "Boss", fake.people.role(guild, "Staff", May.MANAGE_GUILD))
    about = f"/members/{boss.id}$"
    async with open_house(fake) as house:
        general.say(ada, "before")
        await house.hears(MessageSeen)
        fake.pass_time(seconds=5)
        if trouble == "fails":
            fake.trouble.fail("GET", about, status=503)
        else:
            fake.trouble.cut(
                "GET", about, times=2
            )  # the client itself asks twice over a connection that it used before
        fake.gateway.invalidate()
        general.say(boss, "in vain")
        general.say(boss, "and not asked about twice")
        await house.hears(MessageSeen, 3)
        asked = [request for request in fake.requests if request.path.endswith(f"/members/{boss.id}")]
        assert len(asked) <= (1 if trouble == "fails" else 2)
        fake.trouble.faults.clear()
        fake.pass_time(seconds=5)
        fake.gateway.invalidate()
        general.say(boss, "of the team")
        await house.hears(MessageSeen, 4)
        assert [event.message.team for event in house.all(MessageSeen)] == [False, False, False, True]
        assert house.all(GapFound) == []
