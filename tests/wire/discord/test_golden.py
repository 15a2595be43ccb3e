"""The golden payloads are what the fake sends, and what Discord's description allows."""

import json

import pytest

from tests.fakes.discord.spec import the_spec
from tests.wire.discord.record import FOLDER, record, written

GOLDEN = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.json"))}
SCHEMAS = {
    "MESSAGE_CREATE": "MessageResponse",
    "MESSAGE_UPDATE": "MessageResponse",
    "THREAD_CREATE": "ThreadResponse",
    "THREAD_UPDATE": "ThreadResponse",
    "CHANNEL_CREATE": "GuildChannelResponse",
    "CHANNEL_UPDATE": "GuildChannelResponse",
    "CHANNEL_DELETE": "GuildChannelResponse",
}


def test_the_fake_still_sends_what_was_recorded():
    assert len(GOLDEN) > 20
    assert {name: written(frames) for name, frames in record().items()} == GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_each_is_what_discord_describes(name):
    frames = json.loads(GOLDEN[name])
    assert frames
    for frame in frames:
        if (schema := SCHEMAS.get(frame["t"])) is not None:
            assert the_spec().faults_of(schema, frame["d"]) == []
