"""The dashboard: what a community manager opens every morning. Server-rendered pages, a way in by a link, and probes for machines."""

from adapters.dashboard.door import open_door
from adapters.dashboard.guest import Desk
from adapters.dashboard.server import Dashboard

__all__ = ["Dashboard", "Desk", "open_door"]
