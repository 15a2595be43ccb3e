"""A window rebuilt from the latest lines reads exactly as the one that lived through them; any text is safe."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overheard import NOON, heard, said

from bot.model import Line
from bot.read import Window, read
from bot.read.window import KEPT

WORDS = [
    "how",
    "do",
    "i",
    "fix",
    "wifi",
    "anyone",
    "thanks",
    "it",
    "works",
    "ok",
    "try",
    "sudo",
    "apt",
    "update",
    "no",
    "error",
    "file",
    "bo:",
    "cy,",
    "ada",
    "@ada",
    "?",
    "printer",
    "kernel",
]
PEOPLE = ["Ada", "Bo", "Cy", "dee_", "ok", "Eve Moss", "wifi"]


def babble(count, seed):
    dice = random.Random(seed)
    minutes = 0.0
    for id in range(count):
        minutes += dice.choice([0, 0, 0.3, 1, 5, 60])
        text = " ".join(dice.choices(WORDS, k=dice.randint(0, 12)))
        author = dice.choice(PEOPLE) if dice.random() < 0.9 else f"guest{id}"
        reply = str(dice.randint(0, id)) if id and dice.random() < 0.1 else None
        yield said(id, author, text, minutes, reply_to=reply, bot=dice.random() < 0.05)


@pytest.mark.parametrize("seed", [1, 2])
def test_rebuilt_reads_as_live(seed):
    window, lines = Window(), []
    for number, message in enumerate(babble(420, seed)):
        reading = read(message, window)
        if number % 7 == 0:
            assert read(message, Window(lines[-KEPT:])) == reading
        line = Line(message, reading)
        lines.append(line)
        window.push(line)


def test_a_name_that_changes_is_another_handle():
    first = said(1, "Ada", "hello")
    again = replace(said(3, "Ada", "hello again", 2), name="Countess")
    lines, window = heard([first, said(2, "Bo", "Countess: hi", 1), again])
    assert window.column(window.lo + 2)[1] == 3
    assert read(said(4, "Bo", "ok", 3), window) == read(said(4, "Bo", "ok", 3), Window(lines))


ANY = st.text(max_size=300) | st.sampled_from(
    ["\0", "?", "؟", "‮مرحبا‬ hi?", "👩‍👩‍👧‍👦" * 50, "?" * 5000, "@", ": , @", "a" * 5000, "🙂?", "。", "\ud800"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*PEOPLE, "", " ", "?", "日本"]), ANY), min_size=1, max_size=6))
def test_any_text_reads_as_probabilities(talk):
    lines, _ = heard([said(id, author, text, id) for id, (author, text) in enumerate(talk)])
    for line in lines:
        reading = line.reading
        values = [reading.question, reading.channel, reading.answer, reading.acknowledgement, reading.engagement]
        values += [reading.settled, reading.withdrawn, reading.nudge, *(link.probability for link in reading.links)]
        assert all(0 <= value <= 1 for value in values)
        assert sum(link.probability for link in reading.links) <= 1 + 1e-6
        assert len(reading.because) <= 4


def test_a_megabyte_is_looked_at_as_far_as_it_matters():
    long = [
        "word " * 200_000,
        "?" * 1_000_000,
        "字" * 1_000_000,
        "@" * 1_000_000,
        "a: " * 300_000,
        "http://" + "x" * 1_000_000,
        "`" * 1_000_000,
    ]
    lines, _ = heard([said(id, "Ada", text, id) for id, text in enumerate(long)])
    assert len(lines) == len(long)


def test_time_that_runs_backwards_is_safe():
    lines, _ = heard([said(1, "Ada", "hi", 10), said(2, "Bo", "hello?", 0)])
    assert lines[0].message.at > NOON
    assert len(lines) == 2
