"""What it means to forget, said once for every store: a member (which values bear a trace), and what is past its retention."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.deck import DeckRow, Occasion
from bot.model.inquiry import Inquiry, members_in, texts_in
from bot.model.message import Message
from bot.model.poll import Poll
from bot.model.post import Draft, DraftState, Entry
from bot.model.question import Question
from bot.model.reading import Because, Cue, Line, Reading
from bot.model.refs import MemberRef, MessageRef
from bot.model.roster import Enlistment
from bot.model.survey import ASKING, STANDING, Survey, SurveyState
from bot.model.timer import Purpose, Timer
from bot.model.trial import Trial
from bot.model.unsaid import unquoted, within
from bot.model.words import Phrase

FORGOTTEN = "forgotten"
"""Stands where the member's id or name stood."""

WHOLE = 8
"""A text of theirs so long or longer is looked for inside other words; a shorter one ("ok") only as the whole of them."""

NAMING = frozenset({"name", "names", "people", "helper", "member"})
"""The values of phrases and cues that name people. In the others a name may be a word like any other ("Will" is a name, too)."""

WELCOME = f"poll:{Occasion.NEWCOMERS}:"
"""Begins the keys of polls that greet people by name in what they ask."""

LONG = 5
"""A number of so many digits is an id wherever it stands."""


def plain(text: str) -> str:
    """Return text without case, its white space made even: how names and quotes are compared."""
    return " ".join(text.casefold().split())


def _bounded(words: Iterable[str]) -> "re.Pattern[str] | None":
    """Return a pattern of whole words, longest first; a word that ends in a sign is bounded by itself."""
    parts = sorted(filter(None, words), key=lambda word: (-len(word), word))
    bounds = [
        ("(?<!\\w)" if part[0].isascii() and part[0].isalnum() else "")
        + re.escape(part).replace("\\ ", r"\s+")
        + ("(?!\\w)" if part[-1].isascii() and part[-1].isalnum() else "")
        for part in parts
    ]
    return re.compile("|".join(bounds), re.IGNORECASE) if bounds else None


def _cut_off(words: str, place: int, text: str) -> bool:
    """Whether the beginning of a text stands at a place of other words, cut off there with an ellipsis."""
    end = words.find("…", place + WHOLE)
    return end >= 0 and text.startswith(words[place:end].rstrip())


