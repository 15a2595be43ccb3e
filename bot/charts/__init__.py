"""Charts from one definition, for a page and for a picture in a chat: what is drawn of the weeks, and where a trend's line lies."""

from bot.charts.curve import Box, Curve, Dot, curve_of
from bot.charts.week import index_chart, index_picture, index_words, percent

__all__ = ["Box", "Curve", "Dot", "curve_of", "index_chart", "index_picture", "index_words", "percent"]
