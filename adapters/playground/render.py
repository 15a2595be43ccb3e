"""Values -> payloads for the page: pure. Texts go out as they are; the page puts them into text nodes, never into markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from adapters.playground.seen import Shown
from adapters.playground.state import Member, Standing
from bot.actions import Action, Amend, Button, KnobSet, Notice, Say, draft_buttons, nonce, suggestion_key
from bot.model import (
    FINAL,
    Because,
    ChannelRef,
    DeckRow,
    Draft,
    Entry,
    Line,
    MessageRef,
    Phrase,
    Phrases,
    Question,
    UnknownPhrase,
    short_id,
)

Payload = dict[str, object]


@dataclass(frozen=True, slots=True)
class Speech:
    """Phrases in one language. A phrase that no file has is shown by its name: a page must not fall silent for a missing word."""

    phrases: Phrases
    language: str

    def say(self, phrase: Phrase) -> str:
        """Return the phrase's text."""
        try:
            return self.phrases.say(phrase, self.language)
        except UnknownPhrase:
            values = ", ".join(f"{name} {value}" for name, value in phrase.values)
            words = phrase.name.rpartition(".")[2].replace("_", " ")
            return f"{words} ({values})" if values else words

    def lines(self, words: Sequence[Phrase]) -> str:
        """Return several phrases, joined by line breaks."""
        return "\n".join(self.say(word) for word in words)

    def because(self, because: Because) -> list[Payload]:
        """Return reasons, each with the messages that show it."""
        return [
            {"text": self.say(Phrase(f"because.{cue.phrase}", cue.values)), "lines": list(cue.lines)} for cue in because
        ]


def post_id(action: Action) -> str:
    """Return the id of the message an action posts. It follows from the action's cause, so the same cause cannot post twice."""
    return f"bot-{nonce(action)}"


def card_id(draft: Draft) -> str:
    """Return the id of the message that shows a draft to the team."""
    return f"bot-{short_id(f'{draft.channel} card:{draft.key}')}"


def suggested_id(row: DeckRow, team: ChannelRef) -> str:
    """Return the id of the message that shows the team what a member suggests."""
    return f"bot-{short_id(f'{team} {suggestion_key(row)}')}"


def posted_id(draft: Draft) -> str:
    """Return the id of the message that a posted draft became."""
    return f"bot-{draft.id}"


def render(action: Say | Amend | Notice, phrases: Phrases) -> str:
    """Return an action's words as the text of a message: what the platform shows of a Say, an Amend or a Notice."""
    words = Speech(phrases, action.language).lines(action.words)
    return f"@{action.calls.name} {words}" if isinstance(action, Say) and action.calls is not None else words


def notice(action: Notice, id: str, at: float, text: str) -> Payload:
    """Return what only one member sees."""
    return {"kind": "notice", "channel": action.to.id, "member": action.member.id, "id": id, "at": at, "text": text}


def member(member: Member) -> Payload:
    """Return somebody, as pages list them."""
    return {"kind": "member", "id": member.ref.id, "name": member.name, "team": member.team, "bot": member.bot}


def message(standing: Standing, phrases: Phrases) -> Payload:
    """Return a message as it stands."""
    said = standing.message
    payload: Payload = {
        "kind": "message",
        "channel": said.ref.channel.id,
        "id": said.ref.id,
        "author": said.author.id,
        "name": said.name,
        "at": said.at.timestamp(),
        "text": said.text,
        "reply_to": said.reply_to,
        "team": said.team,
        "bot": said.bot,
        "edited": standing.edited,
        "reactions": {emoji: list(members) for emoji, members in standing.reactions.items()},
        "buttons": [button(one, Speech(phrases, standing.language)) for one in standing.buttons],
        "poll": None,
        "picture": None,
        "leads": [{"channel": ref.channel.id, "id": ref.id} for ref in standing.leads],
    }
    if standing.drawn is not None:
        seen = {"alt": standing.drawn.alt, "width": standing.drawn.width, "height": standing.drawn.height}
        payload["picture"] = {"src": f"/pictures/{said.ref.channel.id}/{said.ref.id}.png", **seen}
    if said.poll is not None:
        votes = {tally.option: tally.votes for tally in standing.tallies()}
        payload["poll"] = {
            "question": said.poll.question,
            "options": [
                {"id": option.id, "text": option.text, "votes": votes[option.id]} for option in said.poll.options
            ],
            "mine": {member: list(vote) for member, vote in standing.votes.items()},
            "closed": said.poll.closed,
            "closes": said.poll.closes_at.timestamp() if said.poll.closes_at else None,
            "multiple": said.poll.multiple,
        }
    return payload


