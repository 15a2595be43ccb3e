"""Every command, menu and page, as members use them, over the real wire."""

import json

import pytest

from adapters.discord.commands import KNOB_CHOICES
from bot.events import CommandGiven, MessageSeen
from bot.model import KNOBS, Policy, Status
from bot.model.belongings import OF_MEMBERS
from tests.discord.house import ACT, SUGGEST, House, community, open_house, place, who
from tests.fakes.discord.permissions import May
from tests.fakes.discord.state import Channel, Guild, Member

ASK = "Does anybody know how I can export a project as WAV?"


class Home:
    """A server with a channel, the team's channel, a boss and two members."""

    def __init__(self, fake) -> None:
        self.guild: Guild = fake.people.guild()
        self.general: Channel = fake.people.channel(self.guild, "general")
        self.team: Channel = fake.people.channel(self.guild, "team")
        self.staff = fake.people.role(self.guild, "Staff", May.MANAGE_GUILD)
        self.boss: Member = fake.people.member(self.guild, "Boss", self.staff)
        self.ada: Member = fake.people.member(self.guild, "Ada")
        self.bo: Member = fake.people.member(self.guild, "Bo")


async def told(house: House, one) -> str:
    """Return what a member is answered, once the answer stands in the place that was kept."""
    await house.until(lambda: one.original is not None and not one.thinking)
    return one.original.content


async def knob(house: House, home: Home, name: str) -> str | None:
    return (await house.store.community(community(home.guild))).knobs.get((None, name))


async def test_all_commands_and_menus_are_registered(fake):
    home = Home(fake)
    async with open_house(fake):
        assert fake.pressing.offered(home.ada, home.general) == ["twoway"]
        assert fake.pressing.offered(home.ada, home.general, 3) == [
            "Needs an answer",
            "Answered here",
            "Ask the room",
            "Why this?",
        ]
        (group,) = [each for each in fake.commands.known(None) if each["type"] == 1]
        assert [each["name"] for each in group["options"]] == [
            *(
                "questions",
                "why",
                "poll",
                "enlist",
                "leave",
                "suggest",
                "dashboard",
                "index",
                "settings",
                "setup",
                "pause",
                "resume",
                "budget",
                "privacy",
                "mydata",
                "forgetme",
            )
        ]


