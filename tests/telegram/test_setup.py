"""/setup, through the real wire: in the group what all may read, the rest in private, each for administrators alone."""

from dataclasses import replace

import pytest

from adapters.memory import MemoryStore
from bot.events import MessageSeen
from tests.telegram.house import ASK, SUGGEST, community, open_house, place

TEAM_ONLY = "That is for the team of this community."


@pytest.fixture
def home(fake):
    """A group with a topic for the team; Ada, and the owner."""
    group = fake.people.forum("Home", "Help", "team", admin=True)
    return group, fake.people.join(group, "Ada"), fake.people.owner(group)


def plain(text):
    return text.replace("\u2060", "")


def labels(page):
    return [plain(one["text"]) for one in page.buttons]


async def press(house, page, label, who, shows):
    """Press a button, and wait until the page shows something: a label, or words."""
    await house.fake.answered(house.fake.press(page, label, who))
    await house.until(lambda: shows in labels(page) or shows in plain(page.text))


async def in_private(house, page, group, who):
    """Open the private page to which the group's leads, and return it."""
    (address,) = [one["url"] for one in page.buttons if "url" in one]
    assert address == f"https://t.me/twoway_bot?start=setup_{group.id}"
    private = house.fake.people.private(who)
    before = len(house.posts(private))
    house.fake.people.start(who, f"/start setup_{group.id}")
    return (await house.posted(private, before + 1))[-1]


async def test_setup_in_the_group_turns_knobs_by_buttons(fake, home):
    group, ada, owner = home
    async with open_house(fake, SUGGEST) as house:
        page = await house.told(group, owner, "/setup")
        assert "Setting up Twoway" in page.text
        assert (await fake.answered(fake.press(page, "Act", ada))).text == TEAM_ONLY
        for label in ("Act", "21:00-09:00", "No quiet hours"):
            await press(house, page, label, owner, f"✓ {label}")
        await press(house, page, "Time zone…", owner, "Asia/Tokyo")
        await press(house, page, "Asia/Tokyo", owner, "Time zone: Asia/Tokyo")
        await press(house, page, "Language…", owner, "✓ English")
        await press(house, page, "Deutsch", owner, "Language…")
        await press(house, page, "Polls, commands…", owner, "✓ Open votes")
        await press(house, page, "Anonymous votes", owner, "✓ Anonymous votes")
        await press(house, page, "✓ Commands stay", owner, "✓ Commands stay")
        await press(house, page, "Back", owner, "Only watch…")
        await press(house, page, "Only watch…", owner, "Help")
        await press(house, page, "Help", owner, "✓ Help")
        await press(house, page, "✓ Help", owner, "Help")
        await press(house, page, "Back", owner, "Check")
        await press(house, page, "Check", owner, "I hear and can do all I need here.")
        knobs = (await house.store.community(community(group))).knobs
        everywhere = {knob: value for (channel, knob), value in knobs.items() if channel is None}
        wanted = {
            "mode.nudge": "act",
            "mode.poll": "act",
            "quiet_hours": "",
            "timezone": "Asia/Tokyo",
            "language": "de",
        }
        assert everywhere.items() >= (wanted | {"poll_votes": "anonymous", "tidy_after": "off"}).items()


async def test_the_check_says_in_the_members_language_what_to_mend(fake):
    group = fake.people.supergroup("Home", admin=False)
    owner = fake.people.owner(group)
    owner.user.language = "de"
    fake.people.restrict(fake.people.bot_in(group), "can_send_messages")
    async with open_house(fake, SUGGEST) as house:
        page = await house.told(group, owner, "/setup")
        await press(house, page, "Prüfen", owner, "Zurück")
        assert "kann hier keine Umfragen machen" in page.text
        assert "erfährt nichts von Reaktionen" in page.text


