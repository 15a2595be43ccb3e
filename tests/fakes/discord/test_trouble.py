"""What the fake does when it misbehaves, and what the real discord.py makes of it."""

import asyncio

import aiohttp
import discord
import pytest

from tests.fakes.discord.client import running


@pytest.fixture
async def place(fake):
    """A channel as the running client knows it, and the fake's own."""
    guild = fake.people.guild()
    channel = fake.people.channel(guild, "general")
    async with running(fake) as client:
        yield client.get_channel(channel.id), channel


async def test_a_rate_limit_with_via_is_survived(fake, place):
    there, channel = place
    fake.trouble.rate_limit("POST", "/messages$", times=2)
    await there.send("patient")
    assert [one.content for one in channel.messages.values()] == ["patient"]
    assert [request.status for request in fake.refused] == [429, 429]


async def test_a_rate_limit_without_via_is_not_tried_again(fake, place):
    there, channel = place
    fake.trouble.rate_limit("POST", "/messages$", via=False)
    with pytest.raises(discord.HTTPException) as refused:
        await there.send("x")
    assert refused.value.status == 429
    assert channel.last is None


async def test_a_failing_server_is_told_apart_from_a_refusal(fake, place):
    there, channel = place
    fake.trouble.fail("POST", "/messages$", status=503)
    with pytest.raises(discord.DiscordServerError):
        await there.send("x")
    assert channel.last is None
    fake.trouble.refuse("POST", "/messages$", code=50013)
    with pytest.raises(discord.Forbidden) as refused:
        await there.send("x")
    assert refused.value.code == 50013


async def test_a_bad_gateway_is_tried_again_and_the_nonce_keeps_it_single(fake, place):
    there, channel = place
    fake.trouble.fail("POST", "/messages$", status=502, happened=True)
    sent = await there.send("once", nonce="nudge:1")
    assert [one.id for one in channel.messages.values()] == [sent.id]
    assert [request.template for request in fake.requests].count("/channels/{channel_id}/messages") == 2


@pytest.mark.parametrize("happened", [True, False])
async def test_a_connection_cut_before_the_answer_leaves_it_open_whether_it_was_posted(fake, place, happened):
    there, channel = place
    fake.trouble.cut("POST", "/messages$", happened=happened)
    with pytest.raises(aiohttp.ClientError):
        await there.send("perhaps", nonce="nudge:1")
    assert len(channel.messages) == happened
    await there.send("perhaps", nonce="nudge:1")
    assert len(channel.messages) == 1


@pytest.mark.parametrize("happened", [True, False])
async def test_an_answer_can_be_held_as_long_as_a_test_wants(fake, place, happened):
    there, channel = place
    gate = fake.trouble.slow("POST", "/messages$", happened=happened)
    sending = asyncio.create_task(there.send("slow"))
    if happened:
        await fake.until(lambda: channel.last is not None)
    await asyncio.sleep(0)
    assert not sending.done()
    gate.set()
    assert (await sending).id == channel.last.id