class Traces:
    """Everything by which a member can be recognised: id, names, what they wrote (their lines and their questions)."""

    def __init__(self, member: MemberRef, lines: Iterable[Line], questions: Iterable[Question]) -> None:
        """Collect from the lines a member wrote and the questions they asked."""
        lines, questions = list(lines), list(questions)
        self.member = member
        self.forgotten = MemberRef(member.community, FORGOTTEN)
        self.messages = frozenset(line.message.ref for line in lines)
        self.questions = frozenset(question.ref for question in questions)
        number = member.id.isdecimal()
        names = [*(line.message.name for line in lines), *(question.name for question in questions)]
        self.names = frozenset(map(plain, names if number else [*names, member.id])) - {""}
        texts = {plain(t) for t in [*(line.message.text for line in lines), *(q.text for q in questions)]} - {""}
        self._texts = sorted(texts | self.names)
        self._heads: dict[str, list[str]] = {}
        self._led_by(texts)
        self._meant: set[MessageRef] = set()
        self._named = _bounded(self.names)
        self._marked = _bounded({f"@{name}" for name in self.names})
        # A short number may mean anything; where names are ids, they are looked for as names.
        self._numbered = _bounded({member.id} if number and len(member.id) >= LONG else ())

    def heed(self, lines: Iterable[Line], surveys: Iterable[Survey]) -> None:
        """Learn from all lines and polls in which their name stands where they are meant by it: there it goes, and with it what quotes it."""
        found = {plain(survey.poll.question) for survey in surveys if survey.key.startswith(WELCOME)}
        for message in (line.message for line in lines):
            if message.author != self.member and self._means(message):
                self._meant.add(message.ref)
                found.add(plain(message.text))
        named = {text for text in found if self._named is not None and self._named.search(text)}
        self._texts = sorted({*self._texts, *named})
        self._led_by(named)

    def _led_by(self, texts: Iterable[str]) -> None:
        for text in texts:
            if len(text) >= WHOLE:
                self._heads.setdefault(text[:WHOLE], []).append(text)

    def key(self, key: str) -> bool:
        """Whether a key (its parts joined by colons) holds the member's id."""
        return f":{self.member.id}:" in f"{key}:" or (
            self._numbered is not None and self._numbered.search(key) is not None
        )

    def shown(self, value: str) -> bool:
        """Whether words of the bot's show the member: id, name, or what they wrote, cut off or whole."""
        return self._shows(plain(value), self._named)

    def quoted(self, value: str) -> bool:
        """Whether words that people used show the member: id, marked name, or what they wrote. The name alone may be a word."""
        return self._shows(plain(value), self._marked)

    def bears(self, name: str, value: str) -> bool:
        """Whether a phrase's or a cue's value of that name shows the member."""
        return self.shown(value) if name in NAMING else self.quoted(value)

    def _shows(self, words: str, called: "re.Pattern[str] | None") -> bool:
        for pattern in (self._numbered, called):
            if pattern is not None and pattern.search(words):
                return True
        start = words.rstrip("….")
        at = bisect_left(self._texts, start)
        near = self._texts[at : at + 2]
        if words and (
            words in near or start in near or (start != words and any(text.startswith(start) for text in near))
        ):
            return True
        return any(
            words.startswith(text, place) or _cut_off(words, place, text)
            for place in range(len(words) - WHOLE + 1)
            for text in self._heads.get(words[place : place + WHOLE], ())
        )

    def in_words(self, words: Iterable[Phrase]) -> bool:
        """Whether something to be said shows the member."""
        return any(self.bears(*value) for phrase in words for value in phrase.values)

    def because(self, because: Because) -> Because:
        """Return the cues that do not show the member."""
        return tuple([cue for cue in because if not any(self.bears(*value) for value in cue.values)])

    def asked(self, inquiry: Inquiry) -> bool:
        """Whether something asked of the records shows the member."""
        return self.member in members_in(inquiry) or any(self.shown(text) for text in texts_in(inquiry))

    def theirs(self, line: Line) -> bool:
        """Whether nothing of a line may stay: the member wrote it, or a bot (we, for one) showed the member in it."""
        message = line.message
        return message.author == self.member or (message.bot and self.shown(message.text))

    def line(self, line: Line) -> Line:
        """Return a line without the member's id, name and marks. Of `theirs`, the store goes on to leave a tombstone.

        In other people's words the name is taken out where the platform's own mark, a reply or an @ says that the member is meant;
        the same word elsewhere is theirs to use ("Will" is a name, too).
        """
        reading = line.reading
        links = tuple([replace(link, because=self.because(link.because)) for link in reading.links])
        reading = replace(reading, links=links, because=self.because(reading.because))
        return Line(self._message(line.message), reading, line.about)

    def _message(self, message: Message) -> Message:
        if message.author == self.member:
            return replace(message, author=self.forgotten, name="")
        mentions = tuple([member for member in message.mentions if member != self.member])
        return replace(message, mentions=mentions, text=self._mask(message.text, self._means(message)))

    def _means(self, message: Message) -> bool:
        answered = message.reply_to is not None and MessageRef(message.ref.channel, message.reply_to) in self.messages
        return answered or self.member in message.mentions

    def _mask(self, text: str, meant: bool) -> str:
        for pattern, left in ((self._numbered, FORGOTTEN), (self._marked, f"@{FORGOTTEN}")):
            text = pattern.sub(left, text) if pattern else text
        return self._named.sub(FORGOTTEN, text) if meant and self._named else text

    def question(self, question: Question) -> Question:
        """Return somebody else's question without the member's id and words; without the name where its lines lose it (see `heed`)."""
        taken = None if question.taken_by == self.member else question.taken_by
        meant = any(MessageRef(question.ref.channel, id) in self._meant for id in (question.id, *question.lines))
        words, because = self._mask(question.text, meant), self.because(question.because)
        return replace(question, text=words, because=because, taken_by=taken)

    def enlistment(self, enlistment: Enlistment) -> Enlistment | None:
        """Return somebody's place on the roster without topics that show the member; None where it is the member's own."""
        if enlistment.member == self.member:
            return None
        return replace(enlistment, topics=tuple([topic for topic in enlistment.topics if not self.quoted(topic)]))

    def draft(self, draft: Draft) -> Draft | None:
        """Return a draft without the member; None where it would show them, or was about them only."""
        rest = tuple([id for id in draft.questions if MessageRef(draft.channel, id) not in self.questions])
        meant = (draft.to is not None and draft.to.member == self.member) or draft.link in self.messages
        values = [value for phrase in draft.words for _, value in phrase.values]
        # Of what waits for nothing any more nobody else loses anything: there the name is looked for everywhere.
        over = draft.state is not DraftState.WAITING and any(map(self.shown, values))
        if meant or over or self.in_words(draft.words) or self.key(draft.key) or (draft.questions and not rest):
            return None
        because = self.because(draft.because if rest == draft.questions else unquoted(draft.because))
        return replace(draft, questions=rest, because=because)

    def survey(self, survey: Survey) -> Survey | None:
        """Return a poll of the bot's without the member; None where it would show them, or came from a line of theirs alone."""
        rest = tuple([id for id in survey.lines if MessageRef(survey.channel, id) not in self.messages])
        words = [survey.poll.question, *(option.text for option in survey.poll.options)]
        if any(self.quoted(text) for text in words) or self.key(survey.key) or (survey.lines and not rest):
            return None
        outcome = "" if self.shown(survey.outcome) else survey.outcome
        tallies = tuple([replace(each, text="") if self.shown(each.text) else each for each in survey.tallies])
        because = self.because(survey.because)
        return replace(survey, lines=rest, because=because, outcome=outcome, tallies=tallies)

    def trial(self, trial: Trial) -> Trial | None:
        """Return a trial that does not name the member; None where it was about their question alone. How many there were stays."""
        rest = tuple([id for id in trial.questions if MessageRef(trial.channel, id) not in self.questions])
        if self.key(trial.key) or (trial.questions and not rest):
            return None
        voices = tuple([id for id in trial.voices if id != self.member.id])
        answers = tuple([id for id in trial.answers if id != self.member.id])
        return replace(trial, questions=rest, voices=voices, answers=answers)

    def deck_row(self, row: DeckRow) -> DeckRow | None:
        """Return what a community made of an opener; None where the member suggested it, or it shows them."""
        said = row.opener.said if row.opener is not None else ()
        return None if row.by == self.member or any(self.quoted(text) for text in said) else row

    def entry(self, entry: Entry) -> Entry:
        """Return a ledger entry without reasons that show the member; the entry itself stays, so that the numbers hold."""
        subjects = {MessageRef(entry.channel, id) for id in within(entry.subject)}
        about = not (subjects.isdisjoint(self.questions) and subjects.isdisjoint(self.messages))
        return replace(entry, because=() if about else self.because(entry.because))


