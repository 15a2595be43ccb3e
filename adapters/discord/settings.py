"""`/twoway settings` and `/twoway budget`: the policy as it stands here, in the policy file's own notation."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import discord

from adapters.discord import render
from adapters.discord.desk import Desk
from adapters.discord.wire import Asked
from bot.events import CommandGiven
from bot.model import KNOBS, PLURALS, Delivery, Policy

UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
NONE = "none"
"""What to write for no value at all: Discord takes no empty option."""
OFFERED: dict[str, tuple[str, ...]] = {
    "mode": ("watch", "suggest", "act"),
    "patience": ("auto", "10m", "20m", "30m", "1h", "2h", "4h"),
    "announcement_wait": ("auto", "1h", "2h", "4h", "8h"),
    "spacing": ("5m", "10m", "30m", "1h"),
    "quiet_hours": ("22:00-08:00", "21:00-09:00", "23:00-07:00", "20:00-08:00", NONE),
    "language": ("auto", *sorted(PLURALS)),
    "budget": ("0", "1", "2", "3", "4", "6", "8", "12"),
    "holdout": ("0", "0.1", "0.2", "0.3"),
    "retention": ("7d", "14d", "30d", "90d"),
    "team": (NONE,),
    "team_channel": (NONE,),
}


def written(policy: Policy, knob: str) -> str:
    """Return a knob's value in the policy file's notation."""
    value = getattr(policy, KNOBS[knob][0])
    match value:
        case None:
            return "" if knob == "quiet_hours" else "auto"
        case timedelta():
            return _duration(value)
        case (time(), time()):
            return "-".join(moment.strftime("%H:%M") for moment in value)
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def _duration(length: timedelta) -> str:
    rest, parts = int(length.total_seconds()), ""
    for unit, seconds in UNITS:
        count, rest = divmod(rest, seconds)
        parts += f"{count}{unit}" if count else ""
    return parts or f"{length.total_seconds()}s"


def chosen(knob: str, value: str) -> str:
    """Return what a person wrote as the policy's notation has it."""
    return "" if value.strip().lower() == NONE and knob in ("quiet_hours", "team", "team_channel") else value.strip()


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
        lines = [f"`{knob}` = `{_safe(written(policy, knob))}`" for knob in KNOBS]
        await self._desk.tell(asked, "\n".join([self._desk.say(asked, "settings_head"), *lines]))

    async def set(self, asked: Asked, team: bool, knob: str, value: str, here: bool) -> None:
        """Turn a knob, here or in the whole community. The core says whether the value fits."""
        arguments = (("knob", knob), ("value", chosen(knob, value)), ("scope", "channel" if here else "community"))
        event = CommandGiven(asked.at, asked.channel, asked.member, "set", arguments, team)
        await self._desk.command(asked, event, "done")
        await self._desk.teams.view(int(asked.channel.community.id), fresh=True)

    async def budget(self, interaction: discord.Interaction, asked: Asked) -> None:
        """Show what the bot posted here today, what it may still post, and when it is quiet."""
        policy, now = await self._policy(asked), self._desk.clock.now()
        spent = await self._spent(asked, policy, now)
        left = max(0, policy.budget_per_day - spent)
        quiet = written(policy, "quiet_hours")
        say = self._desk.say
        lines = [
            say(asked, "budget_spent", spent, budget=str(policy.budget_per_day), left=str(left)),
            say(asked, "budget_quiet", hours=quiet, zone=policy.timezone) if quiet else say(asked, "budget_no_quiet"),
            say(asked, f"budget_mode_{policy.nudge}"),
        ]
        stopped = self._desk.places.stops.why(asked.channel)
        if stopped is not None:
            reason = render.said(self._desk.phrases, stopped, asked.language)
            lines.append(say(asked, "stopped", reason=reason))
        await self._desk.tell(asked, "\n".join(lines))

    async def _spent(self, asked: Asked, policy: Policy, now: datetime) -> int:
        zone = ZoneInfo(policy.timezone)
        counted = (Delivery.QUEUED, Delivery.SENT, Delivery.UNKNOWN)
        today = now.astimezone(zone).date()
        posts = (await self._desk.store.view(asked.channel)).posts
        return sum(post.delivery in counted and post.at.astimezone(zone).date() == today for post in posts)

    async def _policy(self, asked: Asked) -> Policy:
        return await self._desk.teams.policy(int(asked.channel.community.id), int(asked.channel.id), fresh=True)


def _safe(text: str) -> str:
    return text.replace("`", "'") or " "
