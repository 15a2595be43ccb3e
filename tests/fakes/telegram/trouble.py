"""Misbehaviour on demand: each is asked for by a test and happens as often as asked."""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.errors import OTHER_POLLER, ApiError, too_many

Json = dict[str, Any]


@dataclass
class Fault:
    """What befalls the next matching call. With `happened` the call takes effect before the fault."""

    method: re.Pattern[str]
    status: int | None = None
    body: Json | str = ""
    happened: bool = False
    gate: asyncio.Event | None = None
    times: int = 1
    chat: int | None = None


class Trouble:
    """What goes wrong, and when. `method` is a pattern: "sendMessage", "send", "." for every one."""

    def __init__(self) -> None:
        """Nothing goes wrong until asked."""
        self.faults: list[Fault] = []
        self._once: Counter[str] = Counter()

    def rate_limit(self, method: str = ".", retry_after: int = 1, times: int = 1, chat: int | None = None) -> None:
        """Answer 429 with `retry_after`."""
        self._answer(method, too_many(retry_after), times, chat)

    def fail(self, method: str = ".", status: int = 502, happened: bool = False, times: int = 1) -> None:
        """Answer 5xx with a page instead of JSON, as Telegram's front does."""
        page = f"<html><head><title>{status}</title></head></html>"
        self._add(method, times, status=status, body=page, happened=happened)

    def refuse(self, method: str, words: str, code: int = 400, times: int = 1, chat: int | None = None) -> None:
        """Answer with one of Telegram's refusals ("message thread not found", or with 403 "bot was blocked by the user")."""
        self._answer(method, ApiError(words, code), times, chat)

    def cut(self, method: str = ".", happened: bool = True, times: int = 1) -> None:
        """Break the connection instead of answering; by default after the call took effect."""
        self._add(method, times, happened=happened)

    def slow(self, method: str = ".", happened: bool = True) -> asyncio.Event:
        """Hold the answer until the returned event is set, so that the client runs out of patience; the effect comes first."""
        gate = asyncio.Event()
        self._add(method, 1, gate=gate, happened=happened, status=0)
        return gate

    def conflict(self, times: int = 1) -> None:
        """Answer getUpdates with 409, as if another copy of the bot were polling."""
        self._answer("getUpdates", ApiError(OTHER_POLLER, 409), times)

    def double(self, kind: str = "", times: int = 1) -> None:
        """Deliver the next updates (of a kind) twice, though the first was confirmed."""
        self._once[f"double {kind}"] += times

    def lie_about_secret(self, times: int = 1) -> None:
        """Deliver the next updates to the webhook with a wrong secret token."""
        self._once["secret"] += times

    def takes(self, *names: str) -> bool:
        """Whether one of these one-time misbehaviours is due; it counts as done."""
        for name in names:
            if self._once[name] > 0:
                self._once[name] -= 1
                return True
        return False

    def meets(self, method: str, chat: object) -> Fault | None:
        """Return the fault that befalls a call."""
        for fault in self.faults:
            if fault.method.search(method) and (fault.chat is None or str(fault.chat) == str(chat)):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _answer(self, method: str, error: ApiError, times: int, chat: int | None = None) -> None:
        self._add(method, times, status=error.code, body=error.body, chat=chat)

    def _add(self, method: str, times: int, **what: Any) -> None:
        self.faults.append(Fault(re.compile(method), times=times, **what))
