"""Discord, on discord.py: listen, translate, render, speak, and nothing of Discord beyond this folder."""

from adapters.discord.diagnosis import Diagnosis, examine, invite_link
from adapters.discord.home import Discord
from adapters.discord.limits import LIMITS
from adapters.discord.render import link

__all__ = ["LIMITS", "Diagnosis", "Discord", "examine", "invite_link", "link"]
