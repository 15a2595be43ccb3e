"""Manners have the last word: mode, quiet hours, budget and back-off decide whether a proposal is shown, drafted, posted or waits."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.actions import (
    Action,
    AskPoll,
    Change,
    Decision,
    DraftKept,
    EnlistmentKept,
    EntryKept,
    PostKept,
    QuestionKept,
    Say,
    SurveyKept,
    TimerSet,
    draft_buttons,
    take_button,
)
from bot.decide.polls_form import asks
from bot.model import (
    MOST_PINGS,
    Addressee,
    Because,
    Cue,
    Draft,
    Entry,
    Kind,
    Mode,
    Outcome,
    Phrase,
    Post,
    Purpose,
    Question,
    Survey,
    SurveyState,
    Timer,
    Verdict,
    spent_on,
)
from bot.view import View

IGNORED_IN_A_ROW = 2
REST = timedelta(hours=6)
LONGEST_REST = timedelta(days=7)
OUTCOME_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A post that a behaviour would make, before manners. `key` names its cause; `questions` are those it brings back.

    `survey`: what it asks, where it is a poll; its words are then those of the draft. `wait`: what speaks against this moment.
    `to`: the one of the roster whom it asks; the room has to wait for them.
    """

    key: str
    kind: Kind
    words: tuple[Phrase, ...]
    because: Because
    questions: tuple[Question, ...] = ()
    reply_to: str | None = None
    survey: Survey | None = None
    wait: "Wait | None" = None
    to: Addressee | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: `until` is when to look again, `cue` is why."""

    until: datetime
    cue: Cue


def propose(proposal: Proposal, view: View) -> Decision:
    """Return what becomes of a proposal under this channel's policy."""
    match view.policy.mode(proposal.kind):
        case Mode.WATCH:
            return _done(proposal, view, Verdict.SHOWN, mode_cue(proposal.kind, Mode.WATCH))
        case Mode.SUGGEST:
            return _wait(proposal, view, proposal.wait) if proposal.wait else drafted(proposal, view)
        case Mode.ACT:
            wait = proposal.wait or hold(view)
            cue = mode_cue(proposal.kind, Mode.ACT)
            return _wait(proposal, view, wait) if wait else publish(proposal, view, cue)


def mode_cue(kind: Kind, mode: Mode) -> Cue:
    """Return that the team chose this mode for this kind of post."""
    return Cue(f"mode_{mode}_polls" if kind is Kind.POLL else f"mode_{mode}")


def publish(proposal: Proposal, view: View, cue: Cue) -> Decision:
    """Return the decision to post now. Called by manners, and for a draft that a person approved."""
    room = view.room
    post = Post(
        proposal.key, room.channel, proposal.kind, view.now, tuple(question.id for question in proposal.questions)
    )
    look = Timer(room.channel, Purpose.OUTCOME, proposal.key, view.now + OUTCOME_WAIT)
    looked = (*_pinged(proposal.to, view),) if proposal.to is not None else (TimerSet(look),)
    said = Decision((PostKept(post), *looked), (_said(proposal, view),))
    return said + _done(proposal, view, Verdict.POSTED, cue)


def _pinged(to: Addressee, view: View) -> tuple[Change, ...]:
    """Return the note that one of the roster was asked now."""
    kept = view.community.roster.get(to.member.id)
    return () if kept is None else (EnlistmentKept(replace(kept, pinged=(*kept.pinged, view.now)[-MOST_PINGS:])),)


def _said(proposal: Proposal, view: View) -> Action:
    channel, language, survey = view.room.channel, view.policy.language, proposal.survey
    if survey is None:
        takes = tuple(take_button(question.id) for question in proposal.questions) if proposal.to is not None else ()
        return Say(
            proposal.key, channel, channel, proposal.words, language, proposal.reply_to, takes, calls=proposal.to
        )
    question = asks(survey.poll)
    return AskPoll(proposal.key, channel, channel, question, survey.poll, survey.seconds, language, proposal.reply_to)


