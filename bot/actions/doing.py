"""What is done outside: posts, polls, notices, what amends, ends or counts them, and what is asked of the records."""

from dataclasses import dataclass, replace

from bot.model import (
    Addressee,
    ChannelRef,
    DeckRow,
    Draft,
    Kind,
    MemberRef,
    MessageRef,
    Phrase,
    Picture,
    Poll,
    short_id,
)
from bot.model.inquiry import Inquiry


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a post: its label's phrase, and the value it carries back (at most `Limits.button_bytes`).

    `asks`: the phrase of a question to answer in writing before the press counts, "" for none; `prefill` is the text to start from.
    `number`: of the item it is about, where several stand in one post; 0 for none. The label's phrase has it as $number.
    """

    label: str
    value: str
    asks: str = ""
    prefill: tuple[Phrase, ...] = ()
    number: int = 0

    @property
    def said(self) -> Phrase:
        """The label, to be said."""
        return Phrase(self.label, (("number", str(self.number)),) if self.number else ())


@dataclass(frozen=True, slots=True)
class Say:
    """Post words in a channel. `words` are joined by line breaks. `to`: the channel to post in; `channel` owns the action.

    `reply_to`: id of a message in `to` that this replies to. `silent`: without a notification where the platform can. `calls`: the one
    member, if any, whom it calls by the platform's own mark, before its words; it may call nobody else. `picture`: drawn beside the words,
    which go out alone where it cannot be. `leads`: to which message each of the words leads, None for none; shown as a link at its end.
    """

    key: str
    channel: ChannelRef
    to: ChannelRef
    words: tuple[Phrase, ...]
    language: str = "en"
    reply_to: str | None = None
    buttons: tuple[Button, ...] = ()
    silent: bool = False
    calls: Addressee | None = None
    picture: Picture | None = None
    leads: tuple[MessageRef | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Amend:
    """Replace the words and buttons of an earlier `Say` of ours, named by its key. `leads` as a `Say` has them."""

    key: str
    channel: ChannelRef
    to: ChannelRef
    target: str
    words: tuple[Phrase, ...]
    language: str = "en"
    buttons: tuple[Button, ...] = ()
    leads: tuple[MessageRef | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell one member something that nobody else sees (the answer to a button or command)."""

    key: str
    channel: ChannelRef
    to: ChannelRef
    member: MemberRef
    words: tuple[Phrase, ...]
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AskPoll:
    """Post a poll. Its options' ids count from "1" in their order; `seconds`: how long it takes votes.

    `question` are the words of what it asks, one phrase. Posted polls cannot be changed.
    """

    key: str
    channel: ChannelRef
    to: ChannelRef
    question: Phrase
    poll: Poll
    seconds: int
    language: str = "en"
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class EndPoll:
    """Let an earlier `AskPoll` of ours, named by its key, take no more votes. One that ended already is no matter."""

    key: str
    channel: ChannelRef
    to: ChannelRef
    target: str


@dataclass(frozen=True, slots=True)
class CountPoll:
    """Ask for the votes of an earlier `AskPoll` of ours, named by its key: the receipt holds them, final or not."""

    key: str
    channel: ChannelRef
    to: ChannelRef
    target: str


@dataclass(frozen=True, slots=True)
class Consult:
    """Ask the community's own records, of which a decision sees one channel; the receipt holds what was found. Nobody is told a word.

    `to`: the channel on whose behalf.
    """

    key: str
    channel: ChannelRef
    to: ChannelRef
    inquiry: Inquiry


Deed = Say | Amend | Notice | AskPoll | EndPoll | CountPoll
"""What a platform performs."""

Action = Deed | Consult
"""Every action has a `key`, unique in its `channel`, derived from its cause: the same cause never acts twice."""


def nonce(action: Action) -> str:
    """Return 16 hexadecimal digits that name the action on platforms that refuse repeats (Discord's nonce holds 25)."""
    return short_id(f"{action.channel} {action.key}")


def nothing_left(action: Action) -> Action:
    """Return an action, which is no longer ours to stop, without its words."""
    match action:
        case AskPoll():
            return replace(action, question=Phrase("verbatim.text"), poll=Poll("", ()))
        case Say():
            return replace(action, words=(), buttons=(), calls=None, picture=None, leads=())
        case Amend():
            return replace(action, words=(), buttons=(), leads=())
        case Notice():
            return replace(action, words=())
        case EndPoll() | CountPoll() | Consult():
            return action


