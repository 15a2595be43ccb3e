"""What Discord tells -> events, through discord.py's own classes and the real wire."""

import pytest

from bot.events import ChannelNamed, MessageDeleted, MessageEdited, MessageSeen, ReactionSeen, VoteSeen
from bot.model import Option, Poll
from tests.discord.house import ACT, ask_poll, open_house, place, who
from tests.fakes.discord.permissions import May
from tests.fakes.discord.state import Kind


class Home:
    def __init__(self, fake):
        self.people = fake.people
        self.guild = fake.people.guild()
        self.general = fake.people.channel(self.guild, "general")
        self.ada, self.bo = (fake.people.member(self.guild, name) for name in ("Ada", "Bo"))


async def test_a_message_with_its_author_reply_and_mentions(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        first = home.general.say(home.ada, "hello")
        home.general.say(home.bo, f"hi {home.ada.mention}", reply_to=first)
        hello, answer = (event.message for event in await house.hears(MessageSeen, 2))
        assert (hello.ref.id, hello.ref.channel, hello.author, hello.name) == (
            *(str(first.id), place(home.general), who(home.ada), "Ada"),
        )
        assert hello.at == fake.clock.now()
        assert (answer.reply_to, answer.mentions, answer.text) == (str(first.id), (who(home.ada),), "hi @Ada")
        assert not hello.bot
        assert not hello.team


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("<#{channel}> please", "#general please"),
        ("ask <@&{role}>", "ask @Staff"),
        ("<:wave:123> <a:dance:456>", ":wave: :dance:"),
        ("</twoway why:789>", "/twoway why"),
        ("at <t:1770000000:R>", "at 2026-02-02 02:40 UTC"),
        ("at <t:99999999999:R>", "at 5138-11-16 09:46 UTC"),
        ("<@999> is gone", "@somebody is gone"),
        ("a < b > c <@x>", "a < b > c <@x>"),
    ],
)
async def test_marks_of_discord_become_what_people_see(fake, written, seen):
    home = Home(fake)
    role = fake.people.role(home.guild, "Staff")
    async with open_house(fake) as house:
        home.general.say(home.ada, written.format(channel=home.general.id, role=role.id))
        assert (await house.hears(MessageSeen))[0].message.text == seen


async def test_bots_and_webhooks_are_never_taken_for_members(fake):
    home = Home(fake)
    robot = fake.people.member(home.guild, "Robot", fake.people.role(home.guild, "Staff", May.MANAGE_GUILD), bot=True)
    async with open_house(fake) as house:
        home.general.say(robot, "beep")
        fake.people.hook_says(home.general, "Releases", "2.0 is out")
        heard = [event.message for event in await house.hears(MessageSeen, 2)]
        assert [(message.bot, message.team) for message in heard] == [(True, False), (True, False)]


async def test_who_is_team(fake):
    """Server staff until the community chooses; then the roles and members it chose, and nobody else."""
    home = Home(fake)
    staff, helpers = fake.people.role(home.guild, "Staff", May.MANAGE_GUILD), fake.people.role(home.guild, "Helpers")
    boss, hedy = fake.people.member(home.guild, "Boss", staff), fake.people.member(home.guild, "Hedy", helpers)
    async with open_house(fake) as house:
        home.general.say(boss, "one")
        home.general.say(hedy, "two")
        await house.hears(MessageSeen, 2)
        line = await fake.pressing.slash(
            boss, home.general, "twoway settings", knob="team", value=f"{helpers.id}, {home.bo.id}"
        )
        await house.until(lambda: not line.thinking)
        for member in (boss, hedy, home.bo, home.ada):
            home.general.say(member, "after")
        heard = [event.message for event in await house.hears(MessageSeen, 6)]
        assert [message.team for message in heard] == [True, False, False, True, True, False]
        poll = ask_poll(fake, home.general, home.ada, "Tea or coffee?", ["Tea", "Coffee"])
        for member in (hedy, home.bo, home.ada):
            fake.people.vote(member, poll, "Tea")
        assert [vote.team for vote in await house.hears(VoteSeen, 3)] == [True, True, False]


