"""Questions and drafts as cards: everything a template shows, as plain text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from adapters.dashboard.guest import Desk, Guest
from adapters.dashboard.words import TEXT, Speech, one_line
from bot.measure.speech import clean
from bot.model import FINAL, ChannelRef, Draft, Entry, Kind, MemberRef, MessageRef, Question, Sieve, Status, Verdict
from bot.view import CommunityView, policy_of, team_channel_of

MOST_FLAGS = 300
OVER = (Status.ANSWERED, *FINAL)


@dataclass(frozen=True, slots=True)
class Card:
    """One question."""

    id: str
    channel: str
    where: str
    name: str
    text: str
    cut: bool
    iso: str
    asked: str
    waited: str
    status: str
    status_text: str
    snoozed: str
    taken: str
    mine: bool
    because: tuple[str, ...]
    link: str
    live: bool
    known: bool


@dataclass(frozen=True, slots=True)
class DraftCard:
    """One draft that waits."""

    id: str
    channel: str
    kind_text: str
    made: str
    iso: str
    lines: tuple[str, ...]
    typed: str
    options: tuple[str, ...]
    ready: bool
    poll: bool
    because: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Names:
    """What a community's channels are called, and where its messages are found."""

    desk: Desk
    view: CommunityView
    people: Mapping[str, str] = field(default_factory=dict)

    def member(self, member: MemberRef) -> str:
        """Return what somebody of the team is called: as they signed in, or as they enlisted; "" where neither is known."""
        place = self.view.roster.get(member.id)
        return self.people.get(member.id, "") or (one_line(place.name) if place is not None else "")

    def channel(self, ref: ChannelRef) -> str:
        """Return a channel's name without its mark; its id where it has none."""
        return one_line(self.view.channels.get(ref.id, "")).lstrip("#") or one_line(ref.id)

    def link(self, ref: MessageRef) -> str:
        """Return a message's address in its app, "" where it has none."""
        make = self.desk.links.get(ref.channel.community.platform)
        return make(ref) if make is not None else ""

    def choices(self) -> list[tuple[str, str]]:
        """Return (id, name) of every channel that has a name, by name."""
        named = [(id, one_line(name).lstrip("#")) for id, name in self.view.channels.items()]
        return sorted(named, key=lambda pair: pair[1].casefold())

    @property
    def inside(self) -> ChannelRef | None:
        """The team's own channel."""
        return team_channel_of(policy_of(self.desk.policy, self.view, ChannelRef(self.view.ref, "")), self.view)


async def names_of(desk: Desk, guest: Guest) -> Names:
    """Read what a community's channels are called."""
    signed_in = await desk.store.sessions(guest.community)
    return Names(
        desk, await desk.store.community(guest.community), {one.member.id: one_line(one.name) for one in signed_in}
    )


async def why_flagged(desk: Desk, guest: Guest) -> Mapping[tuple[ChannelRef, str], Entry]:
    """Return the latest ledger entries that say why questions were called unanswered, by question."""
    found = await desk.store.entries(guest.community, Sieve((Verdict.FLAGGED,)), MOST_FLAGS)
    return {(entry.channel, entry.subject): entry for entry in reversed(found)}


def cards(
    questions: Sequence[Question],
    names: Names,
    flags: Mapping[tuple[ChannelRef, str], Entry],
    speech: Speech,
    now: datetime,
    guest: Guest,
) -> list[Card]:
    """Return questions as cards, as a guest sees them."""
    return [_card(one, names, flags.get((one.ref.channel, one.id)), speech, now, guest.member) for one in questions]


def _card(
    question: Question, names: Names, flag: Entry | None, speech: Speech, now: datetime, reader: MemberRef
) -> Card:
    end = question.answered_at or question.closed_at or now
    live = question.closed_at is None
    snoozed = question.put_off(now) and question.status not in OVER
    taken = question.taken_by if snoozed else None
    waited = speech.span((end - question.asked_at).total_seconds())
    return Card(
        id=question.id,
        channel=question.ref.channel.id,
        where=names.channel(question.ref.channel),
        name=one_line(question.name) or speech.say("somebody"),
        text=clean(question.text, TEXT) or speech.say("no_words"),
        cut=len(question.text) > TEXT,
        iso=iso(question.asked_at),
        asked=speech.moment(question.asked_at),
        waited=speech.say(_waiting(question), span=waited),
        status=question.status,
        status_text=speech.say(f"status_{question.status}"),
        snoozed=speech.say("snoozed_until", moment=speech.moment(question.snoozed_until))
        if snoozed and question.snoozed_until
        else "",
        taken=_taken(taken, names, speech, reader) if taken is not None else "",
        mine=taken == reader,
        because=tuple(speech.because(flag.because if flag is not None else question.because)),
        link=names.link(question.ref),
        live=live and question.status not in OVER,
        known=live and question.status in (Status.ANSWERED, Status.DISMISSED),
    )


def _taken(by: MemberRef, names: Names, speech: Speech, reader: MemberRef) -> str:
    if by == reader:
        return speech.say("taken_by_you")
    name = names.member(by)
    return speech.say("taken_by", name=name) if name else speech.say("taken_by_somebody")


def _waiting(question: Question) -> str:
    match question.status:
        case Status.OPEN | Status.ACKNOWLEDGED | Status.ENGAGED:
            return "waits_for"
        case Status.ANSWERED | Status.SETTLED:
            return "answered_after"
        case _:
            return "followed_for"


def draft_card(draft: Draft, names: Names, speech: Speech) -> DraftCard:
    """Return a draft as a card, its words in the language in which it would be posted."""
    policy = policy_of(names.desk.policy, names.view, draft.channel)
    language = policy.language if policy.language != "auto" else "en"
    lines = tuple(speech.words(draft.words, language))
    poll = draft.kind is Kind.POLL
    return DraftCard(
        id=draft.id,
        channel=names.channel(draft.channel),
        kind_text=speech.say(f"kind_{draft.kind}"),
        made=speech.moment(draft.at),
        iso=iso(draft.at),
        lines=lines[:1] if poll else lines,
        typed="\n".join(lines),
        options=tuple([line.removeprefix("• ") for line in lines[1:]]) if poll else (),
        ready=draft.ready,
        poll=poll,
        because=tuple(speech.because(draft.because)),
        language=language,
    )


def iso(at: datetime) -> str:
    """Return a moment as HTML's time element has it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
