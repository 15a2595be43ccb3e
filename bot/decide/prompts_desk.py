"""What the team does with openers: put off or skip a draft; write, withdraw and bring back openers; decide on what members suggest."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import (
    Amend,
    Change,
    Decision,
    DeckDropped,
    DeckKept,
    DraftKept,
    EntryKept,
    Say,
    suggestion_buttons,
    suggestion_key,
)
from bot.decide.corrections import notice
from bot.decide.holding import paused
from bot.decide.manners import card
from bot.decide.nudges import card_closed
from bot.decide.prompts_choice import opener_of
from bot.decide.prompts_when import timer
from bot.decide.quote import NAME, cut
from bot.events import ButtonPressed, CommandGiven
from bot.model import (
    Aim,
    Cue,
    DeckRow,
    DeckState,
    Draft,
    DraftState,
    Entry,
    Occasion,
    Opener,
    Origin,
    Phrase,
    Verdict,
    Voice,
    short_id,
)
from bot.model.deck import MOST_OFFERED, MOST_OFFERED_BY_ONE, MOST_ROWS, OPENER_CHARACTERS, SLOTS, own_opener, slots_in
from bot.view import View

SNOOZE = timedelta(hours=1)
CARD = "card:"
"""Begins the subject of the timer that shows a draft again; its key follows."""

COMMANDS = ("suggest", "deck_write", "deck_withdraw", "deck_restore", "deck_accept", "deck_decline")
"""Commands about openers: the first is everybody's, the others are the team's (`id`, or what it writes)."""

BUTTONS = ("takein", "decline")
"""What the team presses under a member's suggestion; its id follows."""


# -- drafts


def snoozed(draft: Draft, view: View) -> Decision:
    """Put a draft off: it comes back as another, under a key of its own, since the same card is never shown twice."""
    channel, until = view.room.channel, view.now + SNOOZE
    entry = Entry(view.now, channel, Verdict.CORRECTED, draft.key, (Cue("snoozed"),))
    again = replace(draft, key=f"{draft.key}:{until.timestamp():.0f}", at=view.now, snoozed_until=until)
    changes = (
        DraftKept(replace(draft, state=DraftState.WITHDRAWN)),
        DraftKept(again),
        timer(f"{CARD}{again.key}", until, view),
        EntryKept(entry),
    )
    return Decision(changes, card_closed(draft, view, "card.snoozed"))


def lost(draft: Draft, view: View) -> bool:
    """Whether a draft says an opener of a file that is there no longer."""
    return any(phrase.name.startswith("deck.") for phrase in draft.words) and opener_of(draft.arm, view) is None


def time_came(key: str, view: View) -> Decision:
    """A draft that was put off is shown again, if it still waits."""
    draft = view.room.drafts.get(key)
    if draft is None or view.team_channel is None:
        return Decision()
    silent = paused(view)
    if silent is not None:
        return Decision((timer(f"{CARD}{key}", silent.until, view),))
    return Decision(actions=(card(draft, view),))


# -- what members suggest


def commanded(event: CommandGiven, view: View) -> Decision:
    """Carry out a command about openers."""
    if event.name == "suggest":
        return _suggested(event, view)
    if not event.team:
        return notice(event, view, "notice.team_only")
    if event.name == "deck_write":
        return _written(event, view)
    id, row = event.argument("id"), view.community.deck.get(event.argument("id"))
    match event.name:
        case "deck_accept":
            return _accepted(event, row, view)
        case "deck_decline":
            return _declined(event, row, view)
        case "deck_withdraw" if row is None and not _known(id, view):
            return notice(event, view, "notice.deck_gone")
        case "deck_withdraw":
            gone = replace(row, state=DeckState.WITHDRAWN) if row is not None else DeckRow(id, DeckState.WITHDRAWN)
            return _changed(gone, "deck_withdrawn", view) + notice(event, view, "notice.deck_withdrawn")
        case _:
            if row is None or row.state is not DeckState.WITHDRAWN:
                return notice(event, view, "notice.deck_gone")
            return _changed(replace(row, state=DeckState.KEPT), "deck_restored", view) + notice(
                event, view, "notice.deck_restored"
            )


def _suggested(event: CommandGiven, view: View) -> Decision:
    """Keep what a member suggests, and put it before the team."""
    text = " ".join(event.argument("text").split())
    if not text:
        return notice(event, view, "notice.nothing_written")
    if len(text) > OPENER_CHARACTERS:
        return notice(event, view, "notice.suggestion_long", (("most", str(OPENER_CHARACTERS)),))
    waiting = [row for row in view.community.deck.values() if row.state is DeckState.OFFERED]
    mine = [row for row in waiting if row.by == event.member]
    if len(mine) >= MOST_OFFERED_BY_ONE or len(waiting) >= MOST_OFFERED or _full(view):
        return notice(event, view, "notice.suggestion_enough")
    id = f"own-{short_id(f'{view.community.ref} {text.casefold()}')}"
    if id in view.community.deck:
        return notice(event, view, "notice.suggestion_known")
    opener = own_opener(id, text, Aim.IDEAS, Occasion.DATE, Voice.PLAIN, Origin.MEMBER)
    name = cut(event.argument("name"), NAME)
    row = DeckRow(id, DeckState.OFFERED, opener, at=view.now, by=event.member, name=name)
    kept = Decision((DeckKept(view.community.ref, row),))
    return kept + _shown(row, view) + notice(event, view, "notice.suggestion_kept")


