"""What a line speaks of: lines of one matter lie closer to one another than to other talk, and a window keeps where each lies."""

import numpy as np
import pytest
from overheard import heard, said

from bot.read import Window
from bot.read.sense import PARTS, SENSE, sense
from bot.read.traits import traits

ALIKE = [
    ("my wifi keeps dropping", "the wireless network is down again", "I baked bread this morning"),
    ("how do I install the driver?", "download the package and run the setup", "what a lovely evening for a walk"),
    ("wann kommt mein Paket an?", "die Lieferung dauert drei Tage", "ich backe heute Brot"),
    ("no puedo iniciar sesión", "mi contraseña no funciona", "mañana vamos a la playa"),
    ("プリンターが動きません", "プリンターの電源を確認してください", "今日はいい天気ですね"),
]


def near(one, other):
    a, b = (sense(traits(text)).astype(float) for text in (one, other))
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.mark.parametrize(("asked", "same", "other"), ALIKE)
def test_lines_of_one_matter_lie_closer(asked, same, other):
    assert near(asked, same) > near(asked, other)


def test_a_place_is_a_unit_vector_in_bytes():
    place = sense(traits("does anyone know how to export stems?"))
    assert (place.shape, place.dtype) == ((SENSE,), np.int8)
    assert np.linalg.norm(place.astype(float)) == pytest.approx(PARTS, rel=0.1)


def test_without_words_it_is_nowhere():
    assert not sense(traits("")).any()
    assert not Window().senses.any()


def test_a_window_keeps_what_each_line_speaks_of():
    texts = ["my wifi is down", "", "bread recipes?"]
    _, window = heard([said(id, "Ada", text, id) for id, text in enumerate(texts)])
    kept = window.senses[window.lo : window.hi]
    assert [list(row) for row in kept] == [list(sense(traits(text))) for text in texts]
