"""The decks that come with Twoway: enough of everything in every language, legal, short, plain, and within every platform's limits."""

import re
import tomllib
import unicodedata
from collections import Counter
from itertools import chain, product
from pathlib import Path

import pytest

from adapters.discord.limits import LIMITS as DISCORD
from adapters.phrases import read_phrases
from adapters.phrases.decks import read_decks
from adapters.telegram.limits import LIMITS as TELEGRAM
from bot.model import PLURALS, SMALLEST
from bot.model.deck import SLOT, SLOT_CHARACTERS, SLOTS, Aim, Occasion, Voice, fill

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
LANGUAGES = sorted(PLURALS)
LOADED = read_decks(PROMPTS, read_phrases(PROMPTS))
RAW = {
    language: {
        kind: tomllib.loads((PROMPTS / language / f"deck.{kind}s.toml").read_text(encoding="utf-8"))[kind]
        for kind in ("opener", "poll")
    }
    for language in LANGUAGES
}
NUMBERS = [*range(2000), *range(2000, 10_000, 500), 10_000, 100_000, 1_000_000, 2_000_000]
NUMBERED = ("count", "members", "messages")
NUMBERS_LONGEST = dict.fromkeys(NUMBERED, "2000000")
ISOLATES = re.compile("\u2068[^\u2068\u2069]*\u2069")
MARKUP = re.compile(r"[*_`~|<>#@\\\[\]]|://|\bwww\.")
ASKS = re.compile("[?？؟]")
SCRIPTS = {
    "ar": ("ARABIC",),
    "fa": ("ARABIC",),
    "hi": ("DEVANAGARI",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "ru": ("CYRILLIC",),
    "zh": ("CJK",),
}


def cards(language):
    return [*RAW[language]["opener"], *RAW[language]["poll"]]


def forms(card):
    text = card.get("text", card.get("question"))
    return {"": text} if isinstance(text, str) else text


def said(card):
    return [*forms(card).values(), *card.get("follow_ups", []), *card.get("options", [])]


def longest(text, occasion):
    """Fill a text's slots as long as they may become."""
    values = (
        {slot: "W" * SLOT_CHARACTERS for slot in SLOTS[Occasion(occasion)]} | NUMBERS_LONGEST | {"names": "W" * 160}
    )
    return fill((("", text),), values, None, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_enough_for_every_occasion_purpose_and_voice(language):
    openers, polls = RAW[language]["opener"], RAW[language]["poll"]
    english = language == "en"
    assert len(openers) >= (60 if english else 25)
    assert len(polls) >= (25 if english else 10)
    per = Counter(card["occasion"] for card in openers)
    assert per["announcement"] >= (10 if english else 6)
    assert all(per[occasion] >= (3 if english else 2) for occasion in Occasion), per
    assert {card["occasion"] for card in polls} == set(Occasion)
    assert {card["purpose"] for card in openers} == set(Aim)
    assert {(card["occasion"], card["voice"]) for card in openers} == set(product(Occasion, Voice)), "for any voice"
    assert {card["voice"] for card in polls} == set(Voice)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_loader_reads_what_the_files_say(language):
    deck = LOADED[language]
    assert {one.id for one in deck.openers} == {card["id"] for card in RAW[language]["opener"]}
    assert {one.id for one in deck.forms} == {card["id"] for card in RAW[language]["poll"]}
    assert all(7 * 86400 <= one.cooldown <= 90 * 86400 for one in (*deck.openers, *deck.forms))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_arm_is_the_same_in_every_language(language):
    ids = [card["id"] for card in cards(language)]
    assert len(ids) == len(set(ids))
    same = ("purpose", "occasion", "voice", "open", "multiple")
    english = {card["id"]: [card.get(name) for name in same] for card in cards("en")}
    assert {card["id"]: [card.get(name) for name in same] for card in cards(language)}.items() <= english.items()
    options = {card["id"]: len(card["options"]) for card in RAW["en"]["poll"]}
    assert [card["id"] for card in RAW[language]["poll"] if len(card["options"]) != options[card["id"]]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_slots_are_those_of_the_occasion_and_written_plainly(language):
    for card in cards(language):
        for text in forms(card).values():
            assert set(SLOT.findall(text)) <= SLOTS[Occasion(card["occasion"])], card["id"]
            assert text.count("$") == len(SLOT.findall(text)), card["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_with_a_count_has_every_plural_form(language):
    expected = {PLURALS[language](number) for number in NUMBERS}
    for card in cards(language):
        if any(f"${slot}" in text for text in forms(card).values() for slot in NUMBERED) or "" not in forms(card):
            assert forms(card).keys() == expected | {"other"}, card["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_fits_every_platform_with_slots_filled_as_long_as_they_may_be(language):
    for limits in (SMALLEST, DISCORD, TELEGRAM):
        for card in RAW[language]["opener"]:
            said_whole = [longest(text, card["occasion"]) for text in forms(card).values()]
            assert max(map(len, said_whole)) <= limits.message_characters, card["id"]
        for card in RAW[language]["poll"]:
            assert (
                max(len(longest(text, card["occasion"])) for text in forms(card).values())
                <= limits.poll_question_characters
            )
            assert 2 <= len(card["options"]) <= 9
            assert len(card["options"]) + bool(card.get("open")) <= limits.poll_options
            assert all(0 < len(option) <= limits.poll_option_characters for option in card["options"]), card["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_short_and_quiet_and_call_nobody(language):
    for card in cards(language):
        assert len(card.get("follow_ups", [])) <= 2
        assert any(ASKS.search(text) for text in forms(card).values()) or language == "ja", card["id"]
        for text in said(card):
            bare = SLOT.sub("", text)
            assert MARKUP.search(bare) is None, card["id"]
            assert len(text) <= 140, card["id"]
            assert len(re.findall("[!！]", text)) <= 1, card["id"]
            assert len(ASKS.findall(text)) <= 1, f"{card['id']}: one question at a time"
            assert text == " ".join(text.split())
            assert not any(unicodedata.category(letter) in ("So", "Cs", "Co", "Cn") for letter in text), card["id"]


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_texts_are_in_the_languages_own_script(language):
    for card in cards(language):
        letters = {
            letter
            for text in said(card)
            for letter in SLOT.sub("", text)
            if unicodedata.category(letter) in ("Lu", "Ll", "Lo")
        }
        strange = {letter for letter in letters if not unicodedata.name(letter).startswith(SCRIPTS[language])}
        assert strange == set(), card["id"]


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_right_to_left_texts_stay_so_whatever_fills_them(language):
    for card in cards(language):
        for text in said(card):
            outside = ISOLATES.sub("", text)
            assert not {"\u2068", "\u2069"} & set(outside), "fences come in pairs"
            assert set(SLOT.findall(outside)) <= set(NUMBERED), f"{card['id']}: fence the slot off"
            strong = [
                way
                for letter in longest(text, card["occasion"])
                if (way := unicodedata.bidirectional(letter)) in "LRAL"
            ]
            assert strong[0] in ("R", "AL"), f"{card['id']}: begins from left to right"


def test_elsewhere_nothing_turns_the_reading_direction():
    turned = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
    others = [language for language in LANGUAGES if language not in ("ar", "fa")]
    assert [text for language in others for text in chain(*map(said, cards(language))) if turned.search(text)] == []


def test_the_examples_for_writers_load_and_the_table_of_slots_is_true(tmp_path):
    guide = (PROMPTS / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    assert len(examples) >= 2
    (tmp_path / "en").mkdir()
    # With the mark that some editors begin a file with.
    (tmp_path / "en" / "deck.examples.toml").write_text("\n".join(examples), encoding="utf-8-sig")
    deck = read_decks(tmp_path, read_phrases(PROMPTS))["en"]
    assert deck.openers
    assert deck.forms
    shown = re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \|$", guide, re.MULTILINE)
    found = {name: frozenset(SLOT.findall(slots)) for name, slots in shown if name in list(Occasion)}
    assert found == {str(occasion): slots for occasion, slots in SLOTS.items()}
