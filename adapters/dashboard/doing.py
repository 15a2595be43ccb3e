"""What buttons do: each becomes the same event as on the chat platform. The engine decides; what it answers is shown once."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.dashboard.guest import Desk, Guest
from bot.actions import Decision, Notice
from bot.events import ButtonPressed, CommandGiven, Event, ForgetAsked
from bot.model import KNOBS, ChannelRef, MemberRef, Phrase
from bot.pages import chosen
from bot.view import policy_of, team_channel_of

if TYPE_CHECKING:
    from adapters.dashboard.preview import Trial

VERBS = ("answered", "not_question", "snooze", "claim", "release", "reopen")
UNDONE = ("answered", "not_question", "snooze")
PRESSES = ("post", "edit", "skip", "notq", "snooze")
WAITS = ("1h", "4h", "1d")
MOST_FLASHES = 2_000
TYPED = 8_000
"""So much of a field is handed on: longer than anything is taken, so that what is cut here is refused there."""

POLLS = {"ask": "ask_poll", "end": "end_poll", "tell": "tell_outcome"}
"""What is done with polls, and the command that each is."""

OPENERS = {verb: f"deck_{verb}" for verb in ("write", "withdraw", "restore", "accept", "decline")}
"""What is done with openers, and the command that each is."""

GLAD = (
    *("notice.poll_drafted", "notice.poll_posted", "notice.poll_ending", "notice.suggestion_declined"),
    *("notice.outcome_on_its_way",),
    *("notice.deck_written", "notice.deck_withdrawn", "notice.deck_restored"),
    *("notice.suggestion_taken", "notice.suggestion_taken_no_hour"),
)
"""What the core answers where all went well."""


@dataclass(frozen=True, slots=True)
class Flash:
    """What to say on the next page: a phrase of the dashboard's, or the core's own words, or why not.

    `undo`: the question to open again. `trial`: what came of trying a knob. `who`: whom to look up. `typed`: the fields of a form that was
    refused, so that the page can show them again.
    """

    good: bool
    phrase: str = ""
    words: tuple[Phrase, ...] = ()
    undo: tuple[str, str] | None = None
    reason: str = ""
    trial: "Trial | None" = None
    who: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """Where on the page to look: at the knob that was tried."""
        return f"#knob-{self.trial.knob.replace('.', '-')}" if self.trial is not None else ""


class Doing:
    """Turns forms into events, waits until they are committed, and keeps what came of them for the next page."""

    def __init__(self, desk: Desk) -> None:
        """Act at this desk."""
        self._desk = desk
        self._expected: dict[Event, list[tuple[Phrase, ...]]] = {}
        self._flashes: OrderedDict[str, tuple[str, Flash]] = OrderedDict()

    def saw(self, event: Event, decision: Decision) -> None:
        """Note what the core answered to an event of ours."""
        if isinstance(event, ButtonPressed | CommandGiven) and event in self._expected:
            said = [action.words for action in decision.actions if isinstance(action, Notice)]
            self._expected[event] += said

    def keep(self, guest: Guest, flash: Flash) -> str:
        """Keep what to say, for this guest alone; return its name."""
        name = secrets.token_urlsafe(9)
        self._flashes[name] = (guest.token, flash)
        if len(self._flashes) > MOST_FLASHES:
            self._flashes.popitem(last=False)
        return name

    def take(self, guest: Guest, name: str) -> Flash | None:
        """Return what was kept, once."""
        whose, flash = self._flashes.get(name, ("", None))
        if flash is None or whose != guest.token:
            return None
        del self._flashes[name]
        return flash

    async def question(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Correct a question: answered here, not a question, snooze, or the undoing of these."""
        verb, id = form.get("verb", ""), form.get("question", "")
        channel = await self._channel(guest, form.get("channel", ""))
        if verb not in VERBS or not id or channel is None:
            return Flash(False, "flash_gone")
        arguments = [("question", id)]
        if verb == "snooze":
            arguments.append(("for", form["wait"] if form.get("wait") in WAITS else WAITS[0]))
        event = CommandGiven(
            *(self._desk.clock.now(), channel, guest.member, verb, tuple(arguments), True), by=self._by(guest)
        )
        undo = (channel.id, id) if verb in UNDONE else None
        return await self._tell(event, f"flash_{verb}", undo)

    async def draft(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Deal with a draft: post it, as it stands or reworded, or skip it."""
        verb, id = form.get("verb", ""), form.get("draft", "")
        home = await self._desk.store.locate(id) if id else None
        if verb not in PRESSES or home is None or home.community != guest.community:
            return Flash(False, "flash_gone")
        view = await self._desk.store.community(guest.community)
        policy = policy_of(self._desk.policy, view, home)
        event = ButtonPressed(
            self._desk.clock.now(),
            team_channel_of(policy, view) or home,
            guest.member,
            f"{verb}:{id}",
            True,
            form.get("text", "") if verb == "edit" else "",
            by=self._by(guest),
        )
        return await self._tell(event, f"flash_draft_{verb}")

    async def poll(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Ask a poll, end one, or say what comes of one."""
        verb, channel = form.get("verb", ""), await self._channel(guest, form.get("channel", ""))
        if verb not in POLLS or channel is None:
            return Flash(False, "flash_gone")
        names = ("text", "several") if verb == "ask" else ("poll", "text")
        arguments = tuple([(name, form[name][:TYPED]) for name in names if form.get(name)])
        now, by = self._desk.clock.now(), self._by(guest)
        return await self._tell(
            CommandGiven(now, channel, guest.member, POLLS[verb], arguments, True, by=by), "flash_done"
        )

    async def opener(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Write an opener, withdraw or bring one back, decide on what a member suggested."""
        verb, view = form.get("verb", "write"), await self._desk.store.community(guest.community)
        if verb not in OPENERS or not view.channels:
            return Flash(False, "flash_gone")
        names = ("id", "text", "occasion", "purpose", "voice") if verb == "write" else ("id",)
        arguments = tuple([(name, form[name][:2000]) for name in names if form.get(name)])
        now, where = self._desk.clock.now(), ChannelRef(guest.community, min(view.channels))
        event = CommandGiven(now, where, guest.member, OPENERS[verb], arguments, True, by=self._by(guest))
        return await self._tell(event, "flash_done")

    async def lookup(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Look somebody up by their exact name or id. Never in an address: those end up in logs and histories."""
        return Flash(True, who=form.get("who", "").strip()[:100])

    async def forget(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Forget a member who asked for it another way, of the guest's own community alone."""
        id, view = form.get("member", ""), await self._desk.store.community(guest.community)
        if not id or form.get("sure") != "yes" or not view.channels:
            return Flash(False, "flash_gone")
        where = ChannelRef(guest.community, min(view.channels))
        member = MemberRef(guest.community, id[:100])
        event = ForgetAsked(self._desk.clock.now(), where, member, guest.member, self._by(guest))
        return await self._tell(event, "flash_forgotten")

    async def knob(self, guest: Guest, form: Mapping[str, str]) -> Flash:
        """Turn a knob, for the community or one channel of it."""
        knob, value = form.get("knob", ""), form.get("value", "")
        view = await self._desk.store.community(guest.community)
        channel = await self._channel(guest, form["channel"]) if form.get("channel") else None
        if knob not in KNOBS or (form.get("channel") and channel is None) or not view.channels:
            return Flash(False, "flash_gone")
        where = channel or ChannelRef(guest.community, min(view.channels))
        scope = "channel" if channel is not None else "community"
        arguments = (("knob", knob), ("value", chosen(knob, value)[:500]), ("scope", scope))
        event = CommandGiven(self._desk.clock.now(), where, guest.member, "set", arguments, True, by=self._by(guest))
        return await self._tell(event, "flash_done")

    def _by(self, guest: Guest) -> str:
        return guest.name or "Twoway"

    async def _channel(self, guest: Guest, id: str) -> ChannelRef | None:
        """Return one of the guest's own community's channels, None for any other."""
        view = await self._desk.store.community(guest.community)
        ref = ChannelRef(guest.community, id)
        known = id in view.channels or (bool(id) and (await self._desk.store.view(ref)).now is not None)
        return ref if known else None

    async def _tell(self, event: Event, done: str, undo: tuple[str, str] | None = None) -> Flash:
        """Let the core decide; return what it answered, or that it is done."""
        self._expected[event] = []
        try:
            await self._desk.log.append(event)
            said = self._expected[event]
        finally:
            del self._expected[event]
        if not said or said[0][0].name == "notice.knob_set":
            return Flash(True, done, undo=undo)
        return Flash(said[0][0].name in GLAD, words=said[0])
