"""Polls over the real wire: posted natively and once, voted on, ended, counted, and their result said as a reply."""

import asyncio
from dataclasses import replace

import pytest

from adapters.discord import render
from adapters.discord.limits import LIMITS
from adapters.discord.translate import tallies
from adapters.memory import MemoryStore
from bot.actions import AskPoll
from bot.events import ActionSettled, CommandGiven, MessageSeen, PollClosed, VoteSeen
from bot.model import Mode, Option, Phrase, Poll, Receipt, SurveyState, Tally, Unknown
from tests.discord.house import PHRASES, SUGGEST, House, open_house, place
from tests.discord.test_commands import Home, told
from tests.fakes.discord.interactions import COMPONENT
from tests.fakes.discord.permissions import May

CHOICE = "Which theme do you all prefer for the new release, dark or light?"
DO = replace(SUGGEST, poll=Mode.ACT)
WATCH = replace(SUGGEST, poll=Mode.WATCH)


async def polls(house: House, channel, times: int = 1):
    """Wait until so many polls of the bot's stand in a channel."""
    await house.until(lambda: len(standing(house, channel)) >= times)
    return standing(house, channel)


def standing(house, channel):
    return [message for message in house.posts(channel) if message.poll is not None]


def results(house, channel):
    return [message for message in house.posts(channel) if "The poll has closed" in message.content]


async def asked(house, home, text=CHOICE):
    """Let somebody put a choice, and the bot ask it as a poll."""
    home.general.say(home.ada, text)
    (poll,) = await polls(house, home.general)
    await house.until(lambda: states(house) == [SurveyState.OPEN])
    return poll


def states(house):
    return [survey.state for survey in house.store.tables.surveys.values()]


def press(fake, home, card, label):
    part = next(one for row in card.components for one in row["components"] if one["label"].startswith(label))
    data = {"custom_id": part["custom_id"], "component_type": 2, "id": part["id"]}
    return fake.interactions.start(COMPONENT, home.boss, card.channel, data, card)


