"""What goes wrong: a process that dies while it posts, no message content, a wrong token, an outage."""

import asyncio

import pytest

from adapters.discord import Discord, examine, invite_link
from adapters.memory import MemoryLog, MemoryStore
from bot.events import ActionSettled, CommandGiven, MessageSeen
from bot.model import Policy, Receipt, Unknown
from bot.ports import Unavailable
from tests.discord.house import ACT, PHRASES, SUGGEST, open_house
from tests.fakes.discord.permissions import May
from tests.fakes.discord.pointing import pointed_at
from tests.housing import logged

ASK = "Does anybody know how I can export a project as WAV?"


def furnished(fake):
    guild = fake.people.guild()
    general = fake.people.channel(guild, "general")
    return guild, general, fake.people.member(guild, "Ada"), fake.people.member(guild, "Bo")


async def died_while_posting(fake, general, ada, *, happened: bool) -> MemoryStore:
    """Let a process die after it claimed a nudge: while the request is on its way, or after it took effect."""
    async with open_house(fake) as house:
        general.say(ada, ASK)
        await house.hears(MessageSeen)
        fake.trouble.slow("POST", "/messages$", happened=happened)
        fake.pass_time(minutes=31)
        for _ in range(1_000_000):
            if not fake.trouble.faults:  # the request has arrived
                break
            await asyncio.sleep(0)
        return house.store


@pytest.mark.parametrize("happened", [True, False])
@pytest.mark.parametrize("nonce_kept", [True, False])
@pytest.mark.parametrize("minutes", [1, 30])
async def test_a_process_that_dies_while_posting_posts_once(fake, happened, nonce_kept, minutes):
    """The nonce stops a repeat within minutes; past that the post is looked up in the channel, by nonce or by its very words."""
    _, general, ada, bo = furnished(fake)
    store = await died_while_posting(fake, general, ada, happened=happened)
    posts = [message for message in general.messages.values() if message.author is fake.bot]
    assert len(posts) == happened
    for post in posts:
        post.nonce = post.nonce if nonce_kept else None
    fake.pass_time(minutes=31)
    general.say(bo, "meanwhile")
    async with open_house(fake, ACT, store) as house:
        (settled,) = await house.hears(ActionSettled)
        assert isinstance(settled.settlement, Receipt)
        (nudge,) = house.posts(general)
        assert settled.settlement.message.id == str(nudge.id)


async def slept(fake, general, ada):
    """Let a process end with a question in a thread, which then falls asleep; return the thread and the store."""
    thread = fake.people.thread(ada, general, "WAV")
    async with open_house(fake) as house:
        thread.say(ada, ASK)
        await house.hears(MessageSeen)
        store = house.store
    fake.people.archive(thread)
    fake.pass_time(minutes=31)
    return thread, store


async def test_a_sleeping_thread_that_cannot_be_asked_for_ends_nothing(fake, caplog):
    _, general, ada, bo = furnished(fake)
    thread, store = await slept(fake, general, ada)
    fake.trouble.cut("GET", rf"/channels/{thread.id}$", times=2)  # the client itself asks twice over a used connection
    async with open_house(fake, ACT, store) as house:
        await logged(caplog, "not delivered yet")
        general.say(bo, "meanwhile")  # a commit wakes the courier
        assert len(await house.posted(thread)) == 1


@pytest.mark.parametrize("claimed", [False, True])
async def test_a_rest_that_is_asked_for_at_a_sleeping_thread_is_taken(fake, caplog, claimed):
    """`claimed`: an earlier process may have posted, so that the post is looked up first."""
    _, general, ada, bo = furnished(fake)
    if claimed:
        thread = fake.people.thread(ada, general, "WAV")
        store = await died_while_posting(fake, thread, ada, happened=True)
        fake.people.archive(thread)
    else:
        thread, store = await slept(fake, general, ada)
    fake.trouble.rate_limit("GET", rf"/channels/{thread.id}$", retry_after=40.0)
    async with open_house(fake, ACT, store) as house:
        await logged(caplog, "not delivered yet")
        for count, word in enumerate(("one", "two"), 1):
            general.say(bo, word)  # each commit wakes the courier
            await house.hears(MessageSeen, count)
        assert len(fake.refused) == 1
        fake.pass_time(seconds=41)
        general.say(bo, "three")
        (settled,) = await house.hears(ActionSettled)
        assert isinstance(settled.settlement, Receipt)
        assert len(house.posts(thread)) == 1


