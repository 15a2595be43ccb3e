"""What Discord's gateway sends for each thing that Twoway listens to, out of the fake: scenes, played to a session without a socket."""

from datetime import UTC, datetime
from typing import Any

from adapters.clock import ManualClock
from tests.fakes.discord.gateway import EVERY_INTENT, Session
from tests.fakes.discord.interactions import COMMAND
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import Channel, Kind, Member

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
Json = dict[str, Any]


class Recorder:
    """Plays scenes to a session without a socket and keeps what it was sent, by the scene's name."""

    def __init__(self) -> None:
        """Found a server to play in."""
        self.fake = FakeDiscord(ManualClock(START))
        self.session = Session("golden", EVERY_INTENT, (0, 1))
        self.fake.gateway.sessions["golden"] = self.session
        self.people = self.fake.people
        self.guild = self.people.guild("Home")
        self.general = self.people.channel(self.guild, "general")
        self.ada, self.bo = self.people.member(self.guild, "Ada"), self.people.member(self.guild, "Bo")
        self.kept: dict[str, list[Json]] = {}
        self._from = 0
        self.keep("added_to_a_server")

    def keep(self, name: str) -> None:
        """Keep what was sent since the last scene."""
        self.kept[name] = [{"t": one["t"], "d": one["d"]} for one in self.session.sent[self._from :]]
        self._from = len(self.session.sent)
        self.fake.pass_time(minutes=1)


def heard() -> dict[str, list[Json]]:
    """Play every scene and return what was sent."""
    scenes = Recorder()
    talk(scenes, scenes.general, scenes.ada, scenes.bo)
    polls(scenes, scenes.general, scenes.ada)
    places(scenes, scenes.ada)
    interactions(scenes, scenes.general, scenes.ada)
    assert scenes.fake.violations == []
    return scenes.kept


def talk(scenes: Recorder, general: Channel, ada: Member, bo: Member) -> None:
    """Messages of every sort, and what becomes of them."""
    people = scenes.people
    asked = general.say(ada, "How do I export?")
    scenes.keep("message")
    reply = general.say(bo, "File, then Export", reply_to=asked)
    scenes.keep("reply")
    general.say(ada, f"thanks {bo.mention} and <@{scenes.fake.bot.id}>")
    scenes.keep("mention")
    general.say(ada, "", files=("screen.png",))
    scenes.keep("picture_without_text")
    people.hook_says(general, "Releases", "2.0 is out")
    scenes.keep("webhook")
    general.say(people.member(scenes.guild, "Other", bot=True), "beep")
    scenes.keep("other_bot")
    people.dm(ada, "just us")
    scenes.keep("direct_message")
    people.edit(asked, "How do I export as WAV?")
    scenes.keep("edit")
    people.react(bo, asked, "👍")
    people.unreact(bo, asked, "👍")
    scenes.keep("reaction")
    people.delete(reply)
    scenes.keep("deletion")
    people.delete(asked, general.say(bo, "oops"))
    scenes.keep("bulk_deletion")


def polls(scenes: Recorder, general: Channel, ada: Member) -> None:
    """A poll of the bot's, from question to outcome."""
    asked = {"question": {"text": "Which day?"}, "answers": [{"poll_media": {"text": day}} for day in ("Fri", "Sat")]}
    message = scenes.fake.writing.send(general, {"poll": asked | {"duration": 1}, "nonce": "poll:1"}, {})
    scenes.keep("own_poll")
    scenes.people.vote(ada, message, "Fri")
    scenes.people.vote(ada, message, "Sat")
    scenes.keep("votes")
    scenes.fake.pass_time(hours=1)
    scenes.keep("poll_outcome")


def places(scenes: Recorder, ada: Member) -> None:
    """Threads, forum posts, channels, roles, servers."""
    people, guild = scenes.people, scenes.guild
    forum = people.channel(guild, "help", Kind.FORUM, tags=("bug",))
    scenes.keep("forum")
    post = people.thread(ada, forum, "It crashes", "when I export")
    scenes.keep("forum_post")
    people.archive(post)
    post.say(ada, "still crashes")
    scenes.keep("post_reopened")
    people.thread(ada, scenes.general.say(ada, "long story"), "Long story")
    scenes.keep("thread_under_a_message")
    people.forbid_bot(scenes.general, 1 << 11)
    people.forbid_bot(scenes.general, 0)
    people.rename(scenes.general, "lobby")
    scenes.keep("channel_changed")
    people.delete_channel(post)
    people.delete_channel(forum)
    scenes.keep("channel_deleted")
    people.delete_role(guild, people.role(guild, "Team"))
    scenes.keep("role")
    people.remove_bot(people.guild("Elsewhere"))
    scenes.keep("added_and_removed")


def interactions(scenes: Recorder, general: Channel, ada: Member) -> None:
    """A command, as it reaches the bot."""
    options = [{"name": "questions", "type": 1, "options": [{"name": "limit", "type": 4, "value": 5}]}]
    data = {"id": "1", "name": "twoway", "type": 1, "options": options}
    scenes.fake.interactions.start(COMMAND, ada, general, data)
    scenes.keep("slash_command")
