"""prompts/<language>/<file>.toml -> Phrases: "file.key" = text, or a table of plural forms.

A file's name up to its first dot counts, so that because.toml and because.decided.toml fill the same drawer.
"""

import tomllib
from pathlib import Path

from bot.model import PLURALS, Phrases

FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})


class WrongPhrases(ValueError):
    """A phrase file cannot be used; the text names the file and says what is wrong."""


def read_phrases(folder: Path) -> Phrases:
    """Read every language under a folder. Raises WrongPhrases where a file or a phrase is not as expected."""
    texts: dict[str, dict[str, dict[str, str]]] = {}
    for path in sorted(folder.glob("*/*.toml")):
        if path.name.partition(".")[0] == "deck":
            continue  # openers and poll forms are read by their own loader
        language = path.parent.name
        if language not in PLURALS:
            raise WrongPhrases(f"{path}: Twoway has no plural rule for the language {language!r}")
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise WrongPhrases(f"{path}: {wrong}") from None
        said = texts.setdefault(language, {})
        for key, value in table.items():
            name = f"{path.name.partition('.')[0]}.{key}"
            if name in said:
                raise WrongPhrases(f"{path}: {key}: another file of this drawer says it already")
            said[name] = _forms(value, f"{path}: {key}")
    if "en" not in texts:
        raise WrongPhrases(f"{folder}: no English phrases; is the checkout complete?")
    return Phrases(texts)


def _forms(value: object, where: str) -> dict[str, str]:
    if isinstance(value, str):
        return {"": value}
    if (
        isinstance(value, dict)
        and value.keys() <= FORMS
        and "other" in value
        and all(isinstance(text, str) for text in value.values())
    ):
        return dict(value)
    raise WrongPhrases(f'{where}: write text, or a table of plural forms with at least "other"')
