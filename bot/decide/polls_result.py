"""A poll's result in words: every option with its votes and their share, ties and silence named, and one gentle question to the sides."""

from bot.decide.polls_form import asks
from bot.decide.quote import QUOTE, cut
from bot.model import Phrase, Survey


def result(survey: Survey) -> tuple[Phrase, ...]:
    """Return what is said of a poll's final counts."""
    votes = {tally.option: tally.votes for tally in survey.tallies}
    counted = [(option.text, votes.get(option.id, 0)) for option in survey.poll.options]
    total = sum(number for _, number in counted)
    question = dict(asks(survey.poll).values).get("text", "")
    told = (
        (Phrase("poll.closed", (("question", cut(question, QUOTE)),)),) if question else (Phrase("poll.closed_bare"),)
    )
    if not total:
        return (*told, Phrase("poll.nobody"))
    ranked = sorted(counted, key=lambda pair: -pair[1])
    lines = [_line(option, number, total) for option, number in ranked]
    return (*told, *lines, *_outcome(ranked, total))


def _line(option: str, number: int, total: int) -> Phrase:
    return Phrase("poll.count", (("option", option), ("percent", f"{100 * number / total:.0f}")), number)


def _outcome(ranked: list[tuple[str, int]], total: int) -> tuple[Phrase, ...]:
    """Return that it is a tie, or how close it was, and what the other side is asked. Where all agree nobody is asked."""
    first, most = ranked[0]
    ahead = [option for option, number in ranked if number == most]
    if len(ahead) > 1:
        everyone = len(ahead) == len(ranked) and len(ahead) > 2
        tie = Phrase("poll.tie_all") if everyone else Phrase("poll.tie", (("options", "”, “".join(ahead)),), len(ahead))
        return (tie, Phrase("poll.ask_tie"))
    if most == total:
        return (Phrase("poll.agreed", (("option", first),)),)
    second = ranked[1][0]
    return (Phrase("poll.ask_side", (("option", second), ("winner", first))),)
