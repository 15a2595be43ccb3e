"""Raw command -> Event: pure. What cannot be done is refused with the name of a phrase that says why."""

import re
from datetime import datetime
from typing import assert_never

from adapters.playground.listen import BadFrame, Ballot, Choose, Correct, Delete, Edit, Press, React, Write
from adapters.playground.state import Member, Scene, Standing
from bot.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ReactionSeen,
    VoteSeen,
)
from bot.model import KNOBS, ChannelRef, Limits, MemberRef, Message, MessageRef, Option, Poll

LIMITS = Limits(
    message_characters=2000,
    poll_question_characters=300,
    poll_options=10,
    poll_option_characters=55,
    poll_seconds=(1, 2_628_000),
    button_bytes=64,
    edits_posts=True,
    reports_deletions=True,
    keeps_history=True,
)
NAME_CHARACTERS = 40
EMOJI_CHARACTERS = 16
CORRECTIONS = {
    "answered": "question",
    "not_question": "question",
    "snooze": "question",
    "reopen": "question",
    "needs_answer": "message",
    "ask_room": "message",
}
"""What can be corrected, and what each correction is about."""

Spoken = Write | Edit | Delete | React | Ballot | Press | Correct | Choose
"""The commands that become events. The others concern the stage, not the talk."""

POLL = "/poll "
ASK = "/twoway poll"
ENLIST = "/twoway enlist"
LEAVE = "/twoway leave"
SUGGEST = "/twoway suggest"
ON, OFF = "on duty", "off duty"
END = "end"
MENTION = re.compile(r"(?<!\w)@(\w[\w-]*)")
MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def translate(raw: Spoken, scene: Scene, at: datetime, fresh: str) -> Event:
    """Return what a command makes happen; raise BadFrame when it cannot. `fresh`: an id for a message that brought none."""
    if raw.channel not in scene.channels:
        raise BadFrame("playground.wrong_channel")
    member = scene.members.get(raw.member)
    if member is None:
        raise BadFrame("playground.wrong_member")
    channel = scene.channel(raw.channel)
    match raw:
        case Write(text=text) if text.split()[:2] == ASK.split():
            return command_of(text, channel, member, at)
        case Write(text=text) if text.split()[:2] in (ENLIST.split(), LEAVE.split()):
            return roster_of(text, channel, member, at)
        case Write(text=text) if text.split()[:2] == SUGGEST.split():
            idea = " ".join(text.split()).removeprefix(SUGGEST).strip()
            given = (("name", member.name), ("text", idea))
            return CommandGiven(at, channel, member.ref, "suggest", given, member.team)
        case Write():
            return MessageSeen(message_of(raw, member, scene, at, fresh))
        case Edit():
            standing = _standing(scene, raw.channel, raw.message)
            if standing.message.author != member.ref or standing.message.poll is not None:
                raise BadFrame("playground.wrong_edit")
            return MessageEdited(at, standing.message.ref, _text(raw.text))
        case Delete():
            standing = _standing(scene, raw.channel, raw.message)
            if standing.message.author != member.ref and not member.team:
                raise BadFrame("playground.wrong_delete")
            return MessageDeleted(at, standing.message.ref)
        case React():
            emoji = raw.emoji.strip()
            if not 0 < len(emoji) <= EMOJI_CHARACTERS or emoji.isascii():
                raise BadFrame("playground.wrong_emoji")
            return ReactionSeen(
                at, _standing(scene, raw.channel, raw.message).message.ref, member.ref, emoji, raw.added
            )
        case Ballot():
            return VoteSeen(at, _vote(raw, scene, at), member.ref, raw.options, member.team)
        case Press():
            if not 0 < len(raw.value.encode()) <= LIMITS.button_bytes:
                raise BadFrame("playground.wrong_frame")
            if len(raw.text.strip()) > LIMITS.message_characters:
                raise BadFrame("playground.wrong_text", most=str(LIMITS.message_characters))
            by = member.name if member.team else ""
            return ButtonPressed(at, channel, member.ref, raw.value, member.team, raw.text.strip(), by)
        case Correct():
            team = member if member.team else scene.someone_of_the_team()
            return CommandGiven(at, channel, team.ref, raw.verb, _about(raw), team=True)
        case Choose():
            if raw.knob not in KNOBS:
                raise BadFrame("playground.wrong_frame")
            team = member if member.team else scene.someone_of_the_team()
            arguments = (("knob", raw.knob), ("value", raw.value))
            return CommandGiven(at, channel, team.ref, "set", arguments, team=True)
        case _:
            assert_never(raw)