def spoken(action: Action) -> tuple[Phrase, ...]:
    """Return all words that an action shows to anybody, those to start an answer from included."""
    match action:
        case AskPoll():
            options = tuple([Phrase("verbatim.text", (("text", option.text),)) for option in action.poll.options])
            return (action.question, *options)
        case Say():
            return (*action.words, *_offered(action.buttons), *_pictured(action.picture))
        case Amend():
            return (*action.words, *_offered(action.buttons))
        case Notice():
            return action.words
        case EndPoll() | CountPoll() | Consult():
            return ()


def quotes(action: Action) -> bool:
    """Whether an action says more than phrases of our own: words that somebody wrote, or may have."""
    return any(map(quoting, spoken(action)))


def quoting(phrase: Phrase) -> bool:
    """Whether a phrase has a value other than a channel's name or a number of things."""
    return any(name not in ("channel", "count") for name, _ in phrase.values)


def _offered(buttons: tuple[Button, ...]) -> tuple[Phrase, ...]:
    return tuple([phrase for button in buttons for phrase in button.prefill])


def _pictured(picture: Picture | None) -> tuple[Phrase, ...]:
    return () if picture is None else (*picture.chart.words, *picture.alt)


def addressed(action: Action) -> MemberRef | None:
    """Return the member whom an action is for or calls, None where it is for all."""
    match action:
        case Notice():
            return action.member
        case Say(calls=Addressee(member)):
            return member
        case _:
            return None


def take_button(question: str) -> Button:
    """Return what one of the roster presses to take a question on. `question`: its id, which may be longer than a button's value."""
    return Button("button.take", f"take:{short_id(question)}")


def helped_buttons(question: str) -> tuple[Button, Button]:
    """Return what says whether an earlier answer helped. `question`: its id."""
    short = short_id(question)
    return Button("button.helped", f"helped:{short}"), Button("button.not_helped", f"nothelped:{short}")


def suggestion_key(row: DeckRow) -> str:
    """Return the key of the card that shows the team what a member suggests."""
    return f"suggestion:{row.id}:{row.at.timestamp():.0f}" if row.at is not None else f"suggestion:{row.id}"


def suggestion_buttons(row: DeckRow) -> tuple[Button, ...]:
    """Return what the team can do with a member's suggestion."""
    return Button("button.take_in", f"takein:{row.id}"), Button("button.decline", f"decline:{row.id}")


def end_button(draft: Draft) -> Button:
    """Return what the team can still do with a poll's draft once it is posted."""
    return Button("button.end_poll", f"endpoll:{draft.id}")


def draft_buttons(draft: Draft) -> tuple[Button, ...]:
    """Return what the team can do with a draft. A poll without options asks for them before it can be posted."""
    polls = draft.kind is Kind.POLL
    post = Button("button.post", f"post:{draft.id}")
    edit = Button(
        "button.edit", f"edit:{draft.id}", "button.edit_poll_asks" if polls else "button.edit_asks", draft.words
    )
    skip = Button("button.skip", f"skip:{draft.id}")
    snooze = Button("button.snooze", f"snooze:{draft.id}")
    if draft.kind is Kind.THANKS:
        return (post, edit, skip)
    if draft.kind is Kind.PROMPT:
        return (post, edit, skip, snooze)
    if not polls:
        return (post, edit, skip, Button("button.not_a_question", f"notq:{draft.id}"), snooze)
    return (post, edit, skip, snooze) if draft.ready else (edit, skip, snooze)


def waiting_buttons(card: Draft) -> tuple[Button, ...]:
    """Return what the team can do with a question that still waits. `card`: what stands for the question's card."""
    labels = (("claim", "button.claim"), ("here", "button.answered_here"), ("none", "button.not_a_question"))
    return tuple([Button(label, f"{verb}:{card.id}") for verb, label in (*labels, ("later", "button.tomorrow"))])


def outcome_buttons(card: Draft) -> tuple[Button, ...]:
    """Return by which the team says what comes of a poll, or that it has nothing to say. `card`: what stands for the poll's card."""
    say = Button("button.outcome", f"outcome:{card.id}", "button.outcome_asks")
    return say, Button("button.let_be", f"letbe:{card.id}")
