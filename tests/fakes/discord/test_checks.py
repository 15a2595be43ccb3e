"""The fake refuses what the real Discord refuses: wrong requests planted with a bare HTTP client."""

import json
import os
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.discord.distil import FIXTURE, distil
from tests.fakes.discord.interactions import COMMAND
from tests.fakes.discord.server import FakeDiscord

BUTTON = {"type": 2, "style": 1, "label": "b", "custom_id": "b"}
ANSWER = {"poll_media": {"text": "a"}}


def row(*parts):
    return {"type": 1, "components": list(parts)}


def buttons(count):
    return [BUTTON | {"custom_id": str(number)} for number in range(count)]


def poll(**changed):
    return {"poll": {"question": {"text": "q"}, "answers": [ANSWER], "duration": 24} | changed}


WRONG = {
    "too long": {"content": "x" * 2001},
    "empty": {"content": ""},
    "only blanks": {"content": "  \n "},
    "nothing": {},
    "content is a number": {"content": 5},
    "unknown key": {"content": "x", "contents": "y"},
    "unknown key further down": {"content": "x", "allowed_mentions": {"parse": [], "pars": []}},
    "unknown key in a button": {"content": "x", "components": [row(BUTTON | {"lable": "b"})]},
    "nonce too long": {"content": "x", "nonce": "n" * 26},
    "mentions said twice": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    "mention kind unknown": {"content": "x", "allowed_mentions": {"parse": ["all"]}},
    "id is a word": {"content": "x", "message_reference": {"message_id": "last"}},
    "eleven embeds": {"embeds": [{"title": "t"}] * 11},
    "embed too large": {"embeds": [{"description": "d" * 4000}, {"description": "d" * 4000}]},
    "poll answer too long": poll(answers=[{"poll_media": {"text": "x" * 56}}]),
    "poll answer without words": poll(answers=[{"poll_media": {"text": ""}}]),
    "poll question too long": poll(question={"text": "x" * 301}),
    "poll without question": poll(question={"text": None}),
    "poll without answers": poll(answers=[]),
    "poll of eleven answers": poll(answers=[ANSWER] * 11),
    "poll of no time": poll(duration=0),
    "poll of 769 hours": poll(duration=769),
    "poll of half an hour": poll(duration=0.5),
    "six buttons a row": {"content": "x", "components": [row(*buttons(6))]},
    "six rows": {"content": "x", "components": [row(BUTTON | {"custom_id": str(n)}) for n in range(6)]},
    "a row of nothing": {"content": "x", "components": [row()]},
    "no row": {"content": "x", "components": [BUTTON]},
    "custom id too long": {"content": "x", "components": [row(BUTTON | {"custom_id": "x" * 101})]},
    "custom id twice": {"content": "x", "components": [row(BUTTON, BUTTON)]},
    "custom id missing": {"content": "x", "components": [row({"type": 2, "style": 1, "label": "b"})]},
    "label missing": {"content": "x", "components": [row({"type": 2, "style": 1, "custom_id": "b"})]},
    "label too long": {"content": "x", "components": [row(BUTTON | {"label": "x" * 81})]},
    "link with custom id": {"content": "x", "components": [row({"type": 2, "style": 5, "label": "b", "custom_id": "b"})]},
    "menu without options": {"content": "x", "components": [row({"type": 3, "custom_id": "m", "options": []})]},
    "new layout with content": {"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]},
}  # fmt: skip
RIGHT = {
    "full length": {"content": "x" * 2000},
    "id as a number": {"content": "x", "allowed_mentions": {"users": [1], "parse": []}},
    "id as a string": {"content": "x", "allowed_mentions": {"users": ["1"], "parse": []}},
    "poll at its limits": poll(question={"text": "q" * 300}, answers=[{"poll_media": {"text": "a" * 55}}] * 10, duration=768),
    "five rows of five": {"content": "x", "components": [row(*[BUTTON | {"custom_id": f"{r}:{c}"} for c in range(5)]) for r in range(5)]},
    "new layout": {"flags": 1 << 15, "components": [{"type": 10, "content": "words"}]},
    "nulls": {"content": "x", "embeds": None, "components": None, "poll": None, "nonce": None},
}  # fmt: skip
COMMANDS = {
    "capitals": [{"name": "Ask", "description": "d"}],
    "no description": [{"name": "ask"}],
    "description too long": [{"name": "ask", "description": "d" * 101}],
    "name too long": [{"name": "a" * 33, "description": "d"}],
    "twins": [{"name": "ask", "description": "d"}] * 2,
    "optional first": [{"name": "ask", "description": "d", "options": [
        {"type": 3, "name": "a", "description": "d"}, {"type": 3, "name": "b", "description": "d", "required": True}]}],
    "menu with description": [{"name": "Why this?", "type": 3, "description": "d"}],
    "26 choices": [{"name": "ask", "description": "d", "options": [{"type": 3, "name": "a", "description": "d",
        "choices": [{"name": str(n), "value": str(n)} for n in range(26)]}]}],
    "unknown key": [{"name": "ask", "description": "d", "permission": "1"}],
}  # fmt: skip
ANSWERS = {
    "no type": {},
    "unknown type": {"type": 77},
    "autocomplete for a command": {"type": 8, "data": {"choices": []}},
    "update without message": {"type": 7, "data": {"content": "x"}},
    "empty": {"type": 4, "data": {"content": ""}},
    "too long": {"type": 4, "data": {"content": "x" * 2001}},
    "modal title too long": {"type": 9, "data": {"custom_id": "m", "title": "t" * 46, "components": [
        {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "a", "style": 1}}]}},
    "modal of nothing": {"type": 9, "data": {"custom_id": "m", "title": "t", "components": []}},
    "modal with a button": {"type": 9, "data": {"custom_id": "m", "title": "t", "components": [row(BUTTON)]}},
    "unknown key": {"type": 4, "data": {"content": "x", "ephemeral": True}},
}  # fmt: skip


