"""A painter for tests of platforms: every picture is the same dot, its description the picture's own words; or none can be drawn."""

from base64 import b64decode

from bot.model import Drawn, Phrases, Picture

DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Canvas:
    """Implements Painter."""

    def __init__(self, phrases: Phrases, *, broken: bool = False) -> None:
        """`broken`: nothing can be drawn."""
        self._phrases, self.broken = phrases, broken
        self.painted: list[Picture] = []

    async def paint(self, picture: Picture, language: str) -> Drawn | None:
        """Return the dot."""
        self.painted.append(picture)
        if self.broken:
            return None
        return Drawn(DOT, "\n".join(self._phrases.say(phrase, language) for phrase in picture.alt), 1, 1)
