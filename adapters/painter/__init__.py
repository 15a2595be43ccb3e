"""Pictures beside posts: charts as PNG, every script and emoji drawn right or left out, in a process of their own."""

from adapters.painter.painter import Painter

__all__ = ["Painter"]
