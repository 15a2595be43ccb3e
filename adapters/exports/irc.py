"""IRC logs in their common layouts. A message's id is its line number counted from 0; joins, parts and the like are no messages.

[12:18] <mia> hello          12:18 <@mia> hello           [2004-11-15 12:18:00] <mia> hello      Nov 15 12:18:00 <mia> hello
[12:18:00] <mia> hello       12:18  * mia waves           2004-11-15T12:18:00Z <mia> hello       2004-11-15 12:18:00<tab>mia<tab>hello
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from adapters.exports.passage import EPOCH, UTC, Format, Passage
from adapters.exports.source import lines, read_head
from bot.events import Event

BACKWARDS = 600
MODES = "@+%&~! "
MONTHS = {"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * month : 3 * month + 3]: month + 1 for month in range(12)}

LINE = re.compile(
    r"\[?(?:(\d{4}[-/]\d\d[-/]\d\d)[T ]|([A-Z][a-z]{2}) +(\d\d?) )?"  # 2004-11-15, or Nov 15, or nothing
    r"(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?\]?"  # 12:18, 12:18:00, 12:18:00.5+01:00
    r"(?:\s+(?:<([^>]+)>\s?(.*)|\*\s(\S+)\s?(.*))|\t([^\t]*)\t(.*))$"  # <mia> hello, * mia waves, or columns of tabs
)
CLOCK = re.compile(r"\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]|[A-Z][a-z]{2} +\d\d? )?\d\d:\d\d")
DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d\d)[-_.]?(\d\d)(?!\d{2})")
DAY_LINE = re.compile(
    r"(?:--- (?:Day changed|Log opened)|\*\*\*\* BEGIN LOGGING AT|Session Start:)"
    r" (?:[A-Z][a-z]{2}) ([A-Z][a-z]{2}) +(\d\d?)(?: (\d\d):(\d\d):(\d\d))? (\d{4})"
)
# what clients write of themselves in the shape of an action; people seldom write "/me has quit [Ping timeout]"
STATION = re.compile(
    r"(?:\(?\S+@\S+\)? )?has (?:joined|left) [#&]|(?:\(?\S+@\S+\)? )?has (?:left|quit) ?[(\[]|has quit IRC|is now known as \S+$"
    r"|sets mode: |has changed the topic to|changes topic to|was kicked by|(?:gives|removes) (?:channel operator|voice)|Now talking in|Topic for"
)
CHANNEL = re.compile(r"(?<![\w#])([#&]{1,2}[\w.+\-]*\w)")


class Calendar:
    """Turns clock times into moments. The day is the last one named; it advances by itself when the clock falls back by 600 seconds."""

    def __init__(self, day: date | None, zone: tzinfo) -> None:
        self.named = day is not None
        self._day = day or EPOCH.date()
        self._zone = zone
        self._last = 0
        self._minute: dict[int, datetime] = {}

    def begin(self, day: date) -> None:
        """Say which day it is from here on."""
        if day != self._day or not self.named:
            self._minute.clear()
        self._day, self._last, self.named = day, 0, True

    def begin_month(self, month: int, day: int) -> None:
        """Say which day it is where no year is written: the last year, or the next once the months begin again."""
        year = self._day.year + (self.named and month < self._day.month - 6)
        if (self._day.year, self._day.month, self._day.day) != (year, month, day):
            named = self.named
            self.begin(date(year, month, day))
            self.named = named

    def at(self, hour: int, minute: int, second: int) -> datetime:
        """Return the moment in UTC. ValueError: there is no such time of day."""
        seconds = hour * 3600 + minute * 60 + second
        if seconds < self._last - BACKWARDS:
            self._day += timedelta(days=1)
            self._minute.clear()
        self._last = seconds
        key = hour * 60 + minute
        whole = self._minute.get(key)
        if whole is None:
            local = datetime(self._day.year, self._day.month, self._day.day, hour, minute, tzinfo=self._zone)
            whole = self._minute[key] = local.astimezone(UTC)
        return whole + timedelta(seconds=second) if second else whole


def read(passage: Passage) -> Iterator[Event]:
    """Yield a log's messages; every other line is counted by its kind."""
    minter, tally = passage.minter, passage.tally
    channel = channel_of(passage.path)
    stream = minter.stream(channel, channel)
    calendar = Calendar(day_of(passage.path.name), passage.zone)
    with passage.path.open("rb") as file:
        for number, line in lines(file, passage.pace, tally):
            found = LINE.match(line)
            if found is None:
                _other(line, calendar, passage)
                continue
            parts = found.groups()
            nick, text = parts[7], parts[8]
            if nick is None:
                nick, text = _tabbed(parts[11], parts[12]) if parts[9] is None else (parts[9], parts[10])
                if not nick or (parts[8] is None and STATION.match(text)):
                    tally.skip("system line")
                    continue
            try:
                at = _moment(parts, calendar)
            except ValueError as error:
                tally.broke(f"line {number + 1}", f"has no such time: {error}")
                continue
            shown = nick.strip(MODES) or nick
            yield from minter.message(stream, str(number), shown, shown, at, text.strip())
    if tally.read and not calendar.named:
        tally.note("neither the file's name nor a line tells the date: days are counted from 1970-01-01")