def would_bring_back(made: Draft | Survey) -> bool:
    """Whether questions wait for a draft or a poll of the bot's: where it goes, they are `freed`."""
    return made.state is DraftState.WAITING or made.state in ASKING


def freed(question: Question, key: str, at: datetime) -> tuple[Question, Timer]:
    """Return somebody's question as it waits once what was to bring it back went with a member, and when it is looked at again.

    `key`, `at`: of what went, and when it was made. What comes next is named by that moment: a name is used once.
    """
    later = at + timedelta(seconds=1)
    again = max(later, question.snoozed_until or later)
    referred, offered = (None if by == key else by for by in (question.referred_by, question.offered_by))
    free = replace(question, nudged_by=None, referred_by=referred, offered_by=offered, snoozed_until=again)
    return free, Timer(question.ref.channel, Purpose.ROSTER, question.id, again)


def tombstone(line: Line) -> Line:
    """Return what is left of an erased line: its place in the order, so that a rebuilt room is the same room."""
    message = replace(line.message, text="", name="", mentions=(), poll=None)
    links = tuple([replace(link, because=()) for link in line.reading.links])
    return Line(message, Reading(links=links), line.about)


def buried(message: Message) -> bool:
    """Whether a message is all that a tombstone kept of one. Who wrote has a name everywhere, so one that has no words yet (a picture) is none."""
    return not message.name and not message.text


def expired_question(question: Question, before: datetime) -> Question:
    """Return what is left of a question asked before a moment: all that is counted, no words. It is kept in mind no longer.

    Of its reasons those stay that have no values: the others quote, and a phrase without its values says nothing.
    """
    because = tuple([cue for cue in question.because if not cue.values])
    return replace(question, name="", text="", because=because, closed_at=question.closed_at or before)


def expired_draft(draft: Draft) -> Draft | None:
    """Return what is left of a draft made before a moment: nothing, or, of one that still waited, that it was withdrawn."""
    if draft.state is not DraftState.WAITING:
        return None
    return replace(draft, state=DraftState.WITHDRAWN, words=(), because=())


def expired_survey(survey: Survey) -> Survey:
    """Return what is left of a poll of the bot's thought of before a moment: how far it came, no words. Nothing comes of it any more.

    One that stands keeps what it asks until its result was said: who votes was promised that.
    """
    if survey.state in STANDING:
        return replace(survey, because=())
    state = SurveyState.DROPPED if survey.live else survey.state
    tallies = tuple([replace(tally, text="") for tally in survey.tallies])
    return replace(survey, poll=Poll("", ()), because=(), state=state, outcome="", tallies=tallies)


def expired_entry(entry: Entry) -> Entry:
    """Return what is left of a ledger entry made before a moment: what was decided about what, and reasons without values."""
    return replace(entry, because=tuple([Cue(cue.phrase) for cue in entry.because if not cue.values]))
