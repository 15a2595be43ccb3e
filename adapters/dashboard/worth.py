"""What the bot is worth: responses where it spoke up against where a coin held it back, for the Index page."""

from dataclasses import dataclass
from datetime import timedelta

from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import Speech
from bot.measure import Effect, effect
from bot.model import Kind

LOOK_BACK = timedelta(weeks=26)
KINDS = (Kind.PROMPT, Kind.POLL, Kind.NUDGE)


@dataclass(frozen=True, slots=True)
class Worth:
    """One kind of post, as it is shown. `interval` and `sides` are "" while there is not enough data."""

    label: str
    value: str
    interval: str
    sides: str
    cases: str


async def worth(desk: Desk, guest: Guest, speech: Speech) -> list[Worth]:
    """Return what each kind of post is worth, of those for which a coin was tossed at all."""
    now = desk.clock.now()
    trials = await desk.store.trials(guest.community, now - LOOK_BACK, now)
    tossed = {trial.kind for trial in trials if trial.held is not None}
    return [_shown(effect(trials, kind), speech) for kind in KINDS if kind in tossed]


def _shown(found: Effect, speech: Speech) -> Worth:
    label = speech.say(f"worth_{found.kind}")
    cases = speech.say("worth_cases", treated=str(found.treated), held=str(found.held))
    figure = found.difference
    if figure.value is None:
        return Worth(label, speech.say("worth_none"), "", "", cases)
    interval = speech.say("worth_interval", low=_signed(figure.low), high=_signed(figure.high))
    sides = speech.say("worth_sides", treated=f"{found.with_it:.1f}", held=f"{found.without:.1f}")
    return Worth(label, _signed(figure.value), interval, sides, cases)


def _signed(number: float) -> str:
    """Return a number with its sign, a true minus where it has one."""
    return f"{number:+.1f}".replace("-", "−").replace("−0.0", "0.0").replace("+0.0", "0.0")
