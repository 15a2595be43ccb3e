"""`/twoway settings` and `/twoway budget`: the policy as it stands here, in the policy file's own notation."""

from zoneinfo import available_timezones

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.wire import Asked
from bot.events import CommandGiven
from bot.model import KNOBS, Policy
from bot.pages import NONE, OFFERED, chosen, listed, spent, written


def offers(knob: str, typed: str, guild: discord.Guild | None) -> list[tuple[str, str]]:
    """Return (label, value) pairs that fit a knob and what was typed so far."""
    if knob == "timezone":
        found = [(zone, zone) for zone in sorted(available_timezones())]
    elif knob == "team" and guild is not None:
        found = [(f"@{role.name}", str(role.id)) for role in guild.roles[1:]] + [(NONE, NONE)]
    elif knob == "team_channel" and guild is not None:
        found = [(f"#{channel.name}", str(channel.id)) for channel in guild.text_channels] + [(NONE, NONE)]
    else:
        found = [(value, value) for value in OFFERED.get(knob.partition(".")[0], OFFERED.get(knob, ()))]
    wanted = typed.casefold()
    return [(label[:100], value) for label, value in found if wanted in label.casefold()][:25]


class Settings:
    """Shows the policy, turns its knobs, and shows what is left of the day's budget."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def show(self, asked: Asked) -> None:
        """Show how Twoway behaves in this channel."""
        policy = await self._policy(asked)
        lines = [f"`{knob}` = `{_safe(listed(policy, knob))}`" for knob in KNOBS]
        await self._desk.tell(asked, "\n".join([self._desk.say(asked, "settings_head"), *lines]))

    async def set(self, asked: Asked, team: bool, knob: str, value: str, here: bool) -> None:
        """Turn a knob, here or in the whole community. The core says whether the value fits."""
        arguments = (("knob", knob), ("value", chosen(knob, value)), ("scope", "channel" if here else "community"))
        event = CommandGiven(asked.at, asked.channel, asked.member, "set", arguments, team)
        await self._desk.command(asked, event, "done")
        await self._desk.teams.view(int(asked.channel.community.id), fresh=True)

    async def budget(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Show what the bot posted here today, what it may still post, and when it is quiet."""
        policy = await self._policy(asked)
        posted, left = spent((await self._desk.store.view(asked.channel)).posts, policy, self._desk.clock.now())
        quiet = written(policy, "quiet_hours")
        say = self._desk.say
        lines = [
            say(asked, "budget_spent", posted, budget=str(policy.budget_per_day), left=str(left)),
            say(asked, "budget_quiet", hours=quiet, zone=policy.timezone) if quiet else say(asked, "budget_no_quiet"),
            say(asked, f"budget_mode_{policy.nudge}"),
        ]
        stopped = self._desk.places.stops.why(asked.channel)
        if stopped is not None:
            reason = render.said(self._desk.phrases, stopped, asked.language)
            lines.append(say(asked, "stopped", reason=reason))
        await self._desk.tell(asked, "\n".join(lines))

    async def _policy(self, asked: Asked) -> Policy:
        return await self._desk.teams.policy(int(asked.channel.community.id), int(asked.channel.id), fresh=True)


def _safe(text: str) -> str:
    return text.replace("`", "'") or " "
