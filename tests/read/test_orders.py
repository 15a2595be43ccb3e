"""The stop word: a line that is nothing else, in every language."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

import bot.read.orders
from bot.model import PLURALS
from bot.read.orders import Order, order_in

HOURS = timedelta(hours=2)
LISTED = tomllib.loads(Path(bot.read.orders.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("group", ["pause", "resume"])
def test_every_language_has_its_words_and_each_is_understood(group):
    assert LISTED[group].keys() == PLURALS.keys()
    for listed in LISTED[group].values():
        for word in listed.split("|"):
            assert order_in(f"Twoway, {word.strip().upper()}!") == Order(group == "pause"), word


@pytest.mark.parametrize(
    "text", ["twoway pause 2h", "@Twoway  pause  2h.", "/twoway pausa 2h", "twoway: 暂停 2h", "TWOWAY रुको 2h"]
)
def test_a_pause_may_say_how_long(text):
    assert order_in(text) == Order(True, HOURS)


@pytest.mark.parametrize(
    "text",
    [
        "twoway pauses a lot",
        "please twoway pause",
        "twoway pause the music 2h",
        "twoway pause forever",
        "twoway pause 99999d",
        "twoway resume 2h",
        "twoway",
        "pause 2h",
        "twowaypause 2h",
        "twoway pause " + "2h " * 50,
        "",
    ],
)
def test_anything_else_is_talk(text):
    assert order_in(text) is None
