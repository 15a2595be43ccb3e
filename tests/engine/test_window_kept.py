"""What is reworded or erased costs one new window, when it is next read against; what the window does not hold costs none."""

from dataclasses import replace
from datetime import timedelta

from talk import CHANNELS, HOME, START

from bot.actions import LineErased, LineKept
from bot.model import Line, MemberRef, Message, MessageRef
from bot.read import Window, read
from bot.view import Room, Snapshot

WORDS = (
    "How do I export my tracks as WAV?",
    "Ada: open File, then Export",
    "thanks, that worked!",
    "where is the manual",
)


def room(lines=30):
    made = Room(Snapshot(CHANNELS[0]))
    for number in range(lines):
        name, at = f"Ada{number % 3}", START + timedelta(seconds=20 * number)
        ref = MessageRef(CHANNELS[0], f"m{number}")
        message = Message(ref, MemberRef(HOME, name), name, at, WORDS[number % len(WORDS)])
        made.apply(LineKept(Line(message, read(message, made.window))))
    return made


def next_reading(made, window):
    return read(
        replace(made.lines["m3"].message, ref=MessageRef(CHANNELS[0], "new"), text="Ada1: which version?"), window
    )


def test_a_change_that_the_window_does_not_hold_leaves_it_as_it_is():
    made = room()
    before = made.window
    made.apply(LineKept(replace(made.lines["m4"], about=(("m0", 1.0),))))
    assert made.window is before
    assert made.lines["m4"].about == (("m0", 1.0),)


def test_many_erased_lines_are_one_new_window():
    made = room()
    before = made.window
    for number in range(20):
        made.apply(LineErased(MessageRef(CHANNELS[0], f"m{number}")))
    after = made.window
    assert after is not before
    assert made.window is after
    assert next_reading(made, after) == next_reading(made, Window(made.lines.values()))


def test_a_reworded_line_goes_on_from_the_window_it_was_read_against():
    made = room()
    line = made.lines["m28"]
    message = replace(line.message, text="nvm, found it")
    earlier = made.window_before("m28")
    made.apply(LineKept(Line(message, replace(read(message, earlier), links=line.reading.links), line.about)))
    assert made.window is earlier
    assert next_reading(made, made.window) == next_reading(made, Window(made.lines.values()))


def test_a_window_of_earlier_lines_is_not_kept_beyond_the_next_change():
    made = room()
    earlier = made.window_before("m28")
    made.apply(LineErased(MessageRef(CHANNELS[0], "m2")))
    made.apply(LineErased(MessageRef(CHANNELS[0], "m28")))
    assert made.window is not earlier
    assert next_reading(made, made.window) == next_reading(made, Window(made.lines.values()))
