"""A result in words where the votes were no matter of course: none, taken back, for options that came later."""

from dataclasses import replace

from bot.decide.polls_result import asked_as, result
from bot.model import Option, Poll, Survey, Tally
from tests.decide.scenes import GENERAL, at

POLL = Poll("Dark or light?", (Option("1", "dark"), Option("2", "light")))


def said(*votes, voted=True, more=(), poll=POLL):
    tallies = (*(Tally(str(n), count, True) for n, count in enumerate(votes, 1)), *more)
    return result(Survey("poll:c", GENERAL, poll, at(0), 3600, tallies=tallies), voted)


def names(words):
    return [word.name for word in words]


def test_nobody_and_nobody_any_more_are_told_apart():
    assert names(said(0, 0, voted=False)) == ["poll.closed", "poll.nobody"]
    assert names(said(0, 0)) == ["poll.closed", "poll.taken_back"]


def test_what_was_added_counts_like_the_rest_and_is_named():
    words = said(1, 0, more=(Tally("3", 2, True, "grey"),))
    assert names(words) == ["poll.closed", "poll.count", "poll.count", "poll.count", "poll.added", "poll.ask_side"]
    assert words[1].values == (("option", "grey"), ("percent", "67"))
    assert words[4].values == (("options", "grey"),)
    unknown = said(1, 0, more=(Tally("3", 2, True),))
    assert "poll.added" not in names(unknown), "of words that are not known nothing is said"


def test_a_poll_without_a_question_is_known_by_its_options():
    bare = Survey("poll:c", GENERAL, replace(POLL, question=""), at(0), 3600)
    assert asked_as(bare) == "dark / light"


def test_quotation_marks_within_the_question_become_inner_ones():
    words = said(1, 0, poll=replace(POLL, question="“Firmware 2.4 is out” Have you tried it?"))
    assert words[0].values == (("question", "‘Firmware 2.4 is out’ Have you tried it?"),)
