"""Never two posts in a row, never into talk of something else: what the room's latest lines and posts say of this moment."""

import pytest

from bot.decide.holding import BREATHER, IN_A_ROW, crowding, last_word
from bot.model import Delivery
from tests.decide.scenes import ACT, at, line, post, scene


def talk(*minutes, about=()):
    return [line(f"m{n}", "Bo" if n % 2 else "Cy", about, minute) for n, minute in enumerate(minutes)]


def test_after_a_post_somebody_has_to_say_something_first():
    alone = scene(*talk(10), post("q", minutes=30), policy=ACT)
    wait = crowding(alone, {"q"})
    assert (wait.cue.phrase, wait.until) == ("two_in_a_row", at(60) + IN_A_ROW)
    assert crowding(scene(*talk(10, 45), post("q", minutes=30), policy=ACT), {"q"}) is None
    robot = scene(*talk(10), line("b", "Robo", (), 45, bot=True), post("q", minutes=30), policy=ACT)
    assert crowding(robot, {"q"}).cue.phrase == "two_in_a_row", "a bot is nobody"


@pytest.mark.parametrize("delivery", [Delivery.REFUSED, Delivery.CANCELLED])
def test_what_never_stood_there_does_not_count(delivery):
    assert last_word(scene(post("q", minutes=30, delivery=delivery), policy=ACT)) is None


@pytest.mark.parametrize(
    ("lines", "about", "waits"),
    [
        (talk(56, 57, 58), {"q"}, True),
        (talk(57, 58), {"q"}, False),
        (talk(30, 40, 50), {"q"}, False),
        (talk(56, 57, 58, about=[("q", 0.9)]), {"q"}, False),
        (talk(56, 57, 58, about=[("q", 0.2)]), {"q"}, True),
        ([*talk(56, 57), line("q", "Ada", (), 58)], {"q"}, False),
        (talk(56, 57, 58), (), False),
    ],
)
def test_three_lines_in_five_minutes_on_another_matter_are_a_conversation(lines, about, waits):
    wait = crowding(scene(*lines, policy=ACT), about)
    assert (wait is not None) == waits
    if wait is not None:
        assert (wait.cue.phrase, wait.until) == ("talk_of_something_else", at(60) + BREATHER)