def message_of(raw: Write, member: Member, scene: Scene, at: datetime, fresh: str) -> Message:
    """Return the message that somebody writes, `/poll` read as a poll, @names as mentions."""
    if raw.id and not MESSAGE_ID.fullmatch(raw.id):
        raise BadFrame("playground.wrong_frame")
    if raw.reply_to:
        _standing(scene, raw.channel, raw.reply_to)
    text = _text(raw.text)
    poll = poll_of(text) if text.startswith(POLL) or text == POLL.strip() else None
    return Message(
        ref=MessageRef(scene.channel(raw.channel), raw.id or fresh),
        author=member.ref,
        name=member.name,
        at=at,
        text="" if poll else text,
        reply_to=raw.reply_to or None,
        mentions=_mentions(text, scene),
        team=member.team,
        poll=poll,
    )


def command_of(text: str, channel: ChannelRef, member: Member, at: datetime) -> CommandGiven:
    """Read "/twoway poll Question? | A | B" and "/twoway poll end": the team asks the bot for a poll, or to end it."""
    rest = " ".join(text.split()).removeprefix(ASK).strip()
    if rest.casefold() == END:
        return CommandGiven(at, channel, member.ref, "end_poll", team=member.team)
    written = "\n".join(part.strip() for part in rest.split("|"))
    return CommandGiven(at, channel, member.ref, "ask_poll", (("text", written),), member.team)


def roster_of(text: str, channel: ChannelRef, member: Member, at: datetime) -> CommandGiven:
    """Read "/twoway enlist wav, export | 3", "/twoway enlist off duty" and "/twoway leave": a member's place on the roster."""
    said = " ".join(text.split())
    if said.startswith(LEAVE):
        return CommandGiven(at, channel, member.ref, "leave_roster", team=member.team)
    rest = said.removeprefix(ENLIST).strip()
    duty = {ON: "on", OFF: "off"}.get(rest.casefold(), "")
    topics, _, most = ("" if duty else rest).partition("|")
    arguments = (("name", member.name), ("topics", topics), ("per_day", most), ("duty", duty))
    return CommandGiven(at, channel, member.ref, "enlist", arguments, member.team)


def poll_of(text: str) -> Poll:
    """Read "/poll Question? | A | B"; raise BadFrame with how to write it."""
    question, *options = (part.strip() for part in text.removeprefix(POLL.strip()).split("|"))
    options = [option for option in options if option]
    if (
        not 0 < len(question) <= LIMITS.poll_question_characters
        or not 2 <= len(options) <= LIMITS.poll_options
        or len({option.casefold() for option in options}) < len(options)
        or any(len(option) > LIMITS.poll_option_characters for option in options)
    ):
        raise BadFrame("playground.wrong_poll")
    return Poll(question, tuple(Option(str(number), option) for number, option in enumerate(options, 1)))


def name_of(text: str) -> str:
    """Return a name fit to join with; raise BadFrame for none, or a very long one."""
    name = " ".join(text.split())
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise BadFrame("playground.wrong_name", most=str(NAME_CHARACTERS))
    return name


def _text(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadFrame("playground.wrong_empty")
    if len(text) > LIMITS.message_characters:
        raise BadFrame("playground.wrong_text", most=str(LIMITS.message_characters))
    return text


def _mentions(text: str, scene: Scene) -> tuple[MemberRef, ...]:
    found = (scene.named(name) for name in MENTION.findall(text))
    return tuple(dict.fromkeys(member.ref for member in found if member is not None))


def _standing(scene: Scene, channel: str, message: str) -> Standing:
    standing = scene.standing(channel, message)
    if standing is None:
        raise BadFrame("playground.wrong_message")
    return standing


def _vote(raw: Ballot, scene: Scene, at: datetime) -> MessageRef:
    message = _standing(scene, raw.channel, raw.message).message
    poll = message.poll
    if poll is None or poll.closed or not set(raw.options) <= {option.id for option in poll.options}:
        raise BadFrame("playground.wrong_vote")
    if len(raw.options) > 1 and not poll.multiple:
        raise BadFrame("playground.wrong_vote")
    if poll.closes_at is not None and poll.closes_at <= at:
        raise BadFrame("playground.wrong_vote_late")
    return message.ref


def _about(raw: Correct) -> tuple[tuple[str, str], ...]:
    if raw.verb not in CORRECTIONS or not raw.subject:
        raise BadFrame("playground.wrong_frame")
    about = ((CORRECTIONS[raw.verb], raw.subject),)
    return (*about, ("for", raw.wait or "10m")) if raw.verb == "snooze" else about
