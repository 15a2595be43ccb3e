"""Options put to the channel, in every language; what looks like it and is none; any text at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from overheard import said

from bot.model import SMALLEST, Cue, Link, Need, Reading
from bot.read.choices import LIKELY, choice
from bot.read.options import may_offer, offered

OPENING = Reading(question=0.9, channel=0.95, need=Need.CHOICE)
PUT = {
    "en": ("what do you all prefer for the meetup, pizza or tacos?", {"pizza", "tacos"}),
    "de": ("Was wollt ihr lieber zum Treffen, Pizza oder Sushi?", {"Pizza", "Sushi"}),
    "es": ("¿qué preferís para la cena, pizza o tacos?", {"pizza", "tacos"}),
    "pt": ("pessoal, o que vocês preferem: pizza ou lasanha?", {"pizza", "lasanha"}),
    "fr": ("vous préférez quoi pour la soirée : pizza ou crêpes ?", {"pizza", "crêpes"}),
    "ru": ("народ, что лучше заказать: пиццу или суши?", {"пиццу", "суши"}),
    "tr": ("arkadaşlar pizza mı söyleyelim lahmacun mu?", {"pizza", "lahmacun"}),
    "ar": ("يا شباب تفضلون بيتزا ولا سوشي؟", {"بيتزا", "سوشي"}),
    "fa": ("بچه‌ها پیتزا بهتره یا کباب؟", {"پیتزا", "کباب"}),
    "hi": ("दोस्तों, पिज़्ज़ा बेहतर है या समोसा?", {"पिज़्ज़ा", "समोसा"}),
    "hi-latn": ("guys pizza better hai ya samosa?", {"pizza", "samosa"}),
    "ja": ("みなさん、ピザと寿司どっちがいい？", {"ピザ", "寿司"}),
    "zh": ("大家觉得吃披萨还是寿司好？", {"披萨", "寿司"}),
}
NOT_PUT = {
    "en": "sooner or later it breaks, more or less",
    "de": "kommst du oder nicht?",
    "es": "¿vienes o no?",
    "pt": "mais cedo ou mais tarde acontece",
    "fr": "tu viens ou pas ?",
    "ru": "рано или поздно приедем",
    "tr": "er ya da geç gelecek",
    "ar": "بتجي ولا لا؟",
    "fa": "میای یا نه؟",
    "hi": "आओगे या नहीं?",
    "hi-latn": "aaoge ya nahi?",
    "ja": "遅かれ早かれ来るでしょう",
    "zh": "我还是觉得再等等吧",
}


def put(text, reading=OPENING):
    """The choice a message puts to the channel, where it is likely enough for a draft."""
    found = choice(said(1, "Ada", text), reading)
    return found if found is not None and found.probability >= LIKELY else None


@pytest.mark.parametrize("language", PUT)
def test_options_put_to_the_channel_are_told_in_the_words_of_the_talk(language):
    text, options = PUT[language]
    assert set(put(text).options) == options


@pytest.mark.parametrize("language", NOT_PUT)
def test_yes_or_no_and_ways_of_speaking_are_no_choice(language):
    assert put(NOT_PUT[language]) is None


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("which colour should we take: red, green or blue?", ("red", "green", "blue")),
        ("please vote:\n1) red\n2) green\n3) Red wine", ("red", "green", "Red wine")),
        ("tabs vs spaces, what do you prefer?", ("tabs", "spaces")),
        ("should we meet on friday or saturday for the next round?", ("friday", "saturday")),
    ],
)
def test_lists_and_longer_rows(text, options):
    assert put(text).options == options


def test_a_question_within_an_exchange_is_no_poll():
    asked = Reading(question=0.9, channel=0.1, need=Need.INFO, links=(Link("0", 0.95),))
    assert put("are you on wifi or ethernet?", asked) is None


def test_a_choice_says_why():
    found = put("do you all prefer pizza or tacos?")
    assert found.because[0] == Cue("offers", (("word", "or"),))
    assert {cue.phrase for cue in found.because} >= {"asks_preference", "choice_to_all"}


def test_bots_put_nothing_to_anyone():
    assert choice(said(1, "Ada", "pizza or tacos, what do you all prefer?", bot=True), OPENING) is None


JOINED = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from([" or ", " ou ", "，", "还是", " mı ", "?", "\n- ", "か", " یا ", ", ", "vs "]),
    ),
    max_size=14,
).map("".join)


@given(st.one_of(st.text(max_size=300), JOINED))
@settings(max_examples=400, deadline=None)
def test_any_text_is_safe_and_options_keep_their_bounds(text):
    for found in offered(text):
        assert 2 <= len(found.options) <= SMALLEST.poll_options
        assert len({option.casefold() for option in found.options}) == len(found.options)
        assert all(0 < len(option) <= SMALLEST.poll_option_characters for option in found.options)
        assert 0 < len(found.question) <= SMALLEST.poll_question_characters
    found = choice(said(1, "Ada", text), OPENING)
    assert found is None or 0 <= found.probability <= 1


@pytest.mark.parametrize(
    "text", ["or " * 400_000, "\x00 or \x00?", "a? " * 300_000, "か" * 1_000_000, "\u202e or \u202e?", "- \n" * 9000]
)
def test_huge_and_hostile_texts_are_read(text):
    choice(said(1, "Ada", text), OPENING)


def test_a_line_without_a_candidate_is_passed_over():
    assert not may_offer("the new release fixed my midi clock, thanks everyone!")
