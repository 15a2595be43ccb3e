"""Commands and their answers go after a while where a group wants that: also after a restart, and nothing else does."""

from dataclasses import replace
from datetime import timedelta

from adapters.memory import MemoryStore
from bot.events import MessageSeen
from tests.telegram.house import ACT, SUGGEST, open_house

TIDY = replace(SUGGEST, tidy_after=timedelta(minutes=10))


async def test_commands_and_answers_go_after_a_while_also_after_a_restart(fake):
    group = fake.people.supergroup("Home", admin=True)
    ada = fake.people.join(group, "Ada")
    store = MemoryStore()
    async with open_house(fake, TIDY, store=store, brisk=False) as house:
        said = fake.say(group, ada, "Good morning to everybody")
        first = await house.told(group, ada, "/budget")
        given = first.reply_to
        await house.until(lambda: str(first.id) in house.all_notes().get(f"tidy:{group.id}", ""))
    fake.pass_time(minutes=9)
    async with open_house(fake, TIDY, store=store, brisk=False) as house:
        fake.say(group, ada, "hello")
        await house.hears(MessageSeen)
        assert [first.deleted, given.deleted] == [False, False]
        fake.pass_time(minutes=1)
        await house.until(lambda: first.deleted and given.deleted)
        assert not said.deleted
        await house.until(lambda: house.all_notes().get(f"tidy:{group.id}") == "[]")


async def test_a_page_in_use_stays_and_where_the_bot_may_not_delete_only_its_own_goes(fake):
    group = fake.people.supergroup("Home")
    owner = fake.people.owner(group)
    async with open_house(fake, TIDY, brisk=False) as house:
        await house.greeted(group)
        fake.pass_time(seconds=2)
        page = await house.told(group, owner, "/setup")
        fake.pass_time(minutes=9)
        await fake.answered(fake.press(page, "Act", owner))
        await house.until(lambda: "✓ Act" in [one["text"] for one in page.buttons])
        fake.pass_time(minutes=2)
        await house.until(lambda: fake.calls("deleteMessage"))  # its command: not ours, and we may not
        assert not page.deleted
        fake.pass_time(minutes=8)
        await house.until(lambda: page.deleted)
        assert not page.reply_to.deleted, "somebody's own message"
        assert len(fake.calls("deleteMessage")) == 2, "what may not be is tried once"


async def test_by_default_only_the_answer_before_goes(fake):
    group = fake.people.supergroup("Home", admin=True)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, ACT) as house:
        first = await house.told(group, ada, "/budget")
        second = await house.told(group, ada, "/enlist")
        await house.until(lambda: first.deleted)
        fake.pass_time(hours=40)
        fake.say(group, ada, "hello")
        await house.hears(MessageSeen)
        assert [second.deleted, second.reply_to.deleted] == [False, False]
        assert not [note for note in house.all_notes() if note.startswith("tidy")]


async def test_what_cannot_be_deleted_now_is_tried_again(fake):
    group = fake.people.supergroup("Home", admin=True)
    ada = fake.people.join(group, "Ada")
    async with open_house(fake, TIDY, brisk=False) as house:
        answer = await house.told(group, ada, "/budget")
        await house.until(lambda: str(answer.id) in house.all_notes().get(f"tidy:{group.id}", ""))
        fake.trouble.cut("deleteMessage")
        fake.pass_time(minutes=10)
        await house.until(lambda: len(fake.calls("deleteMessage")) == 2)
        await house.until(lambda: "[[" in house.all_notes()[f"tidy:{group.id}"] and answer.reply_to.deleted)
        fake.pass_time(minutes=1)
        await house.until(lambda: answer.deleted and house.all_notes()[f"tidy:{group.id}"] == "[]")
