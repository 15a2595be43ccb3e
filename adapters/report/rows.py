"""The page's lists: waiting questions, flags, and what would have been posted."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.measure import Flag, Proposed, Summary
from bot.measure.speech import NAME, Speech, clean, waited
from bot.model import Cue, Question, Status

TEXT, FLAG_TEXT = 900, 280


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One waiting question, ready to be shown."""

    name: str
    text: str
    cut: bool
    iso: str
    asked: str
    waited: str
    status: str
    status_text: str
    flagged: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One flag and what became of it. `good`: the question was taken up in the end."""

    name: str
    text: str
    iso: str
    flagged: str
    fate: str
    good: bool
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post that was made, or would have been."""

    iso: str
    moment: str
    verdict: str
    verdict_text: str
    channel: str
    words: tuple[str, ...]
    because: tuple[str, ...]


def waiting(summary: Summary, speech: Speech, most: int) -> list[WaitingRow]:
    """Return the questions that wait, oldest first."""
    flags = {flag.question.ref: flag for flag in summary.flags}
    return [_waiting(one, flags.get(one.ref), summary, speech) for one in summary.waiting[:most]]


def _waiting(question: Question, flag: Flag | None, summary: Summary, speech: Speech) -> WaitingRow:
    channel, moment = speech.channels.get(question.ref.channel, ""), speech.moment(question.asked_at)
    told, seconds = waited(question, summary)
    text = clean(question.text)
    return WaitingRow(
        name=_name(question, speech),
        text=clean(text, TEXT) or speech.say("no_text"),
        cut=len(text) > TEXT,
        iso=_iso(question.asked_at),
        asked=speech.say("asked_in", moment=moment, channel=channel) if channel else speech.say("asked", moment=moment),
        waited=speech.say(told, duration=speech.duration(seconds)),
        status=question.status,
        status_text=speech.say(f"status_{question.status}"),
        flagged=speech.say("why_flagged", moment=speech.moment(flag.at)) if flag else "",
        because=tuple(speech.because(flag.because if flag else question.because)),
    )


def flags(summary: Summary, speech: Speech, most: int) -> list[FlagRow]:
    """Return the flags in the order in which they were raised."""
    return [_flag(flag, speech) for flag in summary.flags[:most]]


def _flag(flag: Flag, speech: Speech) -> FlagRow:
    question, channel = flag.question, speech.channels.get(flag.question.ref.channel, "")
    moment = speech.moment(flag.at)
    return FlagRow(
        name=_name(question, speech),
        text=clean(question.text, FLAG_TEXT) or speech.say("no_text"),
        iso=_iso(flag.at),
        flagged=speech.say("flagged_in", moment=moment, channel=channel)
        if channel
        else speech.say("flagged", moment=moment),
        fate=_fate(flag, speech),
        good=question.status in (Status.ANSWERED, Status.SETTLED),
        because=tuple(speech.because(flag.because)),
    )


def _fate(flag: Flag, speech: Speech) -> str:
    question = flag.question
    if question.asked_anew:
        return " ".join(speech.because((Cue("asked_anew"),)))
    if question.status is Status.ANSWERED and question.answered_at is not None:
        after = (question.answered_at - flag.at).total_seconds()
        if after >= 0:
            return speech.say("fate_answered_after", duration=speech.duration(after))
        return speech.say("fate_answered_before")
    return speech.say(f"fate_{question.status}")


def posts(summary: Summary, speech: Speech, most: int) -> list[PostRow]:
    """Return what was proposed, in the order of time."""
    return [_post(post, speech) for post in summary.proposed[:most]]


def _post(post: Proposed, speech: Speech) -> PostRow:
    channel = speech.channels.get(post.channel, "")
    return PostRow(
        iso=_iso(post.at),
        moment=speech.moment(post.at),
        verdict=post.verdict,
        verdict_text=speech.say(f"verdict_{post.verdict}"),
        channel=speech.say("post_in", channel=channel) if channel else "",
        words=tuple(speech.words(post.words)) or (speech.say("post_wordless"),),
        because=tuple(speech.because(post.because)),
    )


def _name(question: Question, speech: Speech) -> str:
    return " ".join(clean(question.name, NAME).split()) or speech.say("no_name")


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
