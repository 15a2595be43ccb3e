"""A whole Twoway behind a real socket: what one person does, all pages see; nothing shown is lost."""

import asyncio
import json
from datetime import timedelta

import pytest

from adapters.clock import ManualClock
from adapters.playground.player import SAMPLE, Player, SampleLine, sample_of
from adapters.playground.stage import knobs_of
from bot.model import KNOBS, CommunityRef, Policy, Status, set_knob
from bot.ports import Unavailable
from tests.playground.house import COMMUNITY, PHRASES, START, open_house


def last(frames: list[dict], **wanted: object) -> dict:
    """Return the latest frame with these values."""
    return [frame for frame in frames if all(frame.get(key) == value for key, value in wanted.items())][-1]


async def test_what_one_page_does_all_pages_see() -> None:
    async with open_house() as house, house.page() as page, house.page("de") as other:
        asked = await page.write("ada", "Does the lid fit?")
        reply = await page.write("ben", "it does", reply_to=asked)
        here = {"channel": "general"}
        assert (await page.ask("edit", **here, member="ben", message=reply, text="it does!"))["kind"] == "done"
        await page.ask("react", **here, member="ada", message=reply, emoji="👍")
        poll = await page.write("chen", "/poll Lid? | Yes | No")
        await page.ask("vote", **here, member="ada", message=poll, options=["1"])
        await page.ask("vote", **here, member="ben", message=poll, options=["1"])
        await page.ask("vote", **here, member="ben", message=poll, options=[])
        await page.ask("delete", **here, member="mira", message=asked)
        await other.until(lambda frame: frame["kind"] == "gone" and frame["id"] == asked)
        seen = last(other.got, kind="message", id=reply)
        assert (seen["text"], seen["edited"], seen["reply_to"]) == ("it does!", True, asked)
        assert seen["reactions"] == {"👍": ["ada"]}
        votes = last(other.got, kind="message", id=poll)["poll"]
        assert [option["votes"] for option in votes["options"]] == [1, 0]
        assert votes["mine"] == {"ada": ["1"]}


async def test_each_line_comes_with_what_was_made_of_it() -> None:
    async with open_house() as house, house.page() as page:
        asked = await page.write("ada", "Does anybody know how to clean the burrs?", "support")
        await house.rest()
        await page.ask("join", name="Zoë")
        reading = last(page.got, kind="reading", message=asked)
        assert reading["question"] > 0.5
        assert reading["because"]
        question = last(page.got, kind="question", id=asked)
        assert (question["status"], question["channel"], question["public"]) == ("open", "support", True)


async def test_a_question_waits_is_drafted_posted_and_answered() -> None:
    async with open_house() as house, house.page() as page:
        asked = await page.write("ada", "Does anybody know how to clean the burrs?")
        await house.let_pass(31)
        draft = await page.have(lambda frame: frame["kind"] == "draft")
        assert draft["questions"] == [asked]
        assert "Does anybody know how to clean the burrs?" in draft["text"]
        assert any("30 min" in cue["text"] for cue in draft["because"])
        card = await page.have(lambda frame: frame["kind"] == "message" and frame["bot"] and frame["buttons"])
        assert card["channel"] == "team"
        assert [button["value"].partition(":")[0] for button in card["buttons"]] == [
            button["value"].partition(":")[0] for button in draft["buttons"]
        ]
        edit = next(button for button in card["buttons"] if button["asks"])
        assert edit["prefill"] == draft["text"]
        await page.ask("press", channel="team", member="mira", value=edit["value"], text="Who knows this one?")
        post = await page.have(
            lambda frame: frame["kind"] == "message" and frame["channel"] == "general" and frame["bot"]
        )
        assert (post["text"], post["reply_to"]) == ("Who knows this one?", asked)
        changed = await page.have(
            lambda frame: frame["kind"] == "message" and frame["id"] == card["id"] and frame["edited"]
        )
        assert changed["buttons"] == []
        assert last(page.got, kind="draft", id=draft["id"])["state"] == "posted"
        assert {entry["verdict"] for entry in page.of("entry")} >= {"flagged", "drafted", "posted"}


