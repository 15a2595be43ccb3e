"""The words: every key that the code uses is written in both languages, with the same slots, and none is written in vain."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.measure.speech import Speech, clean, isolated
from bot.model import Status, Verdict
from tests.report.talk import PHRASES, PROMPTS

ADAPTERS = Path(__file__).parents[2] / "adapters"
SPEECH = Speech(PHRASES, "en", ZoneInfo("UTC"))
PARTS = ("answered", "heard", "echo", "mesh")


def keys_used() -> set[str]:
    """Return every key that the sources name, the made-up ones ("status_…") spelled out."""
    sources = [*ADAPTERS.glob("report/*"), *ADAPTERS.glob("terminal/*.py"), ADAPTERS.parent / "bot/measure/speech.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.suffix in (".py", ".jinja"))
    keys = set(PHRASES.texts["en"])
    words = set(re.findall(r'"([a-z][a-z_0-9]*)"', text))
    words |= set(re.findall(r'"report\.([a-z_]+)"', text))
    words |= {f"{family}_{status}" for family in ("status", "fate") for status in Status}
    words |= {f"verdict_{verdict}" for verdict in (Verdict.SHOWN, Verdict.DRAFTED, Verdict.POSTED)}
    words |= {f"month_{month}" for month in range(1, 13)}
    words |= {f"part_{part}" for part in PARTS} | {f"case_{part}_{end}" for part in PARTS for end in ("yes", "no")}
    said = set(re.findall(r'\bsay\(\s*"([a-z_0-9]+)"(?!\s*~)', text))
    assert len(said) > 60, "the search for phrases found too few; has the code moved?"
    assert not {key for key in said if f"report.{key}" not in keys}
    return {word for word in words if f"report.{word}" in keys} | said


def forms(language: str) -> dict[str, dict[str, str]]:
    table = tomllib.loads((PROMPTS / language / "report.toml").read_text(encoding="utf-8"))
    return {key: value if isinstance(value, dict) else {"": value} for key, value in table.items()}


def slots(phrase: dict[str, str]) -> set[str]:
    return {slot for text in phrase.values() for slot in re.findall(r"\$([a-z]+)", text)}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_words_written_are_the_words_used(language: str) -> None:
    assert set(forms(language)) == keys_used()


def test_both_languages_have_the_same_slots_and_forms() -> None:
    english, german = forms("en"), forms("de")
    assert {key: slots(value) for key, value in english.items()} == {key: slots(value) for key, value in german.items()}
    assert {key: set(value) for key, value in english.items()} == {key: set(value) for key, value in german.items()}


def test_no_slot_is_left_unfilled() -> None:
    from adapters.report import page
    from tests.report.talk import busy, empty, three

    for summary in (empty(), three(), busy(), busy(still=30), busy(unit=4000)):
        for language in ("en", "de"):
            markup = page(summary, PHRASES, language, "t")
            assert not re.search(r"\$[a-z]+", markup.partition("</style>")[2])


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.6, "1 minute"),
        (98, "1 min 38 s"),
        (720, "12 minutes"),
        (3600, "1 hour"),
        (12_000, "3 h 20 min"),
        (172_800, "2 days"),
        (190_000, "2 d 4 h"),
        (90 * 86_400 + 7200, "90 days"),
        (5000 * 86_400, "5,000 days"),
    ],
)
def test_spans_of_time(seconds: float, said: str) -> None:
    assert SPEECH.duration(seconds) == said


@pytest.mark.parametrize(("share", "said"), [(0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1, "100%")])
def test_shares_are_never_rounded_to_all_or_none(share: float, said: str) -> None:
    assert SPEECH.percent(share) == said


def test_moments_follow_daylight_saving() -> None:
    berlin = Speech(PHRASES, "en", ZoneInfo("Europe/Berlin"))
    assert berlin.moment(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == "29 Mar 2026, 01:59"
    assert berlin.moment(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "29 Mar 2026, 03:00"


def test_clean() -> None:
    assert clean("a\x00b\x1b[0m\u202ec\ud800\r\nd\te") == "ab[0mc\nd\te"
    assert clean("abcdef", 4) == "abcd…"
    assert clean("abcd", 4) == "abcd"
    assert clean("\x00" * 100 + "abcd", 4) == "…"
    assert clean("سلام 👩‍🌾") == "سلام 👩‍🌾"


def test_right_to_left_values_are_fenced_off() -> None:
    assert isolated("plain\nname") == "plain name"
    assert isolated("שלום") == "\u2068שלום\u2069"
