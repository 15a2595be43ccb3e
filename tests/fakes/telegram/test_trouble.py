"""What the fake does when it misbehaves, and what the real python-telegram-bot makes of it."""

import asyncio

import pytest
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from tests.fakes.telegram.client import a_bot, running


@pytest.fixture
async def bot(fake):
    """A real bot."""
    async with a_bot(fake) as opened:
        yield opened


async def test_too_many_requests_say_how_long_to_wait(fake, bot):
    group = fake.people.supergroup()
    fake.trouble.rate_limit("sendMessage", retry_after=7, chat=group.id)
    other = fake.people.supergroup("Other")
    await bot.send_message(other.id, "x")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(group.id, "x")
    assert refused.value.retry_after == 7
    assert [request.status for request in fake.refused] == [429]
    assert group.last is None
    await bot.send_message(group.id, "x")


@pytest.mark.parametrize("happened", [True, False])
async def test_a_failing_server_may_have_sent_it(fake, bot, happened):
    group = fake.people.supergroup()
    fake.trouble.fail("sendMessage", status=502, happened=happened)
    with pytest.raises(NetworkError):
        await bot.send_message(group.id, "x")
    assert (group.last is not None) == happened


@pytest.mark.parametrize("happened", [True, False])
async def test_a_broken_connection_leaves_it_open(fake, bot, happened):
    group = fake.people.supergroup()
    fake.trouble.cut("sendMessage", happened=happened)
    with pytest.raises(NetworkError):
        await bot.send_message(group.id, "x")
    assert (group.last is not None) == happened


async def test_a_call_that_takes_too_long_was_sent_in_fact(fake, bot):
    group = fake.people.supergroup()
    gate = fake.trouble.slow("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(group.id, "x", read_timeout=0.05)
    assert group.last.text == "x"
    gate.set()


async def test_a_slow_answer_comes_when_the_test_says_so(fake, bot):
    group = fake.people.supergroup()
    gate = fake.trouble.slow("sendMessage", happened=False)
    sending = asyncio.create_task(bot.send_message(group.id, "x"))
    await fake.until(lambda: fake.calls("sendMessage"))
    assert group.last is None
    gate.set()
    assert (await sending).message_id == group.last.id


async def test_refusals_on_demand(fake, bot):
    group = fake.people.supergroup()
    fake.trouble.refuse("send", "message thread not found")
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "x")
    fake.trouble.refuse("send", "bot was kicked from the supergroup chat", code=403)
    with pytest.raises(Forbidden):
        await bot.send_message(group.id, "x")
    fake.token = "1:another"
    with pytest.raises(InvalidToken):
        await bot.get_me()


async def test_two_pollers_end_each_other(fake, bot):
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    await fake_drained(bot)
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.until(lambda: fake.updates.waiting)
    async with ExtBot(fake.token, base_url=fake.base_url) as second:
        polling = asyncio.create_task(second.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        fake.say(group, ada, "for the second")
        assert [one.message.text for one in await polling] == ["for the second"]


async def fake_drained(bot):
    """Confirm all that waits."""
    waiting = await bot.get_updates()
    await bot.get_updates(offset=waiting[-1].update_id + 1)


async def test_a_conflict_on_demand_loses_nothing(fake, bot):
    group = fake.people.supergroup()
    fake.trouble.conflict()
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=20)
    assert [one.my_chat_member.chat.id for one in await bot.get_updates() if one.my_chat_member] == [group.id]


async def test_an_update_may_come_twice(fake):
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    async with running(fake) as client:
        fake.trouble.double("message")
        fake.say(group, ada, "twice")
        await client.until(lambda: [one.text for one in client.all("message")].count("twice") == 2)
        twice = [update.update_id for update in client.heard if update.message and update.message.text == "twice"]
        assert len(set(twice)) == 1
        await fake.heard()


async def test_a_long_poll_ends_with_the_fakes_clock(fake, bot):
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.until(lambda: fake.updates.waiting)
    fake.pass_time(seconds=20)
    assert await polling == ()


async def test_flood_limits_hold_when_switched_on(fake, bot):
    fake.floods.on = True
    group, ada = fake.people.supergroup(), fake.people.account("Ada")
    fake.people.start(ada)
    await bot.send_message(group.id, "1")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(group.id, "2")
    assert refused.value.retry_after == 1
    for number in range(2, 21):
        fake.pass_time(seconds=1)
        await bot.send_message(group.id, str(number))
    fake.pass_time(seconds=1)
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(group.id, "21")
    assert refused.value.retry_after == 40
    fake.pass_time(seconds=39)
    with pytest.raises(RetryAfter):
        await bot.send_message(group.id, "21")
    fake.pass_time(seconds=1)
    await bot.send_message(group.id, "21")
    fake.pass_time(seconds=1)
    for _ in range(30):
        await bot.send_message(fake.people.supergroup().id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(ada.id, "x")
    await bot.send_chat_action(ada.id, "typing")


async def test_a_poller_that_dies_swallows_nothing(fake, bot):
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    await fake_drained(bot)
    dying = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.until(lambda: fake.updates.waiting)
    dying.cancel()
    fake.say(group, ada, "who hears me?")
    assert [one.message.text for one in await bot.get_updates(timeout=20)] == ["who hears me?"]


async def test_after_a_week_without_updates_the_numbers_begin_anew(fake, bot):
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    fake.say(group, ada, "before")
    old = (await bot.get_updates())[-1].update_id + 1
    assert await bot.get_updates(old) == ()
    fake.pass_time(days=8)
    fake.say(group, ada, "after")
    for _ in range(2):  # an offset of the old numbering confirms nothing
        (update,) = await bot.get_updates(old)
        assert (update.message.text, update.update_id < old) == ("after", True)
    assert await bot.get_updates(update.update_id + 1) == ()