def _shown(row: DeckRow, view: View) -> Decision:
    team = view.team_channel
    if team is None:
        return Decision()
    words, language, buttons = _words(row), view.policy.language, suggestion_buttons(row)
    return Decision(actions=(Say(suggestion_key(row), team, team, words, language, None, buttons, silent=True),))


def _words(row: DeckRow, head: str = "card.suggestion") -> tuple[Phrase, ...]:
    text = row.opener.texts[0][1] if row.opener is not None else ""
    named = Phrase(head if row.name else f"{head}_unnamed", (("name", row.name),) if row.name else ())
    return named, Phrase("verbatim.text", (("text", text),))


def presses(event: ButtonPressed) -> bool:
    """Whether a press decides on a member's suggestion."""
    return event.value.partition(":")[0] in BUTTONS


def pressed(event: ButtonPressed, view: View) -> Decision:
    """Decide on a member's suggestion."""
    if not event.team:
        return notice(event, view, "notice.team_only")
    verb, _, id = event.value.partition(":")
    row = view.community.deck.get(id)
    return _accepted(event, row, view) if verb == "takein" else _declined(event, row, view)


def _accepted(event: ButtonPressed | CommandGiven, row: DeckRow | None, view: View) -> Decision:
    if row is None or row.state is not DeckState.OFFERED:
        return notice(event, view, "notice.deck_gone")
    kept = _changed(replace(row, state=DeckState.KEPT), "deck_accepted", view)
    told = "notice.suggestion_taken" if view.policy.prompt_at else "notice.suggestion_taken_no_hour"
    told_values = () if view.policy.prompt_at else (("knob", "prompt_at"),)
    return kept + _card_closed(row, "card.suggestion_taken", view, kept=True) + notice(event, view, told, told_values)


def _declined(event: ButtonPressed | CommandGiven, row: DeckRow | None, view: View) -> Decision:
    """Nothing is kept of what the team does not want, the member's words least of all."""
    if row is None or row.state is not DeckState.OFFERED:
        return notice(event, view, "notice.deck_gone")
    entry = Entry(view.now, view.room.channel, Verdict.CORRECTED, f"deck:{row.id}", (Cue("deck_declined"),))
    kept = Decision((DeckDropped(view.community.ref, row.id), EntryKept(entry)))
    return (
        kept
        + _card_closed(row, "card.suggestion_declined", view, kept=False)
        + notice(event, view, "notice.suggestion_declined")
    )


def _card_closed(row: DeckRow, phrase: str, view: View, *, kept: bool) -> Decision:
    team = view.team_channel
    if team is None:
        return Decision()
    key, words = suggestion_key(row), (Phrase(phrase), *(_words(row)[1:] if kept else ()))
    return Decision(actions=(Amend(f"closed:{key}", team, team, key, words, view.policy.language),))


# -- the community's own deck


def _written(event: CommandGiven, view: View) -> Decision:
    """Keep an opener that the team wrote. `id`: of the one that it replaces, "" for a new one."""
    text = " ".join(event.argument("text").split())
    try:
        occasion = Occasion(event.argument("occasion") or Occasion.DATE)
        aim, voice = Aim(event.argument("purpose") or Aim.IDEAS), Voice(event.argument("voice") or Voice.PLAIN)
    except ValueError as wrong:
        return notice(event, view, "notice.wrong_value", (("reason", str(wrong)),))
    if not text:
        return notice(event, view, "notice.nothing_written")
    if len(text) > OPENER_CHARACTERS:
        return notice(event, view, "notice.suggestion_long", (("most", str(OPENER_CHARACTERS)),))
    strange = slots_in((("", text),)) - SLOTS[occasion]
    if strange:
        return notice(event, view, "notice.deck_slot", (("slot", f"${min(strange)}"),))
    id = event.argument("id") or f"own-{short_id(f'{view.community.ref} {text.casefold()}')}"
    before = view.community.deck.get(id)
    if before is None and _full(view):
        return notice(event, view, "notice.deck_full", (("most", str(MOST_ROWS)),))
    opener: Opener = own_opener(id, text, aim, occasion, voice, Origin.TEAM)
    row = replace(before or DeckRow(id), state=DeckState.KEPT, opener=opener, at=view.now)
    return _changed(row, "deck_written", view) + notice(event, view, "notice.deck_written")


def _full(view: View) -> bool:
    return sum(row.opener is not None for row in view.community.deck.values()) >= MOST_ROWS


def _known(id: str, view: View) -> bool:
    """Whether a file has an opener or a poll form of this id."""
    return any(one.id == id for one in view.deck.openers) or any(one.id == id for one in view.deck.forms)


def _changed(row: DeckRow, cue: str, view: View) -> Decision:
    entry = Entry(view.now, view.room.channel, Verdict.CORRECTED, f"deck:{row.id}", (Cue(cue),))
    changes: tuple[Change, ...] = (DeckKept(view.community.ref, row), EntryKept(entry))
    return Decision(changes)
