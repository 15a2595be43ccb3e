"""The two-way index as a chart and in words: a week's value, how the weeks went, its four parts, what moved it and what waits."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import Bar, Chart, Figure, Phrase, Picture, Point, Week
from bot.model.weeks import FoundWeek


def index_chart(found: FoundWeek) -> Chart:
    """Return the weeks as a trend, and the parts of the last one as bars; without weeks, a title alone."""
    if not found.weeks:
        return Chart(Phrase("picture.few"))
    week = found.weeks[-1]
    headline = beside = None
    if week is not None and week.index.value is not None:
        headline = Phrase("picture.figure", (("value", f"{week.index.value:.0f}"),))
        beside = Phrase("picture.beside", (("low", f"{week.index.low:.0f}"), ("high", f"{week.index.high:.0f}")))
    bars = [_bar(name, part, name == found.moved) for name, part in week.parts] if week is not None else []
    trend = [
        _point(one, _dated("day", began, found.timezone)) for one, began in zip(found.weeks, found.began, strict=True)
    ]
    title = _dated("week", found.began[-1], found.timezone)
    return Chart(title, tuple(bars), tuple(trend), headline, beside, None if headline else _none(week, found))


def index_words(found: FoundWeek) -> tuple[Phrase, ...]:
    """Return the same numbers in words, with what changed and how much waits."""
    if not found.weeks:
        return (_missing(found),)
    week, title = found.weeks[-1], _dated("week", found.began[-1], found.timezone)
    waits = Phrase("picture.waits", (), found.waiting) if found.waiting else Phrase("picture.waits_none")
    never = (Phrase("picture.unanswered", (), found.unanswered),) if found.unanswered else ()
    return (title, *_told(week, found), *_parts(week), waits, *never)


def index_picture(found: FoundWeek) -> Picture | None:
    """Return the picture of the weeks; None where there is nothing to see yet."""
    if all(week is None or week.index.value is None for week in found.weeks) and not _any_part(found):
        return None
    chart = index_chart(found)
    return Picture(chart, (Phrase("picture.trend"), *index_words(found)))


def percent(share: float) -> int:
    """Return a share (0..1) in whole percent, never rounded up to all or down to none."""
    whole = round(100 * share)
    return 99 if whole == 100 and share < 1 else 1 if whole == 0 and share > 0 else whole


def _any_part(found: FoundWeek) -> bool:
    week = found.weeks[-1] if found.weeks else None
    return week is not None and any(part.value is not None for _, part in week.parts)


def _told(week: Week | None, found: FoundWeek) -> tuple[Phrase, ...]:
    """Return the index, how it changed, and what moved it most."""
    if week is None or week.index.value is None:
        return (_none(week, found),)
    index = week.index
    numbers = (("value", f"{index.value:.0f}"), ("low", f"{index.low:.0f}"), ("high", f"{index.high:.0f}"))
    told = [Phrase("picture.value", numbers)]
    before = found.weeks[-2] if len(found.weeks) > 1 else None
    if before is not None and before.index.value is not None:
        change = round(week.index.value) - round(before.index.value)
        told.append(Phrase("picture.up" if change > 0 else "picture.down", (), abs(change)) if change else LEVEL)
    if found.moved:
        told.append(Phrase(f"picture.moved_{found.moved}"))
    return tuple(told)


LEVEL = Phrase("picture.level")


def _parts(week: Week | None) -> list[Phrase]:
    return [_line(name, part) for name, part in week.parts] if week is not None else []


def _line(name: str, part: Figure) -> Phrase:
    if part.value is None:
        return Phrase(f"picture.{name}_few", (), part.cases)
    numbers = (("percent", part.value), ("low", part.low), ("high", part.high))
    return Phrase(f"picture.{name}_line", tuple([(key, str(percent(share))) for key, share in numbers]), part.cases)


def _bar(name: str, part: Figure, moved: bool) -> Bar:
    label = Phrase(f"picture.{name}")
    if part.value is None:
        return Bar(label, Phrase("picture.few"), None)
    told = Phrase("picture.share", (("percent", str(percent(part.value))),))
    return Bar(label, told, part.value, part.low, part.high, moved)


def _point(week: Week | None, label: Phrase) -> Point:
    if week is None or week.index.value is None:
        return Point(label)
    return Point(label, week.index.value, week.index.low, week.index.high)


def _dated(what: str, moment: datetime, zone: str) -> Phrase:
    """Return a phrase about a day: there is one for each month, since months are words."""
    local = moment.astimezone(ZoneInfo(zone))
    return Phrase(f"picture.{what}_{local.month}", (("day", str(local.day)),))


def _none(week: Week | None, found: FoundWeek) -> Phrase:
    """Return why a week has no index: too little was counted, or its words were gone before it was."""
    return Phrase("picture.forgotten") if week is None else _missing(found)


def _missing(found: FoundWeek) -> Phrase:
    return Phrase("picture.not_yet", (("least", str(found.least)),))
