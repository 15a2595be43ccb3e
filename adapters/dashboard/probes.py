"""What machines ask: /healthz, /readyz and Prometheus' /metrics. No ids, no names: counts and times of the process as a whole."""

from collections import Counter

from aiohttp import web

from adapters.dashboard.access import Access
from adapters.dashboard.guest import Desk, is_heard
from adapters.dashboard.live import Live
from bot.actions import Decision, EntryKept, LineKept, QuestionKept
from bot.events import Event
from bot.ports import Unavailable

TEXT = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


class Meter:
    """Counts what passes by, as a witness of decisions and of page views."""

    def __init__(self) -> None:
        """Begin at nothing: Prometheus knows that processes restart."""
        self.events: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.lines = self.questions = 0
        self.views: Counter[tuple[str, int]] = Counter()
        self.times: Counter[float] = Counter()
        self.seconds, self.count = 0.0, 0

    def saw(self, event: Event, decision: Decision) -> None:
        """Count an event and what it led to."""
        self.events[type(event).__name__] += 1
        for change in decision.changes:
            match change:
                case LineKept():
                    self.lines += 1
                case QuestionKept():
                    self.questions += 1
                case EntryKept(entry):
                    self.verdicts[entry.verdict.value] += 1
                case _:
                    pass

    def viewed(self, page: str, status: int, seconds: float) -> None:
        """Count a page view. `page`: the route's own name, never an address that somebody typed."""
        self.views[page, status] += 1
        self.seconds, self.count = self.seconds + seconds, self.count + 1
        for bucket in BUCKETS:
            if seconds <= bucket:
                self.times[bucket] += 1


async def healthz(request: web.Request) -> web.Response:
    """Say that the process answers."""
    return web.Response(text="ok\n")


class Probes:
    """Answers machines."""

    def __init__(self, desk: Desk, access: Access, meter: Meter, live: Live) -> None:
        """Look at this dashboard's doors."""
        self._desk, self._access, self._meter, self._live = desk, access, meter, live

    async def readyz(self, request: web.Request) -> web.Response:
        """Say whether the database answers and every platform is heard."""
        wrong = [f"{name} is not heard" for name, heard in (await self._heard()).items() if not heard]
        try:
            await self._desk.store.latest()
        except Unavailable:
            wrong.append("the database does not answer")
        return web.Response(status=503 if wrong else 200, text="\n".join(wrong or ["ready"]) + "\n")

    async def metrics(self, request: web.Request) -> web.Response:
        """Return the counts in Prometheus' text format, to those who may read them."""
        if not self._access.may_measure(request):
            raise web.HTTPForbidden
        load, now = await self._desk.store.load(self._desk.clock.now()), self._desk.clock.now()
        meter, heard = self._meter, await self._heard()
        waits = (now - load.oldest).total_seconds() if load.oldest is not None else 0.0
        lines = [
            *_family("twoway_events_total", "counter", "Events decided on", meter.events, "kind"),
            *_family("twoway_ledger_entries_total", "counter", "Ledger entries written", meter.verdicts, "verdict"),
            *_single("twoway_lines_total", "counter", "Messages kept", meter.lines),
            *_single("twoway_question_changes_total", "counter", "Times a question was opened or changed", meter.questions),
            *_single("twoway_outbox_pending", "gauge", "Actions that wait to be performed", load.pending),
            *_single("twoway_outbox_claimed", "gauge", "Actions being performed", load.claimed),
            *_single("twoway_outbox_oldest_claim_seconds", "gauge", "Age of the oldest action being performed", waits),
            *_single("twoway_timers_overdue", "gauge", "Timers past their time", load.overdue),
            *_family("twoway_platform_heard", "gauge", "1 while a platform is heard", {name: int(heard) for name, heard in heard.items()}, "platform"),
            *_single("twoway_dashboard_streams", "gauge", "Open pages that are kept up to date", self._live.count),
            *self._views(),
        ]  # fmt: skip
        return web.Response(body="\n".join([*lines, ""]).encode(), headers={"Content-Type": TEXT})

    async def _heard(self) -> dict[str, bool]:
        return {name: await is_heard(listening) for name, listening in self._desk.heard.items()}

    def _views(self) -> list[str]:
        meter = self._meter
        name = "twoway_dashboard_seconds"
        out = ["# HELP twoway_dashboard_views_total Pages served", "# TYPE twoway_dashboard_views_total counter"]
        for (page, status), count in sorted(meter.views.items()):
            out.append(f'twoway_dashboard_views_total{{page="{page}",status="{status}"}} {count}')
        out += [f"# HELP {name} Time to serve a page", f"# TYPE {name} histogram"]
        out += [f'{name}_bucket{{le="{bucket:g}"}} {meter.times[bucket]}' for bucket in BUCKETS]
        return [
            *out,
            f'{name}_bucket{{le="+Inf"}} {meter.count}',
            f"{name}_sum {meter.seconds:.6f}",
            f"{name}_count {meter.count}",
        ]


def _family(name: str, kind: str, text: str, values: "Counter[str] | dict[str, int]", label: str) -> list[str]:
    rows = [f'{name}{{{label}="{key}"}} {count}' for key, count in sorted(values.items())]
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *rows]


def _single(name: str, kind: str, text: str, value: float) -> list[str]:
    return [f"# HELP {name} {text}", f"# TYPE {name} {kind}", f"{name} {value:g}"]
