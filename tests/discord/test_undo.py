"""One tap corrects, and one more takes that back: each answer to a correction carries an Undo."""

import pytest

from bot.events import CommandGiven, MessageSeen
from bot.model import Status
from tests.discord.house import SUGGEST, House, community, open_house
from tests.discord.test_commands import ASK, Home, told


async def statuses(house: House, home: Home) -> list[Status]:
    return [question.status for question in await house.store.questions(community(home.guild), tuple(Status), 9)]


async def counts(house: House, home: Home) -> dict[str, int]:
    return {name: count for name, count in (await house.store.community(community(home.guild))).counts.items() if count}


def buttons(message) -> list[str]:
    return [part["label"] for part in message.widgets()]


@pytest.mark.parametrize("who", ["boss", "ada"])
async def test_answered_here_is_taken_back_by_whoever_said_it(fake, who):
    home = Home(fake)
    member = getattr(home, who)
    async with open_house(fake) as house:
        question = home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(member, "Answered here", question)
        assert await told(house, one) == "Noted: answered. Thank you."
        assert buttons(one.original) == ["Undo"]
        assert await statuses(house, home) == [Status.ANSWERED]
        assert await counts(house, home) == {"answered_here": 1}
        fake.pass_time(seconds=5)
        await fake.pressing.press(member, one.original, "Undo")
        await house.until(lambda: one.original.content == "Undone: it waits for an answer again.")
        assert buttons(one.original) == []
        assert await statuses(house, home) == [Status.OPEN]
        assert await counts(house, home) == {}


async def test_an_undo_works_in_a_process_that_comes_after(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        question = home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(home.boss, "Answered here", question)
        await told(house, one)
        store = house.store
    fake.pass_time(seconds=5)
    async with open_house(fake, store=store) as house:
        await fake.pressing.press(home.boss, one.original, "Undo")
        await house.until(lambda: one.original.content.startswith("Undone"))
        assert await statuses(house, home) == [Status.OPEN]


async def test_what_cannot_be_answered_carries_no_undo(fake):
    home = Home(fake)
    async with open_house(fake) as house:
        question = home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(home.bo, "Answered here", question)
        assert "for the team" in await told(house, one)
        assert buttons(one.original) == []
        house.log.full = True
        one = await fake.pressing.menu(home.boss, "Answered here", question)
        assert "could not be saved" in await told(house, one)
        assert buttons(one.original) == []


async def drafted(house: House, home: Home):
    home.general.say(home.ada, ASK)
    await house.hears(MessageSeen)
    house.fake.pass_time(minutes=31)
    (card,) = await house.posted(home.team)
    return card


@pytest.mark.parametrize(
    ("label", "noted", "status"),
    [
        ("Not a question", "Noted: that was no question. Thank you.", Status.DISMISSED),
        ("Snooze 1 h", "Noted: put off for an hour.", Status.OPEN),
    ],
)
async def test_a_drafts_button_is_noted_with_an_undo_for_the_presser_alone(fake, label, noted, status):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        card = await drafted(house, home)
        one = await fake.pressing.press(home.boss, card, label)
        await house.until(lambda: one.messages)
        (answer,) = one.messages
        assert (answer.content, buttons(answer), answer.ephemeral) == (noted, ["Undo"], True)
        assert await statuses(house, home) == [status]
        fake.pass_time(seconds=5)
        await fake.pressing.press(home.boss, answer, "Undo")
        await house.until(lambda: answer.content.startswith("Undone"))
        assert await statuses(house, home) == [Status.OPEN]
        assert await counts(house, home) == {"occasions:nudge": 1}, (
            "the correction is taken back; the draft had its occasion"
        )
        (question,) = await house.store.questions(community(home.guild), tuple(Status), 9)
        assert question.snoozed_until is None or question.snoozed_until <= fake.clock.now()
        assert [event.name for event in house.all(CommandGiven)] == ["reopen"]


async def test_a_press_too_late_has_nothing_to_undo(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        card = await drafted(house, home)
        shown = {part["label"]: part["custom_id"] for part in card.widgets()}
        one = await fake.pressing.press(home.boss, card, "Not a question")
        await house.until(lambda: one.messages)
        fake.pass_time(seconds=5)
        late = fake.interactions.start(
            3, home.boss, home.team, {"custom_id": shown["Not a question"], "component_type": 2, "id": 1}, card
        )
        await late.answered()
        await house.until(lambda: late.messages)
        assert [(message.content, buttons(message)) for message in late.messages] == [
            ("That draft was already dealt with.", [])
        ]


async def test_an_undo_of_a_draft_that_is_no_longer_known_says_so(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        card = await drafted(house, home)
        one = await fake.pressing.press(home.boss, card, "Not a question")
        await house.until(lambda: one.messages)
        house.store.tables.drafts.clear()
        await fake.pressing.press(home.boss, one.messages[0], "Undo")
        await house.until(lambda: one.messages[0].content == "That draft was already dealt with.")
