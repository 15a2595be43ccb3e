"""What comes of a post, or of holding one back: counted for a day, told to the ledger after two hours and after 24, learnt from.

The coin decides which occasions are held back to learn what the bot is worth. Both sides are counted alike, from the same moment on:
the different members who spoke in the channel. See docs/measures.md.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.actions import Change, CountAdded, Decision, EntryKept, LineKept, TimerSet, TrialKept
from bot.decide.learning import MOST_ANSWERS, drew, held, hours, tried
from bot.decide.members import of_the_team
from bot.events import GapFound, VoteSeen
from bot.model import (
    COIN,
    EARLY,
    LATE,
    MOST_VOICES,
    Cue,
    Delivery,
    Entry,
    Kind,
    Line,
    Post,
    Purpose,
    Timer,
    Trial,
    Verdict,
)
from bot.view import View

FIRST = 5
"""So many first occasions of a kind are never held back: those who try the bot out are to see what it does."""

LIKELY = 0.5
RUNGS = {Kind.NUDGE: "rung:room", Kind.ROSTER: "rung:roster", Kind.EARLIER: "rung:earlier"}


def begun(post: Post, arm: str, view: View) -> tuple[Change, ...]:
    """Return what makes a post's trial run."""
    return _kept(Trial(post.key, post.channel, post.kind, view.now, arm, questions=post.questions))


def toss(key: str, kind: Kind, arm: str, view: View, questions: tuple[str, ...] = ()) -> tuple[bool, Decision]:
    """Return whether the coin holds back what would be posted under a key, and the note that the occasion came and how it fell.

    None is tossed where the team switched it off, for the first few occasions, and for what was put before the team already.
    """
    again = any(
        key == trial.subject or key.startswith(f"{trial.subject}:")
        for trial in view.room.trials.values()
        if trial.held is not None
    )
    if again:
        return False, Decision()
    name = f"occasions:{kind}"
    counted = CountAdded(view.room.channel.community, name)
    if view.policy.holdout <= 0 or view.community.counts.get(name, 0) < FIRST:
        return False, Decision((counted,))
    fell = held(f"{view.room.channel} {key}", view.policy.holdout)
    trial = Trial(f"{COIN}{key}", view.room.channel, kind, view.now, arm, fell, questions)
    return fell, Decision((counted, *_kept(trial)))


def coin_cue(view: View) -> Cue:
    """Return the reason of what the coin held back."""
    return Cue("held_back", (("percent", f"{100 * view.policy.holdout:.0f}"),))


def _kept(trial: Trial) -> tuple[Change, ...]:
    return TrialKept(trial), TimerSet(Timer(trial.channel, Purpose.TRIAL, trial.key, trial.at + EARLY))


def heard(decision: Decision, view: View) -> Decision:
    """Count who wrote the line that was just heard. `decision`: what was decided on it so far."""
    if not view.room.trials:
        return Decision()
    line = next((change.line for change in decision.changes if isinstance(change, LineKept)), None)
    if line is None or line.message.bot or line.message.team or view.room.channel == view.team_channel:
        return Decision()
    about = frozenset(id for id, probability in line.about if probability >= LIKELY)
    links = line.reading.links
    to = line.message.reply_to or (links[0].parent if links and links[0].probability >= LIKELY else None)
    posts = {key for key, post in view.room.posts.items() if _responds(to, post)} if to is not None else set()
    answered = {
        trial.key
        for trial in view.room.trials.values()
        if (trial.key in posts or not about.isdisjoint(trial.questions)) and not _asked(trial, line, view)
    }
    return _counted(line.message.author.id, answered, view)


def _responds(to: str, post: Post) -> bool:
    """Whether what responds to a message, by the platform's mark or more likely than not, responds to a post."""
    if post.message is None:
        return False
    return to == post.message.id or (post.kind is Kind.PROMPT and to == post.under)


def _asked(trial: Trial, line: Line, view: View) -> bool:
    """Whether a line's author asked one of the questions that a trial is about: nobody answers themselves."""
    asked = [view.room.questions.get(id) for id in trial.questions]
    return any(question is not None and question.asker == line.message.author for question in asked)


