"""Misbehaviour on demand: each is asked for by a test and happens as often as asked."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Fault:
    """What befalls the next matching request. With `happened` the request takes effect before the fault."""

    method: str
    path: re.Pattern[str]
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Json | str | None = None
    happened: bool = False
    gate: asyncio.Event | None = None
    times: int = 1


class Trouble:
    """What goes wrong, and when."""

    def __init__(self) -> None:
        """Nothing goes wrong until asked."""
        self.faults: list[Fault] = []
        self.heartbeat_ms = 41_250
        self.deaf = False
        """Heartbeats stay unanswered: the client takes the connection for dead."""
        self.no_poll_results = False
        """Polls come without `results`: the counts are unknown, not zero."""
        self.late_counts = False
        """Ended polls stay unfinalized until People.finalize."""
        self.closing = False
        self._once: Counter[str] = Counter()
        self._held: dict[str, list[Callable[[], None]]] = {}

    def rate_limit(self, method: str, path: str, retry_after: float = 0.0, via: bool = True, times: int = 1) -> None:
        """Answer 429. Without `via` it comes from Cloudflare, and discord.py does not try again."""
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": False, "code": 0}
        headers = {"Retry-After": str(retry_after), "X-RateLimit-Scope": "user"} | (
            {"Via": "1.1 google"} if via else {}
        )
        self._add(method, path, times, status=429, headers=headers, body=body)

    def fail(self, method: str, path: str, status: int = 503, happened: bool = False, times: int = 1) -> None:
        """Answer 5xx; discord.py retries 500, 502, 504 and 524 (after 1 s, 3 s …), but not 503."""
        self._add(method, path, times, status=status, body="upstream connect error", happened=happened)

    def refuse(self, method: str, path: str, code: int, status: int = 403, times: int = 1) -> None:
        """Answer with one of Discord's own codes."""
        self._add(method, path, times, status=status, body={"message": "Refused on demand", "code": code})

    def cut(self, method: str, path: str, happened: bool = True, times: int = 1) -> None:
        """Break the connection instead of answering; by default after the request took effect."""
        self._add(method, path, times, happened=happened)

    def slow(self, method: str, path: str, happened: bool = False) -> asyncio.Event:
        """Hold the answer until the returned event is set; with `happened` the effect comes first."""
        gate = asyncio.Event()
        self._add(method, path, 1, gate=gate, happened=happened, status=0)
        return gate

    def refuse_resume(self, times: int = 1) -> None:
        """Answer RESUME with Invalid Session: the client has to start anew, and what it missed is gone."""
        self._once["resume"] += times

    def double(self, event: str, times: int = 1) -> None:
        """Dispatch the next such events twice."""
        self._once[f"double {event}"] += times

    def hold(self, event: str) -> None:
        """Keep such events back until `release`, while others go on."""
        self._held.setdefault(event, [])

    def release(self, event: str) -> None:
        """Send what was held back, late."""
        for dispatch in self._held.pop(event, []):
            dispatch()

    def holds(self, event: str, dispatch: Callable[[], None]) -> bool:
        """Keep an event if its kind is held."""
        if event not in self._held:
            return False
        self._held[event].append(dispatch)
        return True

    def takes(self, name: str) -> bool:
        """Whether a one-time misbehaviour is due; it counts as done."""
        if self._once[name] <= 0:
            return False
        self._once[name] -= 1
        return True

    def meets(self, method: str, path: str) -> Fault | None:
        """Return the fault that befalls a request."""
        for fault in self.faults:
            if fault.method in ("*", method) and fault.path.search(path):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _add(self, method: str, path: str, times: int, **what: Any) -> None:
        self.faults.append(Fault(method, re.compile(path), times=times, **what))
