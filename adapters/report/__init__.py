"""A replay's report as one HTML page that needs nothing but itself."""

from adapters.report.page import page

__all__ = ["page"]
