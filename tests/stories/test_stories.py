"""Every story: on paper with every store, and over the wire of every platform."""

import re
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import telegram_stage
from discord_stage import CANNOT, open_stage
from script import read_story
from stage import Stage

from adapters.clock import ManualClock
from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.model import Status
from tests.fakes.discord.server import open_discord
from tests.fakes.telegram.server import open_telegram

TO_THE_TEAM = re.compile(r"=> Twoway (tells the team|changes its card)")
STORIES = sorted(Path(__file__).parent.glob("*.txt"))
IN_DISCORD = [path for path in STORIES if path.stem not in CANNOT]
IN_TELEGRAM = [path for path in STORIES if not telegram_stage.cannot(read_story(path))]
NAMED = {"ids": lambda path: path.stem}


@asynccontextmanager
async def open_memory(settings, begin, folder):
    """On paper, kept in memory."""
    yield Stage(MemoryStore(), settings, begin)


@asynccontextmanager
async def open_sqlite(settings, begin, folder):
    """On paper, kept in a file."""
    store = await SqliteStore.open(folder / "story.sqlite")
    try:
        yield Stage(store, settings, begin)
    finally:
        await store.aclose()


@asynccontextmanager
async def open_in_discord(settings, begin, folder):
    """In the fake Discord, over the real wire."""
    async with open_discord(ManualClock(begin)) as fake, open_stage(MemoryStore(), settings, fake) as stage:
        yield stage


@asynccontextmanager
async def open_in_telegram(settings, begin, folder):
    """In the fake Telegram, over the real wire."""
    async with (
        open_telegram(ManualClock(begin)) as fake,
        telegram_stage.open_stage(MemoryStore(), settings, fake) as stage,
    ):
        yield stage


@pytest.mark.parametrize("opened", [open_memory, open_sqlite], ids=["memory", "sqlite"])
@pytest.mark.parametrize("path", STORIES, **NAMED)
async def test_story(path, opened, tmp_path):
    await play(path, opened, tmp_path)


@pytest.mark.parametrize("path", IN_DISCORD, **NAMED)
async def test_story_in_discord(path, tmp_path):
    await play(path, open_in_discord, tmp_path)


@pytest.mark.parametrize("path", IN_TELEGRAM, **NAMED)
async def test_story_in_telegram(path, tmp_path):
    await play(path, open_in_telegram, tmp_path)


async def play(path, opened, folder):
    """Play a story on a stage."""
    story = read_story(path)
    async with opened({"team_channel": "team"} | story.settings, story.steps[0].at, folder) as stage:
        await stage.name_channels()
        for step in story.steps:
            where = f"{path.name}:{step.number}"
            if step.text.startswith("=> gap since"):
                await stage.do(step.at, step.text.removeprefix("=> "))
            elif step.text.startswith("=>"):
                await stage.until(step.at)
                await expect(stage, step.text.removeprefix("=>").strip(), where)
            else:
                await stage.do(step.at, step.text)
        assert stage.news == [], f"{path.name}: Twoway also did this, which the story does not tell"
        if any(TO_THE_TEAM.match(step.text) for step in story.steps):
            assert stage.team_news == [], f"{path.name}: the team was also told this, which the story does not tell"


async def expect(stage, text, where):
    """Hold one expectation against what came about."""
    if text.startswith("Twoway would"):
        assert stage.news[:1] == [text.removeprefix("Twoway ")] or stage.news[0].startswith("would"), where
        stage.news.pop(0)
    elif TO_THE_TEAM.match(f"=> {text}"):
        assert stage.team_news[:1] == [text.removeprefix("Twoway ")], where
        stage.team_news.pop(0)
    elif text.startswith("Twoway "):
        assert stage.news[:1] == [text.removeprefix("Twoway ")], where
        stage.news.pop(0)
    elif text.startswith("flagged: "):
        assert [stage.author_of(id) for id in stage.flagged] == text.removeprefix("flagged: ").split(", "), where
    elif text == "nothing is flagged":
        assert stage.flagged == [], where
    elif text.startswith("waiting: ") or text == "nothing waits":
        waiting = await stage.store.questions(stage.home, [Status.OPEN, Status.ACKNOWLEDGED], 100)
        names = [question.name for question in waiting if question.probability * question.channel >= 0.5]
        assert names == (text.removeprefix("waiting: ").split(", ") if ":" in text else []), where
    elif text.startswith("polls: "):
        kept = (await stage.store.view(stage.general)).surveys
        assert sorted(survey.state for survey in kept) == sorted(text.removeprefix("polls: ").split(", ")), where
    elif text.startswith("because: "):
        assert text.removeprefix("because: ") in stage.because(), where
    elif found := re.fullmatch(r"nothing of (\S+)'s is kept", text):
        told = await stage.kept()
        assert [words for words in stage.written[found[1]] if words in told] == [], where
    elif found := re.fullmatch(r"(\S+)'s words are kept", text):
        told = await stage.kept()
        assert [words for words in stage.written[found[1]] if words not in told] == [], where
    elif "'s question is " in text:
        name, _, status = text.partition("'s question is ")
        found = await stage.store.questions(stage.home, list(Status), 1000)
        mine = [question for question in found if question.name == name or question.id in stage.latest[name]]
        assert mine, f"{where}: {name} has no question"
        assert mine[-1].status == status, where
    else:
        raise AssertionError(f"{where}: not understood: {text}")


def test_there_are_stories():
    assert len(STORIES) >= 15


def test_nearly_all_stories_are_told_in_discord():
    assert CANNOT.keys() <= {path.stem for path in STORIES}
    assert all(CANNOT.values())
    assert len(IN_DISCORD) == len(STORIES) - len(CANNOT) >= 40


def test_most_stories_are_told_in_telegram():
    assert len(IN_TELEGRAM) >= 50
