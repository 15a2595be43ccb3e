"""A group as the team's chat of another: whose word makes it one, how that ends, and that cards follow it when its number changes."""

from dataclasses import replace

import pytest

from adapters.memory import MemoryStore
from bot.events import ActionSettled, ButtonPressed, MessageSeen
from bot.model import Refusal
from tests.telegram.house import ASK, SUGGEST, community, open_house, place
from tests.telegram.test_setup import TEAM_ONLY, plain

NOWHERE = replace(SUGGEST, team_channel="")
JOIN, END = "/start@twoway_bot team_{}", "/start@twoway_bot team_off"


@pytest.fixture
def brand(fake):
    """A brand's group; its owner, and Mallory, a plain member, who owns another group with the bot in it."""
    group = fake.people.supergroup("Brand", admin=True)
    mallory = fake.people.join(group, "Mallory")
    own = fake.people.supergroup("Mine")
    fake.people.promote(fake.people.join(own, mallory.user))
    return group, fake.people.owner(group), mallory, own


def team_channel(house, chat):
    return house.store.tables.knobs.get((community(chat), None, "team_channel"))


async def cards(house, chat):
    await house.until(lambda: [post for post in house.posts(chat) if post.buttons])
    return [post for post in house.posts(chat) if post.buttons]


async def test_a_plain_member_gives_no_group_away(fake, brand):
    group, owner, mallory, own = brand
    async with open_house(fake, NOWHERE) as house:
        told = await house.told(group, mallory, JOIN.format(own.id))
        assert told.text.startswith("Only an administrator of this group can make it")
        assert "Mine" not in told.text
        fake.say(group, owner, "I am the owner")
        (said,) = await house.hears(MessageSeen)
        assert (said.message.ref.channel, said.message.team) == (place(group), True)


async def test_a_group_lent_to_another_comes_back_with_all_that_was_chosen_there(fake, brand):
    group, owner, mallory, own = brand
    store = MemoryStore()
    async with open_house(fake, NOWHERE, store=store) as house:
        await house.told(group, owner, "/settings patience 7m")
        fake.people.promote(mallory)
        told = await house.told(group, mallory, JOIN.format(own.id))
        assert "team's chat of Mine" in plain(told.text)
        assert told.text.endswith(END)
        assert team_channel(house, own) == str(group.id)
        ada = fake.people.join(group, "Ada")
        assert (await house.told(group, ada, "/setup")).text == TEAM_ONLY
        assert (await house.told(group, ada, END)).text == TEAM_ONLY
        assert (await house.told(group, owner, "/setup")).text.endswith(END), "no page of the other's, but the way back"
    async with open_house(fake, NOWHERE, store=store) as house:
        told = await house.told(group, owner, END)
        assert told.text.startswith("This group is by itself again")
        assert team_channel(house, own) == ""
        fake.say(own, fake.people.join(own, "Bo"), ASK)
        fake.say(group, owner, "ours again")
        said = (await house.hears(MessageSeen, 2))[-1].message
        assert (said.ref.channel, said.team) == (place(group), True)
        assert "patience = 7m" in plain((await house.told(group, owner, "/settings")).text)
        fake.pass_time(minutes=1)
        await house.told(own, mallory.user, f"/settings team_channel {group.id}")
        fake.pass_time(hours=13)
        gone = Refusal("the chat is gone")
        await house.until(lambda: gone in [event.settlement for event in house.all(ActionSettled)])
        assert not [post for post in house.posts(group) if post.buttons], (
            "what the other chooses all the same goes nowhere"
        )


async def test_cards_follow_a_team_chat_that_becomes_a_supergroup(fake):
    group, office = fake.people.supergroup("Home", admin=True), fake.people.group("Office")
    owner, ada = fake.people.owner(group), fake.people.join(group, "Ada")
    boss = fake.people.promote(fake.people.join(office, owner.user))
    store = MemoryStore()
    async with open_house(fake, NOWHERE, store=store) as house:
        assert "team's chat of Home" in plain((await house.told(office, boss, JOIN.format(group.id))).text)
        moved = fake.people.migrate(office)
        fake.say(moved, moved, "as the group, which is the team")
        (said,) = await house.hears(MessageSeen)
        assert (said.message.ref.channel, said.message.team) == (replace(place(group), id=str(office.id)), True)
        fake.say(group, ada, ASK)
        await house.hears(MessageSeen, 2)
        fake.pass_time(hours=13)
        (card,) = await cards(house, moved)
    async with open_house(fake, NOWHERE, store=store) as house:
        await fake.answered(fake.press(card, "Post", boss.user))
        await house.until(lambda: house.posts(group) and not card.buttons)
        assert len(house.all(ButtonPressed)) == 1
        told = await house.told(moved, boss.user, END)
        assert told.text.startswith("This group is by itself again")
        fake.say(moved, boss.user, "by ourselves")
        (said,) = await house.hears(MessageSeen)
        assert said.message.ref.channel == place(office), "the community that it was before it moved"


async def test_drafts_that_went_to_a_topic_of_a_team_chat_do_not_once_it_is_by_itself_again(fake):
    own, office = fake.people.supergroup("Mine", admin=True), fake.people.forum("Office", "drafts", admin=True)
    boss = fake.people.promote(fake.people.join(office, fake.people.owner(own).user))
    async with open_house(fake, NOWHERE) as house:
        await house.told(office, boss, JOIN.format(own.id))
        fake.say(office, boss, "hello", topic=next(iter(office.topics.values())))
        (said,) = await house.hears(MessageSeen)
        topic = said.message.ref.channel.id
        await house.told(own, fake.people.owner(own), f"/settings team_channel {topic}")
        assert (team_channel(house, own), topic.partition(":")[0]) == (topic, str(office.id))
        await house.told(office, boss, END)
        assert not team_channel(house, own)
