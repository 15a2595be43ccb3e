"""A native poll once more, in a Discord that others wrote: drafted, posted, voted on, ended, and its result said."""

from bot.events import VoteSeen
from bot.model import SurveyState
from tests.discord.simulated import labels, open_twoway, said

CHOICE = "Which theme do you all prefer for the new release, dark or light?"


def states(twoway):
    return [survey.state for survey in twoway.store.tables.surveys.values()]


async def posted(twoway):
    """Let a choice be put, drafted and posted; return the poll's message."""
    await twoway.does(twoway.ada.send(twoway.general, CHOICE))
    (card,) = twoway.posts(twoway.team)
    assert "Post" in labels(card)
    await twoway.does(twoway.boss.click(card, label="Post"))
    (poll,) = twoway.posts(twoway.general)
    return poll


async def test_a_choice_becomes_a_native_poll_and_its_result_is_said_as_a_reply():
    async with open_twoway() as twoway:
        poll = await posted(twoway)
        assert poll.poll.question == CHOICE
        assert [answer.text for answer in poll.poll.answers] == ["dark", "light"]
        assert not poll.poll.multiple
        for member, answer in ((twoway.ada, 2), (twoway.bo, 1), (twoway.boss, 2)):
            await twoway.does(member.vote(poll, answer=answer))
        await twoway.does(twoway.bo.remove_vote(poll, answer=1))
        assert [event.options for event in twoway.all(VoteSeen)] == [("2",), ("1",), ("2",), ()]
        ended = await twoway.does(twoway.boss.slash(twoway.general, "twoway poll", end=True))
        assert said(ended)
        result = twoway.posts(twoway.general)[-1]
        assert result.reference.message_id == poll.id
        assert "light: 2 votes" in result.content
        assert states(twoway) == [SurveyState.AWAITED], "the team is asked what comes of it"


async def test_a_poll_is_written_in_a_window_by_the_team_alone():
    async with open_twoway() as twoway:
        refused = await twoway.does(twoway.ada.slash(twoway.general, "twoway poll"))
        assert said(refused) == "That is for the team of this community."
        window = await twoway.does(twoway.boss.slash(twoway.general, "twoway poll"))
        await twoway.does(twoway.boss.submit_modal(window, {"text": "Tea or coffee?\nTea\nCoffee"}))
        (card,) = twoway.posts(twoway.team)
        await twoway.does(twoway.boss.click(card, label="Post"))
        (poll,) = twoway.posts(twoway.general)
        assert poll.poll.question == "Tea or coffee?"


async def test_the_room_is_asked_about_a_line():
    async with open_twoway() as twoway:
        line = await twoway.does(twoway.ada.send(twoway.general, "I wonder whether we should meet in June or in July"))
        await twoway.does(twoway.boss.context_menu(twoway.general, "Ask the room", line))
        assert "meet in June or in July" in twoway.posts(twoway.team)[-1].content