def hold(view: View) -> Wait | None:
    """Return why nothing may be posted in this channel now, and until when; None when it may."""
    if view.policy.quiet_hours is not None:
        end = quiet_until(view.now, view.policy.quiet_hours, view.policy.timezone)
        if end is not None:
            return Wait(end, Cue("quiet_hours", (("until", local_time(end, view.policy.timezone)),)))
    rest = _rest(view)
    if rest is not None:
        return rest
    spent, tomorrow = spent_today(view)
    if spent >= view.policy.budget_per_day:
        return Wait(tomorrow, Cue("budget_spent", (("spent", str(spent)), ("budget", str(view.policy.budget_per_day)))))
    return None


def local_time(at: datetime, timezone: str) -> str:
    """Return hours and minutes as the community's clock shows them."""
    return at.astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def quiet_until(at: datetime, hours: tuple[time, time], timezone: str) -> datetime | None:
    """Return when the quiet hours that hold at this moment end (in UTC); None when they do not hold.

    The hours are wall-clock times of the community, each taken once: a start or end that falls into the hour that clocks skip
    moves on by that hour, one that comes twice means the first. So a night of quiet is an hour shorter or longer when clocks change.
    """
    zone, utc = ZoneInfo(timezone), ZoneInfo("UTC")
    start, end = hours
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        last = day if start < end else day + timedelta(days=1)
        begins = datetime.combine(day, start, zone).astimezone(utc)
        over = datetime.combine(last, end, zone).astimezone(utc)
        if begins <= at < over:
            return over
    return None


def spent_today(view: View) -> tuple[int, datetime]:
    """Return how many posts this channel's local day has seen, and when (UTC) the next local day begins."""
    zone = ZoneInfo(view.policy.timezone)
    today = view.now.astimezone(zone).date()
    spent = spent_on(today, zone, view.room.posts.values())
    return spent, datetime.combine(today + timedelta(days=1), time(), zone).astimezone(ZoneInfo("UTC"))


def _rest(view: View) -> Wait | None:
    """Back off: after two ignored posts in a row, or one that was removed, rest; longer each time."""
    judged = [
        post
        for post in view.room.posts.values()
        if post.outcome is not Outcome.PENDING
        and (
            post.kind is not Kind.ROSTER or post.outcome is Outcome.REMOVED
        )  # that one was busy says nothing of the room
    ]
    judged.sort(key=lambda post: (post.at, post.key), reverse=True)
    weight = 0
    for post in judged:
        if post.outcome is Outcome.RESPONDED:
            break
        weight += IGNORED_IN_A_ROW + 2 if post.outcome is Outcome.REMOVED else 1
    if weight < IGNORED_IN_A_ROW:
        return None
    until = judged[0].at + OUTCOME_WAIT + min(LONGEST_REST, REST * 2 ** min(10, weight - IGNORED_IN_A_ROW))
    cue = Cue("removed" if judged[0].outcome is Outcome.REMOVED else "ignored")
    return Wait(until, cue) if until > view.now else None


def _wait(proposal: Proposal, view: View, wait: Wait) -> Decision:
    channel = view.room.channel
    entry = Entry(view.now, channel, Verdict.WAITING, proposal.key, (*proposal.because, wait.cue))
    again = Timer(channel, Purpose.AGAIN, proposal.kind, wait.until)
    if proposal.survey is not None:
        again = Timer(channel, Purpose.POLL, proposal.key, wait.until)
    return Decision((*_survey(proposal, Verdict.WAITING), TimerSet(again), EntryKept(entry)))


def _survey(proposal: Proposal, verdict: Verdict) -> tuple[Change, ...]:
    """Return how far a poll has come by a verdict; nothing for other posts."""
    state = {
        Verdict.SHOWN: SurveyState.SHOWN,
        Verdict.DRAFTED: SurveyState.DRAFTED,
        Verdict.WAITING: SurveyState.IDEA,
        Verdict.POSTED: SurveyState.POSTED,
    }[verdict]
    return () if proposal.survey is None else (SurveyKept(replace(proposal.survey, state=state)),)


