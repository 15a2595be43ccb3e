"""A summary on the terminal: what still waits, how fast people are answered, what the bot would have posted and when."""

from collections.abc import Iterator
from typing import IO

from rich.console import Console

from adapters.terminal.console import console_for, heading, indented
from bot.measure import Flag, Proposed, Summary
from bot.measure.speech import NAME, Speech, clean, waited
from bot.model import Phrases, Question, Status

MOST_WAITING = 50
MOST_POSTS = 20
LEAST_QUESTIONS = 10
QUOTE = 400
DEEP = 5


def print_summary(
    summary: Summary, phrases: Phrases, language: str, file: IO[str] | None = None, *, posts: bool = True
) -> None:
    """Print a summary to stdout, or to a file. Plain text where that is no terminal, the same for the same summary.

    `posts`: whether it was looked into what the bot would have posted.
    """
    console, speech = console_for(file), Speech.of(summary, phrases, language)
    if summary.began is None or summary.ended is None:
        console.print(speech.say("lead_none"))
        return
    console.print(
        speech.say(
            "terminal_figures",
            messages=speech.number(summary.messages),
            people=speech.number(summary.people),
            questions=speech.number(summary.questions),
        )
    )
    console.print(
        speech.say(
            "period",
            began=speech.moment(summary.began),
            ended=speech.moment(summary.ended),
            timezone=summary.timezone,
        ),
        style="dim",
    )
    _waiting(console, speech, summary)
    _speed(console, speech, summary)
    if posts:
        _posts(console, speech, summary)


def _waiting(console: Console, speech: Speech, summary: Summary) -> None:
    heading(console, speech.say("waiting"))
    count = len(summary.waiting)
    if not count:
        indented(console, speech.say("lead_clear" if summary.questions else "lead_quiet"))
        return
    indented(console, speech.say("lead_waits", count))
    flags = {flag.question.ref: flag for flag in summary.flags}
    for question in summary.waiting[:MOST_WAITING]:
        console.print()
        _question(console, speech, summary, question, flags.get(question.ref))
    if count > MOST_WAITING:
        console.print()
        indented(console, speech.say("waiting_more", count - MOST_WAITING))


def _question(console: Console, speech: Speech, summary: Summary, question: Question, flag: Flag | None) -> None:
    channel, moment = speech.channels.get(question.ref.channel, ""), speech.moment(question.asked_at)
    told, seconds = waited(question, summary)
    parts = (
        " ".join(clean(question.name, NAME).split()) or speech.say("no_name"),
        speech.say("asked_in", moment=moment, channel=channel) if channel else speech.say("asked", moment=moment),
        speech.say(told, duration=speech.duration(seconds)),
        speech.say(f"status_{question.status}"),
    )
    indented(console, " · ".join(parts), "bold")
    indented(console, clean(question.text, QUOTE) or speech.say("no_text"), by=DEEP)
    reasons = speech.because(flag.because if flag else question.because)
    if reasons:
        indented(console, " ".join((speech.say("terminal_why"), *reasons)), "dim", by=DEEP)


def _speed(console: Console, speech: Speech, summary: Summary) -> None:
    heading(console, speech.say("curve"))
    if summary.questions < LEAST_QUESTIONS:
        indented(console, speech.say("terminal_curve_few", summary.questions, least=str(LEAST_QUESTIONS)))
        return
    for sentence in _pace(speech, summary):
        indented(console, sentence)


def _pace(speech: Speech, summary: Summary) -> Iterator[str]:
    """Yield how fast people get a response, and how many an answer, a sentence each."""
    curve, last = summary.curve, summary.curve.longest
    still, span = speech.percent(curve.waiting_after(last)), speech.duration(last)
    most, half = curve.seconds_until(0.8), curve.seconds_until(0.5)
    if most is not None:
        yield speech.say("curve_line", tens="8", duration=speech.duration(most))
    else:
        yield speech.say("curve_never", tens="8", percent=still, duration=span)
    if half is not None:
        yield speech.say("terminal_median", duration=speech.duration(half))
    else:
        yield speech.say("terminal_median_never")
    if curve.waiting_after(last) <= 0:
        yield speech.say("terminal_never_none")
    elif most is not None:
        yield speech.say("terminal_never", percent=still, duration=span)
    answered = sum(summary.statuses.get(status, 0) for status in (Status.ANSWERED, Status.SETTLED))
    yield speech.say(
        "terminal_answered",
        percent=speech.percent(answered / summary.questions),
        answered=speech.number(answered),
        questions=speech.number(summary.questions),
    )


def _posts(console: Console, speech: Speech, summary: Summary) -> None:
    heading(console, speech.say("posts"))
    if not summary.proposed:
        indented(console, speech.say("posts_none"))
        return
    for post in summary.proposed[:MOST_POSTS]:
        console.print()
        _post(console, speech, post)
    more = len(summary.proposed) - MOST_POSTS
    if more > 0:
        console.print()
        indented(console, speech.say("posts_more", more))


def _post(console: Console, speech: Speech, post: Proposed) -> None:
    channel = speech.channels.get(post.channel, "")
    parts = (
        speech.moment(post.at),
        *((speech.say("post_in", channel=channel),) if channel else ()),
        speech.say(f"verdict_{post.verdict}"),
    )
    indented(console, " · ".join(parts), "bold")
    indented(console, "\n".join(speech.words(post.words)) or speech.say("post_wordless"), by=DEEP)
