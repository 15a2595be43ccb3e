"""The real discord.py speaks: replies, edits, files, history, polls, reactions, threads, nonces, permissions."""

import io
from datetime import timedelta

import discord
import pytest

from tests.fakes.discord.client import running
from tests.fakes.discord.permissions import May
from tests.fakes.discord.state import Kind


@pytest.fixture
def home(fake):
    """A server with a channel and two members."""
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    return guild, channel, fake.people.member(guild, "Ada"), fake.people.member(guild, "Bo")


async def test_a_reply_is_silent_pings_nobody_and_can_be_edited_and_deleted(fake, home):
    _, channel, ada, _ = home
    async with running(fake) as client:
        asked = channel.say(ada, "How do I export?")
        heard = (await client.hears("message"))[0]
        sent = await heard.reply(
            f"Still open: {ada.mention} @everyone", allowed_mentions=discord.AllowedMentions.none(), silent=True
        )
        reply = channel.last
        assert (reply.id, reply.replied_to, reply.type) == (sent.id, asked, 19)
        assert reply.silent
        assert not reply.pings
        await sent.edit(content="Answered", suppress=True)
        assert channel.last.content == "Answered"
        assert channel.last.edited_at is not None
        await sent.delete()
        assert channel.last is asked


async def test_a_loud_message_pings_whom_it_may(fake, home):
    guild, channel, ada, bo = home
    team = fake.people.role(guild, "Team", mentionable=True)
    hidden = fake.people.role(guild, "Hidden")
    async with running(fake) as client:
        place = client.get_channel(channel.id)
        text = f"{ada.mention} {bo.mention} <@&{team.id}> <@&{hidden.id}> @everyone `<@{fake.bot.id}>`"
        await place.send(text)
        assert {one.id for one in channel.last.mentions} == {ada.id, bo.id}
        assert channel.last.mention_roles == [team.id]
        assert not channel.last.mention_everyone
        await place.send(text, allowed_mentions=discord.AllowedMentions(everyone=False, users=[bo], roles=False))
        assert [one.id for one in channel.last.mentions] == [bo.id]
        assert channel.last.mention_roles == []


async def test_an_enforced_nonce_returns_the_first_message(fake, home):
    _, channel, _, _ = home
    async with running(fake) as client:
        place = client.get_channel(channel.id)
        first = await place.send("nudge", nonce="nudge:1")
        again = await place.send("nudge", nonce="nudge:1")
        assert again.id == first.id
        assert first.nonce == (await client.hears("message"))[0].nonce == "nudge:1"
        assert (await place.fetch_message(first.id)).nonce is None
        assert len(channel.messages) == 1
        fake.pass_time(minutes=6)
        assert (await place.send("nudge", nonce="nudge:1")).id != first.id


async def test_pictures_carry_their_alt_text(fake, home):
    _, channel, _, _ = home
    async with running(fake) as client:
        picture = discord.File(io.BytesIO(b"picture"), "chart.png", description="Two bars")
        sent = await client.get_channel(channel.id).send("result", file=picture)
        assert sent.attachments[0].description == "Two bars"
        assert sent.attachments[0].content_type == "image/png"
        assert await sent.attachments[0].read() == b"picture"


async def test_embeds_and_reactions(fake, home):
    _, channel, ada, _ = home
    async with running(fake) as client:
        sent = await client.get_channel(channel.id).send(
            embed=discord.Embed(title="Card").add_field(name="a", value="b")
        )
        await sent.add_reaction("👍")
        fake.people.react(ada, channel.last, "👍")
        assert {user.id async for user in (await sent.fetch()).reactions[0].users()} == {fake.bot.id, ada.id}
        await sent.remove_reaction("👍", client.user)
        assert channel.last.reactions == {"👍": [ada.id]}
        await sent.clear_reactions()
        assert channel.last.reactions == {}
        for number in range(20):
            await sent.add_reaction(chr(0x1F600 + number))
        with pytest.raises(discord.HTTPException) as refused:
            await sent.add_reaction("👎")
        assert refused.value.code == 30010


