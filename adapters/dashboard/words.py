"""The pages' words in one language: phrases, numbers, spans and moments. Whatever people wrote is cleaned here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.measure.speech import clean, isolated
from bot.model import Because, Phrase, Phrases, UnknownPhrase

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "ru": "Русский",
    "fa": "فارسی",
    "ja": "日本語",
}
"""The languages that the pages are written in, each by its own name."""

NATIVE: Mapping[str, str] = {
    **LANGUAGES,
    "ar": "العربية",
    "fr": "Français",
    "hi": "हिन्दी",
    "pt": "Português",
    "tr": "Türkçe",
    "zh": "中文",
}
"""Every language that Twoway writes in, each by its own name."""

RIGHT_TO_LEFT = frozenset({"fa"})
MINUTE, HOUR, DAY = 60, 3600, 86400
NAME, TEXT = 80, 900


@dataclass(frozen=True, slots=True)
class Speech:
    """Phrases in one language, times in one zone."""

    phrases: Phrases
    language: str
    zone: ZoneInfo

    @property
    def direction(self) -> str:
        """Which way the language runs, as HTML names it."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def say(self, key: str, count: int | None = None, **values: str) -> str:
        """Return one of the dashboard's own phrases. A count is written with separators."""
        if count is not None:
            values.setdefault("count", self.number(count))
        return self.phrases.say(Phrase(f"dashboard.{key}", tuple(values.items()), count), self.language, isolated)

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        return f"dashboard.{key}" in self.phrases.texts["en"]

    def because(self, because: Because) -> list[str]:
        """Return reasons as sentences."""
        return [self.any(Phrase(f"because.{cue.phrase}", cue.values), self.language) for cue in because]

    def words(self, words: Iterable[Phrase], language: str) -> list[str]:
        """Return what the bot would say, in the community's language, one line each."""
        return [self.any(phrase, language) for phrase in words]

    def any(self, phrase: Phrase, language: str) -> str:
        """Return any phrase; one that no file has is shown by its name."""
        try:
            return clean(self.phrases.say(phrase, language, clean))
        except UnknownPhrase:
            return phrase.name.rpartition(".")[2].replace("_", " ")

    def number(self, number: int) -> str:
        """Return a whole number with the language's separators."""
        return f"{number:,}".replace(",", self.phrases.say(Phrase("dashboard.comma"), self.language))

    def percent(self, share: float) -> str:
        """Return a share (0..1) in whole percent, never rounded up to all or down to none."""
        whole = round(100 * share)
        whole = 99 if whole == 100 and share < 1 else 1 if whole == 0 and share > 0 else whole
        return self.say("percent", number=str(whole))

    def span(self, seconds: float) -> str:
        """Return a span of time in its largest unit, or two where the first is small."""
        whole = max(0, round(seconds))
        if whole < MINUTE:
            return self.say("seconds", whole)
        if whole < HOUR:
            return self.say("minutes", whole // MINUTE)
        if whole < 2 * DAY:
            hours, rest = whole // HOUR, whole % HOUR // MINUTE
            return (
                self.say("hours_minutes", hours=str(hours), minutes=str(rest))
                if rest and hours < 10
                else self.say("hours", hours)
            )
        return self.say("days", whole // DAY)

    def day(self, at: datetime) -> str:
        """Return a date as the community's zone shows it."""
        local = at.astimezone(self.zone)
        return self.say("date", day=str(local.day), month=self.say(f"month_{local.month}"))

    def moment(self, at: datetime) -> str:
        """Return a date and a time of day as the community's zone shows them."""
        return self.say("moment", date=self.day(at), clock=f"{at.astimezone(self.zone):%H:%M}")


def one_line(text: str, most: int = NAME) -> str:
    """Return a name as one line that is safe to show."""
    return " ".join(clean(text, most).split())


def language_of(asked: str, kept: str, accepts: str) -> str:
    """Return the page's language: the one asked for, else the one chosen before, else the browser's first that is spoken, else English."""
    for wish in (asked, kept):
        if wish in LANGUAGES:
            return wish
    wishes = []
    for place, part in enumerate(accepts[:200].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), place, tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for _, _, tag in sorted(wishes) if tag in LANGUAGES), "en")
