"""Why something was refused, in another language than the one that the ledger keeps it in."""

import re

from bot.model import Phrase, Phrases

ENGLISH = "en"


def reworded(phrases: Phrases, drawer: str, reason: str, language: str) -> str:
    """Return a refusal in a language; as it stands where no phrase of the drawer says it.

    `drawer`: where the platform's refusals lie, as "<drawer>.refused_<name>"; `reason`: as the ledger has it, which is in English.
    """
    for name, forms in phrases.texts.get(ENGLISH, {}).items():
        if name.startswith(f"{drawer}.refused_"):
            pattern = re.sub(r"\\\$(\w+)", r"(?P<\1>.+)", re.escape(forms.get("", "")))
            found = re.fullmatch(pattern, reason)
            if found:
                return phrases.say(Phrase(name, tuple(found.groupdict().items())), language)
    return reason
