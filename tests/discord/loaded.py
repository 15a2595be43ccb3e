"""The bot's own process on Discord under load. Run as a program: see tests/loaded.py."""

from tests.discord.killed import compose
from tests.loaded import main

if __name__ == "__main__":
    main(compose)
