"""Drafts, presses, windows, permissions and votes once more, in a Discord that others wrote."""

from datetime import timedelta

import discord
import pytest
import simcord

from bot.events import ActionSettled, ButtonPressed, VoteSeen
from bot.model import DraftState, Refusal
from tests.discord.house import ACT
from tests.discord.simulated import ASK, labels, open_twoway, said

EVIL = "Does anybody know [this](https://evil.example) @everyone <@{}> # loud?"


async def test_a_draft_is_posted_at_a_press_and_its_card_closed():
    async with open_twoway() as twoway:
        card = await twoway.card()
        assert card.flags.suppress_notifications
        assert labels(card) == ["Post", "Edit", "Skip", "Not a question", "Snooze 1 h"]
        pressed = await twoway.does(twoway.boss.click(card, label="Post"))
        assert pressed.acknowledged
        (nudge,) = twoway.posts(twoway.general)
        assert nudge.reference.message_id == twoway.general.history()[0].id
        assert ASK in nudge.content
        (after,) = twoway.posts(twoway.team)
        assert labels(after) == []
        assert after.content.startswith("Posted in")


async def test_a_draft_is_reworded_in_a_window():
    async with open_twoway() as twoway:
        card = await twoway.card()
        window = await twoway.does(twoway.boss.click(card, label="Edit"))
        field = window.modal["components"][0]["component"]
        assert field["value"].startswith("Still open, from Ada")
        done = await twoway.does(twoway.boss.submit_modal(window, {"text": "Who exports WAV?"}))
        assert done.acknowledged
        assert [post.content for post in twoway.posts(twoway.general)] == ["Who exports WAV?"]


@pytest.mark.parametrize("label", ["Skip", "Not a question", "Snooze 1 h"])
async def test_other_presses_close_the_card_and_post_nothing(label):
    async with open_twoway() as twoway:
        await twoway.does(twoway.boss.click(await twoway.card(), label=label))
        (card,) = twoway.posts(twoway.team)
        assert labels(card) == []
        assert twoway.posts(twoway.general) == []
        (draft,) = twoway.store.tables.drafts.values()
        assert draft.state is not DraftState.WAITING


@pytest.mark.parametrize("label", ["Post", "Edit"])
async def test_only_the_team_may_press(label):
    async with open_twoway() as twoway:
        result = await twoway.does(twoway.ada.click(await twoway.card(), label=label))
        assert said(result) == "That is for the team of this community."
        assert [event.team for event in twoway.all(ButtonPressed)] == [False]
        assert twoway.posts(twoway.general) == []


async def test_buttons_work_after_a_restart():
    async with open_twoway() as twoway:
        card = await twoway.card()
        await twoway.env.restart_bot()
        await twoway.does(twoway.boss.click(card, label="Post"))
        assert len(twoway.posts(twoway.general)) == 1


async def test_without_the_right_to_write_nothing_is_sent_and_the_reason_is_kept():
    async with open_twoway(ACT) as twoway:
        quiet = {twoway.guild.default_role: discord.PermissionOverwrite(send_messages=True)}
        me = discord.PermissionOverwrite(send_messages=False)
        room = twoway.guild.create_text_channel("room", overwrites=quiet | {twoway.guild.me: me})
        await twoway.does(twoway.ada.send(room, ASK))
        await twoway.let_pass(minutes=31)
        (settled,) = [one for one in twoway.all(ActionSettled) if one.key.startswith("nudge:")]
        assert settled.settlement == Refusal("the bot may not write there")
        assert [one for one in twoway.env.http_requests if one.path.endswith(f"{room.id}/messages") and one.json] == []


async def test_a_refusal_of_discords_own_stops_the_channel():
    async with open_twoway(ACT) as twoway:
        twoway.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
        await twoway.does(twoway.ada.send(twoway.general, ASK))
        await twoway.let_pass(minutes=31)
        (settled,) = [one for one in twoway.all(ActionSettled) if one.key.startswith("nudge:")]
        assert settled.settlement == Refusal("the bot lacks a permission there")
        assert list(twoway.ears.places.stops)


async def test_a_nudge_pings_nobody_and_is_plain():
    async with open_twoway(ACT) as twoway:
        await twoway.does(twoway.ada.send(twoway.general, EVIL.format(twoway.bo.id)))
        await twoway.let_pass(minutes=31)
        (nudge,) = twoway.posts(twoway.general)
        assert (nudge.mentions, nudge.role_mentions, nudge.mention_everyone) == ([], [], False)
        assert "](https" not in nudge.content


async def test_votes_are_heard_whole_and_taken_back():
    async with open_twoway() as twoway:
        poll = discord.Poll("Tea or coffee?", duration=timedelta(hours=24), multiple=True)
        poll.add_answer(text="Tea").add_answer(text="Coffee")
        asked = await twoway.does(twoway.ears.get_channel(twoway.general.id).send(poll=poll))
        await twoway.does(twoway.ada.vote(asked, answer=1))
        await twoway.does(twoway.ada.vote(asked, answer=2))
        await twoway.does(twoway.ada.remove_vote(asked, answer=1))
        await twoway.does(twoway.bo.vote(asked, answer=2))
        votes = [(event.member.id, event.options) for event in twoway.all(VoteSeen)]
        ada, bo = str(twoway.ada.id), str(twoway.bo.id)
        assert votes == [(ada, ("1",)), (ada, ("1", "2")), (ada, ("2",)), (bo, ("2",))]
        with pytest.raises(simcord.BackendError, match="does not exist"):
            await twoway.ada.vote(asked, answer=7)