async def test_what_a_group_should_not_read_along_is_set_up_in_private(fake, home):
    group, ada, owner = home
    team = next(topic for topic in group.topics.values() if topic.name == "team")
    async with open_house(fake, replace(SUGGEST, team_channel="")) as house:
        page = await house.told(group, owner, "/setup")
        assert "Drafts go nowhere yet" in page.text
        own = await in_private(house, page, group, owner)
        assert "between the two of us" in own.text
        await press(house, own, "Team's chat…", owner, "Another group…")
        await press(house, own, "team", owner, "Drafts go to: team.")
        await press(house, own, "Team…", owner, owner.name)
        await press(house, own, owner.name, owner, f"✓ {owner.name}")
        await press(house, own, "Back", owner, f"The team: {owner.name}.")
        await press(house, own, "How long words are kept…", owner, "✓ 30d")
        await press(house, own, "7d", owner, "✓ 7d")
        await press(house, own, "Back", owner, "Words are kept for: 7d.")
        knobs = (await house.store.community(community(group))).knobs
        assert knobs == {(None, "team_channel"): str(team.id), (None, "team"): str(owner.id), (None, "retention"): "7d"}
        # What a button carries anybody may send: whoever is no administrator of that group gets nowhere.
        fake.people.start(ada, f"/start setup_{group.id}")
        (no,) = [post for post in await house.posted(fake.people.private(ada)) if post.reply_to is not None]
        assert no.text == TEAM_ONLY
        forged = next(one["callback_data"] for one in own.buttons if one["text"] == "Team…")
        pressed = fake.press_forged(own, forged.replace(":who", f":member:{ada.id}"), ada)
        assert (await fake.answered(pressed)).text == TEAM_ONLY
        old = fake.press_forged(page, "~setup:keeps:90d", owner)
        assert "private chat" in (await fake.answered(old)).text, "a button of an older page, in the group"
        assert (await house.store.community(community(group))).knobs == knobs


async def test_in_private_setup_needs_to_know_the_group(fake, home):
    _, _, owner = home
    async with open_house(fake, SUGGEST) as house:
        private = fake.people.private(owner)
        for given in ("/start setup_", "/start setup_-100999", "/start setup_x"):
            fake.people.start(owner, given)
        answers = await house.posted(private, 3)
        elsewhere = "Please give this command in the group that it is about."
        assert sorted(post.text for post in answers) == [elsewhere, elsewhere, TEAM_ONLY]


async def test_the_teams_own_chat_is_another_group_that_an_administrator_names(fake):
    group = fake.people.supergroup("Home", admin=True)
    owner, ada = fake.people.owner(group), fake.people.join(group, "Ada")
    store = MemoryStore()
    async with open_house(fake, replace(SUGGEST, team_channel=""), store=store) as house:
        own = await in_private(house, await house.told(group, owner, "/setup"), group, owner)
        await press(house, own, "Team's chat…", owner, "Another group…")
        (address,) = [one["url"] for one in own.buttons if "url" in one]
        assert address == f"https://t.me/twoway_bot?startgroup=team_{group.id}"
        office = fake.people.supergroup("Office")
        boss = fake.people.promote(fake.people.join(office, owner.user))
        clerk = fake.people.join(office, "Clerk")
        told = await house.told(office, clerk, f"/start@twoway_bot team_{group.id}")
        assert told.text == TEAM_ONLY
        told = await house.told(office, boss, f"/start@twoway_bot team_{group.id}")
        assert "team's chat of Home" in plain(told.text)
        asked = fake.say(group, ada, ASK)
        await house.until(lambda: house.all(MessageSeen))
        fake.pass_time(hours=13)
        await house.until(lambda: [post for post in house.posts(office) if post.buttons])
    async with open_house(fake, replace(SUGGEST, team_channel=""), store=store) as house:
        card = next(post for post in house.posts(office) if post.buttons)
        assert (await fake.answered(fake.press(card, "Post", clerk))).text == TEAM_ONLY
        await fake.answered(fake.press(card, "Post", boss))
        await house.until(lambda: asked in [post.reply_to for post in house.posts(group)])
        await house.until(lambda: not card.buttons)
        fake.say(office, clerk, "well done")
        (said,) = await house.hears(MessageSeen)
        assert said.message.ref.channel == replace(place(group), id=str(office.id))
