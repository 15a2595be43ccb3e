"""What a decision may ask of its community's weeks in figures, and what it is told."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.figures import Week
from bot.model.refs import CommunityRef


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """How the latest weeks of a community went. `whole`: the last one told is the last that is over, and not the running one.

    Figures are not kept as such but counted: a store alone finds no week.
    """

    community: CommunityRef
    whole: bool = True


@dataclass(frozen=True, slots=True)
class FoundWeek:
    """Answers `WeekFigures`: weeks, oldest first, the last being the one that is told of; None for one whose words were gone uncounted.

    `began`: each week's Monday, midnight in `timezone`. `moved`: which part moved the index most since the week before, "" where that
    cannot be told. `waiting`: how many questions wait now. `unanswered`: how many of the last week's found no answer. `least`: fewer cases make no figure.
    """

    weeks: tuple[Week | None, ...] = ()
    began: tuple[datetime, ...] = ()
    timezone: str = "UTC"
    moved: str = ""
    waiting: int = 0
    least: int = 10
    unanswered: int = 0
