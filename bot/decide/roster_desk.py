"""What members do with the roster: enlist, choose topics, go on and off duty, leave, and take a question on."""

import re
from dataclasses import replace

from bot.actions import Amend, Decision, EnlistmentEnded, EnlistmentKept, EntryKept, PostKept, QuestionKept, TimerSet
from bot.decide.corrections import notice
from bot.decide.quote import NAME, QUOTE, cut
from bot.decide.roster import TAKEN, post_of
from bot.events import ButtonPressed, CommandGiven
from bot.model import (
    FINAL,
    MOST_PINGS,
    Cue,
    Enlistment,
    Entry,
    MemberRef,
    Outcome,
    Phrase,
    Purpose,
    Question,
    Status,
    Timer,
    Verdict,
    short_id,
)
from bot.model.roster import MOST_TOPICS, TOPIC_CHARACTERS
from bot.view import View

COMMANDS = ("enlist", "leave_roster")
"""The commands that are about the roster. Everybody may give them, for themselves."""

TAKE = "take"
"""The verb of the button under a ping; the question's id follows, in its short form."""

BETWEEN_TOPICS = re.compile(r"[,;\n،؛、，]")
ON, OFF = ("on", "yes", "true", "1"), ("off", "no", "false", "0")
ANYTHING = ("*", "any", "anything")


def commanded(event: CommandGiven, view: View) -> Decision:
    """Put a member on the roster, change their place on it, or take them off it. What a command does not say stays as it was."""
    kept = view.community.roster.get(event.member.id)
    if event.name == "leave_roster":
        gone = Decision((EnlistmentEnded(event.member),)) if kept is not None else Decision()
        return gone + notice(event, view, "notice.roster_left" if kept is not None else "notice.roster_not_on_it")
    place = kept or Enlistment(event.member, "", view.now)
    if event.argument("name"):
        place = replace(place, name=cut(event.argument("name"), NAME))
    if event.argument("topics").strip():
        place = replace(place, topics=_topics(event.argument("topics")))
    most = event.argument("per_day").strip()
    if most:
        if not most.isdecimal() or not 1 <= int(most) <= MOST_PINGS:
            return notice(event, view, "notice.roster_number", (("most", str(MOST_PINGS)),))
        place = replace(place, per_day=int(most))
    duty = event.argument("duty").strip().casefold()
    place = replace(place, on_duty=duty in ON if duty in (*ON, *OFF) else place.on_duty)
    return Decision((EnlistmentKept(place),)) + _place_told(event, place, view)


def _topics(text: str) -> tuple[str, ...]:
    """Return the topics that a text names, each once; none for "anything"."""
    topics: dict[str, str] = {}
    for part in BETWEEN_TOPICS.split(text):
        if part.strip():
            topics.setdefault(part.strip().casefold(), cut(part, TOPIC_CHARACTERS))
    return () if set(topics) & set(ANYTHING) else tuple(topics.values())[:MOST_TOPICS]


def _place_told(event: CommandGiven, place: Enlistment, view: View) -> Decision:
    values = (("most", str(place.per_day)), ("topics", ", ".join(place.topics)))
    if not place.on_duty:
        return notice(event, view, "notice.roster_off_duty")
    return notice(event, view, "notice.roster_on" if place.topics else "notice.roster_on_anything", values)


def takes(event: ButtonPressed) -> bool:
    """Whether a press takes a question on."""
    return event.value.startswith(f"{TAKE}:")


def taken(event: ButtonPressed, view: View) -> Decision:
    """Somebody takes a question on: they have some time, and the room is asked only after it. Anybody may, save the asker."""
    short = event.value.partition(":")[2]
    question = next((each for id, each in view.room.questions.items() if short_id(id) == short), None)
    if question is None or question.status in (*FINAL, Status.ANSWERED):
        return notice(event, view, "notice.roster_over")
    if question.asker == event.member:
        return notice(event, view, "notice.roster_own")
    if question.taken_by == event.member:
        return notice(event, view, "notice.roster_thanks")
    if question.taken_by is not None:
        return notice(event, view, "notice.roster_taken")
    until = view.now + TAKEN * view.policy.spacing
    after = replace(question, taken_by=event.member, held_until=until)
    timer = Timer(view.room.channel, Purpose.ROSTER, question.id, until)
    thanks = notice(event, view, "notice.roster_thanks")
    return Decision((QuestionKept(after), TimerSet(timer))) + thanks + _worked(question, event.member, view)


def _worked(question: Question, member: MemberRef, view: View) -> Decision:
    """The ping did its work: say so in the ledger, and in its place, that others need not ask themselves."""
    post = post_of(question, view)
    if post is None:
        return Decision()
    channel = view.room.channel
    entry = Entry(view.now, channel, Verdict.OUTCOME, post.key, (Cue("roster_took_it"),))
    helper = view.community.roster.get(member.id)
    named = helper.name if helper is not None else ""
    asked = (("name", cut(question.name, NAME)), ("quote", cut(question.text, QUOTE)))
    words = (
        Phrase("nudge.roster_taken", (("helper", named), *asked))
        if named
        else Phrase("nudge.roster_taken_by_somebody", asked)
    )
    note = Amend(f"taken:{post.key}", channel, channel, post.key, (words,), view.policy.language)
    return Decision((PostKept(replace(post, outcome=Outcome.RESPONDED)), EntryKept(entry)), (note,))
