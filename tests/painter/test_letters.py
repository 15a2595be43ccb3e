"""Letters: every language's own words, names in other scripts and emoji are drawn whole; what cannot be drawn is left out, never a box."""

from pathlib import Path

import pytest

from adapters.painter.bidi import base_of, levels, visual
from adapters.painter.faces import FOLDER, Faces, measured
from adapters.painter.letters import Letters
from adapters.phrases import read_phrases

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts").texts
LANGUAGES = ("ar", "de", "en", "es", "fa", "fr", "hi", "ja", "pt", "ru", "tr", "zh")
FACES = Faces()

TALK = {
    "ar": "ما هو الخيار الأفضل: القهوة (arabica) أم الشاي؟ 12٪ لا إله",
    "de": "Größe — ß ẞ äöü „ja“",
    "en": "Tabs or spaces? “quoted” — café №5",
    "es": "¿Cuál? ñ ¡Sí!",
    "fa": "کدام بهتر است؟ می‌خواهم ۱۲ تا «قهوه» ژگچپ",
    "fr": "œuvre, « oui » ’ ÿ",
    "hi": "क्या हमें रिलीज़ शुक्रवार को करनी चाहिए? श्री क्ष त्र ज्ञ",
    "ja": "どちらがいいですか？タブ・スペース 骨直角 ｶﾞ",
    "pt": "não, ção à ê",
    "ru": "Какой вариант лучше? Ёжик",
    "tr": "Hangisi daha iyi? ığüşöç İ",
    "zh": "骨直角 你更喜欢哪一个？（制表符）繁體字 龜",
}
EMOJI = (
    "👍🏽",
    "👩‍💻",
    "🏳️‍🌈",
    "🇩🇪",
    "1️⃣",
    "❤️",
    "☀",
    "✅",
    "⭐",
    "🫠",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
)
NAMES = (
    "한국어",
    "สวัสดี",
    "עִבְרִית",
    "தமிழ்",
    "বাংলা",
    "తెలుగు",
    "ਪੰਜਾਬੀ",
    "ગુજરાતી",
    "ಕನ್ನಡ",
    "മലയാളം",
    "සිංහල",
    "ქართული",
    "Հայերեն",
    "ሰላም",
    "ខ្មែរ",
    "ລາວ",
    "မြန်မာ",
    "★彡",
    "Ⓐ",
    "𝓐𝓵𝓮𝔁",
    "h̷e̵l̷lo",
    "﷽",
    "→",
    "½",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_drawn_whole(language: str) -> None:
    letters = Letters(FACES, language)
    texts = {
        text
        for name, forms in PHRASES[language].items()
        if name.startswith(("picture.", "poll."))
        for text in forms.values()
    }
    assert len(texts) > 40
    for text in (TALK[language], *texts):
        line = letters.line(text, 20)
        assert (line.lost, line.width > 0) == (0, True), text
    signs = {sign for forms in PHRASES[language].values() for text in forms.values() for sign in text}
    assert len(signs) > 60
    assert {sign for sign in signs if letters.line(f"x{sign}", 20).lost} == set()


@pytest.mark.parametrize("text", [*EMOJI, *NAMES])
def test_emoji_and_names_of_any_script_are_drawn_whole(text: str) -> None:
    line = Letters(FACES, "en").line(text, 20)
    assert line.lost == 0
    assert line.ink


@pytest.mark.parametrize("text", EMOJI)
def test_what_belongs_to_one_emoji_is_one_glyph_as_wide_as_any(text: str) -> None:
    letters = Letters(FACES, "en")
    assert letters.line(text, 20).width == pytest.approx(letters.line("👍", 20).width, rel=0.01)
    assert any(ink.colour for ink in letters.line(text, 20).ink)


@pytest.mark.parametrize("text", ["꧁", "\U00013080", "\ue000", "\ud83d", "\x00\x1b[1m"])
def test_what_no_typeface_holds_is_left_out_and_the_rest_stays(text: str) -> None:
    letters = Letters(FACES, "en")
    assert letters.line(f"{text}", 20).width <= letters.line("[1m", 20).width
    assert letters.line(f"a{text}b", 20).ink[0] == letters.line("a", 20).ink[0]


def test_scripts_join_their_letters_and_run_their_way() -> None:
    letters = Letters(FACES, "ar")
    joined, apart = letters.line("بيت", 20), letters.line("ب ي ت", 20)
    assert {ink.path for ink in joined.ink}.isdisjoint({ink.path for ink in apart.ink})
    mixed = letters.line(
        "بيت ab", 20
    ).ink  # it begins in Arabic, so it runs from the right, and its last word stands left
    assert [ink.path for ink in mixed[:2]] == [ink.path for ink in letters.line("ab", 20).ink]
    assert Letters(FACES, "ja").line("骨", 20).ink[0].path != Letters(FACES, "zh").line("骨", 20).ink[0].path


def test_lines_are_broken_at_words_and_cut_with_a_mark() -> None:
    letters = Letters(FACES, "en")
    lines = letters.lines("one two three four five six seven eight", 20, 120)
    assert len(lines) == 2
    assert all(line.width <= 120 for line in lines)
    assert lines[1].ink[-1].path == letters.line("…", 20).ink[0].path
    assert len(letters.lines("骨" * 40, 20, 120, 3)) == 3
    assert [line.width for line in letters.lines("", 20, 120)] == [0.0]
    assert all(line.width <= 120 for line in letters.lines("x" * 400, 20, 120))


@pytest.mark.parametrize(
    ("text", "base", "shown"),
    [
        ("abc אבג", 0, "abc גבא"),
        ("אבג abc", 1, "abc גבא"),
        ("אב (ab) 12", 1, "12 )ab( בא"),  # the brackets' shapes are turned where the letters are drawn
        ("price: ١٢٣ ريال", 0, "price: لاير ١٢٣"),
        ("אב, ab!", 1, "!ab ,בא"),
        ("a 1-2 ב 3%", 0, "a 1-2 3% ב"),
        ("ab. ", 1, " .ab"),
    ],
)
def test_lines_run_as_the_bidirectional_algorithm_has_it(text: str, base: int, shown: str) -> None:
    assert "".join(text[place] for place in visual(levels(text, base))) == shown


def test_a_lines_way_is_that_of_its_first_letter() -> None:
    assert [base_of(text, 1) for text in ("1 a", "1 א", "1 ب", "12 !")] == [0, 1, 1, 1]


def test_the_list_of_what_typefaces_hold_is_theirs() -> None:
    """Made anew, it would be the same: `python -m adapters.painter.faces`."""
    held = measured(FOLDER)
    assert len(held) > 20
    for name, spans in held.items():
        assert FACES.holds(name, "".join(chr(code) for first, last in spans for code in (first, last)))
    assert list(FACES.names()) == list(held)
