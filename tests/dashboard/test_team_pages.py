"""Polls, openers, wishes of members, claims, waits: what the newer pages show, and what their buttons do."""

from dataclasses import replace
from datetime import timedelta

from adapters.memory import MemoryStore
from bot.actions import QuestionKept, SurveyKept
from bot.model import ChannelRef, DeckState, MemberRef, Role, Sieve, Status, SurveyState, Verdict
from bot.ports import Commit
from tests.dashboard.furnished import polls
from tests.dashboard.house import ELSEWHERE, GENERAL, HELP, HOME, OTHER, START, open_house
from tests.dashboard.test_pages import status_of


async def test_a_question_is_taken_on_and_given_back() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest, house.guest(Role.TEAM, name="Olga") as other:
        id = await house.waiting()
        assert len(await house.store.drafts(HOME, 5)) == 1
        form = {"question": id, "channel": "general"}
        _, page = await guest.press("/do/question", {"verb": "claim", **form})
        assert "yours for a day" in page
        assert "You took it on" in page
        assert await house.store.drafts(HOME, 5) == [], "nothing is drafted while somebody is at it"
        _, page = await other.get("/")
        assert "Mira took it on" in page
        assert "1 question waits" in page, "it stays in sight"
        _, page = await other.press("/do/question", {"verb": "claim", **form})
        assert "Somebody else took that one on" in page
        _, page = await guest.press("/do/question", {"verb": "release", **form})
        assert "It waits again" in page
        assert "took it on" not in page
        assert await status_of(house, id) is Status.OPEN
        assert len(await house.store.drafts(HOME, 5)) == 1


async def test_nothing_waits_is_not_everybody_was_heard() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        id = await house.waiting()
        kept = (await house.store.asked(HOME, START, house.clock.now() + timedelta(seconds=1)))[0]
        theirs = replace(kept, ref=replace(kept.ref, id="t"), team=True)
        put = replace(kept, ref=replace(kept.ref, id="p"), nudged_by="poll:p")
        await house.store.commit(Commit((QuestionKept(theirs), QuestionKept(put))))
        assert "1 question waits" in (await guest.get("/"))[1], f"{id}, and neither the team's nor what is a poll"
        draft = replace(polls(START)[0], key="poll:p", channel=kept.ref.channel, state=SurveyState.DRAFTED)
        await house.store.commit(Commit((SurveyKept(draft),)))
        assert "2 questions wait" in (await guest.get("/"))[1], "while the poll is a draft, nobody was asked"
        await house.store.commit(Commit((SurveyKept(replace(draft, state=SurveyState.OPEN)),)))
        over = replace(kept, status=Status.EXPIRED, closed_at=house.clock.now())
        await house.store.commit(Commit((QuestionKept(over),)))
        _, page = await guest.get("/")
        assert "Nothing waits" in page
        assert "1 question of the last 30 days found no answer." in page
        more = [QuestionKept(replace(over, ref=replace(over.ref, id=f"o{n}"))) for n in range(1001)]
        await house.store.commit(Commit(tuple(more)))
        assert "1,002 questions of the last 30 days found no answer." in (await guest.get("/"))[1]


async def test_what_nobody_finished_comes_back_by_itself() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        id = await house.waiting()
        await guest.press("/do/question", {"verb": "claim", "question": id, "channel": "general"})
        house.clock.advance_to(house.clock.now() + timedelta(hours=11))
        await house.rest()
        assert await house.store.drafts(HOME, 5) == []
        await house.let_pass(800, 60)
        assert len(await house.store.drafts(HOME, 5)) == 1
    async with open_house(house.store, start=house.clock.now()) as house, house.guest(Role.TEAM) as guest:
        _, page = await guest.get("/")
        assert "You took it on" not in page


