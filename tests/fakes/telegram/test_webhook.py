"""Updates posted to a webhook: its secret, refusals, repeats, and what the calls about it answer."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.fakes.telegram.client import a_bot

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Hook:
    """A webhook that takes what has the right secret."""

    def __init__(self, secret):
        self.secret, self.taken, self.refused, self.down = secret, [], 0, False

    async def post(self, http):
        if self.down or http.headers.get(HEADER) != self.secret:
            self.refused += 1
            return web.Response(status=500 if self.down else 403)
        self.taken.append(await http.json())
        return web.Response()

    @asynccontextmanager
    async def open(self, fake):
        app = web.Application()
        app.router.add_post("/telegram", self.post)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        fake.updates.hosts["bot.example"] = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            fake.updates.delete_webhook()
            await runner.cleanup()


@pytest.fixture
async def bot(fake):
    """A real bot."""
    async with a_bot(fake) as opened:
        yield opened


@pytest.fixture
async def hook(fake):
    """A webhook at https://bot.example/telegram."""
    async with Hook("s3cret_-").open(fake) as opened:
        yield opened


def texts(hook):
    return [update["message"]["text"] for update in hook.taken if "text" in update.get("message", {})]


async def test_updates_are_posted_with_the_secret(fake, bot, hook):
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    await bot.set_webhook("https://bot.example/telegram", secret_token="s3cret_-", allowed_updates=["message"])
    fake.say(group, ada, "one")
    fake.say(group, ada, "two")
    await fake.heard()
    assert texts(hook) == ["one", "two"]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.allowed_updates) == (
        "https://bot.example/telegram",
        0,
        ("message",),
    )
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    fake.say(group, ada, "three")
    assert [one.message.text for one in await bot.get_updates()] == ["three"]


async def test_a_wrong_secret_is_refused_and_the_update_comes_again(fake, bot, hook):
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    await bot.set_webhook("https://bot.example/telegram", secret_token="s3cret_-")
    await fake.heard()
    fake.trouble.lie_about_secret()
    fake.say(group, ada, "whose?")
    await fake.until(lambda: fake.updates.webhook.error)
    assert (texts(hook), hook.refused) == ([], 1)
    info = await bot.get_webhook_info()
    assert (info.last_error_message, info.pending_update_count) == ("Wrong response from the webhook: 403 Forbidden", 1)
    fake.updates.try_again()
    await fake.heard()
    assert texts(hook) == ["whose?"]


async def test_a_webhook_that_is_down_is_tried_again_as_time_passes(fake, bot, hook):
    group = fake.people.supergroup()
    ada = fake.people.join(group, "Ada")
    await bot.set_webhook("https://bot.example/telegram", secret_token="s3cret_-")
    await fake.heard()
    hook.down = True
    fake.say(group, ada, "later")
    await fake.until(lambda: fake.updates.webhook.error)
    hook.down = False
    fake.trouble.double("message")
    fake.say(group, ada, "twice")
    fake.pass_time(minutes=1)
    await fake.heard()
    assert texts(hook) == ["later", "twice", "twice"]


async def test_webhooks_that_cannot_be_set(fake, bot):
    for address, words in (
        ("http://bot.example/telegram", "an https url must be provided"),
        ("https://bot.example:8080/telegram", "only on ports 80, 88, 443 or 8443"),
        ("https://elsewhere.example/telegram", "failed to resolve host"),
    ):
        with pytest.raises(BadRequest, match=words):
            await bot.set_webhook(address)
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_ends_a_long_poll(fake, bot, hook):
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await fake.until(lambda: fake.updates.waiting)
    await bot.set_webhook("https://bot.example/telegram")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await polling
    fake.people.supergroup()
    await bot.set_webhook("https://bot.example/telegram", drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0
