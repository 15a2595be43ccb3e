"""The golden payloads are what goes over the wire, both ways, and what Discord's description allows."""

import json

import pytest

from tests.fakes.discord.spec import the_spec
from tests.wire.discord.events import events
from tests.wire.discord.record import stored, written
from tests.wire.discord.scenes import heard
from tests.wire.discord.sent import answered, rendered

GOLDEN = stored()
HEARD = {name: text for name, text in GOLDEN.items() if name.startswith("heard/")}
SCHEMAS = {
    "MESSAGE_CREATE": "MessageResponse",
    "MESSAGE_UPDATE": "MessageResponse",
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "CHANNEL_UPDATE": "GuildChannelResponse",
    "CHANNEL_DELETE": "GuildChannelResponse",
}


def same(folder, made):
    """Hold what is made now against what was recorded, file by file."""
    recorded = {name: text for name, text in GOLDEN.items() if name.startswith(f"{folder}/")}
    found = {f"{folder}/{name}.json": written(body) for name, body in made.items()}
    assert found.keys() == recorded.keys()
    for name, text in found.items():
        assert text == recorded[name], f"{name}: see README.md"


def test_the_fake_still_sends_what_was_recorded():
    assert len(HEARD) > 20
    same("heard", heard())


async def test_the_recorded_frames_are_still_understood():
    same("events", await events({name[6:-5]: json.loads(HEARD[name]) for name in order_of_play()}))
    assert sum(len(json.loads(text)) for name, text in GOLDEN.items() if name.startswith("events/")) > 20


def order_of_play():
    """A recorded scene may need what an earlier one left."""
    return [f"heard/{name}.json" for name in heard()]


def test_actions_are_still_rendered_so():
    same("sent", rendered())


async def test_commands_menus_and_presses_are_still_answered_so():
    same("answered", await answered())


@pytest.mark.parametrize("name", HEARD)
def test_each_is_what_discord_describes(name):
    frames = json.loads(HEARD[name])
    assert frames
    for frame in frames:
        if (schema := SCHEMAS.get(frame["t"])) is not None:
            assert the_spec().faults_of(schema, frame["d"]) == []
