"""What is heard: a line is read, kept, followed to the questions it is about, and opened as a question where it is one."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import Change, Decision, EntryKept, LineErased, LineKept, QuestionKept, TimerSet
from bot.decide import again, team_cards
from bot.decide.anew import in_its_place, long_ago, superseded
from bot.decide.follow import OWN_LINES, follow
from bot.decide.nudges import requoted, responded
from bot.decide.patience import patience
from bot.decide.posts import removed
from bot.decide.quote import KEPT, cut
from bot.decide.repeats import own_matter, repeated
from bot.decide.thresholds import BURST, LIFETIME, LIKELY, OPENED
from bot.decide.wording import gone_on, spoken, texts
from bot.events import MessageDeleted, MessageEdited, MessageSeen
from bot.model import (
    AWAITING,
    FINAL,
    Cue,
    Entry,
    Line,
    Message,
    Outcome,
    Purpose,
    Question,
    Status,
    Timer,
    Verdict,
)
from bot.model.forgetting import buried
from bot.model.reading import usual
from bot.model.unsaid import unquoted, unsaid
from bot.read import Window, about, read
from bot.view import ROOM_QUESTIONS, Room, View

CERTAIN = 0.98


def heard(event: MessageSeen, view: View) -> Decision:
    """Read a new line, follow it, and open a question where it asks one."""
    message, room = event.message, view.room
    reading = read(message, room.window)
    threads = _reply_to_post(message, room) or about(message, reading, room.lines, room.questions)
    own = _same_utterance(message, room)
    if own is not None and own.id not in dict(threads):
        threads = (*threads, (own.id, CERTAIN))
    line = Line(message, reading, threads)
    changed = {question.id: question for question in follow(line, room)}
    opened = Decision()
    if not message.bot and reading.question >= OPENED:
        same = own if own is not None else repeated(line, room)
        if same is not None and long_ago(same, line):
            opened = _asked_anew(changed.pop(same.id, same), line, view)
            line = _belongs(line, message.ref.id)
        elif same is not None:
            merged = _merge(changed.get(same.id, same), line, same is own)
            changed[merged.id] = merged
            line = _belongs(line, merged.id)
        else:
            opened = _open(line, view)
            line, parted = own_matter(line, room)
            changed = {id: one for id, one in changed.items() if id not in parted or one.status in FINAL}
            line = _belongs(line, message.ref.id)
    return Decision((LineKept(line),), because=reading.because) + opened + _kept(tuple(changed.values()), view)


def _asked_anew(question: Question, line: Line, view: View) -> Decision:
    before = superseded(question)
    return _open(line, view, before) + close(before, view, Cue("asked_anew"))


def _belongs(line: Line, question: str) -> Line:
    """Say that a line is the asker's own: what answers it, answers the question."""
    return replace(line, about=((question, 1.0), *(pair for pair in line.about if pair[0] != question)))


def _kept(questions: tuple[Question, ...], view: View) -> Decision:
    """Keep changed questions; where waiting just ended, take back what was prepared for them."""
    if not questions:
        return Decision()
    decision = Decision(tuple(QuestionKept(question) for question in questions))
    ended = tuple(
        question for question in questions if _over(question) and not _over(view.room.questions.get(question.id))
    )
    return decision + responded(ended, view) if ended else decision


def _over(question: Question | None) -> bool:
    return question is not None and (question.responded_at is not None or question.status in FINAL)


def _reply_to_post(message: Message, room: Room) -> tuple[tuple[str, float], ...]:
    """A reply to our own nudge is a reply to what it asked."""
    if message.reply_to is None:
        return ()
    for post in room.posts.values():
        if post.message is not None and post.message.id == message.reply_to:
            share = CERTAIN if len(post.questions) == 1 else CERTAIN / max(1, len(post.questions))
            newer = [id for id, one in room.questions.items() if one.first_asked_at and one.nudged_by == post.key]
            return tuple((id, share) for id in (*post.questions, *newer) if id in room.questions)
    return ()


def _same_utterance(message: Message, room: Room) -> Question | None:
    """Return the author's question that this line goes on with: nobody in between, and no long pause."""
    last = next(reversed(room.lines.values()), None)
    if last is None or last.message.author != message.author or message.at - last.message.at > BURST:
        return None
    if message.reply_to is not None and message.reply_to != last.message.reply_to:
        return None
    for id, probability in last.about:
        question = room.questions.get(id)
        if (
            question is not None
            and probability >= LIKELY
            and question.asker == message.author
            and question.status not in FINAL
        ):
            return question
    own = [question for question in room.questions.values() if question.lines[-1:] == (last.message.ref.id,)]
    return own[-1] if own and own[-1].status not in FINAL else None


def _merge(question: Question, line: Line, same_utterance: bool) -> Question:
    """Take a line into the asker's question: the surest line gives it its kind, and an utterance its whole text."""
    reading, id = line.reading, line.message.ref.id
    if id not in question.lines and len(question.lines) < OWN_LINES:
        question = replace(question, lines=(*question.lines, id))
    if same_utterance and id in question.lines:  # words whose line is not known could not go with it
        question = gone_on(question, id, line.message.text)
    if reading.question > question.probability:
        question = replace(
            question,
            probability=reading.question,
            channel=max(question.channel, reading.channel),
            need=reading.need,
            because=usual(reading.because),
        )
    return question


