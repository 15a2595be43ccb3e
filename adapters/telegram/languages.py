"""Which language is spoken to whom."""

from collections.abc import Container

import telegram

ENGLISH = "en"


def language_of(user: telegram.User | None) -> str:
    """Return the language of somebody's app by our name ("pt" for "pt-br"), "" where Telegram does not say."""
    return (user.language_code or "").partition("-")[0].lower() if user is not None else ""


def spoken_to(member: str, common: str, spoken: Container[str]) -> str:
    """Return in which language to answer a member: their app's own, else the community's, else English."""
    return next((language for language in (member, common) if language in spoken), ENGLISH)