def voted(event: VoteSeen, view: View) -> Decision:
    """Count who voted, the team left out. A vote answers the poll that it is in."""
    if not event.options or not view.room.trials or view.room.channel == view.team_channel or of_the_team(event, view):
        return Decision()
    ours = {key for key, post in view.room.posts.items() if post.message == event.ref}
    return _counted(event.member.id, ours, view)


def _counted(who: str, answered: set[str], view: View) -> Decision:
    changes = []
    for trial in view.room.trials.values():
        if who in trial.voices and trial.key not in answered:
            continue
        voices = _with(trial.voices, who)
        answers = _with(trial.answers, who) if trial.key in answered else trial.answers
        if voices is not trial.voices or answers is not trial.answers:
            changes.append(TrialKept(replace(trial, voices=voices, answers=answers)))
    return Decision(tuple(changes))


def _with(known: tuple[str, ...], who: str) -> tuple[str, ...]:
    return known if who in known or len(known) >= MOST_VOICES else (*known, who)


def time_came(key: str, view: View) -> Decision:
    """Two hours are over, or the day is: tell the ledger, and in the end learn."""
    trial = view.room.trials.get(key)
    if trial is None:
        return Decision()
    if trial.held is None and not _stood(trial, view):
        return Decision((TrialKept(_closed(trial, blind=True)),))
    if trial.early is None:
        early = replace(trial, early=trial.counted)
        timer = TimerSet(Timer(trial.channel, Purpose.TRIAL, key, trial.at + LATE))
        return Decision((TrialKept(early), timer, *_told(trial, "2", view)))
    return Decision((TrialKept(_closed(trial)), *_told(trial, "24", view), *_learnt(trial, view)))


def _stood(trial: Trial, view: View) -> bool:
    """Whether a post came to stand in the channel."""
    post = view.room.posts.get(trial.key)
    return post is None or post.delivery is Delivery.SENT


def _closed(trial: Trial, *, blind: bool = False) -> Trial:
    """Return what is left of a trial that is over: how many, and nobody's id."""
    return replace(trial, voices=(), answers=(), late=None if blind else trial.counted, blind=blind)


def _told(trial: Trial, hours: str, view: View) -> tuple[Change, ...]:
    """Return the ledger's line. Of a coin only what it held back is told: what it let pass is told of as a post."""
    if trial.held is False:
        return ()
    spoke, answered = trial.counted
    values = (("hours", hours), ("voices", str(spoke)))
    cue = Cue("came_of_holding", values) if trial.held else Cue("came_of_it", (*values, ("answers", str(answered))))
    return (EntryKept(Entry(view.now, trial.channel, Verdict.OUTCOME, trial.subject, (cue,))),)


def _learnt(trial: Trial, view: View) -> tuple[Change, ...]:
    """Return the counts that a post's day adds to what it tried."""
    if trial.held is not None:
        return ()
    home = trial.channel.community
    drawn = min(MOST_ANSWERS, len(trial.answers))
    counts = [(tried(arm), 1) for arm in _arms(trial, view)]
    counts += [(drew(arm), drawn) for arm in _arms(trial, view) if drawn]
    return tuple([CountAdded(home, name, amount) for name, amount in counts])


def _arms(trial: Trial, view: View) -> list[str]:
    """Return all that a post tried: the arm that was chosen, the rung it stood for, the hours it stood in."""
    hour = trial.at.astimezone(ZoneInfo(view.policy.timezone)).hour
    timed = [hours(hour)] if trial.kind in (Kind.POLL, Kind.PROMPT) else []
    return [arm for arm in (trial.arm, RUNGS.get(trial.kind, "")) if arm] + timed


def unread(event: GapFound, view: View) -> Decision:
    """What was said in a gap is not known, so nothing is learnt from the days that it cuts into."""
    cut = [trial for trial in view.room.trials.values() if trial.at < event.until and event.since < trial.at + LATE]
    return Decision(tuple([TrialKept(_closed(trial, blind=True)) for trial in cut]))
