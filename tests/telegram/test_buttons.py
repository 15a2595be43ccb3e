"""Every button that the core puts under a post works in Telegram: it fits, it is answered, and the team's are the team's alone."""

import re
from pathlib import Path

import pytest

from adapters.telegram.render import buttons as keyboard
from adapters.telegram.render import read_data
from bot.actions import Button
from tests.telegram.house import PHRASES, SUGGEST, open_house

ROOT = Path(__file__).resolve().parents[2]
ID = "0123456789abcdef"
OF_THE_TEAM = {
    "button.post": "post",
    "button.edit": "edit",
    "button.skip": "skip",
    "button.not_a_question": "notq",
    "button.snooze": "snooze",
    "button.end_poll": "endpoll",
    "button.claim": "claim",
    "button.claim_number": "claim",
    "button.answered_here": "here",
    "button.tomorrow": "later",
    "button.tomorrow_number": "later",
    "button.outcome": "outcome",
    "button.let_be": "letbe",
    "button.take_in": "takein",
    "button.decline": "decline",
}
OF_ALL = {"button.take": "take", "button.helped": "helped", "button.not_helped": "nothelped"}
"""Label -> what its value begins with. A new button is named here, so that it is pressed below."""
TEAM_ONLY = "That is for the team of this community."


def test_every_button_of_the_core_is_named_here():
    read, labels = 0, set()
    for path in (*ROOT.glob("bot/actions/*.py"), *ROOT.glob("bot/decide/*.py")):
        found = re.findall(r'"(button\.\w+)"', path.read_text(encoding="utf-8"))
        labels.update(label for label in found if not label.endswith("_asks"))
        read += bool(found)
    assert read >= 2, "the search for buttons found too few files; has the code moved?"
    assert labels == (OF_THE_TEAM | OF_ALL).keys()


@pytest.mark.parametrize("label", OF_THE_TEAM | OF_ALL)
def test_it_fits_and_is_read_back_in_every_language(label):
    value = f"{(OF_THE_TEAM | OF_ALL)[label]}:{ID}"
    for language in PHRASES.texts:
        asks = "button.edit_poll_asks" if label == "button.edit" else ""
        (((shown,),),) = [keyboard((Button(label, value, asks),), PHRASES, language).inline_keyboard]
        assert 0 < len(shown.text) <= 64
        assert len(shown.callback_data.encode()) <= 64
        assert read_data(shown.callback_data) == (asks, value)


async def test_each_is_answered_and_the_teams_are_refused_to_others(fake):
    group = fake.people.forum("Home", "team", admin=True)
    ada, owner = fake.people.join(group, "Ada"), fake.people.owner(group)
    async with open_house(fake, SUGGEST) as house:
        page = await house.told(group, owner, "/budget")
        for label, verb in (OF_THE_TEAM | OF_ALL).items():
            for who in (ada, owner):
                fake.pass_time(seconds=1)
                press = await fake.answered(fake.press_forged(page, f"{verb}:{ID}", who))
                assert press.text, f"{label}: its presser is told something"
                assert "don't know that button" not in press.text, label
                if who is ada and label in OF_THE_TEAM:
                    assert press.alert
        unknown = await fake.answered(fake.press_forged(page, f"nonsense:{ID}", owner))
        assert unknown.text


async def test_the_buttons_of_pages_are_the_teams_too(fake):
    group = fake.people.forum("Home", "team", admin=True)
    ada, owner = fake.people.join(group, "Ada"), fake.people.owner(group)
    async with open_house(fake, SUGGEST) as house:
        for command in ("/setup", "/questions"):
            page = await house.told(group, owner, command)
            pressed = [one for one in page.buttons if "callback_data" in one]
            assert len(pressed) >= 4
            for one in pressed:
                press = await fake.answered(fake.press_forged(page, one["callback_data"], ada))
                assert (press.text, press.alert) == (TEAM_ONLY, True), one["text"]
