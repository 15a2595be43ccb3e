"""Made-up talk for tests: streams of events drawn by Hypothesis, or made in bulk by a seed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from bot.actions import take_button
from bot.events import (
    ButtonPressed,
    ChannelNamed,
    CommandGiven,
    GapFound,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ReactionSeen,
)
from bot.model import ChannelRef, CommunityRef, MemberRef, Message, MessageRef

HOME = CommunityRef("story", "home")
CHANNELS = (ChannelRef(HOME, "a"), ChannelRef(HOME, "b"), ChannelRef(HOME, "team"))
PEOPLE = ("Ada", "Bo", "Cy", "Dee", "Tia")
START = datetime(2026, 5, 4, 8, tzinfo=UTC)
TEXTS = (
    "How do I export my tracks as WAV?",
    "Does anyone know when the new drum pack comes out?",
    "where is the manual",
    "Ada: open File, then Export",
    "Bo, which version are you on?",
    "same here",
    "thanks, that worked!",
    "nvm, found it",
    "anyone?",
    "good morning all",
    "lol",
    "I think tabs are better than spaces",
    "",
    "привет, кто-нибудь знает, как это починить?",
)


@st.composite
def events(draw, most=60):
    """Draw a stream of events over three channels, with clocks that now and then run backwards and ids seen twice."""
    at, made, stream = START, [], [ChannelNamed(START, channel, channel.id) for channel in CHANNELS]
    for number in range(draw(st.integers(1, most))):
        at += timedelta(seconds=draw(st.sampled_from([-120, 0, 1, 5, 30, 60, 300, 1200, 3600, 30000])))
        channel = draw(st.sampled_from(CHANNELS[:2]))
        name = draw(st.sampled_from(PEOPLE))
        member = MemberRef(HOME, name)
        mine = [ref for ref in made if ref.channel == channel]
        kind = draw(
            st.sampled_from(
                ["say"] * 12 + ["again", "edit", "delete", "react", "correct", "set", "gap", "press", "enlist", "take"]
            )
        )
        ref = draw(st.sampled_from(mine)) if mine else None
        if kind == "say" or ref is None:
            reply = draw(st.sampled_from([None, None, ref])) if ref else None
            new = MessageRef(channel, f"m{number}")
            made.append(new)
            text = draw(st.sampled_from(TEXTS))
            stream.append(
                MessageSeen(
                    Message(
                        new, member, name, at, text, reply.id if reply else None, team=name == "Tia", bot=name == "Dee"
                    )
                )
            )
        else:
            stream.append(_other(draw, kind, at, channel, member, ref))
    return tuple(stream)


def _other(draw, kind, at, channel, member, ref):
    match kind:
        case "again":
            return MessageSeen(Message(ref, member, member.id, at, "seen twice, with other words?"))
        case "edit":
            return MessageEdited(at, ref, draw(st.sampled_from(TEXTS)))
        case "delete":
            return MessageDeleted(at, ref)
        case "react":
            return ReactionSeen(at, ref, member, draw(st.sampled_from(["👍", "😀"])), draw(st.booleans()))
        case "correct":
            name = draw(st.sampled_from(["answered", "not_question", "snooze", "reopen", "needs_answer", "nonsense"]))
            return CommandGiven(
                at, channel, member, name, (("question", ref.id), ("message", ref.id), ("for", "10m")), True
            )
        case "set":
            knob = draw(
                st.sampled_from(
                    [("mode.nudge", "act"), ("mode.nudge", "suggest"), ("patience", "5m"), ("patience", "soon")]
                )
            )
            return CommandGiven(at, channel, member, "set", (("knob", knob[0]), ("value", knob[1])), True)
        case "gap":
            return GapFound(at, channel, at - timedelta(hours=1), at)
        case "enlist":
            topics = draw(st.sampled_from(["*", "export, wav", "manual"]))
            given = (("topics", topics), ("per_day", draw(st.sampled_from(["1", "20"]))))
            return CommandGiven(at, channel, member, draw(st.sampled_from(["enlist", "enlist", "leave_roster"])), given)
        case "take":
            return ButtonPressed(at, channel, member, take_button(ref.id).value)
        case _:
            return ButtonPressed(at, CHANNELS[2], member, f"{draw(st.sampled_from(['post', 'skip']))}:unknown", True)


def cut(stream, sizes):
    """Cut a stream into batches of these sizes, over and over."""
    bounds, index = [0], 0
    while bounds[-1] < len(stream):
        bounds.append(bounds[-1] + sizes[index % len(sizes)])
        index += 1
    return [stream[begin:end] for begin, end in pairwise(bounds)]
