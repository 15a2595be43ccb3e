"""A chat in the browser, on this machine only: people, team and bot in one page, with every decision's because beside it."""

from adapters.playground.door import open_door
from adapters.playground.doorman import NotLoopback, loopback_only
from adapters.playground.server import Playground
from adapters.playground.stage import Chosen, PlayClock
from adapters.playground.translate import LIMITS

__all__ = ["LIMITS", "Chosen", "NotLoopback", "PlayClock", "Playground", "loopback_only", "open_door"]
