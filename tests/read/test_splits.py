"""Sides that several people take, in every language; what is no split; any talk at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overheard import said

from benchmarks.choices import played, snippets, talked
from bot.model import Line, Link, Need, Reading
from bot.read.choices import LIKELY, choice
from bot.read.sides import DENSE, LONGEST_STANCE, spaced, telling, telling_dense
from bot.read.splits import LATEST, SUPPORT, Stances, split

ASKING = Reading(question=0.9, channel=0.95, need=Need.CHOICE)
ARGUED = {
    "en": ["I prefer pizza", "tacos all the way", "+1 for pizza", "nah, tacos", "pizza is better"],
    "de": ["ich bin für Pizza", "Sushi ist besser", "+1 für Pizza", "nee, Sushi", "Pizza natürlich"],
    "es": ["yo prefiero pizza", "tacos es mejor", "+1 pizza", "tacos sin duda", "pizza"],
    "pt": ["eu prefiro pizza", "lasanha é melhor", "+1 pizza", "lasanha sem dúvida", "pizza"],
    "fr": ["je préfère pizza", "crêpes c'est mieux", "+1 pizza", "non, crêpes", "pizza évidemment"],
    "ru": ["я за пиццу", "суши лучше", "+1 за пиццу", "суши", "пицца однозначно"],
    "tr": ["bence pizza", "lahmacun daha iyi", "+1 pizza", "lahmacun", "pizza"],
    "ar": ["أنا مع بيتزا", "سوشي أفضل", "+1 بيتزا", "سوشي طبعا", "بيتزا"],
    "fa": ["من میگم پیتزا", "کباب بهتره", "+1 پیتزا", "کباب", "پیتزا"],
    "hi": ["मेरा वोट पिज़्ज़ा", "समोसा बेहतर है", "+1 पिज़्ज़ा", "समोसा", "पिज़्ज़ा"],
    "hi-latn": ["mera vote pizza", "samosa better hai", "+1 pizza", "samosa", "pizza"],
    "ja": ["ピザがいいな", "寿司派です", "ピザに一票", "寿司の方がいい", "ピザ"],
    "zh": ["我选披萨", "寿司更好", "披萨+1", "寿司更好吃", "披萨"],
}


def talk(*texts, people=5, first=None):
    """Lines by so many people in turn; the first may be a question."""
    readings = [first or Reading(), *(Reading() for _ in texts)]
    return [
        Line(said(place, f"P{place % people}", text, place), reading)
        for place, (text, reading) in enumerate(zip(texts, readings, strict=False))
    ]


@pytest.mark.parametrize("language", ARGUED)
def test_sides_taken_are_found_with_the_lines_that_take_them(language):
    found = split(talk(*ARGUED[language]))
    assert found is not None
    assert set(found.support) == {("0", "2", "4"), ("1", "3")}


def test_a_question_names_the_options_and_bare_words_support_them():
    found = split(
        talk("what should we order, pizza or tacos?", "pizza", "tacos", "tacos, of course", "pizza pls", first=ASKING)
    )
    assert (found.options, found.support) == (("pizza", "tacos"), (("1", "4"), ("2", "3")))
    assert [cue.phrase for cue in found.because] == ["argued", "put_before", "side", "side"]


def test_who_agrees_supports_what_is_answered():
    lines = talk("what should we order, pizza or tacos?", "pizza", "tacos", "pizza for me", first=ASKING)
    lines.append(Line(said(4, "P4", "+1", 4), Reading(links=(Link("2", 0.9),))))
    assert split(lines).support == (("1", "3"), ("2", "4"))


def test_two_people_are_no_split():
    assert split(talk(*ARGUED["en"], people=2)) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["the crash is in the parser", "no, it's the cache", "it's the cache, I bisected it", "parser, line 40"],
        ["my wifi drops", "are you on 5 GHz?", "yes", "try 2.4", "that works, thanks"],
        ["morning all", "morning!", "sure", "sure", "better late than never"],
        ["pizza today", "we had pizza", "pizza again", "pizza"],
    ],
)
def test_facts_support_and_small_talk_are_no_split(texts):
    assert split(talk(*texts)) is None


def test_a_line_of_other_talk_reports_nothing_again():
    assert split(talk(*ARGUED["en"], "by the way the build is green now")) is None


@given(
    st.lists(
        st.one_of(st.text(max_size=40), st.sampled_from([t for some in ARGUED.values() for t in some])), max_size=12
    )
)
@settings(max_examples=200, deadline=None)
def test_any_talk_is_safe_and_splits_keep_their_bounds(texts):
    lines = talk(*texts)
    found = split(lines)
    if found is not None:
        assert 2 <= len(found.options) <= 10
        assert len(found.support) == len(found.options)
        assert len({option.casefold() for option in found.options}) == len(found.options)
        assert all(support and all(0 <= int(id) < len(lines) for id in support) for support in found.support)
        assert 0 <= found.probability <= 1


def test_an_empty_room_and_a_huge_line():
    assert split([]) is None
    assert split(talk("x " * 500_000, "\x00", "か" * 1_000_000, "+1")) is None


def sampled():
    """The labelled snippets and the written talk, as lists of lines."""
    for half in ("dev", "test"):
        yield from (played(snippet) for snippet in snippets(half))
    talks = []
    for _, _, lines in talked():
        if not talks or talks[-1] is not lines:
            talks.append(lines)
    yield from talks


def worth_a_look(lines):
    """Whether there can be a split at all, by all lines anew: somebody put a choice, or sides are taken by words several times."""
    latest = lines[-LATEST:]
    for line in latest[:-1]:
        found, text = choice(line.message, line.reading), line.message.text
        put = line.reading.question >= 0.2 or any(mark in text for mark in "?？؟\n")
        if put and text and found is not None and found.probability >= LIKELY / 2:
            return True
    talk = " ".join(line.message.text[:LONGEST_STANCE] for line in latest).lower()
    if sum(word in telling() for word in spaced(talk).split()) >= SUPPORT - 1:
        return True
    return DENSE.search(talk) is not None and sum(talk.count(phrase) for phrase in telling_dense()) > 1


def test_what_is_kept_of_earlier_lines_tells_what_they_tell_anew():
    """A line is looked at once; over the sample, what is found by sums is what is found by looking at all forty again."""
    looked = found = 0
    for lines in sampled():
        stances = Stances()
        for upto, line in enumerate(lines, 1):
            told = stances.split(line)
            assert stances.of(line).choice == choice(line.message, line.reading)
            assert told is None or worth_a_look(lines[:upto])
            if upto % 5 == 0 or told is not None:
                assert told == split(lines[max(0, upto - LATEST) : upto])
                worth = bool(stances._asks or stances._outspoken(stances.of(line)))
                assert worth == worth_a_look(lines[:upto])
            stances.push(line)
            looked, found = looked + 1, found + (told is not None)
    assert looked > 2500
    assert found > 50


@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(max_size=20), st.sampled_from([t for some in ARGUED.values() for t in some])),
            st.one_of(st.none(), st.integers(0, 60)),
        ),
        min_size=1,
        max_size=60,
    )
)
@settings(max_examples=50, deadline=None)
def test_lines_put_in_the_place_of_others_leave_nothing_behind(steps):
    lines, stances = [], Stances()
    for place, (text, earlier) in enumerate(steps):
        if earlier is not None and earlier < len(lines):
            lines[earlier] = Line(said(earlier, f"P{earlier % 5}", text, earlier), Reading())
            stances.replace(lines[earlier])
        line = Line(said(len(lines), f"P{place % 5}", text, place), Reading())
        assert stances.split(line) == split([*lines, line])
        lines.append(line)
        stances.push(line)