@pytest.fixture
async def bare():
    """A fake, a channel, and a client that sends whatever it is told; violations are expected here."""
    async with FakeDiscord().open() as fake:
        guild = fake.people.guild()
        channel = fake.people.channel(guild, "general")
        async with aiohttp.ClientSession(headers={"Authorization": f"Bot {fake.token}"}) as client:
            yield fake, channel, client


async def sent(fake, client, method, path, **what):
    async with client.request(method, fake.api + path, **what) as response:
        return response.status, await response.json() if response.status != 204 else None


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
async def test_wrong_messages_are_violations(bare, body):
    fake, channel, client = bare
    status, answer = await sent(fake, client, "POST", f"/channels/{channel.id}/messages", json=body)
    assert len(fake.violations) == 1
    if "unknown key" not in fake.violations[0]:
        assert (status, channel.last) == (400, None)
        assert answer["code"] in (50006, 50035)


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
async def test_right_messages_are_none(bare, body):
    fake, channel, client = bare
    assert (await sent(fake, client, "POST", f"/channels/{channel.id}/messages", json=body))[0] == 200
    assert fake.violations == []


@pytest.mark.parametrize("body", COMMANDS.values(), ids=COMMANDS)
async def test_wrong_commands_are_violations(bare, body):
    fake, _, client = bare
    await sent(fake, client, "PUT", f"/applications/{fake.application_id}/commands", json=body)
    assert len(fake.violations) == 1


@pytest.mark.parametrize("body", ANSWERS.values(), ids=ANSWERS)
async def test_wrong_answers_to_interactions_are_violations(bare, body):
    fake, channel, client = bare
    ada = fake.people.member(channel.guild, "Ada")
    one = fake.interactions.start(COMMAND, ada, channel, {"id": "1", "name": "x", "type": 1})
    await sent(fake, client, "POST", f"/interactions/{one.id}/{one.token}/callback", json=body)
    assert len(fake.violations) == 1


async def test_unknown_calls_bad_queries_and_strangers_are_refused(bare):
    fake, channel, client = bare
    assert (await sent(fake, client, "GET", "/nowhere"))[0] == 404
    assert (await sent(fake, client, "GET", f"/channels/{channel.id}/messages?limit=101"))[0] == 200
    assert (await sent(fake, client, "GET", f"/channels/{channel.id}/messages?since=1"))[0] == 200
    assert (await sent(fake, client, "GET", f"/guilds/{channel.guild.id}/audit-logs"))[0] == 404
    assert len(fake.violations) == 4
    fake.violations.clear()
    headers = {"Authorization": "Bot somebody.else"}
    assert (await sent(fake, client, "GET", "/users/@me", headers=headers))[0] == 401
    assert fake.violations == []


async def test_the_fakes_own_answers_are_checked(bare):
    fake, channel, client = bare
    channel.say(fake.people.member(channel.guild, "Ada"), "hello").at = channel.guild.members[fake.bot.id].joined_at
    channel.last.embeds = [{"type": 5}]
    await sent(fake, client, "GET", f"/channels/{channel.id}/messages")
    assert "own answer" in fake.violations[0]


@pytest.mark.shared
def test_the_fixture_is_distilled_from_the_official_description():
    place = os.environ.get("DISCORD_OPENAPI") or Path(__file__).parents[4] / "shared/specs/discord-openapi.json"
    if not Path(place).exists():
        pytest.skip("the official description is not here: put it in ../shared/specs or name it in DISCORD_OPENAPI")
    assert distil(json.loads(Path(place).read_text(encoding="utf-8"))) == FIXTURE.read_bytes()
