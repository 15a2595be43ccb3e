"""What a line does to the questions it is about: a question's status, from open to settled.

Soft over links: a line that belongs to a question's thread with probability p leaves P(nobody has responded) at (1 − p) of what it
was. Answered is more than "someone spoke", so the same runs a second time with p × P(a real attempt at an answer).
"""

from dataclasses import replace

from bot.decide.thresholds import LIKELY
from bot.model import AWAITING, FINAL, Line, Question, Status
from bot.view import Room

OWN_LINES = 16
RESPONSES = 8
FAINT = 0.1
"""Below this a link to somebody else's question is noise."""

HEARD = 0.3
"""A "thanks" counts as settling only where at least this much response was believed before."""

SURE = 0.8
"""From here on thanks reach back to a line that nothing else told to be a response."""

RANK = {Status.OPEN: 0, Status.ACKNOWLEDGED: 1, Status.ENGAGED: 2, Status.ANSWERED: 3}


def follow(line: Line, room: Room) -> tuple[Question, ...]:
    """Return the questions that this line changes, as they stand after it. Bots and webhooks are not people: they change none."""
    if line.message.bot:
        return ()
    changed = []
    for id, probability in line.about:
        question = room.questions.get(id)
        if question is None or question.status in FINAL:
            continue
        own = line.message.author == question.asker
        if not own and (question.status is Status.ANSWERED or probability < FAINT):
            continue
        after = _by_asker(question, line, probability) if own else _by_another(question, line, probability)
        if after != question:
            changed.append(after)
    return (*changed, *_thanked(line, room, {question.id for question in changed}))


def _thanked(line: Line, room: Room, changed: set[str]) -> tuple[Question, ...]:
    """Return the asker's one open question, answered: they thank another for a line that came after it and is about no other question.

    It is not settled: nothing but the thanks told that it was a response, and who thanks may go on asking.
    """
    reading = line.reading
    if reading.settled < SURE or not reading.links or reading.links[0].probability < LIKELY:
        return ()
    thanked, asker = room.lines.get(reading.links[0].parent), line.message.author
    open_ones = [one for one in room.questions.values() if one.asker == asker and one.status in AWAITING]
    if thanked is None or thanked.message.bot or thanked.message.author == asker or len(open_ones) != 1:
        return ()
    own, said_at = open_ones[0], thanked.message.at
    elsewhere = any(id != own.id and share >= LIKELY for id, share in thanked.about)
    if own.id in changed or said_at <= own.asked_at or elsewhere or thanked.reading.question >= LIKELY:
        return ()
    known = thanked.message.ref.id in own.responses or len(own.responses) >= RESPONSES
    answered = replace(
        own,
        status=Status.ANSWERED,
        silence=own.silence * (1 - SURE),
        unanswered=own.unanswered * (1 - SURE),
        responses=own.responses if known else (*own.responses, thanked.message.ref.id),
        responded_at=own.responded_at or said_at,
        answered_at=own.answered_at or said_at,
    )
    return (answered,)


def _by_asker(question: Question, line: Line, probability: float) -> Question:
    reading, at = line.reading, line.message.at
    if probability < LIKELY:
        return question
    if reading.withdrawn >= LIKELY and question.status is not Status.ANSWERED:
        return replace(question, status=Status.WITHDRAWN)
    if reading.settled >= LIKELY and 1 - question.silence >= HEARD:
        return replace(
            question,
            status=Status.SETTLED,
            answered_at=question.answered_at or at,
            responded_at=question.responded_at or at,
        )
    if line.message.ref.id in question.lines or len(question.lines) >= OWN_LINES:
        return question
    return replace(question, lines=(*question.lines, line.message.ref.id))


def _by_another(question: Question, line: Line, probability: float) -> Question:
    reading, at = line.reading, line.message.at
    silence = question.silence * (1 - probability)
    unanswered = question.unanswered * (1 - probability * reading.answer)
    responses = question.responses
    if probability >= LIKELY and len(responses) < RESPONSES:
        responses = (*responses, line.message.ref.id)
    status, responded_at, answered_at = question.status, question.responded_at, question.answered_at
    if 1 - silence >= LIKELY:
        responded_at = responded_at or at
        kind = (
            Status.ACKNOWLEDGED if reading.acknowledgement > max(reading.engagement, reading.answer) else Status.ENGAGED
        )
        status = kind if RANK[kind] > RANK[status] else status
        if 1 - unanswered >= LIKELY:
            status, answered_at = Status.ANSWERED, answered_at or at
    return replace(
        question,
        silence=silence,
        strongest=max(question.strongest, probability),
        unanswered=unanswered,
        responses=responses,
        status=status,
        responded_at=responded_at,
        answered_at=answered_at,
    )
