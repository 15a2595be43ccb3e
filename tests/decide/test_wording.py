"""What becomes of a question whose own line reads otherwise after an edit."""

import pytest

from bot.decide.wording import spoken
from bot.model import Reading, Status
from tests.decide.scenes import asked, scene

ASKS = Reading(question=0.95)


@pytest.mark.parametrize(
    ("before", "reading", "status"),
    [
        (ASKS, ASKS, Status.OPEN),
        (ASKS, Reading(question=0.95, settled=0.7), Status.WITHDRAWN),  # "how do I …? EDIT: solved, thanks"
        (ASKS, Reading(question=0.25, settled=0.7), Status.WITHDRAWN),
        (ASKS, Reading(question=0.95, withdrawn=0.7), Status.WITHDRAWN),
        (ASKS, Reading(question=0.1), Status.WITHDRAWN),
        # "that worked; now how …?", reworded
        (Reading(question=0.95, settled=0.6), Reading(question=0.95, settled=0.7), Status.OPEN),
        (None, Reading(question=0.95, settled=0.7), Status.WITHDRAWN),
    ],
)
def test_an_edit_takes_a_question_back_by_what_it_says_anew(before, reading, status):
    question = asked()
    assert spoken(question, scene(question), reading, own=True, before=before).status is status


def test_elsewhere_in_the_burst_thanks_settle():
    question = asked()
    assert spoken(question, scene(question), Reading(question=0.95, settled=0.9)).status is Status.WITHDRAWN
