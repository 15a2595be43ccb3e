"""Pure statistics over what was kept."""

from bot.measure.cases import Case, Cases, cases_of
from bot.measure.index import LEAST_CASES, answered_of, moved, share_of, two_way, week_of, weeks_before
from bot.measure.summary import Flag, Proposed, Summary, Tally
from bot.measure.survival import Step, first_answers, first_responses, still_waiting, survival, wilson

__all__ = [
    "LEAST_CASES",
    "Case",
    "Cases",
    "Flag",
    "Proposed",
    "Step",
    "Summary",
    "Tally",
    "answered_of",
    "cases_of",
    "first_answers",
    "first_responses",
    "moved",
    "share_of",
    "still_waiting",
    "survival",
    "two_way",
    "week_of",
    "weeks_before",
    "wilson",
]
