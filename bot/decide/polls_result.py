"""A poll's result in words and as a picture: every option with its votes and their share, ties and silence named, and one gentle question to the sides."""

from bot.decide.polls_form import asks
from bot.decide.quote import QUOTE, inside
from bot.model import Bar, Chart, Phrase, Picture, Survey


def result(survey: Survey, voted: bool = False) -> tuple[Phrase, ...]:
    """Return what is said of a poll's final counts. `voted`: somebody voted while it was open, whether or not that still counts."""
    counted, added = _votes(survey)
    total = sum(number for _, number in counted)
    question = dict(asks(survey.poll).values).get("text", "")
    told = (
        (Phrase("poll.closed", (("question", inside(question, QUOTE)),)),)
        if question
        else (Phrase("poll.closed_bare"),)
    )
    if not total:
        return (*told, Phrase("poll.taken_back" if voted else "poll.nobody"))
    ranked = sorted(counted, key=lambda pair: -pair[1])
    lines = [_line(option, number, total) for option, number in ranked]
    late = (Phrase("poll.added", (("options", ", ".join(text for text, _ in added)),), len(added)),) if added else ()
    return (*told, *lines, *late, *_outcome(ranked, total))


def pictured(survey: Survey) -> Picture | None:
    """Return a poll's final counts as bars, the most votes first, with the same numbers as its description; None without votes."""
    ranked = sorted(_votes(survey)[0], key=lambda pair: -pair[1])
    total = sum(number for _, number in ranked)
    if not total:
        return None
    bars = [
        Bar(
            Phrase("verbatim.text", (("text", option),)),
            Phrase("picture.votes", (("percent", f"{100 * number / total:.0f}"),), number),
            number / total,
            strong=number == ranked[0][1],
        )
        for option, number in ranked
    ]
    note = Phrase("picture.total", (), total)
    chart = Chart(asks(survey.poll), tuple(bars), note=note)
    lines = [_line(option, number, total) for option, number in ranked]
    return Picture(chart, (Phrase("picture.bars"), asks(survey.poll), *lines, note))


def _votes(survey: Survey) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return every option with its votes, and those among them that were added while the poll was open."""
    votes = {tally.option: tally.votes for tally in survey.tallies}
    known = {option.id for option in survey.poll.options}
    added = [(tally.text, tally.votes) for tally in survey.tallies if tally.option not in known and tally.text]
    return [*((option.text, votes.get(option.id, 0)) for option in survey.poll.options), *added], added


def asked_as(survey: Survey) -> str:
    """Return what a poll asked, as it is quoted; its options where the talk asked nothing in words."""
    return inside(survey.poll.question or " / ".join(option.text for option in survey.poll.options), QUOTE)


def _line(option: str, number: int, total: int) -> Phrase:
    return Phrase("poll.count", (("option", option), ("percent", f"{100 * number / total:.0f}")), number)


def _outcome(ranked: list[tuple[str, int]], total: int) -> tuple[Phrase, ...]:
    """Return that it is a tie, or how close it was, and what the other side is asked. Where all agree nobody is asked."""
    first, most = ranked[0]
    ahead = [option for option, number in ranked if number == most]
    if len(ahead) > 1:
        everyone = len(ahead) == len(ranked) and len(ahead) > 2
        tie = Phrase("poll.tie_all") if everyone else Phrase("poll.tie", (("options", ", ".join(ahead)),), len(ahead))
        return (tie, Phrase("poll.ask_tie"))
    if most == total:
        return (Phrase("poll.agreed", (("option", first),)),)
    second = ranked[1][0]
    return (Phrase("poll.ask_side", (("option", second), ("winner", first))),)
