"""Redaction: the last step before a line is written."""

import re
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import quote

STARS = "***"

# No \b in front: in ".../bot123456:AA..." there is none between "t" and "1". Bounded on both sides by what a token cannot hold.
TELEGRAM = re.compile(r"(?<!\d)\d{6,12}(?::|%3[Aa])[\w-]{30,}")
DISCORD = re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}")


def redactor(secrets: Iterable[str]) -> Callable[[Any, str, MutableMapping[str, Any]], MutableMapping[str, Any]]:
    """Return a structlog processor that replaces the configured secrets, and whatever looks like a token, by stars."""
    known = [secret for secret in secrets if len(secret) >= 4]
    # As they stand in an address, too.
    known = sorted({*known, *(quote(secret, safe="") for secret in known)}, key=len, reverse=True)

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            for secret in known:
                value = value.replace(secret, STARS)
            return DISCORD.sub(STARS, TELEGRAM.sub(STARS, value))
        if isinstance(value, dict):
            return {clean(key): clean(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [clean(inner) for inner in value]
        return value if isinstance(value, int | float | bool | type(None)) else clean(str(value))

    def redact(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key in list(line):
            if not key.startswith("_"):
                line[key] = clean(line[key])
        return line

    return redact
