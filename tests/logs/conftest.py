"""Gives the tests of logs the real set-up, its output as text, and puts the machine's logging back afterwards."""

import io
import json
import logging
import sys

import pytest

from adapters.logs import set_up


class Lines:
    """What was logged."""

    def __init__(self, stream):
        self.stream = stream

    @property
    def text(self):
        return self.stream.getvalue()

    @property
    def json(self):
        return [json.loads(line) for line in self.text.split("\n") if line]


@pytest.fixture
def logs(monkeypatch):
    """Set logging up as the bot does; return what is written."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    loud = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "aiohttp.access")}

    def started(at="info", form="json", secrets=()):
        stream = io.StringIO()
        monkeypatch.setitem(vars(sys), "stderr", stream)
        set_up(at, form, secrets)
        return Lines(stream)

    yield started
    root.handlers[:] = before
    root.setLevel(level)
    for name, was in loud.items():
        logging.getLogger(name).setLevel(was)
