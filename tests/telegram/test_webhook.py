"""Updates posted to us: the secret is checked, an update is taken once it is committed, and all goes as by long polling."""

import asyncio
import json

import aiohttp
import pytest

from adapters.memory import MemoryStore
from adapters.telegram import Door
from adapters.telegram.home import CATCH_UP
from adapters.telegram.webhook import SECRET, secret_of
from bot.events import MessageSeen, TimerDue
from tests.telegram.house import ACT, ASK, open_house

URL = "https://bot.example/telegram"


@pytest.fixture
def door(fake, unused_tcp_port):
    """A door on a free port, behind the address that Telegram knows."""
    fake.updates.hosts["bot.example"] = f"http://127.0.0.1:{unused_tcp_port}"
    return Door(URL, "127.0.0.1", unused_tcp_port)


async def test_posted_updates_are_heard_and_answered_when_committed(fake, door):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, door=door) as house:
        assert fake.updates.webhook.max_connections == 1
        asked = fake.say(group, ada, ASK)
        await house.hears(MessageSeen)
        await fake.heard()
        fake.pass_time(hours=13)
        (nudge,) = await house.posted(group)
        assert nudge.reply_to is asked
        assert fake.calls("getUpdates") == []


async def test_without_the_secret_nothing_is_taken(fake, door):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, door=door) as house:
        await fake.heard()
        fake.trouble.lie_about_secret()
        fake.say(group, ada, "hello")
        await fake.until(lambda: fake.updates.webhook.error)
        assert "403" in fake.updates.webhook.error
        assert house.all(MessageSeen) == []
        fake.updates.try_again()
        await house.hears(MessageSeen)
        address = f"{fake.updates.hosts['bot.example']}/telegram"
        async with aiohttp.ClientSession() as client:
            for headers, body, status in (
                ({}, "{}", 403),
                ({SECRET: "x"}, "{}", 403),
                ({SECRET: secret_of(fake.token)}, "no json", 400),
                ({SECRET: secret_of(fake.token)}, json.dumps({"no": "number"}), 400),
                ({SECRET: secret_of(fake.token)}, json.dumps({"update_id": 1}), 200),
            ):
                async with client.post(address, data=body, headers=headers) as response:
                    assert response.status == status


async def test_what_cannot_be_committed_is_posted_again(fake, door):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, door=door) as house:
        await fake.heard()
        house.log.full = True
        fake.say(group, ada, "one")
        await fake.until(lambda: fake.updates.webhook.error)
        assert "503" in fake.updates.webhook.error
        assert len(fake.updates.pending) == 1
        house.log.full = False
        fake.say(group, ada, "two")
        texts = [event.message.text for event in await house.hears(MessageSeen, 2)]
        assert texts == ["one", "two"]


async def test_no_timer_fires_before_what_waited_at_telegram_is_in(fake, door):
    group = fake.people.supergroup("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    store = MemoryStore()
    async with open_house(fake, ACT, store, door=door) as house:
        asked = fake.say(group, ada, ASK)
        await house.hears(MessageSeen)
        await fake.heard()
    fake.pass_time(minutes=10)
    fake.say(group, bo, "File, Export, then choose WAV, that is how you export a project.", reply_to=asked)
    fake.say(group, ada, "thanks, that worked!")
    fake.pass_time(hours=13)
    fake.trouble.lie_about_secret()  # so the first delivery fails, and Telegram's next attempt comes later
    async with open_house(fake, ACT, store, door=door, brisk=False, wait=False) as house:
        await fake.until(lambda: fake.updates.webhook and fake.updates.webhook.error and fake.calls("getWebhookInfo"))
        assert not house.telegram._listening.is_set()
        fake.pass_time(seconds=1)
        await house.hears(MessageSeen, 2)
        await fake.heard()
        fake.pass_time(seconds=1)
        await house.telegram.listening()
        assert house.posts(group) == []
        kinds = [type(event) for event, _ in house.seen.events if isinstance(event, MessageSeen | TimerDue)]
        assert kinds[:2] == [MessageSeen, MessageSeen]


async def test_what_never_comes_in_does_not_stop_timers_for_good(fake, door):
    group = fake.people.supergroup("Home")
    fake.say(group, fake.people.join(group, "Ada"), "hello")
    fake.trouble.lie_about_secret(times=2)
    async with open_house(fake, ACT, door=door, brisk=False, wait=False) as house:
        await fake.until(lambda: fake.calls("getWebhookInfo"))
        fake.clock.advance_to(fake.clock.now() + CATCH_UP)
        await house.telegram.listening()
        assert fake.updates.pending


async def test_a_bot_that_polls_again_takes_its_webhook_away(fake, door):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, door=door):
        await fake.heard()
    async with open_house(fake) as house:
        assert fake.updates.webhook is None
        fake.say(group, ada, "hello")
        await house.hears(MessageSeen)
        await asyncio.sleep(0)


def test_the_secret_is_one_that_telegram_takes():
    secret = secret_of("1234567890:token")
    assert 1 <= len(secret) <= 256
    assert secret.isalnum()
    assert secret != secret_of("1234567890:other")
    assert "token" not in secret
