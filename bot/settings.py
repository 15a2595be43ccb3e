"""Settings: what the person who runs the bot chose, from the environment. The only file that reads it.

`.env.example` is this class, line by line; a test holds the two together.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

PREFIX = "TWOWAY_"

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
"""Where pages without a login may listen: with no token the bot opens on nothing else."""


class WrongSetting(ValueError):
    """A setting cannot be used; the text names it and says what would be right."""


class Secret(str):
    """A text that never shows: not in a repr, not in a log line that formats it with %r."""

    def __repr__(self) -> str:
        """Return stars."""
        return "'***'" if self else "''"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, each as TWOWAY_<NAME>."""

    data_dir: Path = Path("data")
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    policy_file: Path | None = None
    deck_folder: Path | None = None
    log_level: str = "info"
    log_format: str = "auto"
    discord_token: Secret = field(default=Secret(), repr=False)
    discord_api_base: str = ""
    discord_gateway: str = ""
    telegram_token: Secret = field(default=Secret(), repr=False)
    telegram_api_base: str = ""
    telegram_webhook_url: str = ""
    dashboard_host: str = "127.0.0.1"
    dashboard_port: int = 8081
    dashboard_url: str = ""
    dashboard_secret: Secret = field(default=Secret(), repr=False)
    dashboard_metrics_token: Secret = field(default=Secret(), repr=False)

    def secrets(self) -> tuple[str, ...]:
        """Return the values that must never be shown, for redaction."""
        kept = (self.discord_token, self.telegram_token, self.dashboard_secret, self.dashboard_metrics_token)
        return tuple(str(secret) for secret in kept if secret)


def from_environment(extra: Mapping[str, str | None] | None = None) -> Settings:
    """Read the settings from the environment; `extra` (a .env file's values) gives way to it.

    Raises WrongSetting for a value that cannot be used, and for a TWOWAY_ name that does not exist, since that is a typing error.
    """
    values = {name: value for name, value in (extra or {}).items() if value is not None} | dict(os.environ)
    ours = {name: value for name, value in values.items() if name.startswith(PREFIX) and value != ""}
    names = {PREFIX + one.name.upper(): one.name for one in fields(Settings)}
    unknown = sorted(ours.keys() - names.keys())
    if unknown:
        raise WrongSetting(f"{unknown[0]} is not a setting; the settings are {', '.join(names)}")
    read = {names[name]: _read(names[name], name, value) for name, value in ours.items()}
    return Settings(**read)  # type: ignore[arg-type]  # _read returns each field's own type


def bare_environment() -> dict[str, str]:
    """Return what a process of ours needs of the environment to start at all: no setting of anybody's, no token."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}


def _read(field_name: str, name: str, value: str) -> object:
    match field_name:
        case "data_dir" | "policy_file" | "deck_folder":
            return _path(name, value)
        case "http_port" | "dashboard_port":
            if not value.isdecimal() or not 0 <= int(value) <= 65535:
                raise WrongSetting(f'{name}="{value}" is no port; write a number from 0 to 65535 (0: any free one)')
            return int(value)
        case "log_level":
            return _one_of(name, value.lower(), ("debug", "info", "warning", "error"))
        case "log_format":
            return _one_of(name, value.lower(), ("auto", "text", "json"))
        case "dashboard_secret" if len(value) < 24:
            raise WrongSetting(f"{name} is too short to keep anybody out; write at least 24 characters, drawn by lot")
        case "discord_token" | "telegram_token" | "dashboard_secret" | "dashboard_metrics_token":
            return Secret(value)
        case "dashboard_url" if not re.fullmatch(r"https?://[^/?#\s]+/?", value):
            raise WrongSetting(
                f'{name}="{value}" is no address; write it like https://twoway.example.org, without a path'
            )
        case "telegram_webhook_url" if not value.startswith("https://"):
            raise WrongSetting(f'{name}="{value}" is no address that Telegram posts to; it begins with https://')
        case _:
            return value


def _path(name: str, value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise WrongSetting(
            f'{name}="{value}" begins with a home folder that is not known; write the path in full'
        ) from None


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise WrongSetting(f'{name}="{value}" is not one of {", ".join(allowed)}')
    return value
