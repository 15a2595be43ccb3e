"""No token is ever logged: not in an address, a nested value, an exception's traceback, nor in what a library says."""

import logging
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.logs import redactor

TELEGRAM = "123456789:AAEhBP0av28FrI3xDJkV7c2mQw_xYz-1234"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GAbCdE." + "x" * 38
OWN = "hush-a-secret-of-no-known-shape"

PLACES = [
    "https://api.telegram.org/bot{}/getUpdates?offset=1",
    "Authorization: Bot {}",
    "{}",
    "token={}&x=1",
    "<a href='/bot{}'>",
    "\n{}\n",
    'said "{}", twice {}',
]


@pytest.mark.parametrize("token", [TELEGRAM, DISCORD, OWN], ids=["telegram", "discord", "configured"])
@pytest.mark.parametrize("place", PLACES)
def test_a_token_in_a_text_becomes_stars(place, token):
    line = redactor([OWN])(None, "", {"event": place.format(token, token)})
    assert token not in line["event"]
    if "bot{}" not in place:
        assert line["event"].replace("***", token) == place.format(token, token), "and nothing else is lost"


def test_a_secret_in_any_value_becomes_stars():
    class Thing:
        def __str__(self):
            return f"a thing with {OWN}"

        __repr__ = __str__

    deep = {"list": [OWN, (OWN, {OWN})], OWN: {"deeper": {"deepest": f"bot{TELEGRAM}"}}, 7: OWN.encode()}
    line = redactor([OWN])(None, "", {"event": "x", "deep": deep, "thing": Thing(), "why": ValueError(OWN), "n": 3})
    assert OWN not in repr(line)
    assert TELEGRAM not in repr(line)
    assert line["n"] == 3


def test_an_escaped_secret_in_an_address_becomes_stars():
    escaped = TELEGRAM.replace(":", "%3A")
    line = redactor([TELEGRAM])(None, "", {"event": f"https://api.telegram.org/bot{escaped}/getMe"})
    assert TELEGRAM.partition(":")[2] not in line["event"]


@pytest.mark.parametrize(
    "text",
    [
        "at 2026-05-04T12:00:00+00:00",
        "discord:123456789012345678/987654321098765432",
        "nudge:1234567890:1700000000",
        "",
        "12:30",
    ],
)
def test_what_is_no_token_stays(text):
    assert redactor([""])(None, "", {"event": text})["event"] == text


def test_an_empty_or_tiny_secret_does_not_star_everything():
    assert redactor(["", "a"])(None, "", {"event": "banana"})["event"] == "banana"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    before=st.text(max_size=20).filter(lambda text: not text[-1:].isdecimal()),
    after=st.text("/?&\"' \n<>.,é", max_size=5),
    number=st.integers(10**5, 10**12 - 1),
    rest=st.text("ABCxyz019_-", min_size=30, max_size=40),
)
def test_any_telegram_token_anywhere_becomes_stars(before, after, number, rest):
    token = f"{number}:{rest}"
    assert token not in redactor([])(None, "", {"event": f"{before}bot{token}{after}"})["event"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_through_the_real_logging_nothing_secret_comes_out(logs, form):
    lines = logs(form=form, secrets=[OWN])
    log = logging.getLogger("some.library")
    log.warning(
        "GET %s failed", f"https://api.telegram.org/bot{TELEGRAM}/getMe", extra={"headers": {"a": [f"Bot {DISCORD}"]}}
    )
    try:
        try:
            raise ConnectionError(f"cannot reach https://api.telegram.org/bot{TELEGRAM}/x")
        except ConnectionError as cause:
            raise RuntimeError(f"login with {OWN}") from cause
    except RuntimeError:
        log.exception("could not log in")
    logging.getLogger("twoway.x").error("with a stack", stack_info=True, extra={"secret": OWN})
    assert "could not log in" in lines.text
    assert "Traceback" in lines.text
    assert "***" in lines.text
    for token in (TELEGRAM, DISCORD, OWN):
        assert token not in lines.text


def test_libraries_that_log_addresses_are_kept_quiet(logs):
    lines = logs(at="debug")
    for name in ("httpx", "httpcore", "aiohttp.access"):
        logging.getLogger(name).info("GET /bot%s", TELEGRAM)
    assert lines.text == ""


def test_each_line_says_when_how_grave_and_who(logs):
    lines = logs()
    logging.getLogger("twoway.courier").info("settled", extra={"key": "nudge:q"})
    (line,) = lines.json
    assert (line["event"], line["level"], line["logger"], line["key"]) == (
        "settled",
        "info",
        "twoway.courier",
        "nudge:q",
    )
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)


def test_one_event_is_one_line_whatever_it_holds(logs):
    lines = logs()
    logging.getLogger("x").info("two\nlines", extra={"why": "a\r\nb\u2028c"})
    assert len(lines.text.rstrip("\n").split("\n")) == 1
    assert lines.json[0]["why"] == "a\r\nb\u2028c"


@pytest.mark.parametrize(("level", "shown"), [("debug", 4), ("info", 3), ("warning", 2), ("error", 1)])
def test_the_level_decides_what_is_shown(logs, level, shown):
    lines = logs(at=level)
    log = logging.getLogger("x")
    for say in (log.debug, log.info, log.warning, log.error):
        say("hello")
    assert len(lines.json) == shown