def _open(line: Line, view: View, before: Question | None = None) -> Decision:
    message, reading = line.message, line.reading
    waits, learned = patience(view)
    text = cut(message.text, KEPT)
    question = Question(
        message.ref,
        message.author,
        message.name,
        text,
        message.at,
        reading.question,
        reading.channel,
        reading.need,
        lines=(message.ref.id,),
        because=usual((*reading.because, *learned)),
        team=message.team,
    )
    question = question if before is None else in_its_place(question, before, view.room)
    channel = message.ref.channel
    timers = [TimerSet(Timer(channel, Purpose.EXPIRY, question.id, view.now + LIFETIME))]
    if reading.channel * reading.question >= OPENED:
        timers.append(TimerSet(Timer(channel, Purpose.PATIENCE, question.id, message.at + waits)))
    return Decision((QuestionKept(question), *timers)) + _make_room(view)


def _make_room(view: View) -> Decision:
    """Close the question that matters least when a busy channel holds too many: final, then answered ones first, then the oldest."""
    if len(view.room.questions) < ROOM_QUESTIONS:
        return Decision()

    # The room's questions stand in the order in which they were asked, so the first of each kind is its oldest.
    questions = view.room.questions.values()
    over = next((question for question in questions if question.status in FINAL), None)
    answered = over or next((question for question in questions if question.status is Status.ANSWERED), None)
    return close(answered or next(iter(questions)), view, Cue("made_room"))


def close(question: Question, view: View, cue: Cue) -> Decision:
    """Stop keeping a question in mind. One that nobody answered is said to have expired."""
    unanswered = question.status in AWAITING
    closed = replace(question, closed_at=view.now, status=Status.EXPIRED if unanswered else question.status)
    decision = Decision((QuestionKept(closed),))
    if unanswered:
        entry = Entry(view.now, view.room.channel, Verdict.CLOSED, question.id, (cue,))
        decision += Decision((EntryKept(entry),)) + responded((closed,), view)
    return decision


def edited(event: MessageEdited, view: View) -> Decision:
    """Read a line again after an edit. Its links stay; what it asks may change. What was erased or forgotten stays so."""
    room, id, line = view.room, event.ref.id, view.room.lines.get(event.ref.id)
    if line is None:  # talked out of the room's memory, but a question that is not may quote it
        return _said(_unseen(event, view), view)
    if buried(line.message) or line.message.text == event.text:
        return Decision()
    message = replace(line.message, text=event.text)
    reading = replace(read(message, room.window_before(id)), links=line.reading.links)
    decision = Decision((LineKept(Line(message, reading, line.about)),), because=reading.because)
    fresh = not message.bot and reading.question >= OPENED and line.reading.question < OPENED
    if fresh and id not in room.questions:
        decision += _open(Line(message, reading, line.about), view)
    said = [
        spoken(question, view, reading, own=question.id == id, before=line.reading)
        for question in texts(id, event.text, view)
    ]
    return decision + _said(said, view)


def _unseen(event: MessageEdited, view: View) -> list[Question]:
    """Return the questions whose words an edit changes of a line that the room has not any more. It is read by itself."""
    said = []
    for question in texts(event.ref.id, event.text, view):
        before = view.room.questions[question.id].text
        if before and question.text != before:
            asker, name, at = question.asker, question.name, question.asked_at
            reading = read(Message(event.ref, asker, name, at, event.text, team=question.team), Window(()))
            said.append(spoken(question, view, reading, own=question.id == event.ref.id))
    return said


def _said(questions: Sequence[Question], view: View) -> Decision:
    """Keep questions whose words are others now; what quotes those that still wait says so, too, and the team's cards."""
    waiting = {question.id: question for question in questions if not _over(question)}
    decision = _kept(tuple(questions), view) + requoted(waiting, view)
    for question in questions:
        before = view.room.questions[question.id]
        ended = _over(question) != _over(before)  # its card says so already
        if question.text != before.text and not ended:
            decision += team_cards.reworded(question, view)
    return decision


def deleted(event: MessageDeleted, view: View) -> Decision:
    """Forget a line, also in the words of questions. A deleted question is withdrawn; a deleted only response leaves its question waiting again."""
    id = event.ref.id
    decision = Decision()
    for question in view.room.questions.values():
        if question.id == id:
            gone = unsaid(question)
            gone = gone if gone.status in FINAL else replace(gone, status=Status.WITHDRAWN)
            decision += _kept((gone,), view)
            if _over(question):
                decision += team_cards.reworded(gone, view)
        elif question.status in FINAL:
            continue
        elif question.responses == (id,):
            decision += _waits_again(question, view)
        elif id in question.responses:
            left = tuple(other for other in question.responses if other != id)
            decision += Decision((QuestionKept(replace(question, responses=left)),))
    said = [spoken(question, view) for question in texts(id, "", view) if question.id != id]
    said = [replace(question, because=unquoted(question.because)) for question in said]
    decision += _said(said, view)
    for post in view.room.posts.values():
        if post.message is not None and post.message.id == id and post.outcome is not Outcome.REMOVED:
            decision += removed(post, view)
    return decision + Decision((LineErased(event.ref),))  # last, so that nothing of its words stays that this kept anew


def _waits_again(question: Question, view: View) -> Decision:
    """Its patience begins anew. One that was flagged already, and for which nothing was posted, is brought back as soon as it may be."""
    channel, anew = view.room.channel, question.waiting_again()
    entry = Entry(view.now, channel, Verdict.HELD, question.id, (Cue("response_deleted"),))
    look: tuple[Change, ...] = (TimerSet(Timer(channel, Purpose.PATIENCE, question.id, view.now + patience(view)[0])),)
    if anew.flagged_at is not None and anew.nudged_by is None:
        look = again.channel_at(view.now, view)
    return Decision((QuestionKept(anew), *look, EntryKept(entry)))
