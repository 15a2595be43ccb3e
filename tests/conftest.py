"""What holds for every test."""

import logging
import os

import pytest


@pytest.fixture(autouse=True)
def no_event_fails_unseen(request, caplog):
    """The engine survives a bug in one event and logs it. In a test, that is a failure, unless the test is about just that."""
    yield
    if request.node.get_closest_marker("survives_a_bug") is None:
        failed = [
            record
            for record in caplog.get_records("call")
            if record.name == "twoway.engine" and record.levelno >= logging.ERROR
        ]
        assert [record.exc_info[1] if record.exc_info else record.message for record in failed] == []


def pytest_configure():
    """No setting of the person who runs the tests reaches them, nor their subprocesses."""
    for name in [name for name in os.environ if name.startswith("TWOWAY_")]:
        del os.environ[name]


def pytest_collection_modifyitems(items):
    """What takes longest begins first: begun last, one worker would run it while the others wait."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