@pytest.mark.parametrize(
    ("verb", "status"), [("answered", Status.ANSWERED), ("not_question", Status.DISMISSED), ("snooze", Status.OPEN)]
)
async def test_one_tap_corrects_and_another_undoes(verb: str, status: Status) -> None:
    async with open_house() as house, house.page() as page:
        asked = await page.write("ada", "Does anybody know how to clean the burrs?")
        await page.ask("correct", channel="general", member="ben", verb=verb, subject=asked)
        await house.rest()
        await page.ask("join", name="Ada")
        question = last(page.got, kind="question", id=asked)
        assert question["status"] == status
        assert (question["snoozed"] is not None) == (verb == "snooze")
        if verb != "snooze":
            await page.ask("correct", channel="general", member="ben", verb="reopen", subject=asked)
            await page.ask("join", name="Ada")
            assert last(page.got, kind="question", id=asked)["status"] == "open"


async def test_a_passed_over_line_can_be_marked_as_waiting() -> None:
    async with open_house() as house, house.page() as page:
        said = await page.write("ada", "lovely weather today")
        await page.ask("correct", channel="general", member="ada", verb="needs_answer", subject=said)
        question = await page.have(lambda frame: frame["kind"] == "question" and frame["id"] == said)
        assert question["flagged"]


async def test_knobs_are_turned_and_wrong_ones_answered() -> None:
    async with open_house() as house, house.page() as page:
        await page.ask("set", channel="general", member="ada", knob="mode.nudge", value="act")
        await page.have(lambda frame: frame["kind"] == "knob" and frame["value"] == "act")
        await page.ask("set", channel="general", member="ada", knob="patience", value="soonish")
        notice = await page.have(lambda frame: frame["kind"] == "notice" and "soonish" in frame["text"])
        assert notice["member"] == "mira"
        async with house.page() as other:
            assert last(other.first, kind="knob", knob="mode.nudge")["value"] == "act"


def test_knobs_read_back_as_the_same_policy() -> None:
    for policy in (Policy(), Policy(quiet_hours=None, team_channel="team")):
        again = Policy()
        for knob, value in knobs_of(policy).items():
            assert knob in KNOBS
            again = set_knob(again, knob, value)
        assert again == policy


async def test_a_restart_loses_nothing() -> None:
    async with open_house() as house:
        async with house.page() as page:
            await page.ask("join", name="Zoë <b>", team=False)
            zoe = last(page.got, kind="member", name="Zoë <b>")["id"]
            gone = await page.write("ben", "oops")
            await page.ask("delete", channel="general", member="ben", message=gone)
            poll = await page.write("chen", "/poll Tea? | Yes | No")
            asked = await page.write(zoe, "Does anybody know how to clean the burrs?")
            await page.ask("vote", channel="general", member="ada", message=poll, options=["2"])
            await page.ask("vote", channel="general", member="ben", message=poll, options=["1"])
            await page.ask("vote", channel="general", member="ben", message=poll, options=[])
            await page.ask("react", channel="general", member="ben", message=asked, emoji="👍")
            await page.ask("react", channel="general", member="ada", message=asked, emoji="👍")
            await page.ask("set", channel="general", member="mira", knob="patience", value="20m")
            await house.let_pass(31)
        async with house.page() as page:
            before = page.first
        store, now = house.store, house.clock.now()
    async with open_house(store, now) as house, house.page() as page:
        for kind in ("message", "reading", "question", "draft", "entry", "knob", "member"):
            told = [[frame for frame in frames if frame["kind"] == kind] for frames in (before, page.first)]
            for frame in (one for frames in told for one in frames):
                frame.pop("edited", None)
                # Who reacted is kept, not who was first.
                frame["reactions"] = {emoji: sorted(who) for emoji, who in frame.get("reactions", {}).items()}
            assert sorted(map(json.dumps, told[0])) == sorted(map(json.dumps, told[1])), kind
        assert last(page.first, kind="message", id=asked)["name"] == "Zoë <b>"
        assert sorted(last(page.first, kind="message", id=asked)["reactions"]["👍"]) == ["ada", "ben"]
        votes = last(page.first, kind="message", id=poll)["poll"]
        assert [option["votes"] for option in votes["options"]] == [0, 1]
        assert votes["mine"] == {"ada": ["2"]}
        assert not [frame for frame in page.first if frame.get("id") == gone]
        post = last(page.first, kind="draft")["buttons"][0]
        await page.ask("press", channel="team", member="mira", value=post["value"])
        await page.have(lambda frame: frame["kind"] == "message" and frame["channel"] == "general" and frame["bot"])


