"""Every story, on every store."""

import re
from pathlib import Path

import pytest
from script import read_story
from stage import HOME, Stage

from adapters.memory import MemoryStore
from adapters.sqlite import SqliteStore
from bot.model import Status

STORIES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_story(path, kind, tmp_path):
    story = read_story(path)
    store = MemoryStore() if kind == "memory" else await SqliteStore.open(tmp_path / "story.sqlite")
    try:
        stage = Stage(store, {"team_channel": "team"} | story.settings, story.steps[0].at)
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
    finally:
        if kind == "sqlite":
            await store.aclose()


async def expect(stage, text, where):
    """Hold one expectation against what came about."""
    if text.startswith("Twoway would"):
        assert stage.news[:1] == [text.removeprefix("Twoway ")] or stage.news[0].startswith("would"), where
        stage.news.pop(0)
    elif text.startswith("Twoway "):
        assert stage.news[:1] == [text.removeprefix("Twoway ")], where
        stage.news.pop(0)
    elif text.startswith("flagged: "):
        assert [stage.author_of(id) for id in stage.flagged] == text.removeprefix("flagged: ").split(", "), where
    elif text == "nothing is flagged":
        assert stage.flagged == [], where
    elif text.startswith("waiting: ") or text == "nothing waits":
        waiting = await stage.store.questions(HOME, [Status.OPEN, Status.ACKNOWLEDGED], 100)
        names = [question.name for question in waiting if question.probability * question.channel >= 0.5]
        assert names == (text.removeprefix("waiting: ").split(", ") if ":" in text else []), where
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
        found = await stage.store.questions(HOME, list(Status), 1000)
        mine = [question for question in found if question.name == name or question.id in stage.latest[name]]
        assert mine, f"{where}: {name} has no question"
        assert mine[-1].status == status, where
    else:
        raise AssertionError(f"{where}: not understood: {text}")


def test_there_are_stories():
    assert len(STORIES) >= 15