def _moment(parts: tuple[str | None, ...], calendar: Calendar) -> datetime:
    """Return a line's time from the first seven groups of LINE."""
    day, month, in_month, hour, minute, second, offset = parts[:7]
    if day:
        if offset:
            stamp = f"{day.replace('/', '-')}T{hour}:{minute}:{second or '00'}{offset}"
            calendar.named = True
            return datetime.fromisoformat(stamp).astimezone(UTC)
        calendar.begin(date.fromisoformat(day.replace("/", "-")))
    elif month and in_month:
        if month not in MONTHS:
            raise ValueError(f"month {month}")
        calendar.begin_month(MONTHS[month], int(in_month))
    return calendar.at(int(hour or 0), int(minute or 0), int(second or 0))


def _tabbed(nick: str | None, text: str | None) -> tuple[str, str]:
    """Return who wrote a line in columns and what; ("", ...) for a system line (`-->`, `<--`, `--`, `=!=`)."""
    who, said = (nick or "").strip(), text or ""
    if who == "*":
        who, _, said = said.partition(" ")
    if who.startswith("<") and who.endswith(">"):
        who = who[1:-1]
    return ("", said) if who in ("-->", "<--", "--", "=!=", "***") else (who, said)


def _other(line: str, calendar: Calendar, passage: Passage) -> None:
    """Count a line that is no message, and take the date from it where it tells one."""
    if found := DAY_LINE.match(line):
        month, day, _, _, _, year = found.groups()
        try:
            calendar.begin(date(int(year), MONTHS[month], int(day)))
        except (ValueError, KeyError):
            passage.tally.note(f"a day line names no day: {line[:60]}")
        passage.tally.skip("system line")
    elif line.strip():
        system = CLOCK.match(line) or line.startswith(("===", "***", "---", "-!-", "Session "))
        passage.tally.skip("system line" if system else "line in no known layout")


def day_of(name: str) -> date | None:
    """Return the day in a file's name (2004-11-15 or 20041115), None without one."""
    for found in DAY_IN_NAME.finditer(name):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
    return None


def channel_of(path: Path) -> str:
    """Return the channel as the file's name or its first joins tell it ("#ubuntu"), "irc" if nothing does."""
    if found := CHANNEL.search(path.name):
        name = found[1].rsplit(".", 1)[0] if found[1].endswith((".log", ".txt", ".weechatlog")) else found[1]
        return DAY_IN_NAME.sub("", name).strip("-_. ") or name
    for line in read_head(path).split("\n")[:400]:
        joined = re.search(r"(?:joined|left|in|for) ([#&][\w.+\-#]*\w)", line)
        if joined and not re.search(r"<[^>]+>", line):
            return joined[1]
    return "irc"


def looks_like(head: str) -> bool:
    """Tell whether the beginning of a file has IRC messages: at least one, and at least one line in twenty."""
    found = [line.rstrip("\r") for line in head.split("\n")[:1000] if line.strip()]
    hits = sum(1 for line in found if LINE.match(line))
    clocks = sum(1 for line in found if CLOCK.match(line))
    return hits > 0 and clocks * 2 >= len(found) // 2 and hits * 20 >= len(found)


FORMAT = Format("irc", "IRC log", read, lambda path: "export", int)
