"""Implements Painter: words are said here, letters are drawn in another process, which has so much time and memory and no more."""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from struct import unpack_from

from adapters.painter.sheet import sheet_of
from bot.model import Drawn, Phrase, Phrases, Picture, UnknownPhrase
from bot.ports import Clock

log = logging.getLogger("twoway.painter")

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = (sys.executable, "-m", "adapters.painter.worker")
LIMIT = 5.0
"""So many seconds a picture may take from the wish to the last byte; a usual one takes under half of one."""

REST = timedelta(minutes=10)
"""So long nothing is drawn after a picture that took too long: the next post shall not wait as well."""

PNG = b"\x89PNG\r\n\x1a\n"
MOST = 4 * 1024 * 1024
ALT = 1000
"""The longest description: Discord takes 1024 characters."""


class Painter:
    """Draws pictures, one at a time."""

    def __init__(
        self,
        phrases: Phrases,
        clock: Clock,
        environment: Mapping[str, str] | None = None,
        limit: float = LIMIT,
        worker: Sequence[str] = WORKER,
    ) -> None:
        """`environment`: all that the other process sees of ours: no token is in it. `limit`: seconds for each picture. `worker`: the
        command that draws.
        """
        self._phrases, self._clock, self._limit, self._worker = phrases, clock, limit, tuple(worker)
        self._environment = dict(environment or {})
        self._one = asyncio.Lock()
        self._rest: datetime | None = None

    async def paint(self, picture: Picture, language: str) -> Drawn | None:
        """Return a picture, None where it could not be drawn in time."""
        if self._rest is not None and self._clock.now() < self._rest:
            return None
        self._rest = None
        try:
            async with asyncio.timeout(self._limit):
                async with self._one:
                    png = await self._draw(json.dumps(sheet_of(picture.chart, language, self._say(language)).packed()))
        except TimeoutError:
            self._rest = self._clock.now() + REST
            log.warning("no picture", extra={"why": f"it was not drawn within {self._limit:g} s"})
            return None
        except OSError as why:
            log.warning("no picture", extra={"why": type(why).__name__})
            return None
        except Exception:
            # A picture is never worth a post: whatever is wrong with it, the words go out.
            log.exception("no picture", extra={"kind": type(picture.chart).__name__})
            return None
        if png is None:
            return None
        width, height = unpack_from(">II", png, 16)
        say = self._say(language)
        return Drawn(png, "\n".join(say(phrase) for phrase in picture.alt)[:ALT], width, height)

    def _say(self, language: str) -> Callable[[Phrase], str]:
        def say(phrase: Phrase) -> str:
            try:
                return self._phrases.say(phrase, language)
            except UnknownPhrase:
                return phrase.name.rpartition(".")[2].replace("_", " ")

        return say

    async def _draw(self, sheet: str) -> bytes | None:
        process = await asyncio.create_subprocess_exec(
            *self._worker, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, env=self._environment
        )
        try:
            png, _ = await process.communicate(sheet.encode("utf-8", "replace"))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode or not png.startswith(PNG) or len(png) > MOST:
            log.warning("no picture", extra={"why": f"the process that draws ended with {process.returncode}"})
            return None
        return png
