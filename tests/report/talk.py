"""Summaries made by hand, through the same Tally that a replay uses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.phrases import read_phrases
from bot.measure import Flag, Proposed, Summary, Tally
from bot.model import (
    ChannelRef,
    CommunityRef,
    Cue,
    MemberRef,
    MessageRef,
    Need,
    Phrase,
    Question,
    Status,
    Verdict,
    Wait,
    WaitingCurve,
)

PROMPTS = Path(__file__).parents[2] / "prompts"
PHRASES = read_phrases(PROMPTS)
HOME = CommunityRef("export", "garden")
GENERAL, HELP = ChannelRef(HOME, "1"), ChannelRef(HOME, "2")
NOON = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
HOSTILE = '<script>alert("1")</script>\' onload=x \x00\x1b[31m\u202egnp.exe\u2066 \ud800 & $name {{ 7*7 }}'


def at(minutes: float) -> datetime:
    """Return a moment so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def asked(
    id: str, minutes: float, name: str, text: str, status: Status = Status.OPEN, channel: ChannelRef = GENERAL
) -> Question:
    """Return a question asked so many minutes after noon."""
    return Question(
        MessageRef(channel, id),
        MemberRef(HOME, name or "somebody"),
        name,
        text,
        at(minutes),
        probability=0.9,
        channel=0.95,
        need=Need.HELP,
        status=status,
        because=(Cue("patience_default", (("minutes", "30"),)),),
    )


def empty() -> Summary:
    """Return what comes of no messages at all."""
    return Tally("Europe/Berlin").summary()


def three() -> Summary:
    """Return three questions: one answered after it was flagged, one flagged and still waiting, one acknowledged."""
    ada = asked("1", 0, "Ada", "How do I prune roses?", Status.ANSWERED)
    ada = replace(ada, responded_at=at(50), answered_at=at(50))
    ben = asked("2", 10, "Ben", "Which soil for blueberries?\nMine is chalky.")
    cem = replace(asked("3", 20, "Cem", "Is the shop open on Sunday?", Status.ACKNOWLEDGED), responded_at=at(25))
    why = (*ben.because, Cue("waited", (("minutes", "30"),)), Cue("nobody_spoke"))
    waits = [Wait(3000, True), Wait(5400, False), Wait(300, True)]
    return Summary(
        began=at(0),
        ended=at(100),
        messages=1240,
        people=17,
        timezone="Europe/Berlin",
        hours=tuple(10 * hour for hour in range(24)),
        questions=3,
        waiting=(ben, cem),
        statuses={Status.OPEN: 1, Status.ACKNOWLEDGED: 1, Status.ANSWERED: 1},
        curve=WaitingCurve.of(waits),
        flags=(Flag(ada, at(30), why), Flag(ben, at(40), why)),
        proposed=(Proposed(at(40), GENERAL, Verdict.DRAFTED, (nudge("Ben", "Which soil for blueberries?"),), why),),
        names={GENERAL: "#general"},
    )


def nudge(name: str, quote: str) -> Phrase:
    """Return the line that brings one question back."""
    return Phrase("nudge.one", (("name", name), ("quote", quote)))


def busy(count: int = 60, still: int = 12, unit: float = 40.0) -> Summary:
    """Return many questions in two channels: `still` of them wait, the rest got a response after unit, 2 × unit, ... seconds."""
    waits = [Wait(unit * (index + 1), True) for index in range(count - still)]
    waits += [Wait(6000.0 + index, False) for index in range(still)]
    waiting = tuple(
        asked(str(index), index, f"Asker {index}", f"Question {index}?", channel=(GENERAL, HELP)[index % 2])
        for index in range(still)
    )
    return replace(
        three(),
        questions=count,
        waiting=waiting,
        statuses={Status.ANSWERED: count - still - 5, Status.SETTLED: 5, Status.OPEN: still},
        curve=WaitingCurve.of(waits),
        flags=tuple(Flag(one, one.asked_at + timedelta(minutes=30), one.because) for one in waiting),
        proposed=tuple(
            Proposed(
                one.asked_at + timedelta(minutes=30), one.ref.channel, Verdict.SHOWN, (nudge(one.name, one.text),), ()
            )
            for one in waiting
        ),
        names={GENERAL: "#general", HELP: "help"},
    )


def hostile() -> Summary:
    """Return a summary in which all that people wrote is meant to do harm."""
    one = replace(
        asked("1", 0, HOSTILE, HOSTILE),
        because=(Cue("never_heard_of", (("word", HOSTILE),)), Cue("waited", (("minutes", HOSTILE),))),
    )
    return replace(
        three(),
        waiting=(one, replace(one, name="\u202e", text="\x00"), replace(one, text="x" * 1_000_000)),
        flags=(Flag(one, at(30), one.because),),
        proposed=(
            Proposed(
                at(30), HELP, Verdict.POSTED, (nudge(HOSTILE, HOSTILE), Phrase("gone.away", (("x", HOSTILE),))), ()
            ),
        ),
        names={GENERAL: HOSTILE, HELP: "#"},
    )
