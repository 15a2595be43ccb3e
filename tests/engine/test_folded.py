"""A room keeps its lines folded: whatever they hold, they are the lines they were, and take less memory."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from bot.model import ChannelRef, CommunityRef, Cue, Line, Link, MemberRef, Message, MessageRef, Need, Question, Reading
from bot.model.reading import Folded, folded
from bot.model.refs import one
from bot.view import Room, Snapshot

HOME = CommunityRef("story", "folded")
CHANNEL = ChannelRef(HOME, "talk")
AT = datetime(2026, 1, 5, 8, tzinfo=UTC)
SHOWN = (Cue("names_author", (("name", "Ada \ud800 ☺"),), ("m1",)), Cue("question_mark"))
READING = Reading(
    1 / 3, 1.0, Need.CHOICE, (Link("m1", 0.1 + 0.2, SHOWN), Link("", 5e-324)), 0.5, 0.0, 1e-9, -0.0, 1.0, 0.7, SHOWN[1:]
)


def said(id="m2", reading=READING, about=(("m1", 0.1), ("m0", 1.0)), reply_to=None):
    ref = MessageRef(ChannelRef(HOME, "talk"), id)
    return Line(Message(ref, MemberRef(HOME, "".join(("a", "da"))), "Ada", AT, "so?", reply_to), reading, about)


def test_a_folded_line_is_the_line_it_was():
    for line in (said(), said(reading=Reading(), about=()), *(said(reading=Reading(need=need)) for need in Need)):
        kept = folded(line)
        assert isinstance(kept, Folded)
        assert kept == line
        assert line == kept
        assert hash(kept) == hash(line)
        assert repr(kept.reading) == repr(line.reading)
        assert kept.about == line.about
        assert folded(kept) is kept
        assert kept != said("m3")
        assert said("m3") != kept
        assert kept != "m2"


def test_a_folded_line_can_be_changed_like_any():
    kept = replace(folded(said()), about=(("m9", 0.4),))
    assert kept == said(about=(("m9", 0.4),))
    assert replace(kept, reading=Reading(question=0.9)).reading == Reading(question=0.9)


def test_numbers_of_any_kind_come_back_as_plain_ones():
    kept = folded(said(reading=Reading(question=np.float32(0.5), nudge=1), about=(("m1", np.float64(0.25)),)))
    assert (type(kept.reading.question), kept.reading.question, kept.reading.nudge) == (float, 0.5, 1.0)
    assert repr(kept.about) == "(('m1', 0.25),)"


def test_a_room_holds_a_channel_a_member_and_an_id_once():
    room = Room(Snapshot(CHANNEL, lines=(said("m1"),)))
    message = said("m2", reply_to="".join(("m", "1"))).message
    kept = room.at_home(message)
    assert kept == message
    assert kept.ref.channel is room.channel
    assert kept.author is one(message.author)
    assert kept.reply_to is room.message("m1").ref.id
    assert room.at_home(kept) is kept


def test_what_read_says_takes_two_bytes_a_number_and_comes_back_the_same():
    fine = Reading(
        0.9312, 1.0, Need.HELP, (Link("m1", 0.7001), Link("m0", 0.0204)), 0.0001, 0.9999, 0.3333, 0.0, 0.5, 0.0007
    )
    rough = replace(fine, question=0.93121)
    for reading in (fine, rough):
        kept = folded(said(reading=reading))
        assert repr(kept.reading) == repr(reading)
        assert kept == said(reading=reading)
    assert len(folded(said(reading=fine))._told) + 60 < len(folded(said(reading=rough))._told)


def test_questions_of_a_room_put_together_anew_hold_common_cues_once():
    cues = [(Cue("question_mark"), Cue("patience_default", (("minutes", "".join(("3", "0"))),))) for _ in range(2)]
    rows = [Question(MessageRef(CHANNEL, id), MemberRef(HOME, "ada"), "Ada", "so?", AT, 0.9, 0.9, Need.HELP, because=because)
            for id, because in zip("ab", cues, strict=True)]  # fmt: skip
    one_, other = Room(Snapshot(CHANNEL, questions=tuple(rows))).questions.values()
    assert (one_, other) == tuple(rows)
    assert one_.because[1] is other.because[1]


def test_a_question_put_together_anew_holds_what_its_line_has():
    line = said("m1")
    message = line.message
    row = Question(
        MessageRef(ChannelRef(HOME, "talk"), "m1"), MemberRef(HOME, "".join(("a", "da"))), "".join(("A", "da")), "so?", message.at.replace(),
        0.9, 0.9, Need.HELP,
    )  # fmt: skip
    room = Room(Snapshot(CHANNEL, lines=(line,), questions=(row,)))
    kept, told = room.questions["m1"], room.lines["m1"].message
    assert kept == row
    assert all(
        a is b
        for a, b in ((kept.ref, told.ref), (kept.asker, told.author), (kept.name, told.name), (kept.asked_at, told.at))
    )
    renamed = replace(row, name="Countess")
    assert Room(Snapshot(CHANNEL, lines=(line,), questions=(renamed,))).questions["m1"] == renamed
