"""Actions -> golden payloads."""

import json
from pathlib import Path

import pytest

from adapters.discord import render
from bot.actions import Amend, Button, Notice, Say, nonce
from bot.model import ChannelRef, CommunityRef, MemberRef, MessageRef, Phrase
from tests.discord.house import PHRASES

COMMUNITY = CommunityRef("discord", "10")
GENERAL, TEAM = ChannelRef(COMMUNITY, "20"), ChannelRef(COMMUNITY, "30")
QUOTE = (("name", "Ada *A*"), ("quote", "How do I export [this](https://evil.example)?"))
NUDGE = (Phrase("nudge.one", QUOTE),)
GOLDEN = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))
BUTTONS = (
    Button("button.post", "post:0123456789abcdef"),
    Button("button.edit", "edit:0123456789abcdef", "button.edit_asks", NUDGE),
    Button("button.skip", "skip:0123456789abcdef"),
    Button("button.not_a_question", "notq:0123456789abcdef"),
    Button("button.snooze", "snooze:0123456789abcdef"),
    Button("button.post", "more:0123456789abcdef"),
)
PAYLOADS = {
    "nudge": render.say(Say("nudge:5", GENERAL, GENERAL, NUDGE, "en", "5"), PHRASES),
    "nudge without reply": render.say(Say("nudge:5", GENERAL, GENERAL, NUDGE, "en", "5"), PHRASES, reply=False),
    "card": render.say(
        Say(
            "card:nudge:5",
            GENERAL,
            TEAM,
            (Phrase("card.head", (("channel", "general"),)), *NUDGE),
            "en",
            None,
            BUTTONS,
            True,
        ),
        PHRASES,
        [MessageRef(GENERAL, "5")],
    ),
    "amended card": render.amend(
        Amend(
            "closed:nudge:5", GENERAL, TEAM, "card:nudge:5", (Phrase("card.posted", (("channel", "general"),)), *NUDGE)
        ),
        PHRASES,
    ),
    "notice": render.notice(
        Notice("notice:1", GENERAL, TEAM, MemberRef(COMMUNITY, "40"), (Phrase("notice.team_only"),)), PHRASES
    ),
    "modal": render.modal(
        "edit:0123456789abcdef", "What should the post say?", "What should the post say?", "Still open"
    ),
}


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_golden_payloads(name):
    assert PAYLOADS[name] == GOLDEN[name]


def test_every_payload_has_a_golden_one():
    assert PAYLOADS.keys() == GOLDEN.keys()


def test_the_nonce_is_the_actions_and_fits():
    action = Say("nudge:5", GENERAL, GENERAL, NUDGE)
    assert render.say(action, PHRASES)["nonce"] == nonce(action)
    assert len(nonce(action)) <= 25


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