async def test_what_cannot_be_saved_is_not_shown_and_can_be_sent_again_once() -> None:
    async with open_house() as house, house.page() as page:
        house.log.full = True
        words = {"channel": "general", "member": "ada", "text": "hello", "id": "page-0001"}
        answer = await page.ask("write", **words)
        assert (answer["kind"], answer["why"]) == ("unavailable", "the disk is full")
        assert not page.of("message")
        house.log.full = False
        for _ in range(2):
            assert (await page.ask("write", **words))["kind"] == "done"
        async with house.page() as other:
            assert [frame["id"] for frame in other.first if frame["kind"] == "message"] == ["page-0001"]


async def test_only_the_playgrounds_own_talk_is_shown() -> None:
    async with open_house() as house:
        assert house.playground.platform.limits.keeps_history
        assert CommunityRef("playground", "playground") == COMMUNITY


async def test_a_run_of_which_no_line_was_said_is_still_that_run() -> None:
    said, told = [], []

    async def say(line: SampleLine, run: int) -> None:
        told.append(run)
        if len(told) == 1:
            raise Unavailable("the store is away")
        said.append(line.id)

    clock = ManualClock(START)
    player = Player(sample_of(SAMPLE), clock, say, lambda trouble: None)
    player.play()
    await player.pause()  # before its first line
    assert told == []
    for again in (False, True):
        assert (player.state()["again"], clock.now()) == (False, START), again
        player.play()
        for _ in range(99):
            await asyncio.sleep(0)
        await player.pause()
    assert (set(told), said[0], player.state()["line"] > 0, clock.now()) == ({1}, "j01", True, START)


async def test_the_sample_plays_by_the_clock_holds_and_starts_over() -> None:
    lines = sample_of(SAMPLE)
    assert 60 <= len(lines) <= 80
    assert lines[-1].after.total_seconds() / 3600 == pytest.approx(3, abs=0.2)
    async with open_house() as house, house.page() as page:
        await page.ask("play")
        assert house.clock.rate == 600
        await house.let_pass(15)
        await page.ask("speed", rate="60")
        assert house.clock.rate == 60
        await page.ask("pause")
        assert house.clock.rate == 1
        said = last(page.got, kind="player")["line"]
        assert 0 < said < len(lines)
        await house.let_pass(60)
        assert (await page.ask("speed", rate="7"))["kind"] == "refused"
        await page.ask("play")
        await house.let_pass(230)
        await page.have(
            lambda frame: frame["kind"] == "player" and not frame["playing"] and frame["line"] == len(lines)
        )
        assert house.clock.rate == 1
        texts = {frame["text"] for frame in page.of("message") if not frame["bot"]}
        assert texts == {line.text for line in lines}
        assert last(page.got, kind="player")["again"]
        ended = house.clock.now()
        await page.ask("play")
        await house.let_pass(2)
        assert last(page.got, kind="player")["playing"]
        assert timedelta(days=2) < house.clock.now() - ended < timedelta(days=4)
        await house.let_pass(60)
        await page.ask("pause")
        assert [one["id"] for one in page.of("question") if "-s2-" in one["id"]], "the same words ask anew"
    async with open_house(house.store, start=house.clock.now()) as house, house.page() as page:
        again = last(page.first, kind="player")
        assert (again["line"], again["again"]) == (0, True), "a restart knows that it was played"


async def test_the_sample_stops_aloud_when_nothing_can_be_saved() -> None:
    async with open_house() as house, house.page() as page:
        house.log.full = True
        await page.ask("play")
        assert (await page.have(lambda frame: frame["kind"] == "trouble"))["why"] == "the disk is full"
        assert house.clock.rate == 1


def test_both_languages_have_the_same_words() -> None:
    english, german = (
        {name: forms for name, forms in PHRASES.texts[language].items() if name.startswith("playground.")}
        for language in ("en", "de")
    )
    assert len(english) > 80
    assert {name: set(forms) for name, forms in english.items()} == {name: set(forms) for name, forms in german.items()}
    for name, forms in english.items():
        for form, text in forms.items():
            slots = {word.strip(".,:;!?”“„)(×’ ") for word in text.split() if "$" in word}
            assert len(slots) == sum("$" in word for word in german[name][form].split()), name
