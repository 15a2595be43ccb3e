"""Whether an earlier answer fits: on the labelled pairs, in twelve languages, and what the words of a question are."""

import pytest

from benchmarks.earlier import FITTED, HELD_BACK, measured, pairs
from bot.model.likeness import most_alike, terms
from bot.read.earlier import fits, tells_enough


def test_what_is_offered_fits_in_nine_of_ten_on_both_halves():
    found = pairs()
    assert len(found) >= 150
    assert len({pair.language for pair in found} - {"ubuntu"}) == 12
    for half in (FITTED, HELD_BACK):
        precision, recall, offered = measured([pair for pair in found if pair.half == half])
        assert precision >= 0.9
        assert recall >= 0.3
        assert offered >= 15


def test_no_question_stands_in_both_halves():
    found = pairs()
    halves = [{(pair.language, pair.asked) for pair in found if pair.half == half} for half in (FITTED, HELD_BACK)]
    assert halves[0] & halves[1] == set()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Can anyone please help me with this?", set()),
        ("How do I export my tracks?", {"expor", "track"}),
        ("Comment j'exporte un projet ?", {"expor", "proje"}),
        ("Wie lösche ich ein Projekt?", {"losch", "proje"}),
        ("Как удалить проект?", {"удали", "проек"}),
        ("怎么把项目导出？", {"项目", "目导", "导出"}),
        ("プロジェクトの書き出し", {"プロジェクト"}),
        ("see https://example.org/router now", set()),
        ("", set()),
    ],
)
def test_the_words_of_a_question_say_what_it_is_about(text, about):
    assert terms(text) == about


def test_a_plea_says_nothing_and_finds_nothing():
    assert not tells_enough("can somebody help me please?")
    assert tells_enough("How do I export my tracks?")
    assert most_alike("can somebody help me please?", ["can anyone help?", "How do I export my tracks?"], 5) == []
    assert fits("can somebody help?", "can anyone help?", 0.0) < 0.1


def test_of_equals_the_later_comes_first_and_any_text_is_taken():
    same = ["How do I export my tracks?", "\ud83d\0", "How do I export my tracks?", "x" * 100_000]
    assert [place for _, place in most_alike(same[0], same, 9)] == [2, 0]
    assert all(0 <= likeness <= 1 for likeness, _ in most_alike(same[0], same, 9))
