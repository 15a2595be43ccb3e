"""A policy file's text -> Policy. What is wrong is refused with the line and the reason; what is unusual is warned about."""

import re
import tomllib
from datetime import timedelta

from bot.model.hours import SetHour
from bot.model.knobs import WrongKnob, set_knob
from bot.model.policy import MAXIMUM_PATIENCE, MINIMUM_PATIENCE, Policy


class WrongPolicy(ValueError):
    """A policy file cannot be used: `line` (from 1; 0 where unknown) and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        """Say where and why."""
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line


def read_policy(text: str) -> tuple[Policy, tuple[str, ...]]:
    """Return the policy that a TOML text describes, and warnings about what is allowed but unusual.

    Keys may be dotted (`mode.nudge = "act"`) or in tables (`[mode]` / `nudge = "act"`). Raises WrongPolicy.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        found = re.search(r"at line (\d+)", str(wrong))
        line = int(found[1]) if found else len(text.splitlines())
        raise WrongPolicy(line, f"this is not TOML: {wrong}") from None
    policy = Policy()
    for knob, value in _flat(table):
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise WrongPolicy(_line_of(knob, text), f"{knob} takes one text or number")
        try:
            policy = set_knob(policy, knob, str(value))
        except WrongKnob as wrong:
            raise WrongPolicy(_line_of(knob, text), f"{knob}: {wrong}") from None
    return policy, _unusual(policy)


def _flat(table: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in table.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return found


def _line_of(knob: str, text: str) -> int:
    """Find the line where a knob is set: dotted, inside its table, or as part of an inline table."""
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        head, key = re.match(r"\s*\[+([^\[\]]+)\]", line), re.match(r"\s*([^=#\[]+)=", line)
        if head:
            table = _plain(head[1]) + "."
        name = table + _plain(key[1]) if key else table.removesuffix(".") if head else ""
        if name == knob or (key and knob.startswith(name + ".")):
            return number
    return 0


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _unusual(policy: Policy) -> tuple[str, ...]:
    warnings = []
    if policy.patience is not None and not MINIMUM_PATIENCE <= policy.patience <= MAXIMUM_PATIENCE:
        warnings.append("patience is outside 5 minutes to 12 hours: fine for a trial, unusual for a community")
    if policy.quiet_hours is None:
        warnings.append("there are no quiet hours: the bot may post at night")
    if policy.budget_per_day == 0:
        warnings.append("budget.per_day is 0: the bot will never post by itself")
    if policy.retention is not None and policy.retention < timedelta(days=1):
        warnings.append("retention is under a day: what waited over night is forgotten in the morning")
    if policy.retention is not None and any(policy.retention < _told_after(hour) for hour in policy.report_at):
        warnings.append(
            "retention ends before report_at: the week that is told of is forgotten by then, and has no figures"
        )
    return tuple(warnings)


def _told_after(hour: SetHour) -> timedelta:
    """Return how long after its beginning a week is told of."""
    return timedelta(days=7 + (hour.weekday or 0), hours=hour.at.hour, minutes=hour.at.minute)
