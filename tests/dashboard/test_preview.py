"""Previews: what another choice would have led to last week, tried in a process of its own; nothing is changed, nothing posted."""

import asyncio
from datetime import timedelta

from bot.compose.rehearsing import Rehearser
from bot.model import MemberRef, Message, MessageRef, Role
from bot.model.rehearsal import Rehearsal
from tests.dashboard.house import GENERAL, HELP, HOME, POLICY, START, open_house


async def test_a_setting_is_tried_on_last_week_and_nothing_is_changed() -> None:
    async with open_house(rehearse=Rehearser().rehearse) as house, house.guest(Role.OWNER) as guest:
        _, page = await guest.press("/do/try", {"knob": "mode.nudge", "value": "act"}, "/settings")
        assert "nothing to try it on" in page
        for number, text in enumerate(("Does the lid fit the older model?", "How do I clean the burrs?")):
            await house.say("Ada", text, HELP if number else GENERAL)
            await house.let_pass(300, 30)
        before = (await house.store.community(HOME)).knobs
        said = len(house.mouth.said)
        _, page = await guest.press("/do/try", {"knob": "mode.nudge", "value": "act"}, "/settings")
        assert "would have posted 2 times by itself and drafted 0 times" in page
        assert "As it is now: 0 times and 2 times" in page
        assert "clean the burrs" in page
        assert '<option value="act" selected' in page
        _, page = await guest.press(
            "/do/try", {"knob": "mode.nudge", "value": "act", "channel": "help"}, "/settings?channel=help"
        )
        assert "would have posted 1 time by itself" in page
        _, page = await guest.press("/do/try", {"knob": "poll_lasts", "value": "2h"}, "/settings")
        assert "Nothing would have been different" in page
        _, page = await guest.press("/do/try", {"knob": "patience", "value": "soon"}, "/settings")
        assert "is not a duration" in page
        assert (await house.store.community(HOME)).knobs == before
        assert len(house.mouth.said) == said


async def test_what_takes_too_long_is_stopped_and_one_is_tried_at_a_time() -> None:
    ada = MemberRef(HOME, "ada")
    messages = tuple(
        [
            Message(MessageRef(GENERAL, f"{n}"), ada, "Ada", START + timedelta(minutes=n), "Does it fit?")
            for n in range(3000)
        ]
    )
    wanted = Rehearsal(HOME, None, "mode.nudge", "act", messages, START + timedelta(days=3), POLICY)
    rehearser = Rehearser(longest=0.2)
    first = asyncio.create_task(rehearser.rehearse(wanted))
    await asyncio.sleep(0)
    assert await rehearser.rehearse(wanted) is None
    try:
        await first
    except TimeoutError:
        return
    raise AssertionError("it was not stopped")
