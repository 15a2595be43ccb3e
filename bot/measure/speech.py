"""Words for a summary in one language: phrases, spans of time, moments, numbers, reasons. Pure; whatever people wrote is cleaned here.

Shared by the report's page and the terminal.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.measure.summary import Summary
from bot.model import Because, ChannelRef, Phrase, Phrases, Question, Status, UnknownPhrase

NAME = 80
"""The most letters of a name that are shown."""

MINUTE, HOUR, DAY = 60, 3600, 86400
CURT = 10 * MINUTE
"""From how long on a span is told in whole minutes."""

# Control characters, lone surrogates, and the marks that turn the reading direction of what follows (they could make a line
# read as something that it does not say). The plain marks for Arabic and Hebrew, U+200E, U+200F and U+061C, stay.
UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
FIRST_ISOLATE, END_ISOLATE = "\u2068", "\u2069"


def clean(text: str, most: int = 0) -> str:
    """Return a text that is safe to show: without control characters, cut to `most` characters (0: not cut)."""
    short = text[: most * 2] if most else text
    plain = UNSHOWABLE.sub("", short.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return plain[:most].rstrip() + "…" if most and (len(plain) > most or len(short) < len(text)) else plain


def isolated(value: str) -> str:
    """Return a value for use inside a sentence: one line, and fenced off where it reads from right to left."""
    plain = " ".join(clean(value).split())
    turned = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in plain)
    return f"{FIRST_ISOLATE}{plain}{END_ISOLATE}" if turned else plain


def waited(question: Question, summary: Summary) -> tuple[str, float]:
    """Return the seconds for which a question is known to have waited, and the phrase that tells them.

    Until the record ends, or until it was followed no longer: given up, or the talk could not be read from then on, in which it may have
    been answered.
    """
    last = question.closed_at or summary.ended or question.asked_at
    gaps = summary.gaps.get(question.ref.channel, ())
    heard = min([last, *[since for since, until in gaps if until > question.asked_at]])
    followed = question.status is Status.EXPIRED or heard < last
    return "followed_for" if followed else "waited", max(0.0, (heard - question.asked_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Speech:
    """Phrases in one language, and times in one zone. `channels`: what they are called; empty where there is only one."""

    phrases: Phrases
    language: str
    zone: ZoneInfo
    channels: Mapping[ChannelRef, str] = field(default_factory=dict)

    @classmethod
    def of(cls, summary: Summary, phrases: Phrases, language: str) -> "Speech":
        """Return the speech for a summary; English where the report is not written in the language."""
        written = "report.title" in phrases.texts.get(language, {})
        questions = (*summary.waiting, *(flag.question for flag in summary.flags))
        refs = {*summary.names, *(one.ref.channel for one in questions), *(one.channel for one in summary.proposed)}
        names = {ref: clean(summary.names.get(ref, ""), NAME).lstrip("#") or clean(ref.id, NAME) for ref in refs}
        return cls(phrases, language if written else "en", ZoneInfo(summary.timezone), names if len(refs) > 1 else {})

    def say(self, key: str, count: int | None = None, **values: str) -> str:
        """Return one of the report's own phrases. A count is written with separators."""
        if count is not None:
            values.setdefault("count", self.number(count))
        return self.phrases.say(Phrase(f"report.{key}", tuple(values.items()), count), self.language, isolated)

    def words(self, words: Iterable[Phrase]) -> list[str]:
        """Return what the bot would have said, line by line. A phrase that no file has is shown by its name."""
        return [self._any(phrase) for phrase in words]

    def because(self, because: Because) -> list[str]:
        """Return reasons as sentences."""
        return [self._any(Phrase(f"because.{cue.phrase}", cue.values)) for cue in because]

    def _any(self, phrase: Phrase) -> str:
        try:
            return self.phrases.say(phrase, self.language, isolated)
        except UnknownPhrase:
            values = ", ".join(f"{name} {isolated(value)}" for name, value in phrase.values)
            words = phrase.name.rpartition(".")[2].replace("_", " ")
            return f"{words} ({values})" if values else words

    def number(self, number: int) -> str:
        """Return a whole number with the language's separators."""
        return f"{number:,}".replace(",", self.phrases.say(Phrase("report.comma"), self.language))

    def percent(self, share: float) -> str:
        """Return a share (0..1) in whole percent, never rounded up to all or down to none."""
        whole = round(100 * share)
        whole = 99 if whole == 100 and share < 1 else 1 if whole == 0 and share > 0 else whole
        return self.say("percent", number=str(whole))

    def duration(self, seconds: float) -> str:
        """Return a span of time in the two units that matter."""
        whole = round(seconds)
        if whole < MINUTE:
            return self.say("seconds", whole)
        if whole < HOUR:
            return self._span("minutes", whole // MINUTE, "minutes_seconds", whole % MINUTE if whole < CURT else 0)
        if whole < 2 * DAY:
            return self._span("hours", whole // HOUR, "hours_minutes", whole % HOUR // MINUTE)
        return self._span("days", whole // DAY, "days_hours", whole % DAY // HOUR if whole < 14 * DAY else 0)

    def _span(self, key: str, count: int, key_of_both: str, rest: int) -> str:
        return self.say(key_of_both, first=str(count), rest=str(rest)) if rest else self.say(key, count)

    def moment(self, at: datetime) -> str:
        """Return a moment as the summary's zone shows it."""
        local = at.astimezone(self.zone)
        month = self.say(f"month_{local.month}")
        date = self.say("date", day=str(local.day), month=month, year=str(local.year))
        return self.say("moment", date=date, clock=f"{local:%H:%M}")
