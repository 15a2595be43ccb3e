"""/setup: pages of buttons, each of which turns a knob at once.

In the group: how far, quiet hours, time zone, language, polls, what to only watch, what is to be mended. What a group should not read
along is on pages in the private chat (`own`), to which an address leads; whoever presses there must administer the group, then as here.
"""

from dataclasses import replace
from functools import partial

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram.desk import Desk, Served
from adapters.telegram.diagnosis import look
from adapters.telegram.escape import marked
from adapters.telegram.offers import LANGUAGES, NO_HOURS, QUIET_HOURS, TIDY, ZONES, button, called, fits, rows
from adapters.telegram.own import ABOUT, MOST, OWN, SETUP, Own, Page
from adapters.telegram.refs import number
from adapters.telegram.translate import title_of
from adapters.telegram.wire import Asked
from bot.events import ChannelNamed, CommandGiven, Event
from bot.model import KNOBS, ChannelRef, Mode, Policy
from bot.pages import written
from bot.view import team_channel_of

WATCHED = "mode.nudge"
TEAM_CHAT, OFF = "team", "off"
"""What /start is given to make a group the team's chat of another, before that one's number; and to end it, instead of one."""


class Setup:
    """Shows the pages, turns knobs, and lists what the bot can and cannot do in the group."""

    def __init__(self, desk: Desk) -> None:
        """Serve at this desk."""
        self._desk, self._own = desk, Own(desk)

    async def show(self, asked: Asked, rest: str) -> Served:
        """Show the first page: the group's, or in private the one of the group whose number is given."""
        if asked.private:
            if not number(rest):
                return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "in_the_group")))
            asked = await self._desk.about(asked, number(rest))
        elif not (asked.team or asked.staff) and await self._lent(asked):
            words = await self._joined(asked)
            return self._desk.only(asked, lambda: self._desk.tell(asked, words))

        async def then() -> None:
            await self._desk.tell(asked, *await (self._own.page(asked, "") if asked.private else self._page(asked)))

        return self._desk.only(asked, then, team=True)

    async def turn(self, asked: Asked, parts: list[str]) -> Served:
        """Take a press: turn its knob, and show the page as it stands then; or show one of the further pages."""
        if parts[0].startswith(ABOUT) and asked.private:
            asked, parts = await self._desk.about(asked, number(parts[0].removeprefix(ABOUT))), parts[1:]
        what, value = parts[0], ":".join(parts[1:])
        if not asked.staff:
            return self._desk.only(asked, lambda: self._desk.alert(asked, self._desk.label(asked, "team_only")))
        if what in OWN and not asked.private:  # a page of an older version
            return self._desk.only(asked, lambda: self._desk.alert(asked, self._desk.label(asked, "in_private")))
        if what == "check":
            return self._desk.only(asked, lambda: self._check(asked))
        events = tuple([event for event in await self._meant(asked, what, value) if fits(event)])
        for event in events:
            # The page itself shows what came of it: its notices are taken and not shown.
            self._desk.answers.expect(event, replace(asked, quiet=True))

        async def then() -> None:
            await self._desk.alert(asked)
            await self._desk.turn(asked, *await self._after(asked, what))

        return Served(events, then)

    async def _after(self, asked: Asked, what: str) -> Page:
        match what:
            case _ if asked.private:
                return await self._own.page(asked, what)
            case "zones":
                return await self._zones(asked)
            case "languages":
                return await self._languages(asked)
            case "habits" | "votes" | "tidy":
                return await self._habits(asked)
            case "channels" | "watch":
                return await self._channels(asked)
            case _:
                return await self._page(asked)

    async def _meant(self, asked: Asked, what: str, value: str) -> list[CommandGiven]:
        match what:
            case _ if asked.private:
                return [self._set(asked, *each) for each in await self._own.meant(asked, what, value)]
            case "mode":
                return [self._set(asked, knob, value) for knob in KNOBS if knob.startswith("mode.")]
            case "quiet":
                return [self._set(asked, "quiet_hours", "" if value == NO_HOURS else value)]
            case "zone":
                return [self._set(asked, "timezone", value)]
            case "speaks":
                return [self._set(asked, "language", value)]
            case "votes":
                return [self._set(asked, "poll_votes", value)]
            case "tidy":
                return [self._set(asked, "tidy_after", value)]
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

    # -- the group's pages

    async def _page(self, asked: Asked) -> Page:
        say, label, policy = self._desk.say, self._desk.label, await self._policy(asked)
        lines = [say(asked, "setup_head"), say(asked, "setup_zone_is", zone=policy.timezone)]
        lines += [] if policy.team_channel else [say(asked, "setup_no_chat_here")]
        modes = [button(label(asked, f"set_{mode}"), f"mode:{mode}", policy.nudge is mode) for mode in Mode]
        hours = [button(hours, f"quiet:{hours}", hours == written(policy, "quiet_hours")) for hours in QUIET_HOURS]
        none = button(label(asked, "quiet_none"), f"quiet:{NO_HOURS}", policy.quiet_hours is None)
        further = [("setup_zone", "zones"), ("setup_language", "languages"), ("setup_habits", "habits")]
        further += [("setup_channels", "channels"), ("setup_check", "check")]
        more = [button(label(asked, name), what) for name, what in further]
        own = InlineKeyboardButton(label(asked, "setup_own"), url=self._desk.address(asked, SETUP))
        return "\n".join(lines), InlineKeyboardMarkup([modes, *rows(hours), [none], *rows(more), [own]])

    async def _zones(self, asked: Asked) -> Page:
        now = (await self._policy(asked)).timezone
        keys = [button(zone.replace("_", " "), f"zone:{zone}", zone == now) for zone in ZONES]
        return self._desk.say(asked, "setup_zone_how"), InlineKeyboardMarkup([*rows(keys), [self._back(asked)]])

    async def _languages(self, asked: Asked) -> Page:
        now = (await self._policy(asked)).language
        keys = [button(name, f"speaks:{code}", code == now) for code, name in LANGUAGES.items()]
        return self._desk.say(asked, "setup_language_how"), InlineKeyboardMarkup([*rows(keys, 3), [self._back(asked)]])

    async def _habits(self, asked: Asked) -> Page:
        """Choose whether votes are open, and when answers to commands go."""
        policy, label = await self._policy(asked), self._desk.label
        votes = [
            button(label(asked, f"votes_{value}"), f"votes:{value}", written(policy, "poll_votes") == value)
            for value in ("open", "anonymous")
        ]
        tidy = [
            button(
                label(asked, "tidy_off") if value == "off" else label(asked, "tidy_after", time=value),
                f"tidy:{value}",
                written(policy, "tidy_after") == value,
            )
            for value in TIDY
        ]
        words = self._desk.say(asked, "setup_habits_how")
        return words, InlineKeyboardMarkup([votes, *rows(tidy), [self._back(asked)]])

    async def _channels(self, asked: Asked) -> Page:
        """Choose where the bot only watches."""
        view, watched = await self._desk.teams.view(asked.channel.community, fresh=True), await self._watched(asked)
        keys = [button(called(name), f"watch:{id}", id in watched) for id, name in sorted(view.channels.items())[:MOST]]
        return self._desk.say(asked, "setup_watch_how"), InlineKeyboardMarkup([*rows(keys), [self._back(asked)]])

    def _back(self, asked: Asked) -> InlineKeyboardButton:
        return button(self._desk.label(asked, "page_back"), "page")

    async def _check(self, asked: Asked) -> None:
        """List what the bot can hear and do, with what to change."""
        await self._desk.alert(asked)
        chat, say = self._desk.directory.chat(asked.channel.community), self._desk.say
        found = await look(self._desk.wire.bot, chat, partial(self._desk.label, asked))
        wrong = [each for each in found if not each.well]
        lines = [say(asked, "check_wrong", len(wrong)) if wrong else say(asked, "check_well")]
        lines += [self._desk.found(asked, each) for each in wrong]
        stopped = [why for spot, why in self._desk.places.stopped.items() if spot.chat == chat]
        lines += [say(asked, "stopped", reason=why) for why in stopped]
        await self._desk.turn(asked, "\n".join(lines), InlineKeyboardMarkup([[self._back(asked)]]))

    # -- the team's own chat

    async def team_chat(self, asked: Asked, raw: telegram.Message, where: str) -> Served:
        """Make the group in which this was said the team's chat of another, if who says it administers both; or end that."""
        chat, who, teams = number(where), int(asked.member.id), self._desk.teams
        home = self._desk.directory.home(chat)
        if where == OFF or raw.chat.id in (chat, self._desk.directory.chat(home.community)):
            return await self._by_itself(asked, raw)
        if not chat or not await teams.is_staff(home, who):
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "team_only")))
        if not await teams.administers(raw.chat.id, who):
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "team_chat_here")))
        joined = self._desk.directory.join(asked.at, raw.chat.id, home.community)
        joined_home = self._desk.directory.home(raw.chat.id)
        here, title = joined_home.channel(None), title_of(raw.chat, joined_home)
        told = replace(asked, channel=here, member=home.member(who))
        chosen = self._set(told, "team_channel", here.id)
        self._desk.answers.expect(chosen, replace(told, quiet=True))
        events: tuple[Event, ...] = (*joined, ChannelNamed(asked.at, here, title), chosen)
        words = await self._joined(told)
        return Served(events, lambda: self._desk.tell(told, words))

    async def _joined(self, asked: Asked) -> str:
        """Return whose team's chat this is, and how an administrator of it ends that."""
        joined = self._desk.say(asked, "team_chat_joined", group=await self._own.group(asked))
        undo = marked(f"`/start@{self._desk.wire.bot.username} {TEAM_CHAT}_{OFF}`")
        return "\n".join([joined, self._desk.say(asked, "team_chat_undo"), undo])

    async def _lent(self, asked: Asked) -> bool:
        """Whether this is the team's chat of another group, and who asks administers it here."""
        lent = self._desk.directory.home(asked.chat).other
        return bool(lent) and await self._desk.teams.administers(asked.chat, number(asked.member.id))

    async def _by_itself(self, asked: Asked, raw: telegram.Message) -> Served:
        """Let a team's chat be a group by itself again, as it was before, if who says it administers it."""
        directory, before = self._desk.directory, self._desk.directory.home(raw.chat.id)
        if not (asked.staff if not before.other else await self._lent(asked)):
            return self._desk.only(asked, lambda: self._desk.tell(asked, self._desk.say(asked, "team_only")))
        events: tuple[Event, ...] = ()
        if before.other:
            lost, view = before.channel(None), await self._desk.teams.view(before.community, fresh=True)
            drafts = team_channel_of(await self._desk.teams.policy(lost), view)
            goes_here = drafts is not None and directory.spot(drafts).chat == raw.chat.id  # in one of its topics too
            events = directory.leave(asked.at, raw.chat.id)
            if goes_here:
                emptied = self._set(replace(asked, channel=lost), "team_channel", "")
                self._desk.answers.expect(emptied, replace(asked, quiet=True))
                events += (emptied,)
        told = replace(asked, channel=directory.home(raw.chat.id).channel(None))
        return Served(events, lambda: self._desk.tell(told, self._desk.say(asked, "team_chat_left")))

    async def _watched(self, asked: Asked) -> list[str]:
        view = await self._desk.teams.view(asked.channel.community, fresh=True)
        return [
            channel
            for (channel, knob), value in view.knobs.items()
            if channel is not None and knob == WATCHED and value == Mode.WATCH
        ]

    async def _policy(self, asked: Asked) -> Policy:
        return await self._desk.teams.policy(ChannelRef(asked.channel.community, ""), fresh=True)
