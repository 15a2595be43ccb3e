"""A time axis: linear where waiting times are of one size, logarithmic where they run from seconds to days."""

from dataclasses import dataclass
from math import log

from bot.model import WaitingCurve

MINUTE, HOUR, DAY, YEAR = 60, 3600, 86400, 31_557_600
SPREAD = 20
"""From how many times the median wait on the longest makes a linear axis unreadable."""

LOG_TICKS = (
    *(1, 5, 15, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR),
    *(DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY, YEAR, 3 * YEAR, 10 * YEAR),
)
STRIDES = (
    *(1, 2, 5, 10, 20, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, YEAR),
)
GAP = 0.18
"""The least distance of two labels, as a share of the axis: what a telephone held upright has room for."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A time axis from `low` to `high` seconds."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def of(cls, curve: WaitingCurve, longest: float) -> "Axis":
        """Choose the axis that shows a curve best, up to the longest wait known."""
        times = [seconds for seconds, _ in curve.steps]
        last = longest or float(MINUTE)
        half = curve.seconds_until((1 - curve.steps[-1][1]) / 2) if curve.steps else None
        if half is None or not longest or last <= SPREAD * max(half, 1.0):
            return cls(0.0, last * 1.06, False)
        first = min((seconds for seconds in times if seconds > 0), default=float(MINUTE))
        low = max((tick for tick in LOG_TICKS if tick < first), default=LOG_TICKS[0])
        return cls(float(low), last * 1.5, True)

    def place(self, seconds: float) -> float:
        """Return where a time stands: 0 at the left end, 1 at the right. What is shorter than `low` stands at the left end."""
        inside = min(max(seconds, self.low), self.high)
        if self.logarithmic:
            return log(inside / self.low) / log(self.high / self.low)
        return (inside - self.low) / (self.high - self.low)

    def ticks(self) -> tuple[int, ...]:
        """Return the times to label, far enough apart to be read."""
        if not self.logarithmic:
            stride = next((one for one in STRIDES if one / self.high >= GAP), 10 * YEAR)
            return tuple(stride * index for index in range(int(self.high / stride) + 1))
        chosen: list[int] = []
        for tick in LOG_TICKS:
            far = not chosen or self.place(tick) - self.place(chosen[-1]) >= GAP
            if self.low <= tick <= self.high and far:
                chosen.append(tick)
        return tuple(chosen)
