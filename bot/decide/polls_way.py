"""A poll's way once it is asked: posted, open, closed, counted, its result said; each once, however late or often things are told."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import (
    ActionCancelled,
    CountPoll,
    Decision,
    EndPoll,
    EntryKept,
    LineKept,
    PostKept,
    QuestionKept,
    Say,
    SurveyKept,
    TimerCleared,
    TimerSet,
)
from bot.decide.holding import paused
from bot.decide.members import of_the_team
from bot.decide.polls import brought_back_by, nudge_again, think_again
from bot.decide.polls_result import asked_as, pictured, result
from bot.events import ActionSettled, MessageDeleted, MessageSeen, PollClosed, VoteSeen
from bot.model import (
    RESULT,
    STANDING,
    Cue,
    Delivery,
    Entry,
    Kind,
    MessageRef,
    Outcome,
    Phrase,
    Post,
    Purpose,
    Receipt,
    Refusal,
    Survey,
    SurveyState,
    Tally,
    Timer,
    Verdict,
)
from bot.model.post import IN_DOUBT
from bot.view import View

GRACE = timedelta(seconds=5)
"""So long after its end a poll is counted at the soonest: its platform ends it by its own clock."""

FIRST_LOOK = timedelta(minutes=1)
MOST_LOOKS = 16
"""How often final counts are asked for, each time after twice as long, an hour at most."""

COUNTS, ENDS = "count", "end"
"""Begin the keys of what is done about a poll; its own key follows."""


def result_key(survey: Survey) -> str:
    """Return the key of the post that says a poll's result."""
    return f"{RESULT}{survey.key}"


def settled(event: ActionSettled, view: View) -> Decision:
    """Take note of what came of asking, ending or counting a poll."""
    survey = view.room.surveys.get(event.key)
    if survey is not None:
        return _posted(event, survey, view) if survey.state is SurveyState.POSTED else Decision()
    verb, _, rest = event.key.partition(":")
    # The moment stands between, since a refused end may be tried again; a process before this one named none.
    ended = rest if rest in view.room.surveys else rest.partition(":")[2]
    if verb == ENDS and (survey := view.room.surveys.get(ended)) is not None and survey.state in STANDING:
        return close(survey, view) if isinstance(event.settlement, Receipt) else Decision()
    if verb == COUNTS and (survey := view.room.surveys.get(rest.rpartition(":")[0])) is not None:
        return _counted(event, survey, view)
    return Decision()


def _posted(event: ActionSettled, survey: Survey, view: View) -> Decision:
    match event.settlement:
        case Receipt(message) if message is not None:
            closes = view.now + timedelta(seconds=survey.seconds)
            stands = replace(survey, state=SurveyState.OPEN, message=message, closes_at=closes)
            timer = Timer(view.room.channel, Purpose.POLL, survey.key, closes + GRACE)
            return Decision((SurveyKept(stands), TimerSet(timer)))
        case Refusal():
            return Decision((SurveyKept(replace(survey, state=SurveyState.DROPPED)),)) + nudge_again(survey, view)
        case _:
            return Decision((SurveyKept(replace(survey, state=SurveyState.DROPPED)),)) + _in_doubt(survey, view)


def _in_doubt(survey: Survey, view: View) -> Decision:
    """The poll may stand in the channel, which nobody can tell: its question is not put there once more, but the team sees that it waits."""
    question = brought_back_by(survey, view.room.questions.values())
    if question is None:
        return Decision()
    return Decision((QuestionKept(replace(question, nudged_by=f"{IN_DOUBT}{survey.key}")),))


def _counted(event: ActionSettled, survey: Survey, view: View) -> Decision:
    """Say the result where the counts are final and whole; wait for the next look where they are not."""
    if survey.state is not SurveyState.CLOSED:
        return Decision()
    silent = paused(view)
    if silent is not None:
        return Decision((TimerSet(replace(_timer(survey, view), due=silent.until)),))
    match event.settlement:
        case Receipt(_, tallies) if _final(survey, tallies):
            return _tell(replace(survey, tallies=tallies), view)
        case Receipt():
            return Decision()
        case _:
            over = replace(survey, state=SurveyState.DROPPED)
            return Decision((SurveyKept(over), TimerCleared(_timer(survey, view))))


def _final(survey: Survey, tallies: tuple[Tally, ...]) -> bool:
    """Whether these are final counts of every option. A missing count is unknown, not zero."""
    counted = {tally.option for tally in tallies if tally.final}
    return bool(tallies) and {option.id for option in survey.poll.options} <= counted


def _tell(survey: Survey, view: View) -> Decision:
    channel, key = view.room.channel, result_key(survey)
    reply = survey.message.id if survey.message is not None else None
    asked = view.room.posts.get(survey.key)
    voted = asked is not None and asked.outcome is Outcome.RESPONDED
    words, picture = result(survey, voted), pictured(survey)
    say = Say(key, channel, channel, words, view.policy.language, reply, picture=picture)
    votes = sum(tally.votes for tally in survey.tallies)
    entry = Entry(view.now, channel, Verdict.OUTCOME, survey.key, (Cue("poll_counted", (("votes", str(votes)),)),))
    changes = (
        SurveyKept(replace(survey, state=SurveyState.TOLD)),
        PostKept(Post(key, channel, Kind.POLL, view.now, owed=True)),
        TimerCleared(_timer(survey, view)),
        EntryKept(entry),
    )
    return Decision(changes, (say,)) + (_counted_welcome(survey, votes, view) if survey.poll.anonymous else Decision())