async def test_a_choice_is_drafted_with_a_link_posted_voted_on_and_its_result_said(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        message = home.general.say(home.ada, CHOICE)
        (card,) = await house.posted(home.team)
        assert str(message.id) in card.content.splitlines()[-1], "the card leads to the choice"
        assert "• dark\n• light" in card.content
        press(fake, home, card, "Post")
        (poll,) = await polls(house, home.general)
        assert poll.poll.question == CHOICE
        assert [answer["text"] for answer in poll.poll.answers.values()] == ["dark", "light"]
        assert (poll.reference["message_id"], poll.poll.multiple) == (str(message.id), False)
        assert (poll.poll.expiry - fake.clock.now()).total_seconds() == pytest.approx(24 * 3600, abs=5)
        await house.until(lambda: states(house) == [SurveyState.OPEN])
        for member, answer in ((home.ada, "dark"), (home.bo, "light"), (home.boss, "light"), (home.ada, "light")):
            fake.people.vote(member, poll, answer)
        fake.people.unvote(home.boss, poll, "light")
        await house.hears(VoteSeen, 6)
        fake.pass_time(minutes=24 * 60 + 1)
        await house.until(lambda: results(house, home.general))
        (result,) = results(house, home.general)
        assert result.reference["message_id"] == str(poll.id)
        assert "• light: 2 votes (100 %)" in result.content
        assert not result.pings
        fake.pass_time(minutes=600)
        await house.until(lambda: states(house) == [SurveyState.AWAITED])
        assert "What will you do about it?" in (await house.posted(home.team, 2))[-1].content
        assert len(results(house, home.general)) == 1


async def test_why_works_on_a_poll_and_on_its_result(fake):
    home = Home(fake)
    async with open_house(fake, DO) as house:
        poll = await asked(house, home)
        text = await told(house, await fake.pressing.menu(home.bo, "Why this?", poll))
        assert "Polls may be posted here without asking." in text
        assert "sets options side by side" in text
        fake.people.vote(home.bo, poll, "dark")
        fake.people.end_poll(poll)
        await house.until(lambda: results(house, home.general))
        await house.until(lambda: any(post.owed and post.message for post in house.store.tables.posts.values()))
        text = await told(house, await fake.pressing.menu(home.bo, "Why this?", results(house, home.general)[0]))
        assert "final votes: 1" in text


async def test_late_counts_are_waited_for_and_missing_ones_are_not_zero(fake):
    home = Home(fake)
    fake.trouble.late_counts = fake.trouble.no_poll_results = True
    async with open_house(fake, DO) as house:
        poll = await asked(house, home)
        fake.people.vote(home.bo, poll, "light")
        fake.pass_time(minutes=24 * 60 + 1)
        await house.until(lambda: any(event.key.startswith("count:") for event in house.all(ActionSettled)))
        fake.trouble.no_poll_results = False
        fake.pass_time(minutes=2)
        await house.until(lambda: sum(event.key.startswith("count:") for event in house.all(ActionSettled)) >= 2)
        assert results(house, home.general) == [], "never final while it counts"
        fake.people.finalize(poll)
        await house.until(lambda: results(house, home.general))
        assert "light: 1 vote (100 %)" in results(house, home.general)[0].content
    # the description does not know of polls without results
    fake.violations = [one for one in fake.violations if "'results' is a required property" not in one]


async def test_the_team_ends_a_poll_by_button_and_by_command(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        home.general.say(home.ada, CHOICE)
        (card,) = await house.posted(home.team)
        press(fake, home, card, "Post")
        (poll,) = await polls(house, home.general)
        await house.until(lambda: "posted in" in card.content)
        one = press(fake, home, card, "End the poll")
        await house.until(lambda: results(house, home.general))
        await house.until(lambda: one.messages)
        assert "I am ending it" in one.messages[-1].content
        one = await fake.pressing.slash(home.boss, home.general, "twoway poll", end=True)
        assert await told(house, one) == "No poll of mine is open here."
        assert poll.poll.ended


async def test_a_poll_is_drafted_by_command_and_by_the_window(fake):
    home = Home(fake)
    async with open_house(fake, WATCH) as house:
        given = {"question": "Which day?", "options": "Friday | Saturday | friday", "hours": 48, "several": True}
        one = await fake.pressing.slash(home.boss, home.general, "twoway poll", **given)
        assert await told(house, one) == "The draft is in the team's channel."
        (card,) = await house.posted(home.team)
        assert "• Friday\n• Saturday\nOpen for 2 days.\nEverybody may choose several." in card.content
        press(fake, home, card, "Post")
        (poll,) = await polls(house, home.general)
        assert (poll.poll.multiple, len(poll.poll.answers)) == (True, 2)
        one = await fake.pressing.slash(home.boss, home.team, "twoway poll")
        await one.answered()
        one = await fake.pressing.submit(one, text="Here?\nYes\nNo")
        assert await told(house, one) == "The draft is in the team's channel."
        one = await fake.pressing.slash(home.bo, home.general, "twoway poll", question="Mine?", options="A|B")
        assert "for the team" in await told(house, one)
        one = await fake.pressing.slash(home.bo, home.general, "twoway poll")
        await one.answered()
        assert (one.modal, "for the team" in one.text) == (None, True)


async def test_ask_the_room_asks_for_options_and_takes_them_in_a_window(fake):
    home = Home(fake)
    async with open_house(fake, WATCH) as house:
        message = home.general.say(home.ada, "I wonder about our next meetup")
        await house.hears(MessageSeen)
        one = await fake.pressing.menu(home.boss, "Ask the room", message)
        assert await told(house, one) == "The draft is in the team's channel."
        (card,) = await house.posted(home.team)
        assert "at least two options" in card.content
        one = press(fake, home, card, "Edit")
        await one.answered()
        assert one.modal is not None
        await fake.pressing.submit(one, text="Where?\nBerlin\nLisbon")
        (poll,) = await polls(house, home.general)
        assert poll.poll.question == "Where?"


async def test_without_the_right_to_hold_polls_nothing_is_sent(fake):
    home = Home(fake)
    fake.people.forbid_bot(home.general, May.SEND_POLLS)
    async with open_house(fake, DO) as house:
        home.general.say(home.ada, CHOICE)
        await house.hears(ActionSettled)
        assert states(house) == [SurveyState.DROPPED]
        assert standing(house, home.general) == []
        entries = list(house.store.tables.ledger.values())
        assert any("polls" in dict(cue.values).get("reason", "") for entry in entries for cue in entry.because)


async def died_while_asking(fake, home, *, happened: bool) -> MemoryStore:
    """Let a process die after it claimed a poll: while the request is on its way, or after it took effect."""
    async with open_house(fake, DO) as house:
        fake.trouble.slow("POST", "/messages$", happened=happened)
        home.general.say(home.ada, CHOICE)
        for _ in range(1_000_000):
            if not fake.trouble.faults:
                break
            await asyncio.sleep(0)
        return house.store


@pytest.mark.parametrize("happened", [True, False])
@pytest.mark.parametrize("nonce_kept", [True, False])
async def test_a_process_that_dies_while_asking_asks_once(fake, happened, nonce_kept):
    home = Home(fake)
    store = await died_while_asking(fake, home, happened=happened)
    for message in home.general.messages.values():
        message.nonce = message.nonce if nonce_kept else None
    fake.pass_time(minutes=30)
    async with open_house(fake, DO, store) as house:
        await house.until(lambda: [one for one in house.all(ActionSettled) if one.key.startswith("poll:")])
        (settled,) = [one for one in house.all(ActionSettled) if one.key.startswith("poll:")]
        assert isinstance(settled.settlement, Receipt)
        (poll,) = standing(house, home.general)
        assert settled.settlement.message.id == str(poll.id)


async def test_what_cannot_be_looked_up_is_not_asked_again(fake):
    home = Home(fake)
    store = await died_while_asking(fake, home, happened=True)
    fake.people.forbid_bot(home.general, May.READ_MESSAGE_HISTORY)
    async with open_house(fake, DO, store) as house:
        (settled,) = await house.hears(ActionSettled)
        assert isinstance(settled.settlement, Unknown)
        assert (len(standing(house, home.general)), states(house)) == (1, [SurveyState.DROPPED])


async def test_a_poll_that_ended_while_nobody_listened_is_told_after_the_restart(fake):
    home = Home(fake)
    async with open_house(fake, DO) as house:
        poll = await asked(house, home)
        store = house.store
    fake.people.vote(home.bo, poll, "dark")
    fake.pass_time(minutes=25 * 60)
    async with open_house(fake, DO, store) as house:
        await house.until(lambda: results(house, home.general))
        assert "dark: 1 vote (100 %)" in results(house, home.general)[0].content
        assert len(results(house, home.general)) == 1


@pytest.mark.parametrize("listening", [True, False])
async def test_a_poll_that_was_removed_is_not_spoken_of(fake, listening):
    home = Home(fake)
    async with open_house(fake, DO) as house:
        poll = await asked(house, home)
        if listening:
            fake.people.delete(poll)
            await house.until(lambda: states(house) == [SurveyState.REMOVED])
        store = house.store
    if not listening:
        fake.people.delete(poll)
    fake.pass_time(minutes=25 * 60)
    async with open_house(fake, DO, store) as house:
        await house.until(lambda: states(house)[0] in (SurveyState.REMOVED, SurveyState.DROPPED))
        assert results(house, home.general) == []


async def test_the_answers_of_a_voter_are_asked_for_after_a_restart(fake):
    home = Home(fake)
    async with open_house(fake, WATCH) as house:
        given = {"question": "Which days?", "options": "Friday|Saturday", "several": True}
        await fake.pressing.slash(home.boss, home.general, "twoway poll", **given)
        (card,) = await house.posted(home.team)
        press(fake, home, card, "Post")
        (poll,) = await polls(house, home.general)
        await house.until(lambda: states(house) == [SurveyState.OPEN])
        fake.people.vote(home.bo, poll, "Friday")
        await house.hears(VoteSeen)
        store = house.store
    async with open_house(fake, WATCH, store) as house:
        fake.people.vote(home.bo, poll, "Saturday")
        (vote,) = await house.hears(VoteSeen)
        assert vote.options == ("1", "2")


async def test_the_end_of_anybodys_poll_is_heard_once_it_is_counted(fake):
    home = Home(fake)
    async with open_house(fake, SUGGEST) as house:
        poll = fake.people.ask_poll(home.general, home.ada, "Tea?", ["Yes", "No"])
        await house.hears(MessageSeen)
        fake.people.end_poll(poll)
        (closed,) = await house.hears(PollClosed)
        assert closed.ref.id == str(poll.id)
        lines = (await house.store.view(place(home.general))).lines
        assert lines[0].message.poll.closed
        assert house.all(CommandGiven) == []


def asking(**more):
    poll = Poll("Which?", (Option("1", "A"), Option("2", "B")))
    channel = place_of()
    return AskPoll("poll:c", channel, channel, Phrase("verbatim.text", (("text", "Which *one*?"),)), poll, 5000, **more)


def place_of():
    from bot.model import ChannelRef, CommunityRef

    return ChannelRef(CommunityRef("discord", "1"), "2")


def test_the_payload_of_a_poll():
    payload = render.ask(asking(reply_to="7"), PHRASES)
    assert payload["poll"] == {
        "question": {"text": "Which *one*?"},
        "answers": [{"poll_media": {"text": "A"}}, {"poll_media": {"text": "B"}}],
        "duration": 2,
        "allow_multiselect": False,
        "layout_type": 1,
    }
    assert payload["enforce_nonce"] is True
    assert payload["allowed_mentions"] == {"parse": []}
    assert payload["message_reference"]["message_id"] == "7"
    assert render.ask(replace(asking(), seconds=10**9), PHRASES)["poll"]["duration"] == LIMITS.poll_seconds[1] // 3600


def test_counts_are_read_as_discord_means_them():
    answers = [{"answer_id": 1}, {"answer_id": 2}]
    counts = {"answer_counts": [{"id": 2, "count": 3}], "is_finalized": True}
    assert tallies({"poll": {"answers": answers, "results": counts}}) == (Tally("1", 0, True), Tally("2", 3, True))
    assert tallies({"poll": {"answers": answers}}) == (), "unknown, not zero"
    assert tallies({}) == ()


def test_what_the_window_asks_fits_its_field_in_every_language():
    for language, texts in PHRASES.texts.items():
        asked_for = texts["button.edit_poll_asks"][""]
        assert len(asked_for) <= render.TITLE_CHARACTERS, language
        assert len(texts["poll.which"][""]) <= LIMITS.poll_question_characters
