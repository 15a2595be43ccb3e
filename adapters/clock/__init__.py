"""Clocks: the only place that reads the time, and the ones that stand in for it."""

from adapters.clock.clocks import ManualClock, ScaledClock, SystemClock

__all__ = ["ManualClock", "ScaledClock", "SystemClock"]
