"""Following: what a line does to the questions it is about, from open to settled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.decide.follow import OWN_LINES, RANK, RESPONSES, follow
from bot.model import FINAL, Line, Link, Reading, Status
from tests.decide.scenes import asked, at, line, said, scene

SHARE = st.floats(0, 1)
READINGS = st.fixed_dictionaries(
    {name: SHARE for name in ("question", "answer", "acknowledgement", "engagement", "settled", "withdrawn", "nudge")}
)


def once(question, *lines):
    """The question after these lines; itself where they change nothing."""
    for each in lines:
        changed = follow(each, scene(question).room)
        question = changed[0] if changed else question
    return question


OTHERS = [
    ("a real attempt", 0.9, {"answer": 0.9}, Status.ANSWERED),
    ("same here", 0.9, {"acknowledgement": 0.9, "answer": 0.1}, Status.ACKNOWLEDGED),
    ("asks back", 0.9, {"engagement": 0.8, "answer": 0.1}, Status.ENGAGED),
    ("speaks to it, no more", 0.9, {}, Status.ENGAGED),
    ("an attempt that may be none", 0.9, {"answer": 0.5}, Status.ENGAGED),
    ("probably about something else", 0.4, {"answer": 1.0}, Status.OPEN),
    ("thanks from somebody else", 0.4, {"settled": 1.0}, Status.OPEN),
    ("nvm from somebody else", 0.4, {"withdrawn": 1.0}, Status.OPEN),
]


@pytest.mark.parametrize(("probability", "reading", "status"), [row[1:] for row in OTHERS], ids=[r[0] for r in OTHERS])
def test_what_somebody_else_says_moves_a_question(probability, reading, status):
    after = once(asked(), line("r", "Bo", {"q": probability}, 5, **reading))
    assert after.status is status
    assert after.silence == pytest.approx(1 - probability)
    assert (after.responded_at, after.responses) == ((None, ()) if status is Status.OPEN else (at(5), ("r",)))
    assert after.answered_at == (at(5) if status is Status.ANSWERED else None)


def test_somebody_elses_thanks_or_nvm_neither_settles_nor_withdraws():
    for reading in ({"settled": 1.0}, {"withdrawn": 1.0}):
        after = once(asked(silence=0.1), line("r", "Bo", {"q": 0.95}, **reading))
        assert after.status not in FINAL


def test_two_doubtful_responses_together_count_as_one():
    after = once(asked(), line("r", "Bo", {"q": 0.4}, 5), line("s", "Cy", {"q": 0.4}, 6))
    assert (after.status, after.responded_at) == (Status.ENGAGED, at(6))
    assert after.silence == pytest.approx(0.36)


def test_an_answer_stays_an_answer_when_others_say_same_here():
    answered = once(asked(), line("r", "Bo", {"q": 0.9}, 5, answer=0.9))
    later = once(answered, line("s", "Cy", {"q": 0.9}, 6, acknowledgement=1.0), line("t", "Dee", {"q": 0.9}, 7))
    assert (later.status, later.answered_at, later.responded_at) == (Status.ANSWERED, at(5), at(5))


def test_the_first_responses_are_kept_and_no_more_than_eight():
    after = once(asked(), *(line(f"r{n}", "Bo", {"q": 0.9}) for n in range(12)))
    assert after.responses == tuple(f"r{n}" for n in range(RESPONSES))


ASKERS = [
    ("nvm while it is open", {}, 0.9, {"withdrawn": 0.9}, Status.WITHDRAWN),
    ("nvm after an answer", {"status": Status.ANSWERED, "silence": 0.1}, 0.9, {"withdrawn": 0.9}, Status.ANSWERED),
    ("thanks after a response", {"status": Status.ENGAGED, "silence": 0.2}, 0.9, {"settled": 0.9}, Status.SETTLED),
    ("thanks after what may be a response", {"silence": 0.65}, 0.9, {"settled": 0.9}, Status.SETTLED),
    ("thanks in advance", {}, 0.9, {"settled": 0.9}, Status.OPEN),
    ("thanks for something else", {"silence": 0.2}, 0.3, {"settled": 0.9}, Status.OPEN),
    ("more about it", {}, 0.9, {"answer": 1.0}, Status.OPEN),
]


@pytest.mark.parametrize(
    ("before", "probability", "reading", "status"), [r[1:] for r in ASKERS], ids=[r[0] for r in ASKERS]
)
def test_what_the_asker_says_moves_a_question(before, probability, reading, status):
    after = once(asked(**before), line("r", "Ada", {"q": probability}, 9, **reading))
    assert after.status is status
    assert (after.answered_at == at(9)) == (status is Status.SETTLED)


def test_the_askers_own_lines_never_break_the_silence():
    after = once(asked(), line("r", "Ada", {"q": 1.0}, answer=1.0, engagement=1.0))
    assert (after.silence, after.unanswered, after.responses) == (1.0, 1.0, ())
    assert after.lines == ("q", "r")


def test_the_askers_lines_are_kept_up_to_a_bound():
    after = once(asked(), *(line(f"r{n}", "Ada", {"q": 1.0}) for n in range(40)))
    assert len(after.lines) == OWN_LINES


@settings(max_examples=100, deadline=None, derandomize=True)
@given(reading=READINGS, probability=SHARE, by=st.sampled_from(["Ada", "Robo"]))
def test_bots_change_nothing(reading, probability, by):
    assert follow(line("r", by, {"q": probability}, bot=True, **reading), scene(asked(silence=0.2)).room) == ()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(reading=READINGS, probability=SHARE, by=st.sampled_from(["Ada", "Bo"]), status=st.sampled_from(sorted(FINAL)))
def test_what_is_final_is_untouched_by_later_talk(reading, probability, by, status):
    assert follow(line("r", by, {"q": probability}, **reading), scene(asked(status=status, silence=0.3)).room) == ()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.tuples(READINGS, SHARE, st.sampled_from(["Ada", "Bo", "Cy"])), min_size=1, max_size=8))
def test_belief_only_grows_and_only_the_asker_ends_a_question(lines):
    question = asked()
    for number, (reading, probability, by) in enumerate(lines):
        before, question = question, once(question, line(f"r{number}", by, {"q": probability}, number, **reading))
        assert 0 <= question.silence <= before.silence <= 1
        assert question.silence <= question.unanswered <= before.unanswered
        if question.status in FINAL:
            assert by == "Ada"
            assert question.status in (Status.SETTLED, Status.WITHDRAWN)
            break
        assert RANK[question.status] >= RANK[before.status]
        assert (question.responded_at is None) == (question.status is Status.OPEN)
        assert (question.answered_at is None) == (question.status is not Status.ANSWERED)


def test_one_line_may_serve_several_questions_and_a_forgotten_one_is_no_matter():
    room = scene(asked("q"), asked("w", "Cy")).room
    after = follow(line("r", "Bo", {"q": 0.9, "gone": 0.9, "w": 0.2}, answer=1.0), room)
    assert [(question.id, question.status) for question in after] == [("q", Status.ANSWERED), ("w", Status.OPEN)]


def thanked(*others, settled=0.9, linked=0.9, **answer):
    """What thanks of the asker's change, who links them to another's line that was told to be about nothing."""
    answered = line("r", "Bo", answer.pop("about", ()), answer.pop("minutes", 5), **answer)
    thanks = Line(said("t", "Ada", "thanks!", 8), Reading(settled=settled, links=(Link("r", linked),)), ())
    return follow(thanks, scene(asked(), *others, answered).room)


def test_thanks_reach_back_to_a_line_that_nothing_told_to_be_a_response():
    (answered,) = thanked()
    assert (answered.status, answered.responses) == (Status.ANSWERED, ("r",))
    assert (answered.answered_at, answered.responded_at) == (at(5), at(5))
    assert answered.silence < 0.5


def test_thanks_reach_no_further_than_to_the_one_question_they_can_mean():
    assert not thanked(asked("p", minutes=1)), "which of two?"
    assert not thanked(settled=0.6)
    assert not thanked(linked=0.4)
    assert not thanked(minutes=-5)
    assert not thanked(question=0.9)
    assert not thanked(asked("s", "Cy"), about={"s": 0.9})
