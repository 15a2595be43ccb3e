"""Frames to commands to events: tables, and whatever anybody might send."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.playground.listen import FRAME_BYTES, BadFrame, Ballot, Correct, Delete, Edit, Press, React, Write, listen
from adapters.playground.state import Scene
from adapters.playground.translate import name_of, translate
from bot.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ReactionSeen,
    VoteSeen,
)
from bot.model import CommunityRef, MemberRef, MessageRef

COMMUNITY = CommunityRef("playground", "test")
AT = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)


def scene() -> Scene:
    """A channel with a message of Ada's and a poll of Ben's."""
    stage = Scene(COMMUNITY)
    stage.take(translate(Write("general", "ada", "hello", "ada-hello"), stage, AT, "x"))
    stage.take(translate(Write("general", "ben", "/poll Tea? | Yes | No", "ben-poll1"), stage, AT, "x"))
    return stage


def ref(id: str) -> MessageRef:
    return MessageRef(scene().channel("general"), id)


def member(id: str) -> MemberRef:
    return MemberRef(COMMUNITY, id)


def frame(**values: object) -> Event:
    return translate(listen(json.dumps(values)).raw, scene(), AT, "fresh-1")


def test_a_message_carries_author_reply_and_mentions() -> None:
    event = frame(kind="write", channel="general", member="mira", text=" hi @Ada and @nobody ", reply_to="ada-hello")
    assert isinstance(event, MessageSeen)
    message = event.message
    assert (message.text, message.name, message.team, message.reply_to) == (
        "hi @Ada and @nobody",
        "Mira",
        True,
        "ada-hello",
    )
    assert message.mentions == (member("ada"),)
    assert (message.ref, message.at) == (ref("fresh-1"), AT)


def test_a_poll_is_written_as_a_command() -> None:
    event = frame(kind="write", channel="general", member="ada", text="/poll Which? | This | That |")
    assert isinstance(event, MessageSeen)
    assert event.message.poll is not None
    assert event.message.text == ""
    assert event.message.poll.question == "Which?"
    assert [option.text for option in event.message.poll.options] == ["This", "That"]


HERE = {"channel": "general", "member": "ada"}
OWN = {**HERE, "message": "ada-hello"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"kind": "edit", **OWN, "text": "hello!"}, MessageEdited(AT, ref("ada-hello"), "hello!")),
        ({"kind": "delete", **OWN}, MessageDeleted(AT, ref("ada-hello"))),
        (
            {"kind": "delete", **OWN, "member": "mira"},
            MessageDeleted(AT, ref("ada-hello")),
        ),
        ({"kind": "react", **OWN, "emoji": "👍"}, ReactionSeen(AT, ref("ada-hello"), member("ada"), "👍")),
        (
            {"kind": "react", **OWN, "emoji": "👍", "added": False},
            ReactionSeen(AT, ref("ada-hello"), member("ada"), "👍", False),
        ),
        (
            {"kind": "vote", **HERE, "message": "ben-poll1", "options": ["2"]},
            VoteSeen(AT, ref("ben-poll1"), member("ada"), ("2",)),
        ),
        (
            {"kind": "vote", **HERE, "message": "ben-poll1", "options": []},
            VoteSeen(AT, ref("ben-poll1"), member("ada"), ()),
        ),
        (
            {"kind": "vote", **HERE, "member": "mira", "message": "ben-poll1", "options": ["2"]},
            VoteSeen(AT, ref("ben-poll1"), member("mira"), ("2",), team=True),
        ),
        (
            {"kind": "press", **HERE, "value": "edit:abc", "text": " so "},
            ButtonPressed(AT, ref("x").channel, member("ada"), "edit:abc", False, "so"),
        ),
        (
            {"kind": "press", **HERE, "member": "mira", "value": "post:abc"},
            ButtonPressed(AT, ref("x").channel, member("mira"), "post:abc", True, by="Mira"),
        ),
        *(
            (
                {"kind": "correct", **HERE, "verb": verb, "subject": "q1"},
                CommandGiven(AT, ref("x").channel, member("mira"), verb, arguments, True),
            )
            for verb, arguments in (
                ("answered", (("question", "q1"),)),
                ("not_question", (("question", "q1"),)),
                ("reopen", (("question", "q1"),)),
                ("snooze", (("question", "q1"), ("for", "10m"))),
                ("needs_answer", (("message", "q1"),)),
            )
        ),
        (
            {"kind": "set", **HERE, "knob": "mode.nudge", "value": "act"},
            CommandGiven(AT, ref("x").channel, member("mira"), "set", (("knob", "mode.nudge"), ("value", "act")), True),
        ),
    ],
)
def test_each_frame_becomes_its_event(given: dict[str, object], expected: Event) -> None:
    assert frame(**given) == expected


@pytest.mark.parametrize(
    ("given", "phrase"),
    [
        ({"kind": "write", **HERE, "text": "  "}, "wrong_empty"),
        ({"kind": "write", **HERE, "text": "x" * 2001}, "wrong_text"),
        ({"kind": "write", **HERE, "channel": "nowhere", "text": "x"}, "wrong_channel"),
        ({"kind": "write", **HERE, "member": "nobody", "text": "x"}, "wrong_member"),
        ({"kind": "write", **HERE, "text": "x", "reply_to": "gone"}, "wrong_message"),
        ({"kind": "write", **HERE, "text": "x", "id": "<b>"}, "wrong_frame"),
        ({"kind": "write", **HERE, "text": "/poll Only a question?"}, "wrong_poll"),
        ({"kind": "write", **HERE, "text": "/poll Q | same | Same"}, "wrong_poll"),
        ({"kind": "write", **HERE, "text": "/poll Q | A | " + "x" * 56}, "wrong_poll"),
        ({"kind": "edit", **OWN, "member": "ben", "text": "x"}, "wrong_edit"),
        ({"kind": "edit", **HERE, "member": "ben", "message": "ben-poll1", "text": "x"}, "wrong_edit"),
        ({"kind": "delete", **OWN, "member": "ben"}, "wrong_delete"),
        ({"kind": "delete", **HERE, "message": "gone"}, "wrong_message"),
        ({"kind": "react", **OWN, "emoji": "<script>"}, "wrong_emoji"),
        ({"kind": "vote", **OWN, "options": ["1"]}, "wrong_vote"),
        ({"kind": "vote", **HERE, "message": "ben-poll1", "options": ["1", "2"]}, "wrong_vote"),
        ({"kind": "vote", **HERE, "message": "ben-poll1", "options": ["9"]}, "wrong_vote"),
        ({"kind": "press", **HERE, "value": "x" * 65}, "wrong_frame"),
        ({"kind": "correct", **HERE, "verb": "forget", "subject": "q"}, "wrong_frame"),
        ({"kind": "set", **HERE, "knob": "no.such", "value": "x"}, "wrong_frame"),
        ({"kind": "write", **HERE}, "wrong_frame"),
        ({"kind": "write", **HERE, "text": 5}, "wrong_frame"),
        ({"kind": "vote", **HERE, "message": "ben-poll1", "options": [1]}, "wrong_frame"),
        ({"kind": "fly"}, "wrong_frame"),
        ({"kind": ["write"]}, "wrong_frame"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(given: dict[str, object], phrase: str) -> None:
    with pytest.raises(BadFrame) as refused:
        frame(**given)
    assert refused.value.phrase == f"playground.{phrase}"


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "5", "null", '{"kind":"write"', "[" * 20000, '{"ask":1}'])
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(BadFrame):
        listen(text)


def test_a_frame_beyond_the_limit_is_refused() -> None:
    with pytest.raises(BadFrame) as refused:
        listen(json.dumps({"kind": "write", **HERE, "text": "ä" * FRAME_BYTES}, ensure_ascii=False))
    assert refused.value.phrase == "playground.wrong_long"


@given(st.text(st.characters(), max_size=3000))
def test_any_text_is_said_as_it_is_or_refused(text: str) -> None:
    """Whatever is written, what comes out can be encoded, and is the same words: no markup is made of it, none is taken away."""
    try:
        event = frame(kind="write", channel="general", member="ada", text=text)
    except BadFrame:
        return
    assert isinstance(event, MessageSeen)
    event.message.text.encode()
    if event.message.poll is None and text.isprintable():
        assert event.message.text == text.strip()


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=6),
        max_leaves=8,
    ),
    st.sampled_from(["write", "edit", "delete", "react", "vote", "press", "join", "correct", "set", "speed"]),
)
def test_any_json_is_a_command_or_refused(value: object, kind: str) -> None:
    for wild in (value, {"kind": kind, **(value if isinstance(value, dict) else {}), **HERE}):
        with suppress(BadFrame):
            raw = listen(json.dumps(wild)).raw
            if isinstance(raw, Write | Edit | Delete | React | Ballot | Press | Correct):
                translate(raw, scene(), AT, "fresh-1")


@pytest.mark.parametrize(("given", "name"), [(" Zoë  van  Dijk ", "Zoë van Dijk"), ("<b>x</b>", "<b>x</b>")])
def test_names_are_tidied_and_otherwise_left(given: str, name: str) -> None:
    assert name_of(given) == name


@pytest.mark.parametrize("given", ["", "  \n", "x" * 41])
def test_names_have_a_length(given: str) -> None:
    with pytest.raises(BadFrame):
        name_of(given)