async def test_the_team_is_known_in_history_too(fake):
    home = Home(fake)
    boss = fake.people.member(home.guild, "Boss", fake.people.role(home.guild, "Staff", May.ADMINISTRATOR))
    async with open_house(fake) as house:
        home.general.say(home.ada, "one")
        await house.hears(MessageSeen)
        store = house.store
    fake.pass_time(minutes=1)
    home.general.say(boss, "from the brand")
    home.general.say(home.ada, "from a member")
    async with open_house(fake, ACT, store) as house:
        heard = [event.message for event in await house.hears(MessageSeen, 2)]
        assert [message.team for message in heard] == [True, False]


async def test_edits_deletions_and_reactions(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        first, second, third = (home.general.say(home.ada, text) for text in ("one", "two", "three"))
        fake.people.edit(first, f"one, {home.bo.mention}")
        (edited,) = await house.hears(MessageEdited)
        assert edited.text == "one, @Bo"
        fake.people.react(home.bo, first, "👍")
        fake.people.unreact(home.bo, first, "👍")
        added, taken = await house.hears(ReactionSeen, 2)
        assert (added.emoji, added.member, added.added, taken.added) == ("👍", who(home.bo), True, False)
        fake.people.delete(first)
        fake.people.delete(second, third)
        gone = await house.hears(MessageDeleted, 3)
        assert [event.ref.id for event in gone] == [str(each.id) for each in (first, second, third)]


async def test_own_messages_and_direct_messages_are_not_translated(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        fake.people.dm(home.ada, "psst")
        home.general.say(home.ada, "hello")
        assert [event.message.text for event in await house.hears(MessageSeen)] == ["hello"]


async def test_events_that_come_twice_count_once(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        fake.trouble.double("MESSAGE_CREATE")
        home.general.say(home.ada, "twice")
        home.general.say(home.ada, "once")
        await house.hears(MessageSeen, 2)
        assert [event.message.text for event in house.all(MessageSeen)] == ["twice", "once"]


async def test_names_of_channels_and_threads(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        thread = fake.people.thread(home.ada, home.general.say(home.ada, "hm"), "WAV")
        fake.people.rename(home.general, "talk")
        fake.people.rename(thread, "WAV export")
        made = fake.people.channel(home.guild, "news", Kind.ANNOUNCEMENT)
        await house.until(lambda: {"talk", "WAV export", "news"} <= {event.name for event in house.all(ChannelNamed)})
        names = {event.channel.id: event.name for event in house.all(ChannelNamed)}
        assert names == {str(home.general.id): "talk", str(thread.id): "WAV export", str(made.id): "news"}
        store = house.store
    async with open_house(fake, ACT, store) as house:
        home.general.say(home.ada, "hm")
        await house.hears(MessageSeen)
        assert house.all(ChannelNamed) == []


async def test_added_to_and_removed_from_a_server(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        other = fake.people.guild("Other", with_bot=False)
        there = fake.people.channel(other, "hall")
        cy = fake.people.member(other, "Cy")
        fake.people.add_bot(other)
        await house.until(lambda: "hall" in {event.name for event in house.all(ChannelNamed)})
        there.say(cy, "welcome")
        await house.hears(MessageSeen)
        fake.people.remove_bot(other)
        home.general.say(home.ada, "still here")
        await house.hears(MessageSeen, 2)


async def test_polls_votes_and_their_end(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        poll = ask_poll(fake, home.general, home.ada, "Tea or coffee?", ["Tea", "Coffee"], multiple=True)
        seen = (await house.hears(MessageSeen))[0].message
        assert seen.poll == Poll("Tea or coffee?", (Option("1", "Tea"), Option("2", "Coffee")), multiple=True)
        fake.people.vote(home.bo, poll, "Tea")
        await house.hears(VoteSeen)
        fake.people.vote(home.bo, poll, "Coffee")
        fake.people.unvote(home.bo, poll, "Tea")
        votes = await house.hears(VoteSeen, 3)
        assert [event.options for event in votes] == [("1",), ("1", "2"), ("2",)]
        store = house.store
    async with open_house(fake, ACT, store) as house:
        fake.people.vote(home.bo, poll, "Tea")  # what was voted before this process is asked for
        assert (await house.hears(VoteSeen))[0].options == ("1", "2")
        fake.people.end_poll(poll)
        result = (await house.hears(MessageSeen))[0].message
        assert (result.bot, result.reply_to, result.poll.closed) == (True, str(poll.id), True)
        assert result.poll.question == "Tea or coffee?"
