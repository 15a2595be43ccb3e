"""The pages are whole in every language they are written in, and every knob, state and verdict has its words."""

import re

import pytest

from adapters.dashboard.words import LANGUAGES, language_of
from bot.model import KNOBS, Kind, Need, Role, Status, Verdict
from tests.dashboard.house import PHRASES


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unsaid(language: str) -> None:
    english = {name for name in PHRASES.texts["en"] if name.startswith("dashboard.")}
    assert len(english) > 200
    said = PHRASES.texts[language]
    assert english - said.keys() == set()
    slots = re.compile(r"\$\{?([a-z]+)")
    for name in english:
        wanted = set().union(*(slots.findall(text) for text in PHRASES.texts["en"][name].values()))
        for text in said[name].values():
            assert set(slots.findall(text)) | {"count"} >= wanted, name


def test_every_knob_state_and_verdict_has_its_words() -> None:
    names = [f"knob_{knob.replace('.', '_')}{end}" for knob in KNOBS for end in ("", "_means")]
    names += [f"status_{one}" for one in Status] + [f"verdict_{one}" for one in Verdict]
    names += [f"kind_{one}" for one in Kind] + [f"need_{one}" for one in Need] + [f"role_{one}" for one in Role]
    assert [name for name in names if f"dashboard.{name}" not in PHRASES.texts["en"]] == []


@pytest.mark.parametrize(
    ("asked", "kept", "accepts", "spoken"),
    [
        ("", "", "", "en"),
        ("de", "fa", "ja", "de"),
        ("", "fa", "ja", "fa"),
        ("<x>", "tlh", "fr, ru;q=0.5, ja;q=0.7", "ja"),
        ("", "", ";q=x,,de-AT", "de"),
    ],
)
def test_the_readers_language_is_found(asked: str, kept: str, accepts: str, spoken: str) -> None:
    assert language_of(asked, kept, accepts) == spoken
