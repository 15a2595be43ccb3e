"""A summary on the terminal: what still waits, how fast people are answered, what the bot would have posted and when."""

from typing import IO

from rich.console import Console

from adapters.terminal.console import console_for, heading, indented
from adapters.terminal.speech import Speech, clean, longest_wait, waited
from bot.measure import Flag, Proposed, Summary
from bot.model import MessageRef, Phrases, Question, Status

MOST_WAITING = 50
MOST_POSTS = 20
LEAST_QUESTIONS = 10
QUOTE = 400


def print_summary(summary: Summary, phrases: Phrases, language: str, file: IO[str] | None = None) -> None:
    """Print a summary to stdout, or to a file. Plain text where that is no terminal, the same for the same summary."""
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
        _question(console, speech, summary, question, flags)
    if count > MOST_WAITING:
        console.print()
        indented(console, speech.say("waiting_more", count - MOST_WAITING))


def _question(
    console: Console, speech: Speech, summary: Summary, question: Question, flags: dict[MessageRef, Flag]
) -> None:
    channel = summary.names.get(question.ref.channel, question.ref.channel.id)
    asked = speech.moment(question.asked_at)
    span = speech.duration(waited(question, summary))
    parts = (
        " ".join(clean(question.name, 80).split()) or speech.say("no_name"),
        speech.say("asked_in", moment=asked, channel=channel)
        if _several(summary)
        else speech.say("asked", moment=asked),
        speech.say("followed_for" if question.status is Status.EXPIRED else "waited", duration=span),
        speech.say(f"status_{question.status}"),
    )
    indented(console, " · ".join(parts), "bold")
    indented(console, clean(question.text, QUOTE) or speech.say("no_text"), by=5)
    flag = flags.get(question.ref)
    reasons = speech.because(flag.because if flag else question.because)
    if reasons:
        indented(console, " ".join((speech.say("terminal_why"), *reasons)), "dim", by=5)


def _several(summary: Summary) -> bool:
    return len(summary.names) > 1 or len({question.ref.channel for question in summary.waiting}) > 1


def _speed(console: Console, speech: Speech, summary: Summary) -> None:
    heading(console, speech.say("curve"))
    if summary.questions < LEAST_QUESTIONS:
        least = str(LEAST_QUESTIONS)
        indented(console, speech.say("terminal_curve_few", summary.questions, least=least))
        return
    answered = summary.statuses.get(Status.ANSWERED, 0) + summary.statuses.get(Status.SETTLED, 0)
    curve = summary.curve
    last = longest_wait(summary)
    still = curve.waiting_after(last)
    most, half = curve.seconds_until(0.8), curve.seconds_until(0.5)
    if most is not None:
        indented(console, speech.say("curve_line", tens="8", duration=speech.duration(most)))
    else:
        never = speech.say("curve_never", tens="8", percent=speech.percent(still), duration=speech.duration(last))
        indented(console, never)
    if half is not None:
        indented(console, speech.say("terminal_median", duration=speech.duration(half)))
    else:
        indented(console, speech.say("terminal_median_never"))
    if still > 0:
        never = speech.say("terminal_never", percent=speech.percent(still), duration=speech.duration(last))
        indented(console, never)
    else:
        indented(console, speech.say("terminal_never_none"))
    indented(
        console,
        speech.say(
            "terminal_answered",
            percent=speech.percent(answered / summary.questions),
            answered=speech.number(answered),
            questions=speech.number(summary.questions),
        ),
    )


def _posts(console: Console, speech: Speech, summary: Summary) -> None:
    heading(console, speech.say("posts"))
    if not summary.proposed:
        indented(console, speech.say("posts_none"))
        return
    for post in summary.proposed[:MOST_POSTS]:
        _post(console, speech, summary, post)
    more = len(summary.proposed) - MOST_POSTS
    if more > 0:
        indented(console, speech.say("posts_more", more))


def _post(console: Console, speech: Speech, summary: Summary, post: Proposed) -> None:
    parts = [speech.moment(post.at), speech.say(f"verdict_{post.verdict}")]
    if len(summary.names) > 1:
        parts.append(speech.say("post_in", channel=summary.names.get(post.channel, post.channel.id)))
    indented(console, " · ".join(parts), "bold")
    indented(console, "\n".join(speech.words(post.words)) or speech.say("post_wordless"), by=5)