async def test_history_pages_backwards_forwards_and_around(fake, home):
    _, channel, ada, _ = home
    said = [channel.say(ada, str(number)) for number in range(230)]
    async with running(fake) as client:
        place = client.get_channel(channel.id)
        back = [one.id async for one in place.history(limit=None)]
        assert back == [one.id for one in reversed(said)]
        after = [one.id async for one in place.history(limit=None, after=said[99], oldest_first=True)]
        assert after == [one.id for one in said[100:]]
        around = [one.id async for one in place.history(limit=5, around=said[50])]
        assert sorted(around) == [one.id for one in said[48:53]]
        assert all(request.query["limit"] == "100" for request in fake.requests if request.query.get("after"))


async def test_a_poll_is_asked_voted_on_ended_and_counted(fake, home):
    _, channel, ada, bo = home
    async with running(fake) as client:
        poll = discord.Poll("Which day?", duration=timedelta(hours=24))
        poll.add_answer(text="Friday").add_answer(text="Saturday", emoji="🎉")
        sent = await client.get_channel(channel.id).send(poll=poll)
        fake.people.vote(ada, channel.last, "Friday")
        fake.people.vote(ada, channel.last, "Saturday")
        fake.people.vote(bo, channel.last, 2)
        assert [one.answer_id for one in await client.hears("raw_poll_vote_add", 3)] == [1, 2, 2]
        assert [one.answer_id for one in client.all("raw_poll_vote_remove")] == [1]
        asked = channel.last
        assert {user.id async for user in (await sent.fetch()).poll.answers[1].voters()} == {ada.id, bo.id}
        ended = await sent.poll.end()
        assert ended.is_finalised()
        told = (await client.hears("message", 2))[1]
        assert told.type is discord.MessageType.poll_result
        assert told.reference.message_id == asked.id
        final = (await client.get_channel(channel.id).fetch_message(asked.id)).poll
        assert [answer.vote_count for answer in final.answers] == [0, 2]
        with pytest.raises(discord.HTTPException):
            await sent.edit(content="not editable")


async def test_a_poll_runs_out_by_the_clock_and_its_counts_may_come_late(fake, home):
    _, channel, ada, _ = home
    fake.trouble.late_counts = True
    async with running(fake) as client:
        poll = discord.Poll("A or B?", duration=timedelta(hours=2))
        await client.get_channel(channel.id).send(poll=poll.add_answer(text="A").add_answer(text="B"))
        asked = channel.last
        fake.people.vote(ada, asked, "B")
        fake.pass_time(hours=1, minutes=59)
        assert not asked.poll.ended
        fake.pass_time(minutes=1)
        assert asked.poll.ended
        assert not asked.poll.finalized
        assert not (await client.get_channel(channel.id).fetch_message(asked.id)).poll.is_finalised()
        fake.trouble.no_poll_results = True
        assert (await client.http.get_message(channel.id, asked.id))["poll"].get("results") is None
        fake.trouble.no_poll_results = False
        fake.people.finalize(asked)
        assert (await client.hears("message", 2))[1].type is discord.MessageType.poll_result
    fake.violations = [one for one in fake.violations if "'results' is a required property" not in one]


async def test_threads_and_posts(fake, home):
    guild, channel, ada, _ = home
    forum = fake.people.channel(guild, "help", Kind.FORUM, tags=("bug",))
    async with running(fake) as client:
        asked = channel.say(ada, "long story")
        heard = (await client.hears("message"))[0]
        thread = await heard.create_thread(name="Long story")
        await thread.send("go on")
        assert asked.thread.last.content == "go on"
        with pytest.raises(discord.HTTPException) as refused:
            await heard.create_thread(name="again")
        assert refused.value.code == 160004
        place = client.get_channel(forum.id)
        post = await place.create_thread(
            name="Weekly", content="What are you on?", applied_tags=[place.available_tags[0]]
        )
        assert post.message.id == post.thread.id
        await post.thread.edit(archived=True)
        assert fake.channels[post.thread.id].archived
        assert [one.id async for one in place.archived_threads()] == [post.thread.id]
        await post.thread.send("wakes up")
        assert not fake.channels[post.thread.id].archived
        assert {one.id for one in await client.get_guild(guild.id).active_threads()} == {thread.id, post.thread.id}
        with pytest.raises(discord.HTTPException) as forbidden:
            await client.http.send_message(forum.id, params=discord.http.handle_message_parameters("text"))
        assert forbidden.value.code == 50008


