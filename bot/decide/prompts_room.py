"""Occasions of a whole community, taken in its busiest channel: a round number, newcomers, a question that comes back, an hour that was set.

A daily look asks the records what the community lived through; every channel where people talk has one, and only the busiest goes on.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.actions import Consult, CountAdded, Decision
from bot.decide.corrections import policy_by
from bot.decide.earlier import readable
from bot.decide.prompts import open_with, took
from bot.decide.prompts_choice import Occurrence, quoted
from bot.decide.prompts_when import DATE, LOOK, lively, next_look, timer, watch
from bot.decide.quote import NAME
from bot.events import ActionSettled, CommandGiven
from bot.model import ChannelRef, Cue, Occasion, Receipt, short_id
from bot.model.hours import SetHour, hour_at, next_hour
from bot.model.lately import FoundLately, Lately, Topic
from bot.read.recurring import topics
from bot.view import View

KNOWN = timedelta(days=14)
"""So long the community must have been heard before anybody is taken for new, or a number for a milestone."""

LATE = timedelta(hours=12)
"""So long after the hour that was set an opener still belongs to it."""

LEAST_MEMBERS, LEAST_MESSAGES = 50, 1000
ROUND = (1, 2, 5)
"""A number is round when it is one of these times a power of ten."""

HOURS = ("prompt_at", "timezone")
"""Knobs that move the hours that were set."""

MOST_NAMES = 5
LATELY = "lately:"
"""Begins the key by which the records are asked; why, for which moment, and when it was asked follow."""

MEMBERS, MESSAGES = "members", "messages"


def time_came(subject: str, due: datetime, view: View) -> Decision:
    """Look at what the community lived through, or at the hour that was set."""
    if not view.deck:
        return Decision()
    if subject == LOOK:
        again = (
            (timer(LOOK, next_look(view.now, view.policy.timezone, view.community.counts), view),)
            if lively(view)
            else ()
        )
        return Decision(again) + _ask(LOOK, view.now, view)
    nominal = due if subject == DATE else datetime.fromtimestamp(float(subject.removeprefix(f"{DATE}:")), UTC)
    own = view.room.channel in of_their_own(view)
    if not (own or lively(view)):
        return Decision()  # not the busiest channel; whoever speaks next sets it again
    following = next_hour(view.policy.prompt_at, view.now, view.policy.timezone) if subject == DATE else None
    again = (timer(DATE, following, view),) if following is not None else ()
    hour = hour_at(view.policy.prompt_at, nominal, view.policy.timezone)
    if hour is None or view.now - nominal > LATE:
        return Decision(again)
    if own:
        return Decision(again) + _at_the_hour(hour, nominal, view)
    return Decision(again) + _ask(DATE, nominal, view)


def _ask(what: str, moment: datetime, view: View) -> Decision:
    channel: ChannelRef = view.room.channel
    if channel == view.team_channel:
        return Decision()
    without = (view.team_channel,) if view.team_channel is not None else ()
    key = f"{LATELY}{what}:{moment.timestamp():.0f}:{view.now.timestamp():.3f}"
    return Decision(actions=(Consult(key, channel, channel, Lately(channel, view.now, without)),))


def settled(event: ActionSettled, view: View) -> Decision:
    """The records told what the community lived through. Where this is its busiest channel, one occasion is taken."""
    found = event.settlement.found if isinstance(event.settlement, Receipt) else None
    if not isinstance(found, FoundLately) or found.busiest != view.room.channel:
        return Decision()
    _, what, moment, _ = event.key.split(":")
    at = datetime.fromtimestamp(float(moment), UTC)
    if what == DATE:
        hour = hour_at(view.policy.prompt_at, at, view.policy.timezone)
        return _at_the_hour(hour, at, view) if hour is not None else Decision()
    if found.since is None or view.now - found.since < KNOWN:
        return _counted(found, view)
    for came, noted in _occasions(found, view):
        decision = open_with(came, LOOK, view)
        if decision.changes:
            return decision + (noted if took(decision) else Decision()) + _counted(found, view)
    return _counted(found, view)


def _occasions(found: FoundLately, view: View) -> Iterator[tuple[Occurrence, Decision]]:
    """Yield what may be taken up, and the note that it was; the rarest first."""
    yield from _milestones(found, view)
    if found.newcomers:
        yield _newcomers(found, view), Decision()
    open_here = readable(view)
    for topic in topics([one for one in found.asked if one.ref.channel in open_here]):
        if not _told_before(topic, view):
            yield _recurring(topic, view)


def _at_the_hour(hour: SetHour, nominal: datetime, view: View) -> Decision:
    set_for = Cue("prompt_hour", (("hour", str(hour)),))
    came = Occurrence(Occasion.DATE, f"{nominal.timestamp():.0f}", (set_for,), aim=hour.aim)
    return open_with(came, f"{DATE}:{nominal.timestamp():.0f}", view)


# -- milestones


def round_number(number: int, least: int) -> int:
    """Return the largest round number up to a number: 100, 200, 500, 1000 ...; 0 below the least."""
    found, power = 0, 10
    while power <= number:
        found = max(found, *(times * power for times in ROUND if times * power <= number))
        power *= 10
    return found if found >= least else 0


def _figures(found: FoundLately) -> tuple[tuple[str, int, int], ...]:
    return (MEMBERS, found.members, LEAST_MEMBERS), (MESSAGES, found.messages, LEAST_MESSAGES)


def _name(what: str) -> str:
    return f"milestone:{what}"


def _milestones(found: FoundLately, view: View) -> Iterator[tuple[Occurrence, Decision]]:
    """Yield the round numbers that were passed since the last look."""
    for what, number, least in _figures(found):
        before, now = view.community.counts.get(_name(what)), round_number(number, least)
        if before is not None and now > before:
            reached = Cue(f"prompt_milestone_{what}", (("count", str(now)),))
            came = Occurrence(Occasion.MILESTONE, f"{what}:{now}", (reached,), {"count": str(now), what: str(now)}, now)
            yield came, _noted(what, now, view)


def _noted(what: str, number: int, view: View) -> Decision:
    before = view.community.counts.get(_name(what), 0)
    return Decision((CountAdded(view.room.channel.community, _name(what), number - before),))


def _counted(found: FoundLately, view: View) -> Decision:
    """Note how far the community was when it was first looked at: what was reached before we came is no news."""
    decision = Decision()
    for what, number, least in _figures(found):
        if _name(what) not in view.community.counts:
            decision += _noted(what, round_number(number, least), view)
    return decision


# -- newcomers


def _newcomers(found: FoundLately, view: View) -> Occurrence:
    day = view.now.astimezone(ZoneInfo(view.policy.timezone)).date().isoformat()
    names = [name for one in found.newcomers[:MOST_NAMES] if (name := quoted(one.name, NAME // 2))]
    listed = ", ".join(names) + (f" +{found.new - len(names)}" if found.new > len(names) and names else "")
    came = Cue("prompt_newcomers", (("count", str(found.new)),))
    return Occurrence(Occasion.NEWCOMERS, day, (came,), {"names": listed, "count": str(found.new)}, found.new)


# -- recurring questions


def _marks(topic: Topic) -> list[str]:
    return [f"recurring:{short_id(str(ref))}" for ref in topic.questions]


def _told_before(topic: Topic, view: View) -> bool:
    """Whether an opener came of any of these questions before."""
    return any(view.community.counts.get(mark) for mark in _marks(topic))


def _recurring(topic: Topic, view: View) -> tuple[Occurrence, Decision]:
    words, home = quoted(topic.words), view.room.channel.community
    asked = Cue("prompt_recurring", (("count", str(topic.times)), ("topic", words)))
    values = {"topic": words, "count": str(topic.times)}
    came = Occurrence(Occasion.RECURRING, short_id(str(topic.questions[0])), (asked,), values, topic.times)
    return came, Decision(tuple([CountAdded(home, mark) for mark in _marks(topic)]))


# -- timers


def of_their_own(view: View) -> list[ChannelRef]:
    """Return the channels for which the team set hours of their own: there it need not be the busiest."""
    home = view.community.ref
    return [ChannelRef(home, id) for id, knob in view.community.knobs if id is not None and knob == "prompt_at"]


def keep_watch(view: View) -> Decision:
    """See to it that what a channel lives through is looked at."""
    if not view.deck or view.room.channel == view.team_channel:
        return Decision()
    return Decision(watch(view))


def chosen(event: CommandGiven, view: View) -> Decision:
    """The team set other hours, or another time zone for them: look at these from now on, whether or not anybody writes."""
    policy = policy_by(event, HOURS, view)
    return Decision(watch(view, policy)) if view.deck and policy is not None and policy.prompt_at else Decision()
