"""When the engine is slow: what Discord tells waits in Discord, not in our memory, and nothing is lost."""

import asyncio

import pytest

from bot.events import MessageSeen, VoteSeen
from tests.discord.house import ask_poll, open_house
from tests.fakes.discord.permissions import May

MOST = 40
MANY = 1_500


def texts(house):
    return [event.message.text for event in house.all(MessageSeen)]


async def all_heard(house, many: int) -> None:
    """Let the time pass after which what could not be saved is offered again; return when all is committed."""
    house.fake.pass_time(seconds=1)
    await house.hears(MessageSeen, many)


async def settled(fake, rounds: int = 200) -> None:
    """Let everything run that can run without time passing."""
    for _ in range(rounds):
        await asyncio.sleep(0)


@pytest.mark.parametrize("lost", [False, True])
async def test_a_slow_engine_bounds_what_is_in_memory_and_loses_nothing(fake, lost):
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    async with open_house(fake, most=MOST) as house:
        inbox, most = house.discord._inbox, 0
        house.log.full = True
        for number in range(MANY):
            general.say(ada, f"line {number}")
            if number % 50 == 0:
                await settled(fake)
                most = max(most, len(inbox))
        await settled(fake)
        most = max(most, len(inbox))
        assert MOST <= most <= MOST + 2, "the socket is left alone as soon as there is no room"
        if lost:
            fake.gateway.cut()  # what was not read is replayed
        house.log.full = False
        await all_heard(house, MANY)
        assert texts(house) == [f"line {number}" for number in range(MANY)]
        assert len(inbox) == 0


async def test_history_is_read_no_faster_than_it_is_committed(fake):
    guild = fake.people.guild()
    ada = fake.people.member(guild, "Ada")
    rooms = [fake.people.channel(guild, f"room{number}") for number in range(12)]
    async with open_house(fake) as house:
        rooms[0].say(ada, "the beginning")
        await house.hears(MessageSeen)
        store = house.store
    fake.pass_time(minutes=5)
    for room in rooms:
        for number in range(30):
            room.say(ada, f"line {number} in {room.name}")
    async with open_house(fake, store=store, most=MOST) as house:
        assert len(house.all(MessageSeen)) == 12 * 30
        for room in rooms:
            said = [event.message.text for event in house.all(MessageSeen) if event.channel.id == str(room.id)]
            assert said == [f"line {number} in {room.name}" for number in range(30)]


async def test_what_is_held_back_while_catching_up_counts_and_does_not_block_the_catching_up(fake):
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    fake.people.forbid_bot(general, May.SEND_MESSAGES)
    async with open_house(fake, wait=False, most=MOST) as house:
        house.log.full = True
        for number in range(200):
            general.say(ada, f"line {number}")
        await settled(fake)
        assert len(house.discord._inbox) <= MOST + 2
        house.log.full = False
        await all_heard(house, 200)
        assert texts(house) == [f"line {number}" for number in range(200)]


async def test_votes_whose_earlier_part_has_to_be_asked_for_count_too(fake):
    guild = fake.people.guild()
    general, ada = fake.people.channel(guild, "general"), fake.people.member(guild, "Ada")
    voters = [fake.people.member(guild, f"Voter{number}") for number in range(120)]
    async with open_house(fake, most=MOST) as house:
        poll = ask_poll(fake, general, ada, "Which ones?", ["Tea", "Coffee"], multiple=True)
        await house.hears(MessageSeen)
        for voter in voters:
            fake.people.vote(voter, poll, "Tea")
        most = 0
        while len(house.all(VoteSeen)) < len(voters):
            most = max(most, len(house.discord._inbox))
            before = len(house.all(VoteSeen))
            await house.until(lambda before=before: len(house.all(VoteSeen)) > before)
        assert most <= MOST + 2
        assert {event.member.id for event in house.all(VoteSeen)} == {str(voter.id) for voter in voters}
