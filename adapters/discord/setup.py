"""`/twoway setup`: one page of menus, each of which turns a knob at once. Team, its channel, how far, quiet hours, time zone."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.diagnosis import Diagnosis, of_guild
from adapters.discord.escape import escape_line
from adapters.discord.refs import channel_ref, number
from adapters.discord.render import MENU, Payload
from adapters.discord.wire import MODAL, QUIET, Asked
from bot.events import CommandGiven
from bot.model import KNOBS, Mode, Phrase, Policy, WrongKnob, set_knob
from bot.pages import written

ROLE_OR_MEMBER_MENU, CHANNEL_MENU = 7, 8
TEXT, ANNOUNCEMENT = 0, 5
QUIET_HOURS = ("22:00-08:00", "21:00-09:00", "23:00-07:00", "20:00-08:00", "")
CHOSEN, MOST_WATCHED = 10, 25
WATCHED = "mode.nudge"
MODES = tuple(knob for knob in KNOBS if knob.startswith("mode."))


class Setup:
    """Shows the page, turns knobs, and lists what the bot can and cannot do in each channel."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def show(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Show the page."""
        await self._desk.wire.fill(asked, await self._page(interaction, asked))

    async def turn(self, interaction: discord.Interaction, asked: Asked, parts: list[str], given: list[str]) -> None:
        """Take a choice: turn its knob, and show the page as it stands then."""
        await self._desk.teams.view(int(asked.channel.community.id))
        what = parts[0]
        if what == "check":
            await self._check(interaction, asked)
        elif what == "channels":
            await self._desk.hold(asked)
            await self._desk.wire.fill(asked, await self._channels(asked))
        elif what == "zone" and interaction.type is discord.InteractionType.component:
            label = self._desk.say(asked, "setup_zone_asks")
            zone = (await self._policy(asked)).timezone
            await self._desk.wire.answer(asked, MODAL, render.modal("~setup:zone", label, label, zone))
        else:
            await self._desk.wire.answer(asked, QUIET)
            problem = await self._set(interaction, asked, what, given)
            shown = await (
                self._channels(asked, problem) if what == "watch" else self._page(interaction, asked, problem)
            )
            await self._desk.wire.fill(asked, shown)

    async def _set(self, interaction: discord.Interaction, asked: Asked, what: str, given: list[str]) -> str:
        """Turn the knobs that a choice means; return what is wrong with it, "" when nothing is."""
        if not self._desk.is_team(interaction, staff=True):
            return self._desk.say(asked, "team_only")
        events: list[CommandGiven] = []
        for channel, knob, value in await self._meant(asked, what, given):
            try:
                set_knob(Policy(), knob, value)
            except WrongKnob as wrong:
                return self._desk.say(asked, "wrong_value", reason=str(wrong))
            arguments = (("knob", knob), ("value", value), ("scope", "channel" if channel else "community"))
            place = channel_ref(number(asked.channel.community.id), number(channel)) if channel else asked.channel
            events.append(CommandGiven(asked.at, place, asked.member, "set", arguments, True))
        for event in events:
            # The page itself shows what came of it: its notices are taken and not shown.
            self._desk.answers.expect(event, replace(asked, quiet=True))
        saved = await self._desk.save(*events)
        return "" if saved else self._desk.say(asked, "not_saved")

    async def _meant(self, asked: Asked, what: str, given: list[str]) -> list[tuple[str, str, str]]:
        """Return (channel or "", knob, value) of a choice."""
        match what:
            case "team":
                return [("", "team", ",".join(given))]
            case "team_channel":
                return [("", "team_channel", "".join(given[:1]))]
            case "mode":
                return [("", knob, given[0]) for knob in MODES]
            case "quiet":
                return [("", "quiet_hours", "" if given[0] == "none" else given[0])]
            case "zone":
                return [("", "timezone", given[0].strip())]
            case "watch":
                usual = written(await self._policy(asked), WATCHED)
                before = await self._watched(asked)
                return [(id, WATCHED, usual) for id in before if id not in given] + [
                    (id, WATCHED, Mode.WATCH.value) for id in given
                ]
            case _:
                return []

    async def _page(self, interaction: discord.Interaction, asked: Asked, problem: str = "") -> Payload:
        policy = await self._policy(asked)
        team = ", ".join(_named(interaction.guild, policy.team)) or self._desk.say(asked, "setup_staff")
        lines = [
            self._desk.say(asked, "setup_head"),
            self._desk.say(asked, "setup_team_is", team=team),
            self._desk.say(asked, "setup_zone_is", zone=policy.timezone),
            problem,
        ]
        return render.aside("\n".join(filter(None, lines)), self._parts(asked, policy, interaction.guild))

    def _parts(self, asked: Asked, policy: Policy, guild: discord.Guild | None) -> Sequence[Payload]:
        def say(name: str) -> str:
            return self._desk.say(asked, name)

        team: Payload = {
            "type": ROLE_OR_MEMBER_MENU,
            "custom_id": "~setup:team",
            "placeholder": say("setup_team"),
            "min_values": 0,
            "max_values": CHOSEN,
            "default_values": _defaults(guild, policy.team),
        }
        channel: Payload = {
            "type": CHANNEL_MENU,
            "custom_id": "~setup:team_channel",
            "placeholder": say("setup_team_channel"),
            "channel_types": [TEXT],
            "min_values": 0,
        }
        if number(policy.team_channel):
            channel["default_values"] = [{"id": policy.team_channel, "type": "channel"}]
        modes = [{"label": say(f"mode_{mode}"), "value": mode.value, "default": policy.nudge is mode} for mode in Mode]
        hours = [
            {
                "label": hours or say("quiet_none"),
                "value": hours or "none",
                "default": hours == written(policy, "quiet_hours"),
            }
            for hours in QUIET_HOURS
        ]
        return [
            render.row(team),
            render.row(channel),
            render.row({"type": MENU, "custom_id": "~setup:mode", "placeholder": say("setup_mode"), "options": modes}),
            render.row(
                {"type": MENU, "custom_id": "~setup:quiet", "placeholder": say("setup_quiet"), "options": hours}
            ),
            render.row(
                render.button(say("setup_zone"), "~setup:zone"),
                render.button(say("setup_channels"), "~setup:channels"),
                render.button(say("setup_check"), "~setup:check"),
            ),
        ]

    async def _channels(self, asked: Asked, problem: str = "") -> Payload:
        """Return the page on which channels are chosen where the bot only watches."""
        menu: Payload = {
            "type": CHANNEL_MENU,
            "custom_id": "~setup:watch",
            "placeholder": self._desk.say(asked, "setup_watch"),
            "channel_types": [TEXT, ANNOUNCEMENT],
            "min_values": 0,
            "max_values": MOST_WATCHED,
            "default_values": [{"id": id, "type": "channel"} for id in (await self._watched(asked))[:MOST_WATCHED]],
        }
        head = self._desk.say(asked, "setup_channels_head")
        return render.aside("\n".join(filter(None, [head, problem])), [render.row(menu)])

    async def _watched(self, asked: Asked) -> list[str]:
        view = await self._desk.teams.view(int(asked.channel.community.id), fresh=True)
        return [
            channel
            for (channel, knob), value in view.knobs.items()
            if channel is not None and knob == WATCHED and value == Mode.WATCH
        ]

    async def _check(self, interaction: discord.Interaction, asked: Asked) -> None:
        """List channel by channel what the bot can see and do, with what to change."""
        await self._desk.hold(asked)
        if interaction.guild is None or not self._desk.is_team(interaction, staff=True):
            await self._desk.tell(asked, self._desk.say(asked, "team_only"))
            return
        places = self._desk.places
        found = of_guild(interaction.guild, places.stops, places.content, partial(self._desk.say, asked))
        wrong = [each for each in found if not each.well]
        lines = [self._desk.say(asked, "check_well" if not wrong else "check_wrong", len(wrong))]
        lines += [self._item(asked, each) for each in wrong]
        await self._desk.tell(asked, "\n".join(lines))

    def _item(self, asked: Asked, each: Diagnosis) -> str:
        """Return one line of the check. What was found is in our own words, so it goes in as it is."""
        values = (("subject", escape_line(each.subject)), ("found", each.found), ("mend", each.mend))
        return self._desk.phrases.say(Phrase("discord.check_item", values), asked.language)

    async def _policy(self, asked: Asked) -> Policy:
        return await self._desk.teams.policy(int(asked.channel.community.id), fresh=True)


def _named(guild: discord.Guild | None, ids: Sequence[str]) -> list[str]:
    roles = {str(role.id): role.name for role in guild.roles} if guild else {}
    return [f"@{roles[id]}" if id in roles else id for id in ids]


def _defaults(guild: discord.Guild | None, ids: Sequence[str]) -> list[Payload]:
    roles = {str(role.id) for role in guild.roles} if guild else set()
    return [{"id": id, "type": "role" if id in roles else "user"} for id in ids[:CHOSEN]]
