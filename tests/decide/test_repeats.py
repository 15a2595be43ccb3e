"""One asker's two questions: what asks the first again, and what asks something of its own."""

import pytest

from bot.decide.repeats import own_matter, repeated
from bot.model import Status
from tests.decide.scenes import asked, line, scene

TWO = [
    ("en", "How do I export my tracks as WAV?", "also, does anyone know when the drum pack comes out?"),
    ("ja", "再入荷はいつ頃になりますか", "どなたか送料無料になる金額が分かる方いませんか"),
    ("zh", "请问黑色什么时候补货", "还有 有没有人知道退货地址填哪个"),
]


def second(text, **more):
    """A line of Ada's that is believed to go on with her question "q"."""
    return line("r", "Ada", {"q": 0.9}, 12, text=text, question=0.9, nudge=0.9, **more)


@pytest.mark.parametrize(("language", "first", "text"), TWO)
def test_a_question_of_another_matter_is_one_of_its_own(language, first, text):
    room, newer = scene(asked(text=first)).room, second(text)
    assert repeated(newer, room) is None
    left, parted = own_matter(newer, room)
    assert (left.about, parted) == ((), {"q"})


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("How do I export my tracks as WAV?", "is WAV under file somewhere, or where do I look?"),
        ("退货地址填哪个", "退货地址是广州仓吗 还是上海仓呢 有没有人知道"),
    ],
)
def test_what_shares_a_word_may_go_on_with_the_matter(first, text):
    newer = second(text)
    assert own_matter(newer, scene(asked(text=first)).room) == (newer, frozenset())


@pytest.mark.parametrize("text", ["anyone?", "どなたか分かりませんか", "有没有人知道"])
def test_only_a_few_words_ask_again(text):
    found = repeated(second(text), scene(asked()).room)
    assert found is not None
    assert found.id == "q"


def test_the_same_signs_are_the_same_question_where_nobody_separates_words():
    text, again = "请问黑色什么时候补货", "请问黑色什么时候补货呀"
    older = asked(text=text)
    assert repeated(line("r", "Ada", {}, 12, text=again, question=0.9), scene(older).room) == older
    over = asked(text=text, status=Status.SETTLED)
    assert repeated(line("r", "Ada", {}, 12, text=again, question=0.9), scene(over).room) is None


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("月曜日は営業していますか？", "火曜日は営業していますか？"),
        ("赤はまだ在庫ありますか？", "青はまだ在庫ありますか？"),
        ("M码还有货吗", "L码还有货吗"),
    ],
)
def test_polite_endings_alone_make_no_repeat(first, text):
    assert repeated(line("r", "Ada", {}, 12, text=text, question=0.9), scene(asked(text=first)).room) is None
