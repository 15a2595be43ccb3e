"""Actions -> payloads: what holds of all of them. What they look like is in tests/wire/discord/sent."""

import json
from dataclasses import replace

from adapters.discord import render
from bot.actions import Say, nonce
from bot.model import Addressee, MemberRef, MessageRef, Phrase
from tests.discord.house import PHRASES
from tests.wire.discord.record import stored
from tests.wire.discord.sent import BUTTONS, GENERAL, NUDGED, TEAM, rendered


def test_whatever_goes_out_calls_nobody():
    sent = [payload for payload in rendered().values() if "custom_id" not in payload]  # all but the window
    golden = [json.loads(text) for name, text in stored().items() if name.startswith("answered/")]
    sent += [call["body"] for calls in golden for call in calls if isinstance(call["body"], dict)]
    written = [payload for payload in sent if {"content", "poll"} & payload.keys()]
    assert len(written) > 25
    assert [payload for payload in written if payload.get("allowed_mentions") != {"parse": []}] == []


def test_a_ping_calls_one_member_and_nobody_else():
    called = replace(NUDGED, key="ping:5", calls=Addressee(MemberRef(GENERAL.community, "40"), "Bo @everyone"))
    payload = render.say(called, PHRASES)
    assert payload["allowed_mentions"] == {"parse": [], "users": ["40"]}
    assert payload["content"] == f"<@40> {render.say(NUDGED, PHRASES)['content']}"
    long = replace(called, words=(Phrase("verbatim.text", (("text", "word " * 900),)),))
    content = str(render.say(long, PHRASES)["content"])
    assert content.startswith("<@40> word ")
    assert len(content) <= 2000


def test_the_nonce_is_the_actions_and_fits():
    assert render.say(NUDGED, PHRASES)["nonce"] == nonce(NUDGED)
    assert len(nonce(NUDGED)) <= 25


def test_custom_ids_carry_everything_and_fit():
    for button in BUTTONS:
        id = render.custom_id(button)
        assert len(id) <= 100
        assert render.read_custom_id(id) == (button.asks, button.value)


def test_a_missing_word_does_not_silence_the_bot():
    action = Say("k", GENERAL, GENERAL, (Phrase("nudge.of_another_version", (("name", "*Ada*"),)),))
    assert render.say(action, PHRASES)["content"] == r"of another version (name \*Ada\*)"


def test_long_words_are_cut_and_links_stay_whole():
    words = (Phrase("verbatim.text", (("text", "word " * 900),)),)
    refs = [MessageRef(GENERAL, "5"), MessageRef(GENERAL, "6")]
    content = str(render.say(Say("k", GENERAL, TEAM, words), PHRASES, refs)["content"])
    assert len(content) <= 2000
    assert content.endswith("https://discord.com/channels/10/20/5 https://discord.com/channels/10/20/6")
