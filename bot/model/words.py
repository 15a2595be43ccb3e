"""Words by name: what is said lives in prompts/, and the core passes names and values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Template


def _million(n: int) -> str:
    return "many" if n and n % 1_000_000 == 0 else "other"


PLURALS: Mapping[str, Callable[[int], str]] = {
    "en": lambda n: "one" if n == 1 else "other",
    "de": lambda n: "one" if n == 1 else "other",
    "es": lambda n: "one" if n == 1 else _million(n),
    "pt": lambda n: "one" if n in (0, 1) else _million(n),
    "fr": lambda n: "one" if n in (0, 1) else _million(n),
    "ru": lambda n: (
        "one"
        if n % 10 == 1 and n % 100 != 11
        else "few"
        if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14)
        else "many"
    ),
    "tr": lambda n: "one" if n == 1 else "other",
    "ar": lambda n: (
        "zero"
        if n == 0
        else "one"
        if n == 1
        else "two"
        if n == 2
        else "few"
        if 3 <= n % 100 <= 10
        else "many"
        if n % 100 >= 11
        else "other"
    ),
    "fa": lambda n: "one" if n in (0, 1) else "other",
    "hi": lambda n: "one" if n in (0, 1) else "other",
    "ja": lambda n: "other",
    "zh": lambda n: "other",
}
"""Which plural form a whole number takes (Unicode CLDR cardinal rules, integers only)."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something to say: the phrase's name, the values of its slots, and the whole number that chooses its plural form."""

    name: str
    values: tuple[tuple[str, str], ...] = ()
    count: int | None = None


class UnknownPhrase(LookupError):
    """A phrase that no language file has: a fault of ours, found by a test."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every phrase of every language, read once at the start.

    `texts`: language -> phrase name -> plural form ("" where the phrase has only one) -> text with `$slots`.
    """

    texts: Mapping[str, Mapping[str, Mapping[str, str]]]

    def say(self, phrase: Phrase, language: str, escape: Callable[[str], str] = str) -> str:
        """Return the phrase in a language (else in English), its values passed through `escape`.

        A template cannot reach into objects: `string.Template` fills names only, and an unfilled slot stays as it stands.
        """
        for spoken in (language, "en"):
            forms = self.texts.get(spoken, {}).get(phrase.name)
            if forms is not None:
                text = self._form(forms, phrase.count, spoken)
                values = {name: escape(value) for name, value in phrase.values}
                if phrase.count is not None:
                    values.setdefault("count", str(phrase.count))
                return Template(text).safe_substitute(values)
        raise UnknownPhrase(phrase.name)

    @staticmethod
    def _form(forms: Mapping[str, str], count: int | None, language: str) -> str:
        if count is None or "" in forms:
            return forms.get("", forms.get("other", ""))
        return forms.get(PLURALS[language](count), forms["other"])
