"""Commands, menus and pages once more, in a Discord that others wrote: registered, deferred, answered once, and for the right people."""

import discord
import pytest
import simcord

from bot.events import CommandGiven, ForgetAsked, MessageSeen
from bot.model import Status
from tests.discord.simulated import ASK, open_twoway, said


async def knobs(twoway):
    (community,) = {event.channel.community for event in twoway.events}
    return (await twoway.store.community(community)).knobs


async def test_what_is_not_registered_cannot_be_used_and_everything_here_is():
    async with open_twoway() as twoway:
        offered = twoway.ada.available_commands(twoway.general)
        for name in ("questions", "why", "settings", "setup", "budget", "privacy", "forgetme"):
            assert f"twoway {name}" in offered
            result = await twoway.does(twoway.boss.slash(twoway.general, f"twoway {name}"))
            assert result.acknowledged
            assert said(result)
        assert twoway.env.errors == []


async def test_every_command_keeps_a_place_within_three_seconds_and_fills_it_once():
    async with open_twoway() as twoway:
        await twoway.does(twoway.boss.slash(twoway.general, "twoway questions"))
        calls = [(one.method, one.path.rpartition("/")[2]) for one in twoway.env.http_requests if one.json]
        assert calls[-2:] == [("POST", "callback"), ("PATCH", "@original")]
        first = twoway.env.http_requests[
            [one.path.endswith("callback") for one in twoway.env.http_requests].index(True)
        ]
        assert first.json == {"type": 5, "data": {"flags": 64}}


async def test_questions_wait_and_are_listed_for_the_team():
    async with open_twoway() as twoway:
        await twoway.does(twoway.ada.send(twoway.general, ASK))
        result = await twoway.does(twoway.boss.slash(twoway.general, "twoway questions"))
        assert "1 question waits" in said(result)
        assert "export a project as WAV" in said(result)
        refused = await twoway.does(twoway.ada.slash(twoway.general, "twoway questions"))
        assert said(refused) == "That is for the team of this community."


async def test_settings_are_turned_and_offered():
    async with open_twoway() as twoway:
        result = await twoway.does(twoway.boss.slash(twoway.general, "twoway settings", knob="patience", value="45m"))
        assert said(result) == "Set: patience = 45m"
        assert (await knobs(twoway))[None, "patience"] == "45m"
        wrong = await twoway.does(twoway.boss.slash(twoway.general, "twoway settings", knob="patience", value="soon"))
        assert "soon" in said(wrong)
        choices = await twoway.boss.autocomplete(twoway.general, "twoway settings", "value", "", knob="mode.nudge")
        assert [choice["value"] for choice in choices] == ["watch", "suggest", "act"]


async def test_setup_takes_choices_and_asks_for_the_time_zone_in_a_window():
    async with open_twoway() as twoway:
        page = (await twoway.does(twoway.boss.slash(twoway.general, "twoway setup"))).response
        await twoway.does(twoway.boss.select(page, ["act"], custom_id="~setup:mode"))
        await twoway.does(twoway.boss.select(page, [twoway.bo], custom_id="~setup:team"))
        chosen = await knobs(twoway)
        assert chosen[None, "mode.nudge"] == "act"
        assert chosen[None, "team"] == str(twoway.bo.id)
        window = await twoway.does(twoway.boss.click(page, label="Time zone…"))
        await twoway.does(twoway.boss.submit_modal(window, {"text": "Europe/Berlin"}))
        assert (await knobs(twoway))[None, "timezone"] == "Europe/Berlin"
        assert twoway.env.errors == []


@pytest.mark.parametrize("who", ["boss", "ada", "bo"])
async def test_answered_here_counts_from_the_team_and_the_asker(who):
    async with open_twoway() as twoway:
        asked = await twoway.does(twoway.ada.send(twoway.general, ASK))
        result = await twoway.does(getattr(twoway, who).context_menu(twoway.general, "Answered here", asked))
        community = twoway.events[0].channel.community
        (question,) = await twoway.store.questions(community, tuple(Status), 9)
        assert said(result).startswith("That is for" if who == "bo" else "Noted")
        assert question.status is (Status.OPEN if who == "bo" else Status.ANSWERED)


async def test_needs_an_answer_and_why_this():
    async with open_twoway() as twoway:
        line = await twoway.does(twoway.ada.send(twoway.general, "the exporter is broken again"))
        result = await twoway.does(twoway.boss.context_menu(twoway.general, "Needs an answer", line))
        assert said(result) == "Noted: this waits for an answer."
        assert "exporter is broken" in twoway.posts(twoway.team)[-1].content
        why = await twoway.does(twoway.bo.context_menu(twoway.general, "Why this?", line))
        assert "Flagged" in said(why)


async def test_who_wishes_it_is_forgotten():
    """/twoway mydata is left to the fake: simcord takes files only as discord.py's own helpers hand them over."""
    async with open_twoway() as twoway:
        await twoway.does(twoway.ada.send(twoway.general, ASK))
        asked = await twoway.does(twoway.ada.slash(twoway.general, "twoway forgetme"))
        (yes, *_) = [part for row in asked.response.components for part in row["components"]]
        await twoway.does(twoway.ada.click(asked.response, custom_id=yes["custom_id"]))
        assert len(twoway.all(ForgetAsked)) == 1
        assert ASK not in repr(twoway.store.tables)


async def test_a_command_in_a_room_that_one_does_not_see_cannot_be_given():
    async with open_twoway() as twoway:
        hidden = {twoway.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
        secret = twoway.guild.create_text_channel("secret", overwrites=hidden)
        with pytest.raises(simcord.BackendError, match="Missing Access"):
            await twoway.ada.slash(secret, "twoway why")
        assert twoway.all(CommandGiven) == []


async def test_what_cannot_be_saved_is_said():
    async with open_twoway() as twoway:
        line = await twoway.does(twoway.ada.send(twoway.general, "the exporter is broken again"))
        assert len(twoway.all(MessageSeen)) == 1
        twoway.full = True
        result = await twoway.does(twoway.boss.context_menu(twoway.general, "Needs an answer", line))
        assert "could not be saved" in said(result)
