"""Every cue has its phrase, and says what it should."""

import re
import tomllib
from pathlib import Path

from overheard import alone, heard, said

ROOT = Path(__file__).resolve().parents[2]
PHRASES = tomllib.loads((ROOT / "prompts" / "en" / "because.toml").read_text(encoding="utf-8"))


def test_every_cue_in_the_code_has_a_phrase():
    source = (ROOT / "bot" / "read" / "because.py").read_text(encoding="utf-8")
    used = set(re.findall(r'Cue\("(\w+)"', source)) | set(re.findall(r'\("\w+", "(\w+)", "\w+"\)', source))
    assert len(used) > 10
    assert used <= set(PHRASES)


def test_slots_are_filled():
    talk = [
        said(1, "Ada", "How do I export my tracks as WAV?"),
        said(2, "Bo", "Ada: same here, does not work", 1),
        said(3, "Ada", "thanks Bo, it works now", 2),
    ]
    cues = [
        cue
        for line in heard(talk)[0]
        for cue in (*line.reading.because, *(c for link in line.reading.links for c in link.because))
    ]
    assert len(cues) >= 3
    for cue in cues:
        assert set(re.findall(r"\$(\w+)", PHRASES[cue.phrase])) == {name for name, _ in cue.values}


def test_a_question_says_why():
    assert alone("How do I export my tracks as WAV?").because[0].phrase == "question_mark"
