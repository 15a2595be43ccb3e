"""What people may do, and that a test fails which lets the bot do what it may not."""

import pytest
from telegram.error import BadRequest

from tests.fakes.telegram.client import a_bot
from tests.fakes.telegram.people import NotPossible
from tests.fakes.telegram.server import open_telegram


async def test_people_cannot_do_what_their_app_would_not_offer(fake):
    group = fake.people.supergroup()
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    fake.people.leave(bo)
    channel = fake.people.channel()
    for who, where in ((bo, group), (ada, channel), (ada, fake.people.private(ada))):
        with pytest.raises(NotPossible):
            fake.say(where, who, "x")
    post = fake.say(channel, fake.people.owner(channel), "x")
    with pytest.raises(NotPossible):
        fake.comment(post, ada, "no group to comment in")
    with pytest.raises(NotPossible):
        fake.press(post, "no button", ada)


async def test_what_departs_fails_the_test_that_opened_it():
    with pytest.raises(AssertionError, match="message text is empty"):
        async with open_telegram() as fake:
            group = fake.people.supergroup()
            async with a_bot(fake) as bot:
                with pytest.raises(BadRequest):
                    await bot.send_message(group.id, " ")
