"""The bot's own process on Telegram under load. Run as a program: see tests/loaded.py."""

from tests.loaded import main
from tests.telegram.killed import compose

if __name__ == "__main__":
    main(compose)
