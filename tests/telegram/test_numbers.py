"""Updates are known by their numbers: each is taken once, in whatever order they come, also by the process after."""

import aiohttp

from adapters.memory import MemoryStore
from adapters.telegram import Door
from adapters.telegram.webhook import SECRET, secret_of
from bot.events import CommandGiven, MessageSeen
from tests.telegram.house import open_house


async def test_what_is_posted_out_of_order_or_again_counts_once(fake, unused_tcp_port):
    """What a webhook refused, or was not there for, Telegram posts again after later updates of other chats."""
    first, second = fake.people.supergroup("A"), fake.people.supergroup("B")
    owner, bo = fake.people.owner(first), fake.people.join(second, "Bo")
    fake.updates.hosts["bot.example"] = address = f"http://127.0.0.1:{unused_tcp_port}"
    door, store = Door("https://bot.example/telegram", "127.0.0.1", unused_tcp_port), MemoryStore()

    async def post(number, chat, who, text):
        body = {"message_id": number, "date": int(fake.clock.now().timestamp()), "text": text}
        body |= {"chat": {"id": chat.id, "type": "supergroup", "title": chat.title}}
        body |= {"from": {"id": who.id, "is_bot": False, "first_name": who.name}}
        if text.startswith("/"):
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        update, headers = {"update_id": number, "message": body}, {SECRET: secret_of(fake.token)}
        async with (
            aiohttp.ClientSession() as client,
            client.post(f"{address}/telegram", json=update, headers=headers) as got,
        ):
            return got.status

    async with open_house(fake, door=door, store=store) as house:
        await fake.heard()
        fake.pass_time(hours=2)  # who administers a group is asked anew once an hour
        fake.trouble.rate_limit("getChat", retry_after=5, chat=first.id)
        assert await post(502, first, owner, "question in A") == 503
        assert await post(503, second, bo, "talk in B") == 200
        assert await post(502, first, owner, "question in A") == 503, "the rest is not over"
        fake.pass_time(seconds=5)
        assert await post(502, first, owner, "question in A") == 200
        assert await post(501, first, owner, "/pause 2h") == 200
        assert await post(501, first, owner, "/pause 2h") == 200
        await house.until(lambda: house.all(CommandGiven) and len(house.all(MessageSeen)) == 2)
        assert [event.message.text for event in house.all(MessageSeen)] == ["talk in B", "question in A"]
    async with open_house(
        fake, door=door, store=store
    ) as house:  # the process died before Telegram heard that all was well
        assert await post(501, first, owner, "/pause 2h") == 200
        assert await post(500, first, owner, "waited since before") == 200
        await house.hears(MessageSeen)
        assert house.all(CommandGiven) == []


async def test_after_a_quiet_week_the_numbers_may_begin_anew(fake):
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    async with open_house(fake) as house:
        fake.say(group, ada, "before")
        await house.hears(MessageSeen)
        await fake.until(lambda: fake.updates.waiting)
        fake.pass_time(days=8)
        fake.say(group, ada, "after")
        assert fake.updates.made[-1].id < fake.updates.made[-2].id
        fake.say(group, ada, "and on")
        assert [event.message.text for event in await house.hears(MessageSeen, 3)] == ["before", "after", "and on"]
        await fake.heard()
