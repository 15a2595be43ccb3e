"""A report of what was missed: read from a store's rows, written as tables for spreadsheets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.measure import survival
from bot.measure.cases import IN_TIME
from bot.measure.missed import Missed, missed
from bot.measure.survival import first_answers, first_responses
from bot.model import ChannelRef, CommunityRef, Policy
from bot.model.heard import WINDOW
from bot.model.weeks import FoundWeek
from bot.pages.ledger import BYTE_ORDER_MARK, line
from bot.ports import Clock, Figures, Lines
from bot.view import CommunityView, policy_of, team_channel_of
from bot.weeks import Weeks

MOST_CASES = 40
"""Of each part so many cases are shown, those first that did not go well."""


class Kept(Figures, Lines, Protocol):
    """Who knows what a report is made of: every store does."""

    async def community(self, community: CommunityRef) -> CommunityView:
        """Return what a community taught and chose."""


async def look_back(
    store: Kept,
    community: CommunityRef,
    clock: Clock,
    policy: Policy,
    days: int,
) -> Missed:
    """Return what was missed in the latest days. `policy`: where the community chose nothing."""
    now = clock.now()
    span = (now - timedelta(days=days), now + timedelta(seconds=1))
    view = await store.community(community)
    chosen = policy_of(policy, view, ChannelRef(community, ""))
    inside = team_channel_of(chosen, view)
    counting = Weeks(store, clock, policy)
    count = max(2, -(-days // 7) + 1)
    weeks = await counting.of(community, count)
    began = [each for each, _ in await counting.spans(community, count)]
    found = FoundWeek(tuple(weeks), tuple(began), chosen.timezone)
    spoken = await store.spoken(community, span[0] - WINDOW, span[1] + IN_TIME)
    asked = await store.asked(community, *span)
    names = {ChannelRef(community, id): name for id, name in view.channels.items()}
    made = missed(spoken, asked, span, now, chosen.timezone, names, inside, found)
    quoted = [ref for part in ("heard", "echo", "mesh") for ref, _ in made.cases.outcomes(part)[:MOST_CASES]]
    return replace(made, lines=await store.lines(quoted))


def tables(made: Missed, *, mark: bool = False) -> dict[str, str]:
    """Return file name -> text of the same figures as tables. No cell can run as a formula. `mark`: begin with a byte order mark."""
    rows = {
        "questions.csv": _questions(made),
        "weeks.csv": _weeks(made),
        "waits.csv": _waits(made),
        "hours.csv": [
            ["hour", "messages"],
            *([str(hour), str(count)] for hour, count in enumerate(made.summary.hours)),
        ],
    }
    begin = BYTE_ORDER_MARK if mark else ""
    return {name: begin + "".join(map(line, lines)) for name, lines in rows.items()}


def _questions(made: Missed) -> list[list[str]]:
    names = made.summary.names
    head = [
        [
            "asked_at",
            "channel",
            "channel_id",
            "message",
            "name",
            "text",
            "status",
            "response_s",
            "answer_s",
            "flagged_at",
        ]
    ]
    return head + [
        [
            _moment(one.since),
            names.get(one.ref.channel, ""),
            one.ref.channel.id,
            one.ref.id,
            one.name,
            one.text,
            one.status.value,
            _after(one.heard_at, one.since),
            _after(one.answered_at, one.since),
            _moment(one.flagged_at) if one.flagged_at else "",
        ]
        for one in made.asked
    ]


def _weeks(made: Missed) -> list[list[str]]:
    rows = [["week", "part", "value", "low", "high", "cases"]]
    # A week's name is its Monday where the community is: weeks that were kept come back in another zone.
    names = [began.date().isoformat() for began in made.weeks.began]
    for name, week in (*zip(names, made.weeks.weeks, strict=True), ("whole", made.whole)):
        if week is None:
            continue
        for part, figure in (*week.parts, ("index", week.index)):
            value = "" if figure.value is None else f"{figure.value:.4f}"
            rows.append([name, part, value, f"{figure.low:.4f}", f"{figure.high:.4f}", str(figure.cases)])
    return rows


def _waits(made: Missed) -> list[list[str]]:
    rows = [["until", "seconds", "waiting", "low", "high", "at_risk"]]
    now = made.summary.ended or made.whole.ended
    for until, waits in (
        ("response", first_responses(made.asked, now, made.gaps)),
        ("answer", first_answers(made.asked, now, made.gaps)),
    ):
        rows += [
            [
                until,
                f"{step.seconds:.0f}",
                f"{step.waiting:.4f}",
                f"{step.low:.4f}",
                f"{step.high:.4f}",
                str(step.at_risk),
            ]
            for step in survival(waits)
        ]
    return rows


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _after(at: datetime | None, since: datetime) -> str:
    return f"{(at - since).total_seconds():.0f}" if at is not None else ""


def write_tables(folder: Path, files: Mapping[str, str]) -> None:
    """Write tables into a folder, each whole or not at all. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        part = folder / f"{name}.part"
        try:
            part.write_text(text, encoding="utf-8", errors="replace", newline="")
            part.replace(folder / name)
        finally:
            part.unlink(missing_ok=True)