async def test_polls_stand_by_what_is_to_be_done() -> None:
    store = MemoryStore()
    await store.commit(Commit(tuple(map(SurveyKept, polls(START)))))
    async with open_house(store) as house, house.guest(Role.TEAM) as guest:
        await house.say("Ada", "hello", HELP)
        _, page = await guest.get("/polls")
        assert "1 poll waits for your word" in page
        assert page.index("What will you do?") < page.index("Open now") < page.index("Over")
        assert "25 votes" in page
        assert "Moss it is" in page
        assert "open until" in page
        _, page = await guest.get("/")
        assert "1 poll waits for your word." in page
        form = {"verb": "tell", "poll": "poll:awaited", "channel": "general", "text": "Moss, in March."}
        await guest.press("/do/poll", form, "/polls")
        await house.rest()
        told = next(one for one in (await house.store.view(GENERAL)).surveys if one.key == "poll:awaited")
        assert (told.state, told.outcome) == (SurveyState.DONE, "Moss, in March.")
        _, page = await guest.press("/do/poll", {"verb": "ask", "channel": "help", "text": "Tea?\nyes\nno"}, "/polls")
        assert "The draft is in the team" in page
        assert "Tea?" in page
        for nonsense in ({"verb": "ask", "channel": "nowhere", "text": "x"}, {"verb": "shout", "channel": "help"}):
            _, page = await guest.press("/do/poll", nonsense, "/polls")
            assert "nothing was done" in page


async def test_wishes_are_told_without_names_and_carried_out_by_hand() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        await house.say("Ada", "my name is Ada and I like tea")
        await house.say("Ada", "elsewhere, too", ELSEWHERE)
        _, page = await guest.press("/do/lookup", {"who": "ada"}, "/privacy")
        assert "Forget this member" in page
        assert "like tea" not in page, "no more than it takes"
        for less in ({"member": "id-of-Ada"}, {"sure": "yes"}):
            _, page = await guest.press("/do/forget", less, "/privacy")
            assert "nothing was done" in page
        _, page = await guest.press("/do/forget", {"member": "id-of-Ada", "sure": "yes"}, "/privacy")
        assert "Nothing of theirs is kept" in page
        assert "Mira did it." in page
        assert all(not rows for rows in (await house.store.belongings(MemberRef(HOME, "id-of-Ada"))).values())
        assert (await house.store.belongings(MemberRef(OTHER, "id-of-Ada")))["lines"], "of this community alone"
        _, page = await guest.press("/do/lookup", {"who": "Ada"}, "/privacy")
        assert "Nobody here writes under that name" in page
        entries = await house.store.entries(HOME, Sieve((Verdict.PRIVACY,)), 9)
        assert [entry.subject for entry in entries] == ["forget:hand"]
        assert "Ada" not in str(entries)
        _, page = await guest.get("/ledger?show=hand")
        wish = page.partition("A member")[2].partition("</p>")[0]
        assert wish
        assert " in " not in wish, "not even where"


async def test_a_viewer_cannot_look_people_up() -> None:
    async with open_house() as house, house.guest(Role.VIEWER) as guest:
        await house.say("Ada", "hello")
        for path in ("/privacy", "/privacy?who=Ada"):
            _, page = await guest.get(path)
            assert "id-of-Ada" not in page
            assert 'name="who"' not in page


async def test_openers_are_written_seen_before_and_withdrawn() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        _, page = await guest.get("/prompts?text=Who+tried+%24subject+*today*%3F&occasion=announcement")
        assert page.count('class="post"') == 2
        assert "Who tried Which colour comes next? *today*?" in page
        _, page = await guest.get("/prompts?text=%24nonsense+%3Cscript%3E&occasion=date")
        assert "$nonsense is not known" in page
        assert "<script>" not in page.replace('<script src="/static/', "")
        form = {
            "text": "What did you learn this week?",
            "occasion": "date",
            "purpose": "experience",
            "voice": "playful",
        }
        _, page = await guest.press("/do/opener", form, "/prompts")
        assert "What did you learn this week?" in page
        (row,) = (await house.store.community(HOME)).deck.values()
        assert (row.state, row.opener.texts[0][1]) == (DeckState.KEPT, form["text"])
        _, page = await guest.press("/do/opener", {"verb": "withdraw", "id": row.id}, "/prompts")
        assert "Not used here" in page
        _, page = await guest.press("/do/opener", {"verb": "restore", "id": row.id}, "/prompts")
        assert "Not used here" not in page
        assert row.id not in (await house.store.community(OTHER)).deck


