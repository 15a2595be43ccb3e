"""Pure statistics over what was kept."""

from bot.measure.cases import Case, Cases, cases_of
from bot.measure.effect import LEAST_OCCASIONS, Effect, effect
from bot.measure.index import (
    LEAST_CASES,
    answered_of,
    chance_within,
    moved,
    moves,
    share_of,
    two_way,
    warm_up,
    week_of,
    weeks_before,
)
from bot.measure.summary import Flag, Proposed, Summary, Tally
from bot.measure.survival import Step, first_answers, first_responses, still_waiting, survival, wilson
from bot.measure.waits import Asked, followed_through, grouped, hour_of_week, waits_of

__all__ = [
    "LEAST_CASES",
    "LEAST_OCCASIONS",
    "Asked",
    "Case",
    "Cases",
    "Effect",
    "Flag",
    "Proposed",
    "Step",
    "Summary",
    "Tally",
    "answered_of",
    "cases_of",
    "chance_within",
    "effect",
    "first_answers",
    "first_responses",
    "followed_through",
    "grouped",
    "hour_of_week",
    "moved",
    "moves",
    "share_of",
    "still_waiting",
    "survival",
    "two_way",
    "waits_of",
    "warm_up",
    "week_of",
    "weeks_before",
    "wilson",
]
