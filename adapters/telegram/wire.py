"""Requests to Telegram at its pace, and what its refusals mean: no for good, to be tried again, or nobody knows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import httpx
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from adapters.telegram.throttle import NOTHING, Throttle
from bot.model import ChannelRef, MemberRef, Phrase
from bot.ports import Clock, Throttled, Unavailable

Result = TypeVar("Result")

SHORT = timedelta(seconds=3)
"""A wait this long is waited out; for a longer one others go first."""
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""What says that a request surely did not reach Telegram."""
GONE = {
    "chat not found": "chat_gone",
    "bot was kicked": "removed",
    "bot is not a member": "not_in_it",
    "bot was blocked": "blocked",
    "can't initiate conversation": "never_started",
    "message thread not found": "topic_gone",
    "topic_closed": "topic_closed",
    "not enough rights": "write",
    "need administrator rights": "write",
    "message to edit not found": "message_gone",
    "message to be replied not found": "message_gone",
    "message with poll to stop not found": "message_gone",
    "message can't be edited": "unchangeable",
}
"""Words of Telegram's refusals that say no, and would again, and the phrase that says it in plain words."""
OF_A_PLACE = frozenset(name for name in GONE.values() if name not in ("message_gone", "unchangeable"))
"""Those that concern a whole place rather than one message."""
SAME = "message is not modified"
OVER = "poll has already been closed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A press or a command that waits for an answer.

    `message`: what to answer in words, for a press the message with the button; `press`: its number, good for about a minute.
    `quiet`: a page already shows what came of it, so a notice need not. `private`: in the member's own chat with the bot. `name`: what
    the member is called.
    """

    chat: int
    topic: int | None
    message: int
    press: str
    channel: ChannelRef
    member: MemberRef
    at: datetime
    language: str = "en"
    team: bool = False
    staff: bool = False
    quiet: bool = False
    private: bool = False
    name: str = ""


class Uncertain(Exception):
    """A request may or may not have taken effect, and Telegram cannot be asked."""


class Wire:
    """Makes requests. What counts against the flood limits waits its turn."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        """`bot`: one that is initialized."""
        self.bot, self._clock, self._throttle = bot, clock, Throttle()

    async def turn(self, chat: int) -> None:
        """Return when a message may go to a chat, and count it. Raises Unavailable where that takes long."""
        while (wait := self._throttle.take(chat, self._clock.now())) > NOTHING:
            if wait > SHORT:
                raise Unavailable(f"Telegram takes no more messages there for {wait.total_seconds():.0f} s")
            await self._clock.sleep_until(self._clock.now() + wait)

    async def write(self, chat: int, request: Callable[[], Awaitable[Result]]) -> Result:
        """Make a request that writes to a chat. Raises a refusal as it is, Unavailable for what did not take effect, else Uncertain."""
        await self.turn(chat)
        return await self.send(request, chat)

    async def send(self, request: Callable[[], Awaitable[Result]], chat: int) -> Result:
        """Make a request that writes to a chat, and whose turn has come; the same exceptions."""
        try:
            return await self.ask(request, chat)
        finally:
            self._throttle.arrived(chat, self._clock.now())

    async def ask(self, request: Callable[[], Awaitable[Result]], chat: int = 0) -> Result:
        """Make a request that counts against nothing; the same exceptions.

        Where Telegram wants a rest, Throttled. `chat`: nothing is sent there meanwhile. 0: the rest is this request's alone, and no
        group's; who tries again waits for it.
        """
        try:
            return await request()
        except (BadRequest, Forbidden, ChatMigrated):
            raise
        except RetryAfter as error:
            # In milliseconds where the environment asks for timedelta; the words hold the seconds either way.
            if chat:
                self._throttle.rest(chat, self._clock.now() + timedelta(seconds=_seconds(error)))
            raise Throttled("Telegram", _seconds(error)) from error
        except InvalidToken as error:
            raise Unavailable("Telegram does not accept the bot's token any more") from error
        except NetworkError as error:
            if isinstance(error.__cause__, NEVER_LEFT):
                raise Unavailable(f"Telegram cannot be reached ({type(error.__cause__).__name__})") from error
            raise Uncertain(type(error.__cause__ or error).__name__) from error


def _seconds(error: RetryAfter) -> int:
    digits = "".join(sign for sign in str(error) if sign.isdecimal())
    return int(digits or 1)


def same(error: TelegramError) -> bool:
    """Whether an edit was refused only because nothing would change."""
    return SAME in str(error).lower()


def over(error: TelegramError) -> bool:
    """Whether a poll was not stopped only because it was over."""
    return OVER in str(error).lower()


def reason(error: TelegramError) -> str:
    """Return why Telegram said no: the name of a refusal's phrase, "" for what no phrase tells."""
    said = str(error).lower()
    return next((name for words, name in GONE.items() if words in said), "")


def refusal(name: str, **values: str) -> Phrase:
    """Return the phrase of why Telegram, or the bot itself, refused."""
    return Phrase(f"telegram.refused_{name}", tuple(values.items()))


def refused(error: TelegramError) -> Phrase:
    """Return why Telegram said no, in plain words where there are any."""
    name = reason(error)
    return refusal(name) if name else refusal("otherwise", said=str(error))


FAILURES = (TelegramError, Uncertain, Unavailable)
"""Everything a request may raise for reasons outside this process."""