async def test_needs_an_answer(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        message = home.general.say(home.ada, "the exporter is broken again")
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(home.boss, "Needs an answer", message)
        assert one.original.ephemeral
        assert await told(house, one) == "Noted: this waits for an answer."
        (card,) = await house.posted(home.team)
        assert "exporter is broken" in card.content


async def test_needs_an_answer_is_for_the_team(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        message = home.general.say(home.ada, "the exporter is broken again")
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(home.bo, "Needs an answer", message)
        assert "for the team" in await told(house, one)


async def test_answered_here_on_the_question_and_on_the_nudge(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        first = home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(home.ada, "Answered here", first)  # the asker may say so
        assert await told(house, one) == "Noted: answered. Thank you."
        home.general.say(home.bo, "Where do I find the tempo setting, please?")
        await house.hears(MessageSeen, 2)
        fake.pass_time(minutes=31)
        (nudge,) = await house.posted(home.general)
        await house.until(lambda: any(post.message for post in house.store.tables.posts.values()))
        one = await fake.pressing.menu(home.boss, "Answered here", nudge)
        assert await told(house, one) == "Noted: answered. Thank you."
        questions = await house.store.questions(community(home.guild), tuple(Status), 9)
        assert {question.status for question in questions} == {Status.ANSWERED}


async def test_answered_here_on_a_message_about_nothing(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        message = home.general.say(home.ada, "good morning")
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(home.boss, "Answered here", message)
        assert await told(house, one) == "I no longer keep that question in mind."


async def test_why_this_on_a_question_a_nudge_a_card_and_small_talk(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        small = home.general.say(home.bo, "good morning")
        question = home.general.say(home.ada, ASK)
        await house.hears(MessageSeen, 2)
        fake.pass_time(minutes=31)
        (nudge,) = await house.posted(home.general)
        await house.until(lambda: any(post.message for post in house.store.tables.posts.values()))
        for message in (question, nudge):
            text = await told(house, await fake.pressing.menu(home.bo, "Why this?", message))
            assert "**Flagged**" in text or "**Posted**" in text
            assert "- It ends with a question mark." in text
        text = await told(house, await fake.pressing.menu(home.bo, "Why this?", small))
        assert text.startswith("Not seen as a question")
        text = await told(house, await fake.pressing.slash(home.bo, home.general, "twoway why"))
        assert "**Posted**" in text
        assert (
            await told(house, await fake.pressing.slash(home.bo, home.team, "twoway why"))
            == "I decided nothing here yet."
        )


async def test_why_this_on_a_card(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        fake.pass_time(minutes=31)
        (card,) = await house.posted(home.team)
        text = await told(house, await fake.pressing.menu(home.boss, "Why this?", card))
        assert "**Drafted for the team**" in text


async def test_questions_with_filters_pages_and_links_and_hidden_channels(fake):
    home = Home(fake)
    secret = fake.people.channel(home.guild, "secret")
    fake.people.overwrite(secret, home.guild.everyone, deny=May.VIEW_CHANNEL)
    fake.people.overwrite(secret, home.guild.members[fake.bot.id], allow=May.VIEW_CHANNEL)
    helper = fake.people.role(home.guild, "Helpers")
    hedy = fake.people.member(home.guild, "Hedy", helper)
    fake.people.overwrite(secret, home.staff, allow=May.VIEW_CHANNEL)
    async with open_house(fake) as house:
        one = await fake.pressing.slash(home.boss, home.general, "twoway questions")
        assert await told(house, one) == "Nothing here."
        for number, what in enumerate(
            ("a **WAV** file", "my playlist", "a score", "the logs", "a backup", "stems", "MIDI")
        ):
            where = fake.people.channel(home.guild, f"room{number}")
            where.say(fake.people.member(home.guild, f"Asker{number}"), f"Does anybody know how to export {what}?")
        secret.say(home.boss, "Does anybody know where the keys to the secret room are?")
        await house.hears(MessageSeen, 8)
        one = await fake.pressing.slash(home.boss, home.general, "twoway settings", knob="team", value=str(helper.id))
        assert await told(house, one) == f"Set: team = {helper.id}"
        one = await fake.pressing.slash(hedy, home.general, "twoway questions")
        text = await told(house, one)
        assert "**7 questions wait**" in text
        assert "secret" not in text
        assert text.count("https://discord.com/channels/") == 5
        assert "\\*\\*WAV\\*\\*" in text
        await fake.pressing.press(hedy, one.original, "More")
        assert one.original.content.count("https://discord.com/channels/") == 2
        await fake.pressing.press(hedy, one.original, "Back")
        assert one.original.content.count("https://discord.com/channels/") == 5
        where = next(part["custom_id"] for part in one.original.widgets() if part["type"] == 8)
        await fake.pressing.choose(hedy, one.original, where, home.team)
        assert one.original.content == "Nothing here."
        menu = next(part["custom_id"] for part in one.original.widgets() if part["type"] == 3)
        await fake.pressing.choose(hedy, one.original, menu, "Answered")
        assert one.original.content == "Nothing here."


async def test_questions_are_for_the_team(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        for name in ("questions", "settings", "setup"):
            one = await fake.pressing.slash(home.ada, home.general, f"twoway {name}")
            assert "for the team" in await told(house, one)


async def test_settings_show_and_set(fake):
    home = Home(fake)
    async with open_house(fake, Policy()) as house:
        one = await fake.pressing.slash(home.boss, home.general, "twoway settings")
        text = await told(house, one)
        assert all(f"`{name}` = " in text for name in KNOBS)
        assert "`quiet_hours` = `22:00-08:00`" in text
        assert "`patience` = `auto`" in text
        one = await fake.pressing.slash(home.boss, home.general, "twoway settings", knob="patience", value="45m")
        assert await told(house, one) == "Set: patience = 45m"
        assert await knob(house, home, "patience") == "45m"
        fake.pass_time(seconds=1)
        one = await fake.pressing.slash(
            home.boss, home.general, "twoway settings", knob="mode.nudge", value="loud", here=True
        )
        assert "is no mode" in await told(house, one)
        fake.pass_time(seconds=1)
        one = await fake.pressing.slash(
            home.boss, home.general, "twoway settings", knob="quiet_hours", value="none", here=True
        )
        await told(house, one)
        view = await house.store.community(community(home.guild))
        assert view.knobs[str(home.general.id), "quiet_hours"] == ""


async def test_settings_offer_values(fake):
    home = Home(fake)
    async with open_house(fake):
        offer = fake.pressing.autocomplete
        at = (home.boss, home.general, "twoway settings", "value")
        assert [each["value"] for each in await offer(*at, knob="mode.nudge", value="")] == ["watch", "suggest", "act"]
        assert [each["value"] for each in await offer(*at, knob="timezone", value="berlin")] == ["Europe/Berlin"]
        assert {each["name"] for each in await offer(*at, knob="team", value="staff")} == {"@Staff"}
        assert {each["name"] for each in await offer(*at, knob="team_channel", value="team")} == {"#team"}
        assert "none" in [each["value"] for each in await offer(*at, knob="quiet_hours", value="")]


async def test_setup_turns_each_knob_with_one_choice(fake):
    home = Home(fake)
    async with open_house(fake, Policy()) as house:
        one = await fake.pressing.slash(home.boss, home.general, "twoway setup")
        assert "whoever may manage this server" in await told(house, one)
        choose = fake.pressing.choose
        await choose(home.boss, one.original, "~setup:team", home.staff, home.bo)
        await house.until(lambda: "@Staff" in one.original.content)
        assert await knob(house, home, "team") == f"{home.staff.id},{home.bo.id}"
        await choose(home.boss, one.original, "~setup:team_channel", home.team)
        await house.hears(CommandGiven, 2)
        assert await knob(house, home, "team_channel") == str(home.team.id)
        await choose(home.boss, one.original, "~setup:mode", "act")
        await house.hears(CommandGiven, 7)
        kinds = ("nudge", "poll", "prompt", "digest", "thanks")
        assert {await knob(house, home, f"mode.{kind}") for kind in kinds} == {"act"}
        await choose(home.boss, one.original, "~setup:quiet", "No quiet hours")
        await house.hears(CommandGiven, 8)
        assert await knob(house, home, "quiet_hours") == ""
        asks = await fake.pressing.press(home.boss, one.original, "Time zone…")
        await fake.pressing.submit(asks, text="Atlantis")
        await house.until(lambda: "is no time zone" in one.original.content)
        await fake.pressing.submit(asks, text="Europe/Berlin")
        await house.until(lambda: "Time zone: Europe/Berlin" in one.original.content)
        assert one.followups == []


async def test_setup_chooses_channels_where_it_only_watches(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        one = await fake.pressing.slash(home.boss, home.general, "twoway setup")
        await told(house, one)
        page = await fake.pressing.press(home.boss, one.original, "Channels…")
        await told(house, page)
        await fake.pressing.choose(home.boss, page.original, "~setup:watch", home.general)
        await house.hears(CommandGiven)
        view = await house.store.community(community(home.guild))
        assert view.knobs == {(str(home.general.id), "mode.nudge"): "watch"}
        await fake.pressing.choose(home.boss, page.original, "~setup:watch", home.team)
        await house.hears(CommandGiven, 3)
        view = await house.store.community(community(home.guild))
        assert view.knobs[str(home.general.id), "mode.nudge"] == "act"
        assert view.knobs[str(home.team.id), "mode.nudge"] == "watch"


async def test_setup_checks_permissions_and_says_how_to_mend_them(fake):
    home = Home(fake)
    fake.people.forbid_bot(home.general, May.SEND_MESSAGES | May.READ_MESSAGE_HISTORY)
    async with open_house(fake) as house:
        one = await fake.pressing.slash(home.boss, home.team, "twoway setup")
        await told(house, one)
        text = await told(house, await fake.pressing.press(home.boss, one.original, "Check permissions"))
        assert text.startswith("1 thing to mend:")
        assert "**\\#general**: cannot post here; cannot catch up after a restart" in text
        assert "allow “Send Messages”, “Read Message History”" in text


async def test_setup_buttons_are_for_the_team(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        one = await fake.pressing.slash(home.boss, home.general, "twoway setup")
        await told(house, one)
        fake.people.give(home.boss)
        await fake.pressing.choose(home.boss, one.original, "~setup:mode", "act")
        await house.until(lambda: "for the team" in one.original.content)
        assert house.all(CommandGiven) == []


async def test_budget(fake):
    home = Home(fake)
    async with open_house(fake, ACT) as house:
        home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        fake.pass_time(minutes=31)
        await house.posted(home.general)
        text = await told(house, await fake.pressing.slash(home.bo, home.general, "twoway budget"))
        assert text.startswith("1 post of mine here today, of 6. 5 left.")
        assert "no quiet hours" in text
        assert "without asking first" in text


async def test_privacy_mydata_and_forgetme(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        home.general.say(home.ada, ASK)
        home.general.say(home.bo, "no idea, sorry")
        await house.hears(MessageSeen, 2)
        text = await told(house, await fake.pressing.slash(home.ada, home.general, "twoway privacy"))
        assert "deleted after 30d" in text
        one = await fake.pressing.slash(home.ada, home.general, "twoway mydata")
        await house.until(lambda: any(message.attachments for message in one.messages))
        (file,) = [message for message in one.messages if message.attachments]
        assert file.ephemeral
        (raw,) = [data for path, data in fake.files.items() if path.endswith("twoway-mydata.json")]
        kept = json.loads(raw)
        assert [line["text"] for line in kept["lines"]] == [ASK]
        assert [question["text"] for question in kept["questions"]] == [ASK]
        assert kept["channels"] == {str(home.general.id): "general"}
        assert set(OF_MEMBERS) <= set(kept)
        assert "no idea" not in raw.decode()
        one = await fake.pressing.slash(home.ada, home.general, "twoway forgetme")
        assert "cannot be undone" in await told(house, one)
        await fake.pressing.press(home.ada, one.original, "Forget me")
        await house.until(lambda: "I have forgotten you" in one.original.content)
        assert not [
            line for line in await house.store.history(place(home.general), 9) if line.message.author == who(home.ada)
        ]
        assert "WAV" not in str(await house.store.questions(community(home.guild), tuple(Status), 9))


@pytest.mark.parametrize("witness", [True, False])
async def test_notices_find_their_command_with_and_without_a_witness(fake, witness):
    home = Home(fake)
    async with open_house(fake, Policy(), witness=witness) as house:
        one = await fake.pressing.slash(home.boss, home.general, "twoway settings", knob="patience", value="soon")
        await house.until(lambda: any("is not a duration" in message.content for message in one.messages))
        assert len(one.messages) == (1 if witness else 2)


async def test_commands_are_answered_in_time_even_when_nothing_can_be_saved(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        message = home.general.say(home.ada, "hm")
        await house.hears(MessageSeen)
        house.log.full = True
        one = await fake.pressing.menu(home.boss, "Needs an answer", message)
        assert "could not be saved" in await told(house, one)


def test_every_knob_has_its_place_among_the_choices():
    assert [choice.value for choice in KNOB_CHOICES] == list(KNOBS), (
        "Discord shows 25 choices: more knobs need completion as one types"
    )
