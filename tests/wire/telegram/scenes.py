"""What people do, as updates, and what Twoway makes of them: each scene in a Telegram of its own."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.fakes.telegram.people import text_mention
from tests.fakes.telegram.server import FakeTelegram, open_telegram
from tests.telegram.house import SUGGEST, is_note, open_house

Json = dict[str, Any]


def message(fake: FakeTelegram) -> None:
    """Somebody writes, somebody replies with a quote, and words are changed."""
    group = fake.people.supergroup("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo", username="bo_writes")
    asked = fake.say(group, ada, "How do I export?")
    fake.say(group, bo, "File, then Export", reply_to=asked, quote="export")
    fake.edit(asked, "How do I export as WAV?")


def topics(fake: FakeTelegram) -> None:
    """A forum's General, a topic, its new name."""
    group = fake.people.forum("Home", "Help")
    (topic,) = group.topics.values()
    ada = fake.people.join(group, "Ada")
    fake.say(group, ada, "in general")
    fake.say(group, ada, "in help", topic=topic)
    fake.people.rename_topic(group, topic, "Support")


def channel(fake: FakeTelegram) -> None:
    """A channel's post, its forward in the linked group, a comment, an edit."""
    group = fake.people.supergroup("Talk")
    news = fake.people.channel("News", group)
    ada = fake.people.join(group, "Ada")
    post = fake.say(news, fake.people.owner(news), "The new mixer is out.")
    fake.comment(post, ada, "Does it run on Linux?")
    fake.edit(post, "The new mixer is out today.")


def names(fake: FakeTelegram) -> None:
    """An anonymous administrator, a channel that somebody writes as, mentions by name and by account."""
    group = fake.people.supergroup("Home")
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo", username="bo_writes")
    fake.say(group, group, "from the group itself")
    fake.say(group, fake.people.channel("Notes", with_bot=False), "as my channel")
    fake.say(group, bo, "hello")
    text = "Ada and @bo_writes"
    fake.say(group, bo, text, entities=(text_mention(ada, text),))


def media(fake: FakeTelegram) -> None:
    """A picture with a caption, a die, a forward of somebody hidden."""
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    fake.say(group, ada, "what is this?", photo=True)
    fake.say(group, ada, media={"dice": {"emoji": "🎲", "value": 3}})
    fake.say(group, ada, "seen elsewhere", forward="Somebody")


def reactions(fake: FakeTelegram) -> None:
    """Reactions put and taken back."""
    group = fake.people.supergroup("Home", admin=True)
    ada, bo = fake.people.join(group, "Ada"), fake.people.join(group, "Bo")
    said = fake.say(group, ada, "done!")
    fake.react(said, bo, "👍")
    fake.react(said, bo)


def poll(fake: FakeTelegram) -> None:
    """A member's poll, and its end."""
    group = fake.people.supergroup("Home")
    ada = fake.people.join(group, "Ada")
    fake.people.end_poll(fake.people.ask_poll(group, ada, "Tea or coffee?", "Tea", "Coffee"))


def migration(fake: FakeTelegram) -> None:
    """A group becomes a supergroup."""
    group = fake.people.group("Home")
    ada = fake.people.join(group, "Ada")
    fake.say(group, ada, "before")
    fake.say(fake.people.migrate(group), ada, "after")


SCENES: tuple[Callable[[FakeTelegram], None], ...] = (
    *(message, topics, channel, names, media, reactions, poll, migration),
)


async def heard() -> dict[str, Json]:
    """Return every scene's updates, and the events that were committed."""
    return {scene.__name__: await _play(scene) for scene in SCENES}


async def _play(scene: Callable[[FakeTelegram], None]) -> Json:
    async with open_telegram() as fake:
        fake.updates.allowed = frozenset({"chat_member", "message_reaction"} | _USUAL)
        scene(fake)
        async with open_house(fake, SUGGEST) as house:
            await fake.heard()
            events = [event for event, _ in house.seen.events if not is_note(event)]
            made = [update.written() for update in fake.updates.made]
    return {"updates": made, "events": [{type(event).__name__: asdict(event)} for event in events]}


_USUAL = frozenset({
    *("message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "poll", "poll_answer"),
    "my_chat_member",
})  # fmt: skip