async def test_behind_a_figure_stand_the_words_of_every_channel_however_much_was_said_since() -> None:
    async with open_house() as house, house.guest() as guest:
        for number in range(12):
            place = ChannelRef(HOME, f"room{number:02}")
            first = await house.say("Ada", f"My thought number {number}", place)
            await house.say("Bo", f"I see it as {number} too", place, reply_to=first)
        await house.rest()
        _, page = await guest.get("/index/counted?week=2026-11-16&part=mesh")
        assert (page.count("I see it as"), "no longer kept" in page) == (12, False)


async def test_waits_are_told_by_channel_kind_and_hour_and_lead_to_what_they_counted() -> None:
    async with open_house() as house, house.guest() as guest:
        for number in range(12):
            await house.waiting("Ada", f"Does lid number {number} fit?", HELP)
        await house.let_pass(20, 10)
        _, page = await guest.get("/waits")
        assert 'class="line response" d="M' in page
        assert "See the 12 cases" in page
        _, page = await guest.get("/waits?channel=help")
        assert "See the 12 cases" in page
        _, page = await guest.get("/waits?channel=general")
        assert "0 cases" in page
        _, page = await guest.get("/index/counted?part=waits&channel=help&hours=84-90")  # Thursday, noon to six
        assert "0 of 12" in page
        assert "none in" in page
        _, page = await guest.get("/index/counted?part=waits&hours=0-6")
        assert "Nothing was counted" in page
        for nonsense in ("need=%3Cx%3E", "hours=9-1", "hours=x", "channel=%00", "hours=999-9999999"):
            assert (await guest.get(f"/waits?{nonsense}"))[0] == 200


async def test_a_new_community_sees_a_sample_until_its_first_word() -> None:
    async with open_house() as house, house.guest() as guest, house.guest(Role.VIEWER, OTHER) as other:
        for path in ("/", "/questions", "/polls", "/index", "/waits", "/ledger"):
            _, page = await guest.get(path)
            assert "made-up people" in page, path
            assert page.count('method="post"') == 1, "only the door out"
        _, page = await guest.get("/?sample=no")
        assert "Nothing waits" in page
        _, page = await guest.get("/questions")
        assert "made-up" not in page, "chosen once"
        _, page = await guest.get("/?sample=yes")
        assert "2 questions wait" in page
        await house.say("Ada", "hello")
        for path in ("/", "/questions", "/polls", "/index", "/waits", "/ledger"):
            _, page = await guest.get(path)
            assert "made-up" not in page, path
            assert "Tomás" not in page
        _, page = await other.get("/")
        assert "made-up" in page


async def test_of_many_that_wait_every_one_is_counted() -> None:
    async with open_house() as house, house.guest(Role.TEAM) as guest:
        await house.waiting()
        now = house.clock.now()
        kept = (await house.store.asked(HOME, START, now + timedelta(seconds=1)))[0]

        def many(letter: str, count: int, **so: object) -> tuple[QuestionKept, ...]:
            return tuple(
                QuestionKept(replace(kept, ref=replace(kept.ref, id=f"{letter}{n}"), **so)) for n in range(count)
            )

        off = many("s", 510, snoozed_until=now + timedelta(days=1))
        await house.store.commit(Commit((*off, *many("w", 1233), *many("t", 501, status=Status.ENGAGED))))
        _, page = await guest.get("/")
        for told in (
            "1,234 questions wait",
            "1,214 more wait.",
            "510 questions are put off",
            "501 questions are being talked",
        ):
            assert told in page