def _counted_welcome(survey: Survey, votes: int, view: View) -> Decision:
    """Votes that nobody told show only in the counts whether a poll was welcome."""
    post = view.room.posts.get(survey.key)
    if post is None or post.outcome is not Outcome.PENDING:
        return Decision()
    outcome, cue = (Outcome.RESPONDED, Cue("poll_voted")) if votes else (Outcome.IGNORED, Cue("ignored"))
    entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (cue,))
    return Decision((PostKept(replace(post, outcome=outcome)), EntryKept(entry)))


def time_came(key: str, view: View) -> Decision:
    """A poll's time has come: to be thought of again, to be over, or to be counted once more."""
    survey = view.room.surveys.get(key)
    if survey is None:
        return Decision()
    match survey.state:
        case SurveyState.IDEA:
            return think_again(survey, view)
        case SurveyState.CLOSED if (silent := paused(view)) is not None:  # counting goes on after it: looks are few
            return Decision((TimerSet(replace(_timer(survey, view), due=silent.until)),))
        case SurveyState.OPEN | SurveyState.CLOSED:
            return close(survey, view)
        case _:
            return Decision()


def closed(event: PollClosed, view: View) -> Decision:
    """A poll takes no more votes: remember it, and have ours counted."""
    line = view.room.lines.get(event.ref.id)
    decision = Decision()
    if line is not None and line.message.poll is not None and not line.message.poll.closed:
        message = replace(line.message, poll=replace(line.message.poll, closed=True))
        decision = Decision((LineKept(replace(line, message=message)),))
    survey = _standing(event.ref, view)
    return decision + close(survey, view) if survey is not None else decision


def heard(event: MessageSeen, view: View) -> Decision:
    """The platform's own note that a poll has ended is a reply to it."""
    message = event.message
    if not message.bot or message.poll is None or not message.poll.closed or message.reply_to is None:
        return Decision()
    survey = _standing(MessageRef(message.ref.channel, message.reply_to), view)
    return close(survey, view) if survey is not None else Decision()


def close(survey: Survey, view: View) -> Decision:
    """Have a poll counted that has ended. Asked for again when its counts are not final yet; at last it is let be."""
    if survey.counted >= MOST_LOOKS:
        entry = Entry(view.now, view.room.channel, Verdict.CLOSED, survey.key, (Cue("poll_uncounted"),))
        over = replace(survey, state=SurveyState.DROPPED)
        return Decision((SurveyKept(over), TimerCleared(_timer(survey, view)), EntryKept(entry)))
    channel = view.room.channel
    count = CountPoll(f"{COUNTS}:{survey.key}:{survey.counted}", channel, channel, survey.key)
    later = min(timedelta(hours=1), FIRST_LOOK * 2**survey.counted)
    counting = replace(survey, state=SurveyState.CLOSED, counted=survey.counted + 1)
    look = Timer(channel, Purpose.POLL, survey.key, view.now + later)
    return Decision((SurveyKept(counting), TimerSet(look)), (count,))


def end(survey: Survey, at: datetime, view: View) -> Decision:
    """End a poll before its time, since the team wanted to at a moment. Its result is said like any other's."""
    channel, key = view.room.channel, f"{ENDS}:{at.timestamp():.3f}:{survey.key}"
    entry = Entry(view.now, channel, Verdict.CORRECTED, survey.key, (Cue("poll_ended_by_team"),))
    return Decision((EntryKept(entry),), (EndPoll(key, channel, channel, survey.key),))


def voted(event: VoteSeen, view: View) -> Decision:
    """A first vote shows that the poll was welcome; the team's own shows nothing."""
    survey = _standing(event.ref, view)
    post = view.room.posts.get(survey.key) if survey is not None and event.options else None
    if post is None or post.outcome not in (Outcome.PENDING, Outcome.IGNORED) or of_the_team(event, view):
        return Decision()
    entry = Entry(view.now, view.room.channel, Verdict.OUTCOME, post.key, (Cue("poll_voted"),))
    return Decision((PostKept(replace(post, outcome=Outcome.RESPONDED)), EntryKept(entry)))


def removed(event: MessageDeleted, view: View) -> Decision:
    """Somebody took a poll out of the channel: nothing is said of it, not even a result that is on its way."""
    decision = Decision()
    for survey in view.room.surveys.values():
        if survey.message is None or survey.message.id != event.ref.id:
            continue
        gone = Decision((TimerCleared(_timer(survey, view)), ActionCancelled(event.channel, result_key(survey))))
        if survey.state in STANDING:
            decision += (
                Decision((SurveyKept(replace(survey, state=SurveyState.REMOVED)),)) + gone + _told_removed(survey, view)
            )
        elif survey.state is SurveyState.TOLD:
            post = view.room.posts.get(result_key(survey))
            if post is not None and post.delivery is Delivery.QUEUED:
                decision += gone + Decision((PostKept(replace(post, delivery=Delivery.CANCELLED)),))
    return decision


def _told_removed(survey: Survey, view: View) -> Decision:
    """The members see that it is gone; the team is told that its result is not said either."""
    channel = view.room.channel
    entry = Decision((EntryKept(Entry(view.now, channel, Verdict.CLOSED, survey.key, (Cue("poll_removed"),))),))
    if view.team_channel is None:
        return entry
    name = view.community.channels.get(channel.id, channel.id)
    words = (Phrase("card.poll_removed", (("channel", name), ("question", asked_as(survey)))),)
    say = Say(f"gone:{survey.key}", channel, view.team_channel, words, view.policy.language, silent=True)
    return entry + Decision(actions=(say,))


def _standing(ref: MessageRef, view: View) -> Survey | None:
    surveys = view.room.surveys.values()
    return next((survey for survey in surveys if survey.message == ref and survey.state in STANDING), None)


def _timer(survey: Survey, view: View) -> Timer:
    return Timer(view.room.channel, Purpose.POLL, survey.key, view.now)
