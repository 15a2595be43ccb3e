"""Pictures beside words, through the real wire: the words tell the same, and never wait for the picture in vain."""

from dataclasses import dataclass, field, replace

import pytest

from bot.actions import Amend, Button, Say
from bot.events import MessageSeen
from bot.model import Chart, Drawn, Phrase, Picture, Receipt, Unknown
from tests.fakes.telegram.test_speaking import png
from tests.telegram.house import ACT, PHRASES, open_house, place

NUMBERS = (Phrase("poll.closed_bare"), Phrase("poll.nobody"))


@dataclass
class Easel:
    """A painter that hands out what it was given, whatever is to be drawn."""

    drawn: Drawn | None
    asked: list[str] = field(default_factory=list)

    async def paint(self, picture, language):
        """Return the picture."""
        self.asked.append(language)
        return self.drawn


PICTURE = Picture(Chart(Phrase("poll.closed_bare")), NUMBERS)


def result(group, **more):
    """Return a result with a picture."""
    here = place(group)
    return Say(**({"key": "result:1", "channel": here, "to": here, "words": NUMBERS, "picture": PICTURE} | more))


def easel(width=64, height=32):
    """Return a painter that has one picture."""
    return Easel(Drawn(png(width, height), "A drawing", width, height))


async def posted(house, group, action):
    """Perform an action; return what stands in the group, and what came of it."""
    await house.greeted(group)
    settled = await house.telegram.perform(action, None)
    (post,) = house.posts(group)
    return post, settled


async def test_a_picture_carries_the_words_as_its_caption(fake):
    group = fake.people.forum("Home", "Help")
    topic = next(iter(group.topics.values()))
    asked = fake.say(group, fake.people.join(group, "Ada"), "Which one?", topic=topic)
    painter = easel()
    async with open_house(fake, ACT, painter=painter) as house:
        here = place(group, topic)
        buttons = (Button("button.skip", "skip:1"),)
        action = result(
            group, channel=here, to=here, reply_to=str(asked.id), buttons=buttons, silent=True, language="de"
        )
        post, settled = await posted(house, group, action)
        (call,) = fake.calls("sendPhoto")
        assert next(iter(call.files.values())).data == painter.drawn.png
        assert post.caption == "\n".join(PHRASES.say(words, "de") for words in NUMBERS)
        assert (post.thread, post.reply_to, post.silent, len(post.buttons)) == (topic.id, asked, True, 1)
        assert painter.asked == ["de"]
        assert settled == Receipt(replace(settled.message, id=str(post.id)))
        # Changed later, it stays below the picture.
        changed = Amend("closed:1", here, here, "result:1", (Phrase("poll.nobody"),))
        assert await house.telegram.perform(changed, settled.message) == settled
        assert (post.caption, post.buttons, "photo" in post.media) == (
            PHRASES.say(Phrase("poll.nobody"), "en"),
            [],
            True,
        )
        assert await house.telegram.perform(changed, settled.message) == settled, "the same again is no fault"


LONG = (Phrase("verbatim.text", (("text", "a long word " * 90),)),)


@pytest.mark.parametrize(
    ("painter", "words"),
    [(None, NUMBERS), (Easel(None), NUMBERS), (easel(), LONG), (easel(1, 400), NUMBERS)],
    ids=["no painter", "not drawn", "too long for a caption", "refused by Telegram"],
)
async def test_where_there_can_be_no_picture_the_words_go_out_alone(fake, painter, words):
    group = fake.people.supergroup("Home")
    async with open_house(fake, ACT, painter=painter) as house:
        post, settled = await posted(house, group, result(group, words=words))
        assert post.text == "\n".join(PHRASES.say(each, "en") for each in words).strip()
        assert "photo" not in post.media
        assert settled.message.id == str(post.id)
    fake.violations = [one for one in fake.violations if "PHOTO_INVALID_DIMENSIONS" not in one]


async def test_where_pictures_may_not_be_sent_the_words_go_out_and_the_place_is_not_stopped(fake):
    group = fake.people.supergroup("Home")
    fake.people.restrict(fake.people.bot_in(group), "can_send_messages")
    async with open_house(fake, ACT, painter=easel()) as house:
        post, _ = await posted(house, group, result(group))
        assert post.text
        assert [call.status for call in fake.calls("sendPhoto")] == [400]
        assert isinstance(await house.telegram.perform(result(group, key="result:2"), None), Receipt)


async def test_a_picture_that_may_have_been_sent_is_not_sent_again(fake):
    group = fake.people.supergroup("Home")
    async with open_house(fake, ACT, painter=easel()) as house:
        await house.greeted(group)
        fake.trouble.cut("sendPhoto")
        assert await house.telegram.perform(result(group), None) == Unknown()
        assert len(house.posts(group)) == 1
        assert not fake.calls("sendMessage")[1:], "the greeting alone"


async def test_index_shows_the_week_to_all_where_the_team_asks_for_it(fake):
    group = fake.people.supergroup("Home")
    ada, bo, owner = fake.people.join(group, "Ada"), fake.people.join(group, "Bo"), fake.people.owner(group)
    painter = easel()
    async with open_house(fake, ACT, painter=painter) as house:
        first = fake.say(group, ada, "Hello to all of you")
        for number in range(12):
            first = fake.say(group, (bo, ada)[number % 2], f"Line number {number}", reply_to=first)
        await house.hears(MessageSeen, 13)
        assert (await house.told(group, ada, "/index")).text == "That is for the team of this community."
        shown = await house.told(group, owner, "/index")
        assert "Mesh: 100 %" in shown.caption, "the same numbers as text"
        assert "photo" in shown.media
        painter.drawn = None
        fake.pass_time(minutes=1)
        again = await house.told(group, owner, "/index")
        assert "Mesh: 100 %" in again.text
        await house.until(lambda: shown.deleted)
