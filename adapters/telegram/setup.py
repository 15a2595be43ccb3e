"""/setup: one page of buttons, each of which turns a knob at once. How far, quiet hours, time zone, the team's chat, what to only watch."""

from collections.abc import Iterable
from dataclasses import replace

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram import render
from adapters.telegram.desk import Desk, Served
from adapters.telegram.diagnosis import look
from adapters.telegram.escape import plain, quoted_line
from adapters.telegram.refs import community_ref, number
from adapters.telegram.translate import title_of
from adapters.telegram.wire import Asked
from bot.events import ChannelNamed, CommandGiven, Event
from bot.model import KNOBS, ChannelRef, Mode, Policy, WrongKnob, set_knob
from bot.pages import written

QUIET_HOURS = ("22:00-08:00", "21:00-09:00", "23:00-07:00", "20:00-08:00")
NO_HOURS = "none"
ZONES = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Istanbul", "Asia/Tehran", "Asia/Dubai", "Asia/Kolkata"),
    *("Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "America/New_York", "America/Chicago"),
    *("America/Los_Angeles", "America/Sao_Paulo"),
)
WATCHED = "mode.nudge"
MOST_CHANNELS, A_ROW = 40, 2


class Setup:
    """Shows the page, turns knobs, and lists what the bot can and cannot do in the group."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk = desk

    async def show(self, asked: Asked, rest: str) -> Served:
        """Show the page."""

        async def then() -> None:
            await self._desk.tell(asked, *await self._page(asked))

        return self._desk.only(asked, then, team=True)

    async def turn(self, asked: Asked, parts: list[str]) -> Served:
        """Take a press: turn its knob, and show the page as it stands then; or show one of the further pages."""
        what, value = parts[0], ":".join(parts[1:])
        if not asked.staff:
            return self._desk.only(asked, lambda: self._desk.alert(asked, self._desk.label(asked, "team_only")))
        if what == "check":
            return self._desk.only(asked, lambda: self._check(asked))
        events = tuple([event for event in await self._meant(asked, what, value) if _fits(event)])
        for event in events:
            # The page itself shows what came of it: its notices are taken and not shown.
            self._desk.answers.expect(event, replace(asked, quiet=True))

        async def then() -> None:
            await self._desk.alert(asked)
            pages = {"zones": self._zones, "chats": self._chats, "channels": self._channels, "watch": self._channels}
            await self._desk.turn(asked, *await pages.get(what, self._page)(asked))

        return Served(events, then)

    async def _meant(self, asked: Asked, what: str, value: str) -> list[CommandGiven]:
        match what:
            case "mode":
                return [self._set(asked, knob, value) for knob in KNOBS if knob.startswith("mode.")]
            case "quiet":
                return [self._set(asked, "quiet_hours", "" if value == NO_HOURS else value)]
            case "zone":
                return [self._set(asked, "timezone", value)]
            case "chat":
                return [self._set(asked, "team_channel", value)]
            case "watch":
                watched = value in await self._watched(asked)
                usual = written(await self._policy(asked), WATCHED)
                channel = ChannelRef(asked.channel.community, value)
                return [self._set(replace(asked, channel=channel), WATCHED, usual if watched else "watch", "channel")]
            case _:
                return []

    def _set(self, asked: Asked, knob: str, value: str, scope: str = "community") -> CommandGiven:
        arguments = (("knob", knob), ("value", value), ("scope", scope))
        return CommandGiven(asked.at, asked.channel, asked.member, "set", arguments, True)

    # -- pages

    async def _page(self, asked: Asked) -> tuple[str, InlineKeyboardMarkup]:
        say, label, policy = self._desk.say, self._desk.label, await self._policy(asked)
        view = await self._desk.teams.view(asked.channel.community)
        chat = view.channels.get(policy.team_channel, policy.team_channel)
        lines = [
            say(asked, "setup_head"),
            say(asked, "setup_team_is", team=", ".join(policy.team) or label(asked, "setup_staff")),
            say(asked, "setup_chat_is", chat=chat) if chat else say(asked, "setup_no_chat"),
            say(asked, "setup_zone_is", zone=policy.timezone),
        ]
        modes = [_key(label(asked, f"set_{mode}"), f"mode:{mode}", policy.nudge is mode) for mode in Mode]
        hours = [_key(hours, f"quiet:{hours}", hours == written(policy, "quiet_hours")) for hours in QUIET_HOURS]
        none = _key(label(asked, "quiet_none"), f"quiet:{NO_HOURS}", policy.quiet_hours is None)
        more = [
            [_key(label(asked, "setup_zone"), "zones"), _key(label(asked, "setup_chat"), "chats")],
            [_key(label(asked, "setup_channels"), "channels"), _key(label(asked, "setup_check"), "check")],
        ]
        return "\n".join(lines), InlineKeyboardMarkup([modes, hours[:2], hours[2:], [none], *more])

    async def _zones(self, asked: Asked) -> tuple[str, InlineKeyboardMarkup]:
        now = (await self._policy(asked)).timezone
        keys = [_key(zone.replace("_", " "), f"zone:{zone}", zone == now) for zone in ZONES]
        return self._desk.say(asked, "setup_zone_how"), InlineKeyboardMarkup([*_rows(keys), [self._back(asked)]])

    async def _chats(self, asked: Asked) -> tuple[str, InlineKeyboardMarkup]:
        """Choose where drafts go: a topic of this group, or another group, to which an address leads that adds the bot there."""
        view, policy = await self._desk.teams.view(asked.channel.community), await self._policy(asked)
        keys = [
            _key(_called(name), f"chat:{id}", id == policy.team_channel)
            for id, name in sorted(view.channels.items())[:MOST_CHANNELS]
        ]
        home = self._desk.directory.chat(asked.channel.community)
        address = f"https://t.me/{self._desk.wire.bot.username}?startgroup=team_{home}"
        other = InlineKeyboardButton(self._desk.label(asked, "setup_other_chat"), url=address)
        return self._desk.say(asked, "setup_chat_how"), InlineKeyboardMarkup(
            [*_rows(keys), [other], [self._back(asked)]]
        )

    async def _channels(self, asked: Asked) -> tuple[str, InlineKeyboardMarkup]:
        """Choose where the bot only watches."""
        view, watched = await self._desk.teams.view(asked.channel.community, fresh=True), await self._watched(asked)
        keys = [
            _key(_called(name), f"watch:{id}", id in watched)
            for id, name in sorted(view.channels.items())[:MOST_CHANNELS]
        ]
        return self._desk.say(asked, "setup_watch_how"), InlineKeyboardMarkup([*_rows(keys), [self._back(asked)]])

    def _back(self, asked: Asked) -> InlineKeyboardButton:
        return _key(self._desk.label(asked, "page_back"), "page")

    async def _check(self, asked: Asked) -> None:
        """List what the bot can hear and do, with what to change."""
        await self._desk.alert(asked)
        chat = self._desk.directory.chat(asked.channel.community)
        wrong = [each for each in await look(self._desk.wire.bot, chat) if not each.well]
        say = self._desk.say
        lines = [say(asked, "check_wrong", len(wrong)) if wrong else say(asked, "check_well")]
        lines += [say(asked, "check_item", found=each.found, mend=each.mend) for each in wrong]
        lines += [
            say(asked, "stopped", reason=why) for spot, why in self._desk.places.stopped.items() if spot.chat == chat
        ]
        await self._desk.turn(asked, "\n".join(lines), InlineKeyboardMarkup([[self._back(asked)]]))

    # -- the team's own chat

    async def team_chat(self, asked: Asked, raw: telegram.Message, where: str) -> Served:
        """Make the group in which this was said the team's chat of another, if who says it administers that one."""
        chat = number(where)
        home = self._desk.directory.home(chat)
        if raw.chat.id == chat or not chat or not await self._desk.teams.is_staff(home, int(asked.member.id)):
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "team_only")))
        joined = self._desk.directory.join(asked.at, raw.chat.id, home.community)
        joined_home = self._desk.directory.home(raw.chat.id)
        here, title = joined_home.channel(None), title_of(raw.chat, joined_home)
        told = replace(asked, channel=here, member=home.member(int(asked.member.id)))
        chosen = self._set(told, "team_channel", here.id)
        self._desk.answers.expect(chosen, replace(told, quiet=True))
        events: tuple[Event, ...] = (joined, ChannelNamed(asked.at, here, title), chosen)
        name = (await self._desk.teams.look(chat)).chat
        group = name.title if name is not None and name.title else community_ref(chat).id
        return Served(events, lambda: self._desk.tell(told, self._desk.say(asked, "team_chat_joined", group=group)))

    async def _watched(self, asked: Asked) -> list[str]:
        view = await self._desk.teams.view(asked.channel.community, fresh=True)
        return [
            channel
            for (channel, knob), value in view.knobs.items()
            if channel is not None and knob == WATCHED and value == Mode.WATCH
        ]

    async def _policy(self, asked: Asked) -> Policy:
        home = ChannelRef(asked.channel.community, "")
        return await self._desk.teams.policy(home, fresh=True)


def _key(label: str, carries: str, chosen: bool = False) -> InlineKeyboardButton:
    return render.key(f"✓ {label}" if chosen else label, f"~setup:{carries}")


def _rows(keys: list[InlineKeyboardButton]) -> Iterable[list[InlineKeyboardButton]]:
    return [keys[begin : begin + A_ROW] for begin in range(0, len(keys), A_ROW)]


def _called(name: str) -> str:
    return plain(quoted_line(name)) or "?"


def _fits(event: CommandGiven) -> bool:
    """Whether a knob takes this value: what a button carries was made by us, but may be of an older version."""
    try:
        set_knob(Policy(), event.argument("knob"), event.argument("value"))
    except WrongKnob:
        return False
    return True