async def test_announcements_are_published_and_messages_deleted_in_bulk(fake, home):
    guild, channel, ada, _ = home
    news = fake.people.channel(guild, "news", Kind.ANNOUNCEMENT)
    async with running(fake) as client:
        await (await client.get_channel(news.id).send("2.0")).publish()
        assert news.last.flags & 1
        said = [channel.say(ada, str(number)) for number in range(3)]
        await client.get_channel(channel.id).delete_messages([discord.Object(one.id) for one in said[:2]])
        assert list(channel.messages.values()) == said[2:]


REFUSALS = [
    (May.VIEW_CHANNEL, lambda place, ask: place.send("x"), 50001),
    (May.SEND_MESSAGES, lambda place, ask: place.send("x"), 50013),
    (May.SEND_POLLS, lambda place, ask: place.send(poll=ask), 50013),
    (May.READ_MESSAGE_HISTORY, lambda place, ask: place.fetch_message(place.last_message_id), 50013),
    (May.READ_MESSAGE_HISTORY, lambda place, ask: place.get_partial_message(place.last_message_id).reply("x"), 160002),
    (May.ADD_REACTIONS, lambda place, ask: place.get_partial_message(place.last_message_id).add_reaction("👍"), 50013),
    (May.CREATE_PUBLIC_THREADS, lambda place, ask: place.get_partial_message(place.last_message_id).create_thread(name="t"), 50013),
    (May.MANAGE_MESSAGES, lambda place, ask: place.get_partial_message(place.last_message_id).delete(), 50013),
]  # fmt: skip


@pytest.mark.parametrize(("missing", "attempt", "code"), REFUSALS)
async def test_each_missing_permission_has_its_code(fake, home, missing, attempt, code):
    _, channel, ada, _ = home
    channel.say(ada, "hello")
    fake.people.forbid_bot(channel, missing)
    async with running(fake) as client:
        poll = discord.Poll("A?", duration=timedelta(hours=2))
        with pytest.raises(discord.Forbidden) as refused:
            await attempt(client.get_channel(channel.id), poll.add_answer(text="A"))
        assert refused.value.code == code


async def test_what_is_gone_is_unknown(fake, home):
    _, channel, ada, _ = home
    async with running(fake) as client:
        said = channel.say(ada, "hello")
        heard = (await client.hears("message"))[0]
        fake.people.delete(said)
        with pytest.raises(discord.NotFound) as message:
            await heard.fetch()
        with pytest.raises(discord.HTTPException) as reply:
            await heard.reply("too late")
        fake.people.delete_channel(channel)
        with pytest.raises(discord.NotFound) as place:
            await heard.channel.send("x")
        assert [one.value.code for one in (message, reply, place)] == [10008, 50035, 10003]


async def test_discords_own_notes_are_no_talk(fake, home):
    _, channel, ada, _ = home
    async with running(fake) as client:
        thread = fake.people.thread(ada, channel.say(ada, "long story"), "Long story")
        fake.people.thread(ada, channel, "On its own")
        await client.get_channel(channel.id).get_partial_message(next(iter(channel.messages))).pin()
        kinds = [(message.channel.id, message.type.name) for message in await client.hears("message", 4)]
        assert kinds == [
            (channel.id, "default"),
            (thread.id, "thread_starter_message"),
            (channel.id, "thread_created"),
            (channel.id, "pins_add"),
        ]


async def test_members_ask_polls_too_and_only_their_author_ends_them(fake, home):
    _, channel, ada, bo = home
    async with running(fake) as client:
        asked = fake.people.ask_poll(channel, ada, "Tea or coffee?", ["Tea", "Coffee"], multiple=True)
        for answer in ("Tea", "Coffee"):
            fake.people.vote(bo, asked, answer)
        heard = (await client.hears("message"))[0]
        assert [answer.text for answer in heard.poll.answers] == ["Tea", "Coffee"]
        assert len(await client.hears("raw_poll_vote_add", 2)) == 2
        with pytest.raises(discord.HTTPException) as refused:
            await client.http.end_poll(channel.id, asked.id)
        assert refused.value.code == 50005
        fake.people.delete(asked)
        assert (await client.fetch_channel(channel.id)).last_message_id == asked.id
