"""The real discord.py connects, hears, resumes and starts anew, over a real socket."""

import asyncio

import aiohttp
import discord
import pytest

from tests.fakes.discord.client import Listener, running, some_intents
from tests.fakes.discord.permissions import May
from tests.fakes.discord.server import open_discord
from tests.fakes.discord.state import Kind


def texts(client):
    return [message.content for message in client.all("message")]


async def test_a_client_connects_and_knows_the_server(fake):
    guild = fake.people.guild("Home")
    channel = fake.people.channel(guild, "general")
    async with running(fake) as client:
        known = client.get_guild(guild.id)
        assert known.name == "Home"
        assert known.get_channel(channel.id).name == "general"
        assert known.me.guild_permissions.send_messages
        assert known.get_channel(channel.id).permissions_for(known.me).send_polls
        assert fake.gateway.identified[0]["intents"] == some_intents().value


async def test_messages_edits_and_deletions_arrive_in_order(fake):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    ada, bo = fake.people.member(guild, "Ada"), fake.people.member(guild, "Bo")
    async with running(fake) as client:
        first = channel.say(ada, "How do I export?")
        answer = channel.say(bo, f"File, then Export, {ada.mention}", reply_to=first)
        fake.people.edit(first, "How do I export as WAV?")
        fake.people.react(bo, first, "👍")
        fake.people.unreact(bo, first, "👍")
        fake.people.delete(answer)
        fake.people.delete(first, channel.say(bo, "gone soon"))
        await client.hears("raw_bulk_message_delete")
        assert texts(client) == ["How do I export?", f"File, then Export, {ada.mention}", "gone soon"]
        heard = client.all("message")[1]
        assert heard.reference.message_id == first.id
        assert heard.reference.resolved.content == "How do I export?"
        assert [member.id for member in heard.mentions] == [ada.id]
        names = [name for name, _ in client.heard if name.startswith("raw_")]
        assert names == [
            "raw_message_edit",
            "raw_reaction_add",
            "raw_reaction_remove",
            "raw_message_delete",
            "raw_bulk_message_delete",
        ]


async def test_threads_forums_and_places_are_told(fake):
    guild = fake.people.guild()
    forum = fake.people.channel(guild, "help", Kind.FORUM, tags=("bug", "idea"))
    media = fake.people.channel(guild, "shots", Kind.MEDIA)
    news = fake.people.channel(guild, "news", Kind.ANNOUNCEMENT)
    ada = fake.people.member(guild, "Ada")
    async with running(fake) as client:
        post = fake.people.thread(ada, forum, "It crashes", "when I export")
        fake.people.thread(ada, media, "Look", "my desk")
        under = fake.people.thread(ada, news.say(ada, "Version 2 is out"), "Version 2")
        under.say(ada, "nice")
        fake.people.archive(under)
        under.say(ada, "opens again")
        fake.people.rename(forum, "support")
        fake.people.delete_channel(media)
        await client.hears("guild_channel_delete")
        opened = client.all("thread_create")
        assert [thread.name for thread in opened] == ["It crashes", "Look", "Version 2"]
        assert client.all("message")[0].id == post.id
        assert [raw.data["thread_metadata"]["archived"] for raw in client.all("raw_thread_update")] == [True, False]
        assert [tag.name for tag in client.get_channel(forum.id).available_tags] == ["bug", "idea"]


async def test_bot_added_and_removed_and_roles(fake):
    home = fake.people.guild("Home")
    role = fake.people.role(home, "Team")
    async with running(fake) as client:
        other = fake.people.guild("Other")
        assert [guild.id for guild in await client.hears("guild_join")] == [other.id]
        fake.people.set_role(home, role, May.MANAGE_GUILD)
        fake.people.outage(home)
        fake.people.outage(home, over=True)
        fake.people.remove_bot(other)
        assert (await client.hears("guild_remove"))[0].id == other.id
        assert client.get_guild(home.id).get_role(role.id).permissions.manage_guild
        assert client.all("guild_unavailable")[0].id == home.id


async def test_a_cut_is_resumed_without_loss_or_doubling(fake):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    ada = fake.people.member(guild, "Ada")
    async with running(fake) as client:
        channel.say(ada, "one")
        await client.hears("message")
        fake.gateway.cut()
        channel.say(ada, "two")
        channel.say(ada, "three")
        await client.hears("resumed")
        channel.say(ada, "four")
        await client.hears("message", 4)
        await fake.heard()
        assert texts(client) == ["one", "two", "three", "four"]
        assert len(fake.gateway.identified) == 1
        assert len(fake.gateway.resumed) == 1


@pytest.mark.parametrize("way", ["ask", "close"])
async def test_a_request_to_reconnect_is_followed_by_resume(fake, way):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    ada = fake.people.member(guild, "Ada")
    async with running(fake) as client:
        fake.gateway.ask_to_reconnect() if way == "ask" else fake.gateway.close(4000)
        channel.say(ada, "while away")
        await client.hears("resumed")
        await client.hears("message")
        await fake.heard()
        assert texts(client) == ["while away"]
        assert len(fake.gateway.identified) == 1