def button(button: Button, speech: Speech) -> Payload:
    """Return a button with its words."""
    return {
        "label": speech.say(button.said),
        "value": button.value,
        "asks": speech.say(Phrase(button.asks)) if button.asks else "",
        "prefill": speech.lines(button.prefill),
    }


def gone(ref: MessageRef) -> Payload:
    """Return that a message no longer stands."""
    return {"kind": "gone", "channel": ref.channel.id, "id": ref.id}


def shown(thing: Shown, speech: Speech) -> Payload:
    """Return something the bot made of the talk."""
    match thing:
        case Line():
            return _reading(thing, speech)
        case Question():
            return _question(thing, speech)
        case Draft():
            return _draft(thing, speech)
        case Entry(at, channel, verdict, subject, because):
            return {
                "kind": "entry",
                "at": at.timestamp(),
                "channel": channel.id,
                "verdict": verdict.value,
                "subject": subject,
                "post": f"bot-{short_id(f'{channel} {subject}')}",
                "because": speech.because(because),
            }
        case KnobSet(_, _, knob, value):
            return {"kind": "knob", "knob": knob, "value": value}
        case _:
            assert_never(thing)


def _reading(line: Line, speech: Speech) -> Payload:
    reading, ref = line.reading, line.message.ref
    return {
        "kind": "reading",
        "channel": ref.channel.id,
        "message": ref.id,
        "question": round(reading.question, 3),
        "audience": reading.audience.value,
        "need": reading.need.value,
        "answer": round(reading.answer, 3),
        "acknowledgement": round(reading.acknowledgement, 3),
        "engagement": round(reading.engagement, 3),
        "settled": round(reading.settled, 3),
        "withdrawn": round(reading.withdrawn, 3),
        "links": [
            {"parent": link.parent, "probability": round(link.probability, 3), "because": speech.because(link.because)}
            for link in reading.links[:3]
        ],
        "because": speech.because(reading.because),
    }


def _question(question: Question, speech: Speech) -> Payload:
    return {
        "kind": "question",
        "channel": question.ref.channel.id,
        "id": question.id,
        "name": question.name,
        "text": question.text,
        "at": question.asked_at.timestamp(),
        "status": question.status.value,
        "final": question.status in FINAL,
        "public": question.channel >= 0.5,
        "team": question.team,
        "probability": round(question.probability, 3),
        "sure": round(question.probability * question.channel, 3),
        "flagged": question.flagged_at is not None,
        "nudged": question.nudged_by is not None,
        "snoozed": question.snoozed_until.timestamp() if question.snoozed_until else None,
        "responses": list(question.responses),
        "because": speech.because(question.because),
    }


def _draft(draft: Draft, speech: Speech) -> Payload:
    return {
        "kind": "draft",
        "id": draft.id,
        "channel": draft.channel.id,
        "post": draft.kind.value,
        "at": draft.at.timestamp(),
        "text": speech.lines(draft.words),
        "state": draft.state.value,
        "questions": list(draft.questions),
        "because": speech.because(draft.because),
        "buttons": [button(one, speech) for one in draft_buttons(draft)],
    }


def knobs(values: Mapping[str, str]) -> list[Payload]:
    """Return the knobs as they stand."""
    return [{"kind": "knob", "knob": knob, "value": value} for knob, value in values.items()]