def drafted(proposal: Proposal, view: View, cue: Cue | None = None) -> Decision:
    """Return the decision to show the team a draft."""
    draft = Draft(
        proposal.key,
        view.room.channel,
        proposal.kind,
        proposal.words,
        view.now,
        proposal.reply_to,
        tuple(question.id for question in proposal.questions),
        proposal.because,
        to=proposal.to,
    )
    decision = Decision((DraftKept(draft),)) + _done(
        proposal, view, Verdict.DRAFTED, cue or mode_cue(proposal.kind, Mode.SUGGEST)
    )
    team = view.team_channel
    return decision + Decision(actions=(card(draft, view, proposal.survey),)) if team is not None else decision


def card(draft: Draft, view: View, survey: Survey | None = None) -> Say:
    """Return the card that shows a draft to the team: its words, its cause, and what can be done with it."""
    assert view.team_channel is not None, "a card needs a team channel"
    words, buttons = card_words(draft, view, survey), draft_buttons(draft)
    return Say(
        f"card:{draft.key}", draft.channel, view.team_channel, words, view.policy.language, None, buttons, silent=True
    )


def card_words(draft: Draft, view: View, survey: Survey | None) -> tuple[Phrase, ...]:
    """Return what a draft's card says. A poll's tells how long it would run, and what it lacks."""
    name = view.community.channels.get(draft.channel.id, draft.channel.id)
    head = Phrase("card.poll_head" if survey is not None else "card.head", (("channel", name),))
    lacks = () if draft.ready else (Phrase("card.poll_lacks_options"),)
    runs = _runs(survey) if survey is not None else ()
    to = (Phrase("card.roster_to", (("name", draft.to.name),)),) if draft.to is not None else ()
    return (head, *draft.words, *to, *lacks, *runs, *why(draft.because))


def _runs(survey: Survey) -> tuple[Phrase, ...]:
    """Return how long a poll takes votes, in the largest unit that holds it whole, and whether a member may choose several."""
    units = (("days", 2 * 86400, 86400), ("hours", 3600, 3600), ("minutes", 0, 60))
    name, size = next(
        (name, size)
        for name, least, size in units
        if survey.seconds >= least and (size == 60 or not survey.seconds % size)
    )
    runs = Phrase(f"card.poll_{name}", count=max(1, round(survey.seconds / size)))
    return (runs, Phrase("card.poll_several")) if survey.poll.multiple else (runs,)


def why(because: Because) -> tuple[Phrase, ...]:
    """Return the cues as phrases, one a line, under a heading."""
    return (
        (Phrase("card.because"), *(Phrase(f"because.{cue.phrase}", cue.values) for cue in because)) if because else ()
    )


def _done(proposal: Proposal, view: View, verdict: Verdict, cue: Cue) -> Decision:
    """Write it down, and mark the questions: each is brought back once."""
    entry = Entry(view.now, view.room.channel, verdict, proposal.key, (*proposal.because, cue))
    survey = _survey(proposal, verdict)
    if proposal.to is not None:
        return Decision((*_referred(proposal, view, verdict), EntryKept(entry)))
    kept = tuple(QuestionKept(replace(question, nudged_by=proposal.key)) for question in proposal.questions)
    return Decision((*kept, *survey, EntryKept(entry)))


def _referred(proposal: Proposal, view: View, verdict: Verdict) -> tuple[Change, ...]:
    """Mark a question that one of the roster is asked: the room is asked later, unless that one takes it on first."""
    changes: list[Change] = []
    for question in proposal.questions:
        if verdict is Verdict.DRAFTED:
            changes.append(QuestionKept(replace(question, nudged_by=proposal.key, referred_by=proposal.key)))
            continue
        until = view.now + view.policy.spacing
        asked = replace(question, nudged_by=None, referred_by=proposal.key, held_until=until)
        timer = Timer(view.room.channel, Purpose.ROSTER, question.id, until)
        changes += [QuestionKept(asked), TimerSet(timer)]
    return tuple(changes)
