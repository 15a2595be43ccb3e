"""Composition: the one place where adapters are chosen and put together. Only `bot.__main__` may import it.

Each function imports what it needs, so that `--help` stays quick.
"""

import gc
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from bot.settings import Settings, from_environment

if TYPE_CHECKING:
    from bot.model import Decks, Phrases, Policy

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE, PLAYGROUND = "twoway.sqlite", "playground.sqlite"
DATABASES = (DATABASE, PLAYGROUND)
DISCORD_STOPS = "discord-stopped.json"
"""Where the bot notes the channels in which Discord refused it, for the doctor."""

YOUNG = 50_000
"""So many new objects between two looks for garbage. Nearly nothing here is ever in a cycle, and each look is a pause."""


class Stop(Exception):
    """A command cannot go on. The text says why and what to do; it is all that the person sees."""


def read_settings(file: Path = ROOT / ".env") -> Settings:
    """Read .env and the environment. Raises WrongSetting, and Stop for a file, or a line of it, that cannot be read."""
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    try:
        text = file.read_text(encoding="utf-8-sig") if file.exists() and not file.is_dir() else ""
        for part in parse_stream(StringIO(text)):
            if part.error:  # never shown: it may hold a token
                before = len(part.original.string) - len(part.original.string.lstrip())
                number = part.original.line + part.original.string.count("\n", 0, before)
                raise Stop(f"{file}, line {number} is no setting; write it as NAME=value, and close what quotes open")
        return from_environment(dotenv_values(stream=StringIO(text)))
    except UnicodeDecodeError as why:
        line = why.object.count(b"\n", 0, why.start) + 1
        raise Stop(f"{file} is not UTF-8 (look at line {line}); save it as UTF-8") from None
    except OSError as why:
        raise Stop(f"{file} cannot be read ({why.strerror or why})") from None


def make_data_folder(settings: Settings) -> Path:
    """Return the data folder, made where it was not there. Raises Stop."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        mend = "set TWOWAY_DATA_DIR to a folder you may write to"
        raise Stop(f"the data folder {settings.data_dir} cannot be made ({why.strerror or why}); {mend}") from None
    return settings.data_dir


def sweep_copies(settings: Settings) -> None:
    """Remove the private copies that killed processes left where temporary files go, and in the data folder."""
    from adapters.sqlite import sweep

    with suppress(OSError):  # a machine may have no folder for temporary files
        sweep(Path(gettempdir()), settings.data_dir)


def own_database(settings: Settings) -> Path:
    """Return the bot's own database, which may not be there yet: with a token never the playground's."""
    if not settings.discord_token and not settings.telegram_token:
        for name in DATABASES:
            if (path := settings.data_dir / name).exists():
                return path
    return settings.data_dir / DATABASE


def read_words() -> "Phrases":
    """Read every phrase. Raises Stop."""
    from adapters.phrases import WrongPhrases, read_phrases

    try:
        return read_phrases(ROOT / "prompts")
    except WrongPhrases as wrong:
        raise Stop(str(wrong)) from None


def read_decks(settings: Settings, phrases: "Phrases") -> "Decks":
    """Read the decks of openers: ours, and over them those of the folder that was named. Raises Stop."""
    from adapters.phrases import WrongPhrases, joined
    from adapters.phrases import read_decks as read
    from bot.model import Origin

    if settings.deck_folder is not None and not settings.deck_folder.is_dir():
        raise Stop(f"TWOWAY_DECK_FOLDER: {settings.deck_folder} is no folder")
    try:
        ours = read(ROOT / "prompts", phrases)
        own = read(settings.deck_folder, phrases, Origin.FILE) if settings.deck_folder is not None else {}
    except WrongPhrases as wrong:
        raise Stop(str(wrong)) from None
    return joined(own, ours)


def read_words_and_decks(settings: Settings) -> "tuple[Phrases, Decks]":
    """Read every phrase, and the decks, whose words are phrases too. Raises Stop."""
    from adapters.phrases import with_decks

    phrases = read_words()
    decks = read_decks(settings, phrases)
    return with_decks(phrases, decks), decks


def read_default_policy(settings: Settings) -> "Policy":
    """Read the policy file, the defaults where none is named; warnings go to stderr. Raises Stop."""
    from bot.model import Policy, WrongPolicy, read_policy

    if settings.policy_file is None:
        return Policy()
    try:
        policy, warnings = read_policy(settings.policy_file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as why:
        raise Stop(f"TWOWAY_POLICY_FILE: {settings.policy_file} cannot be read ({why})") from None
    except WrongPolicy as wrong:
        raise Stop(f"{settings.policy_file}, {wrong}") from None
    for warning in warnings:
        print(f"twoway: {settings.policy_file}: {warning}", file=sys.stderr)
    return policy


def settle_memory() -> None:
    """Before serving: let the garbage collector pass over all that was loaded, and look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)
