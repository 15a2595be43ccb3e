"""The four parts computed anew from raw rows: slow, plain, and sharing nothing with bot/measure but the definitions on paper."""

from datetime import datetime, timedelta

from bot.model import ChannelRef, MessageRef
from tests.measure.made import Town

DAY = timedelta(hours=24)


def target(town: Town, message, reading) -> str | None:
    """Return the id that a line replies to: by its mark, else by the linker's likeliest from 0.5 on, unless that is its author's own of an hour ago."""
    if message.reply_to is not None:
        return message.reply_to
    likely = [link for link in reading.links if link.probability >= 0.5]
    if not likely:
        return None
    aim = found(town, message.ref.channel, likely[0].parent)
    own = aim is not None and aim.author == message.author and message.at > aim.at + timedelta(hours=1)
    return None if own else likely[0].parent


def found(town: Town, channel: ChannelRef, id: str | None):
    """Return the message of that id."""
    if len(town.index) != len(town.lines):
        town.index = {line.message.ref: line.message for line in town.lines}
    return town.index.get(MessageRef(channel, id or ""))


def blind(town: Town, channel: ChannelRef, at: datetime) -> bool:
    """Whether the 24 hours after a moment ran into a gap."""
    return any(gap.channel == channel and gap.since < at + DAY and gap.until > at for gap in town.gaps)


def real(question) -> bool:
    """Whether it is a question to all that counts."""
    return (
        (question.probability >= 0.5 or question.flagged_at is not None)
        and question.channel >= 0.5
        and not question.team
        and question.status.value != "dismissed"
        and not question.asked_anew
    )


def parts(town: Town, since: datetime, until: datetime, now: datetime, inside: ChannelRef | None) -> dict[str, dict]:
    """Return what each part counted: ref -> outcome. For answered the outcome is (seconds, whether a response ended it)."""
    people = [line for line in town.lines if not line.message.bot and line.message.ref.channel != inside]
    week = [line for line in people if since <= line.message.at < until]
    team_members = {line.message.author.id for line in town.lines if line.message.team and not line.message.bot}
    return {
        "answered": {q.ref: waited(town, q, now) for q in asked(town, since, until, inside)},
        "heard": heard(town, people, week, team_members, asked(town, since, until, inside), now),
        "echo": echo(town, people, week, team_members, now),
        "mesh": mesh(town, week),
    }


def asked(town: Town, since: datetime, until: datetime, inside: ChannelRef | None) -> list:
    """Return the questions of the week."""
    return [q for q in town.questions if real(q) and since <= q.asked_at < until and q.ref.channel != inside]


def waited(town: Town, question, now: datetime) -> tuple[float, bool]:
    """Return how long a question waited, also before it was asked anew, and whether a response ended it."""
    began = question.first_asked_at or question.asked_at
    blinds = [gap.since for gap in town.gaps if gap.channel == question.ref.channel and gap.until > began]
    end, ended = question.responded_at, True
    if blinds and (end is None or end > min(blinds)):
        end, ended = min(blinds), False
    elif end is None:
        ended = False
        end = now if question.closed_at is None else min(now, question.closed_at)
        if question.answered_at is not None:
            end = min(end, question.answered_at)
        if question.status.value == "withdrawn":
            end = began
    return max(0.0, (end - began).total_seconds()), ended


def heard(town: Town, people, week, team_members: set[str], questions, now: datetime) -> dict:
    """Return what was put to the team, and whether it responded."""
    put = {}
    for line in week:
        message = line.message
        if message.team or line.reading.settled >= 0.5:
            continue
        about = found(town, message.ref.channel, target(town, message, line.reading))
        names = {member.id for member in message.mentions}
        if (about is not None and about.team) or names & team_members:
            put[message.ref] = (message.at, message.author.id)
    for question in questions:
        if question.status.value != "withdrawn" and of_the_team(town, week, question.ref.channel):
            put[question.ref] = (question.first_asked_at or question.asked_at, question.asker.id)
    return {
        ref: any(responds(town, line, ref.channel, who, at) for line in people)
        for ref, (at, who) in put.items()
        if at + DAY <= now and not blind(town, ref.channel, at)
    }


def responds(town: Town, line, channel: ChannelRef, who: str, at: datetime) -> bool:
    """Whether a line is the team's response to what somebody said then."""
    message = line.message
    if not message.team or message.ref.channel != channel or not at < message.at <= at + DAY:
        return False
    about = found(town, channel, target(town, message, line.reading))
    if about is not None and about.author.id == who and about.at >= at:
        return True
    return who in {member.id for member in message.mentions}


def of_the_team(town: Town, week, channel: ChannelRef) -> bool:
    """Whether the team begins at least half of a channel's talk, or the channel is a thread under what it began."""
    opened = [line.message for line in week if target(town, line.message, line.reading) is None]
    here = [message for message in opened if message.ref.channel == channel]
    team = [message for message in here if message.team]
    return bool(team and 2 * len(team) >= len(here)) or any(
        message.team and message.ref.id == channel.id for message in opened
    )


def echo(town: Town, people, week, team: set[str], now: datetime) -> dict:
    """Return the team's posts that are no replies, and whether two members or more took them up."""
    out = {}
    for line in week:
        post = line.message
        if not post.team or target(town, post, line.reading) is not None:
            continue
        if post.at + DAY > now or blind(town, post.ref.channel, post.at):
            continue
        voices = {vote.member.id for vote in town.votes if vote.ref == post.ref}
        for other in people:
            message = other.message
            replies = message.ref.channel == post.ref.channel and target(town, message, other.reading) == post.ref.id
            if (replies or message.ref.channel.id == post.ref.id) and post.at < message.at <= post.at + DAY:
                voices.add(message.author.id)
        out[post.ref] = len(voices - team) >= 2
    return out


def mesh(town: Town, week) -> dict:
    """Return all replies to somebody else that is a person, and whether they are between members."""
    out = {}
    for line in week:
        about = found(town, line.message.ref.channel, target(town, line.message, line.reading))
        if about is not None and not about.bot and about.author != line.message.author:
            out[line.message.ref] = not line.message.team and not about.team
    return out


def kaplan_meier(waits: list[tuple[float, bool]], seconds: float) -> float:
    """Return the share still waiting after so many seconds, straight from the formula."""
    share = 1.0
    for time in sorted({t for t, ended in waits if ended and t <= seconds}):
        at_risk = sum(t >= time for t, _ in waits)
        share *= 1 - sum(t == time and ended for t, ended in waits) / at_risk
    return share
