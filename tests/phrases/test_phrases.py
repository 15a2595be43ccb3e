"""Phrases: read strictly, said in the right plural form, and never more than names filled with values."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.phrases import WrongPhrases, read_phrases
from bot.model import PLURALS, Phrase, Phrases, UnknownPhrase

ROOT = Path(__file__).resolve().parents[2]

# Unicode CLDR, "Language Plural Rules", cardinal, integer samples.
CLDR = {
    "en": {"one": [1], "other": [0, 2, 16, 100, 1000, 10_000, 100_000, 1_000_000]},
    "de": {"one": [1], "other": [0, 2, 16, 100, 1000, 10_000, 100_000, 1_000_000]},
    "es": {"one": [1], "many": [1_000_000, 2_000_000], "other": [0, 2, 16, 100, 1000, 10_000, 100_000, 1_000_001]},
    "pt": {"one": [0, 1], "many": [1_000_000, 2_000_000], "other": [2, 17, 100, 1000, 10_000, 100_000, 1_000_001]},
    "fr": {"one": [0, 1], "many": [1_000_000, 2_000_000], "other": [2, 17, 100, 1000, 10_000, 100_000, 1_000_001]},
    "ru": {
        "one": [1, 21, 31, 41, 51, 61, 71, 81, 101, 1001],
        "few": [2, 4, 22, 24, 32, 34, 42, 44, 52, 54, 62, 102, 1002],
        "many": [0, 5, 11, 12, 14, 19, 20, 100, 111, 112, 1000, 10_000, 100_000, 1_000_000],
    },
    "tr": {"one": [1], "other": [0, 2, 16, 100, 1000, 10_000, 100_000, 1_000_000]},
    "ar": {
        "zero": [0],
        "one": [1],
        "two": [2],
        "few": [3, 10, 103, 110, 1003],
        "many": [11, 26, 99, 111, 1011],
        "other": [100, 102, 200, 202, 300, 302, 1000, 10_000, 100_000, 1_000_000],
    },
    "fa": {"one": [0, 1], "other": [2, 17, 100, 1000, 10_000, 100_000, 1_000_000]},
    "hi": {"one": [0, 1], "other": [2, 17, 100, 1000, 10_000, 100_000, 1_000_000]},
    "ja": {"other": [0, 1, 2, 15, 100, 1000, 1_000_000]},
    "zh": {"other": [0, 1, 2, 15, 100, 1000, 1_000_000]},
}


def test_every_language_has_its_samples():
    assert CLDR.keys() == PLURALS.keys()


@pytest.mark.parametrize("language", CLDR)
def test_plural_forms_are_those_of_the_unicode_tables(language):
    found = {number: PLURALS[language](number) for numbers in CLDR[language].values() for number in numbers}
    assert found == {number: form for form, numbers in CLDR[language].items() for number in numbers}


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_a_files_name_up_to_the_first_dot_is_the_drawer(tmp_path):
    files = {
        "en/nudge.toml": 'one = "$name"',
        "en/nudge.more.toml": 'item = "• $name"',
        "de/nudge.toml": 'one = "von $name"',
    }
    phrases = read_phrases(write(tmp_path, files))
    assert sorted(phrases.texts["en"]) == ["nudge.item", "nudge.one"]
    named = (("name", "Ada"),)
    assert phrases.say(Phrase("nudge.one", named), "de") == "von Ada"
    assert phrases.say(Phrase("nudge.item", named), "de") == "• Ada", "what German lacks is said in English"
    assert phrases.say(Phrase("nudge.one", named), "tlh") == phrases.say(Phrase("nudge.one", named), "auto") == "Ada"


WRONG = {
    "no English": ({"de/a.toml": 'x = "y"'}, "no English"),
    "nothing at all": ({}, "no English"),
    "a language without a rule": ({"en/a.toml": "", "tlh/a.toml": 'x = "y"'}, r"tlh.a\.toml: .*plural rule"),
    "bad TOML": ({"en/a.toml": 'x = "y'}, r"en.a\.toml: "),
    "another encoding": ({"en/a.toml": 'x = "é"'.encode("latin-1")}, r"en.a\.toml: "),
    "a number": ({"en/a.toml": "x = 3"}, r"a\.toml: x: write text"),
    "a list": ({"en/a.toml": 'x = ["y"]'}, r"a\.toml: x: write text"),
    "forms without other": ({"en/a.toml": 'x = { one = "y" }'}, 'at least "other"'),
    "a form that is none": ({"en/a.toml": 'x = { other = "y", several = "z" }'}, "plural forms"),
    "a form that is no text": ({"en/a.toml": "x = { other = 1 }"}, "plural forms"),
    "a key given twice": ({"en/a.more.toml": 'x = "y"', "en/a.toml": 'x = "z"'}, r"en.a\.toml: x: another file"),
    "a table in a table": ({"en/a.toml": '[x.y]\nother = "z"'}, "plural forms"),
}


@pytest.mark.parametrize(("files", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_used_is_refused_with_the_file_and_the_reason(tmp_path, files, says):
    with pytest.raises(WrongPhrases, match=says):
        read_phrases(write(tmp_path, files))


def phrases(**texts):
    return Phrases({"en": {name: text if isinstance(text, dict) else {"": text} for name, text in texts.items()}})


def test_the_count_chooses_the_form_and_fills_its_slot():
    said = phrases(x={"one": "a question", "other": "$count questions"})
    assert [said.say(Phrase("x", count=count), "en") for count in (1, 2)] == ["a question", "2 questions"]
    assert said.say(Phrase("x"), "en") == "$count questions", "without a count, the general form"
    assert said.say(Phrase("x", (("count", "many"),), 2), "en") == "many questions"
    assert phrases(x="$count of them").say(Phrase("x", count=1), "en") == "1 of them"


def test_a_language_without_the_form_says_the_general_one():
    said = Phrases({"en": {}, "ru": {"x": {"one": "$count вопрос", "other": "$count вопросов"}}})
    assert said.say(Phrase("x", count=3), "ru") == "3 вопросов"


def test_a_phrase_that_no_language_has_is_a_fault_with_its_name():
    with pytest.raises(UnknownPhrase, match=r"nudge\.none"):
        phrases().say(Phrase("nudge.none"), "de")


REACHING = [
    "{0.__class__}",
    "{name.__init__.__globals__}",
    "%(name)s",
    "$name.__class__",
    "${name.upper}",
    "$name[0]",
    "$" + "{name!r}",
]


@pytest.mark.parametrize("text", REACHING)
def test_a_template_cannot_reach_into_what_fills_it(text):
    shown = phrases(x=text).say(Phrase("x", (("name", "Ada"),)), "en")
    assert shown == re.sub(r"\$name", "Ada", text)


HOSTILE = ["$name", "${name}", "$$", "$", "{0}", "{name}", "%s", "\\1", "$count", "${", "𝓝$other"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_said_as_it_is_and_not_filled_again(value):
    said = phrases(x="<$name|$other>", y={"one": "<$name>", "other": "<$name>"})
    assert said.say(Phrase("x", (("name", value), ("other", "$name"))), "en") == f"<{value}|$name>"
    assert said.say(Phrase("y", (("name", value),), 3), "en") == f"<{value}>"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_any_value_at_all_is_said_as_it_is(value):
    assert phrases(x="<$name>").say(Phrase("x", (("name", value),)), "en") == f"<{value}>"


def test_values_are_escaped_and_the_template_is_not():
    said = phrases(x="**$name** costs $$5")
    assert (
        said.say(Phrase("x", (("name", "*Ada*"),)), "en", lambda text: text.replace("*", r"\*"))
        == r"**\*Ada\*** costs $5"
    )


def test_a_slot_that_nothing_fills_stays_as_it_stands():
    assert phrases(x="from $name: $quote").say(Phrase("x", (("name", "Ada"),)), "en") == "from Ada: $quote"


def test_the_bots_own_phrases_are_complete_in_every_plural_form():
    texts = read_phrases(ROOT / "prompts").texts
    assert len(texts["en"]) > 60
    for language, said in texts.items():
        forms = {form for numbers in [range(2000)] for form in map(PLURALS[language], numbers)}
        partial = {name for name, given_ in said.items() if "" not in given_ and not forms - {"other"} <= given_.keys()}
        assert partial == set(), f"{language}: a form is missing"