@pytest.mark.parametrize("way", ["invalid", "refused"])
async def test_a_lost_session_starts_anew_and_history_fills_the_gap(fake, way):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    ada = fake.people.member(guild, "Ada")
    async with running(fake) as client:
        last = channel.say(ada, "before")
        await client.hears("message")
        if way == "invalid":
            fake.gateway.invalidate()
        else:
            fake.trouble.refuse_resume()
            fake.gateway.cut()
        missed = channel.say(ada, "missed")
        await fake.until(lambda: len(fake.gateway.identified) == 2)
        await client.hears("shard_ready", 2)
        assert texts(client) == ["before"]
        after = discord.Object(last.id)
        found = [one async for one in client.get_channel(channel.id).history(after=after, oldest_first=True)]
        assert [one.id for one in found] == [missed.id]


async def test_two_shards_each_hear_their_own_servers():
    async with open_discord(shards=2) as fake:
        guilds = [fake.people.guild(f"Server {number}") for number in range(4)]
        async with running(fake) as client:
            assert client.shard_count == 2
            assert sorted(one["shard"] for one in fake.gateway.identified) == [[0, 2], [1, 2]]
            assert {client.get_guild(guild.id).shard_id for guild in guilds} == {0, 1}
            limits = await client.fetch_session_start_limits()
            assert (limits.remaining, limits.total) == (998, 1000)


async def test_an_intent_the_portal_does_not_grant_is_refused(fake):
    fake.privileged.clear()
    fake.people.guild()
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(fake):
            pass


async def test_without_message_content_only_mentions_own_and_direct_messages_carry_text(fake):
    fake.privileged.clear()
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    ada = fake.people.member(guild, "Ada")
    async with running(fake, Listener(intents=some_intents(content=False))) as client:
        channel.say(ada, "secret")
        channel.say(ada, f"hey <@{fake.bot.id}>, help")
        fake.people.dm(ada, "just us")
        await client.get_channel(channel.id).send("mine")
        await client.hears("message", 4)
        assert texts(client) == ["", f"hey <@{fake.bot.id}>, help", "just us", "mine"]
        past = [one.content async for one in client.get_channel(channel.id).history(oldest_first=True)]
        assert past == ["", f"hey <@{fake.bot.id}>, help", "mine"]


async def test_hidden_channels_are_silent(fake):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "secret")
    ada = fake.people.member(guild, "Ada")
    fake.people.forbid_bot(channel, May.VIEW_CHANNEL)
    async with running(fake) as client:
        channel.say(ada, "psst")
        await fake.heard()
        assert texts(client) == []
        with pytest.raises(discord.Forbidden) as refused:
            await client.get_channel(channel.id).send("hello?")
        assert refused.value.code == 50001
        assert [request.status for request in fake.refused] == [403]


async def test_events_can_come_twice_and_late(fake):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    ada = fake.people.member(guild, "Ada")
    async with running(fake) as client:
        fake.trouble.double("MESSAGE_CREATE")
        first = channel.say(ada, "twice")
        fake.trouble.hold("MESSAGE_CREATE")
        late = channel.say(ada, "late")
        fake.people.react(ada, late, "👍")
        await client.hears("raw_reaction_add")
        assert texts(client) == ["twice", "twice"]
        fake.trouble.release("MESSAGE_CREATE")
        await client.hears("message", 3)
        assert [one.id for one in client.all("message")] == [first.id, first.id, late.id]


async def test_webhooks_and_bots_are_told_apart(fake):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    other = fake.people.member(guild, "Other", bot=True)
    async with running(fake) as client:
        fake.people.hook_says(channel, "Releases", "2.0 is out")
        channel.say(other, "beep")
        hook, bot = await client.hears("message", 2)
        assert (hook.webhook_id is not None, hook.author.name, hook.author.bot) == (True, "Releases", True)
        assert (bot.webhook_id, bot.author.bot) == (None, True)


async def test_members_can_be_asked_for(fake):
    guild = fake.people.guild()
    ada = fake.people.member(guild, "Ada")
    async with running(fake) as client:
        found = await asyncio.wait_for(client.get_guild(guild.id).query_members(user_ids=[ada.id]), 5)
        assert [one.display_name for one in found] == ["Ada"]
        assert (await client.get_guild(guild.id).fetch_member(ada.id)).name == "Ada"


async def test_servers_without_the_bot_stay_unheard(fake):
    fake.people.guild("Home")
    other = fake.people.guild("Other", with_bot=False)
    channel = fake.people.channel(other, "general")
    ada = fake.people.member(other, "Ada")
    async with running(fake) as client:
        channel.say(ada, "unheard")
        fake.people.add_bot(other)
        channel.say(ada, "heard")
        await client.hears("message")
        assert texts(client) == ["heard"]
        assert [guild.name for guild in client.all("guild_join")] == ["Other"]


async def test_a_gateway_that_answers_no_heartbeat_is_left_and_resumed(fake):
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    fake.trouble.heartbeat_ms = 50
    async with running(fake, Listener(heartbeat_timeout=0.3)) as client:
        fake.trouble.deaf = True
        await fake.until(lambda: fake.gateway.resumed or len(fake.gateway.identified) > 1)
        fake.trouble.deaf = False
        channel.say(fake.people.member(guild, "Ada"), "still there?")
        await client.hears("message")


async def test_nobody_may_flood_the_gateway(fake):
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{fake.gateway_url}?v=10&encoding=json") as ws:
        for _ in range(121):
            await ws.send_json({"op": 1, "d": None})
        async for _ in ws:
            pass
        assert ws.close_code == 4008
    assert fake.violations == ["more than 120 gateway frames in a minute"]
    fake.violations.clear()