async def test_what_cannot_be_looked_up_is_not_sent_again(fake):
    _, general, ada, _ = furnished(fake)
    store = await died_while_posting(fake, general, ada, happened=True)
    fake.people.forbid_bot(general, May.READ_MESSAGE_HISTORY)
    async with open_house(fake, ACT, store) as house:
        (settled,) = await house.hears(ActionSettled)
        assert settled.settlement == Unknown()
        assert len(house.posts(general)) == 1


async def test_without_message_content_it_starts_all_the_same_and_serves_mentions_and_menus(fake, caplog):
    guild, general, ada, _ = furnished(fake)
    team = fake.people.channel(guild, "team")
    boss = fake.people.member(guild, "Boss", fake.people.role(guild, "Staff", May.MANAGE_GUILD))
    fake.privileged.clear()
    async with open_house(fake, SUGGEST) as house:
        assert house.discord.content is False
        assert "no message content" in caplog.text
        hidden = general.say(ada, "the exporter eats my files")
        general.say(ada, f"<@{fake.bot.id}> how do I export a project as WAV?")
        first, second = (event.message for event in await house.hears(MessageSeen, 2))
        assert (first.text, second.text) == ("", "@Twoway how do I export a project as WAV?")
        await fake.pressing.menu(boss, "Needs an answer", hidden)
        await house.hears(CommandGiven)
        (card,) = await house.posted(team)
        assert "exporter eats my files" in card.content


async def test_without_message_content_setup_and_doctor_say_what_is_lost(fake):
    guild, general, *_ = furnished(fake)
    boss = fake.people.member(guild, "Boss", fake.people.role(guild, "Staff", May.MANAGE_GUILD))
    fake.privileged.clear()
    async with open_house(fake) as house:
        one = await fake.pressing.slash(boss, general, "twoway setup")
        await house.until(lambda: not one.thinking)
        check = await fake.pressing.press(boss, one.original, "Check permissions")
        await house.until(lambda: not check.thinking)
        assert "message content" in check.original.content
        assert "Message Content Intent" in check.original.content
    with pointed_at(fake.api, fake.gateway_url):
        found = await examine(fake.token, PHRASES, api_base=fake.api)
    assert [each.subject for each in found if not each.well] == ["message content"]


async def test_a_window_that_discord_does_not_take_is_no_bug(fake, caplog):
    _, general, *_ = furnished(fake)
    boss = fake.people.member(general.guild, "Boss", fake.people.role(general.guild, "Staff", May.MANAGE_GUILD))
    fake.trouble.fail("POST", "/callback$", status=503)
    async with open_house(fake):
        await fake.pressing.slash(boss, general, "twoway poll", wait=False)
        await logged(caplog, "command")
        assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
        assert "command not answered" in caplog.text


async def test_a_wrong_token_is_said_plainly(fake):
    furnished(fake)
    store = MemoryStore()
    with pointed_at(fake.api, fake.gateway_url):
        discord = Discord("wrong.token", MemoryLog(), store, store, fake.clock, PHRASES, Policy(), api_base=fake.api)
        with pytest.raises(Unavailable, match="TWOWAY_DISCORD_TOKEN"):
            await discord.run()
        found = await examine("wrong.token", PHRASES, api_base=fake.api)
    assert [each.subject for each in found] == ["token"]


