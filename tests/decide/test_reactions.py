"""Reactions: kept; the asker's thanks on a response settles, nobody else's does."""

import pytest

from bot.actions import DraftKept, QuestionKept, ReactionKept, VoteKept
from bot.decide import decide
from bot.events import ReactionSeen, VoteSeen
from bot.model import FINAL, DraftState, Status
from tests.decide.scenes import after, asked, at, draft, kept, member, ref, scene

RESPONDED = {"status": Status.ENGAGED, "silence": 0.2, "responses": ("r", "s"), "responded_at": at(5)}


def react(view, emoji, by="Ada", on="r", added=True):
    return decide(ReactionSeen(view.now, ref(on), member(by), emoji, added), view)


@pytest.mark.parametrize("emoji", ["✅", "👍", "👍🏽", "❤️", "🙏", "💯", "☑️", "✔️"])
def test_the_askers_sign_of_thanks_on_a_response_settles(emoji):
    (question,) = kept(react(scene(asked(**RESPONDED)), emoji, on="s"), QuestionKept)
    assert (question.status, question.responded_at, question.answered_at) == (Status.SETTLED, at(5), at(60))


@pytest.mark.parametrize(
    ("emoji", "more"),
    [
        ("👍", {"by": "Bo"}),
        ("👍", {"on": "x"}),
        ("👍", {"on": "q"}),
        ("👍", {"added": False}),
        ("👀", {}),
        ("👎", {}),
        ("", {}),
        (":custom:", {}),
    ],
    ids=["somebody else's", "on another line", "on the question", "taken back", "eyes", "down", "nothing", "custom"],
)
def test_anything_else_is_kept_and_settles_nothing(emoji, more):
    decision = react(scene(asked(**RESPONDED)), emoji, **more)
    kind = ReactionKept(ref(more.get("on", "r")), member(more.get("by", "Ada")), emoji, more.get("added", True))
    assert decision.changes == (kind,)


@pytest.mark.parametrize("status", sorted(FINAL))
def test_what_is_final_stays(status):
    assert kept(react(scene(asked(**{**RESPONDED, "status": status})), "✅"), QuestionKept) == []


def test_a_draft_for_a_settled_question_is_taken_back():
    view = scene(asked(**RESPONDED), draft("q"))
    decision = react(view, "✅")
    assert [each.state for each in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]
    assert after(view, decision).room.drafts == {}


def test_a_vote_is_kept():
    view = scene()
    assert decide(VoteSeen(view.now, ref("p"), member("Bo"), ("1",)), view).changes == (
        VoteKept(ref("p"), member("Bo"), ("1",)),
    )