class Notes:
    """An EventLog where everything is committed at once."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[str] = asyncio.Queue()

    async def append(self, *events) -> None:
        for event in events:
            if isinstance(event, MessageSeen):
                self.said.put_nowait(event.message.text)


async def test_a_token_that_is_reset_while_it_runs_is_said_plainly_and_it_can_run_again(fake):
    _, general, ada, _ = furnished(fake)
    store, notes = MemoryStore(), Notes()
    with pointed_at(fake.api, fake.gateway_url):
        doors = (fake.token, notes, store, store, fake.clock, PHRASES, Policy())
        discord = Discord(*doors, api_base=fake.api, gateway=fake.gateway_url, settle=0.05, pause=0.0)
        for text in ("before", "after"):
            running = asyncio.create_task(discord.run())
            await discord.listening()
            general.say(ada, text)
            while await notes.said.get() != text:
                pass  # this store keeps no lines, so the second run reads the first one's from history
            fake.gateway.close(4004)
            with pytest.raises(Unavailable, match="TWOWAY_DISCORD_TOKEN"):
                await running


async def test_nobody_there_is_said_plainly(fake):
    store = MemoryStore()
    with pointed_at("http://127.0.0.1:9", "ws://127.0.0.1:9"):
        discord = Discord("x", MemoryLog(), store, store, fake.clock, PHRASES, Policy())
        with pytest.raises(Unavailable, match="cannot be reached"):
            await discord.run()
        (found,) = await examine("x", PHRASES)
    assert (found.subject, found.mend) == ("connection", "is the network up?")


async def test_a_rest_that_is_asked_for_at_the_start_is_said_plainly(fake):
    store = MemoryStore()
    fake.trouble.rate_limit("GET", "/gateway/bot$", retry_after=40.0)
    with pointed_at(fake.api, fake.gateway_url):
        discord = Discord(fake.token, MemoryLog(), store, store, fake.clock, PHRASES, Policy(), api_base=fake.api)
        with pytest.raises(Unavailable, match="cannot be reached"):
            await discord.run()


async def test_before_it_is_connected_nothing_is_sent():
    store = MemoryStore()
    discord = Discord("x", MemoryLog(), store, store, None, PHRASES, Policy())
    with pytest.raises(Unavailable, match="not connected"):
        await discord.platform.perform(None, None)
    with pytest.raises(Unavailable, match="not connected"):
        await discord.platform.find(None)
    waiting = asyncio.ensure_future(discord.listening())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_doctor_lists_each_channel_with_its_fix(fake):
    guild, general, *_ = furnished(fake)
    hidden = fake.people.channel(guild, "secret")
    fake.people.forbid_bot(hidden, May.VIEW_CHANNEL)
    fake.people.forbid_bot(general, May.SEND_POLLS)
    with pointed_at(fake.api, fake.gateway_url):
        found = {each.subject: each for each in await examine(fake.token, PHRASES, api_base=fake.api)}
    assert found["token"].well
    assert found["message content"].well
    assert found["#secret"].found == "hears nothing here"
    assert found["#secret"].mend == "in #secret: Edit Channel, Permissions, the bot's role: allow “View Channel”"
    assert found["#general"].found == "cannot hold polls here"


async def test_doctor_warns_of_administrator_and_offers_an_invitation(fake):
    with pointed_at(fake.api, fake.gateway_url):
        (_, _, none) = await examine(fake.token, PHRASES, api_base=fake.api)
        assert none.mend == f"add it: {invite_link(fake.application_id)}"
        fake.people.guild(bot_may=May.ADMINISTRATOR)
        found = await examine(fake.token, PHRASES, api_base=fake.api)
    assert any("never needs" in each.found for each in found)


def test_the_invitation_asks_for_the_least():
    link = invite_link(42)
    assert link.startswith(
        "https://discord.com/oauth2/authorize?client_id=42&scope=bot+applications.commands&permissions="
    )
    asked = int(link.rpartition("=")[2])
    assert not asked & May.ADMINISTRATOR
    assert asked == (
        May.VIEW_CHANNEL | May.SEND_MESSAGES | May.SEND_MESSAGES_IN_THREADS | May.READ_MESSAGE_HISTORY
        | May.SEND_POLLS | May.ATTACH_FILES
    )  # fmt: skip


async def test_a_full_disk_loses_nothing_that_was_heard(fake):
    _, general, ada, _ = furnished(fake)
    async with open_house(fake) as house:
        house.log.full = True
        general.say(ada, "one")
        general.say(ada, "two")
        await fake.heard()
        house.log.full = False
        fake.pass_time(seconds=2)
        await house.hears(MessageSeen, 2)
        assert [event.message.text for event in house.all(MessageSeen)] == ["one", "two"]


async def test_two_shards_are_caught_up_and_heard_each_in_order():
    from tests.fakes.discord.server import open_discord

    async with open_discord(shards=2) as fake:
        rooms = []
        for number in range(4):
            guild = fake.people.guild(f"Server {number}")
            rooms.append((fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")))
        async with open_house(fake) as house:
            for round_ in range(5):
                for general, ada in rooms:
                    general.say(ada, f"{round_}")
            await house.hears(MessageSeen, 20)
            for general, _ in rooms:
                here = [event.message.text for event in house.all(MessageSeen) if event.channel.id == str(general.id)]
                assert here == ["0", "1", "2", "3", "4"]
