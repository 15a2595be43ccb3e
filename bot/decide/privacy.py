"""Members' wishes about what is kept of them: the ledger notes that one was carried out, never whose it was."""

from bot.actions import Decision, EntryKept, MemberErased
from bot.decide.signed import done_by
from bot.events import CommandGiven, ForgetAsked
from bot.model import Cue, Entry, Verdict
from bot.view import View

COMMANDS = ("mydata",)
"""What an adapter tells when it has handed a member all that is kept of them."""

FORGET, MYDATA = "forget", "mydata"
"""What such an entry's subject begins with; how it was asked follows."""


def forgotten(event: ForgetAsked, view: View) -> Decision:
    """Forget a member. Who of the team did it by hand is named, unless it was their own wish."""
    cues = [Cue("forgotten_by_hand" if event.hand is not None else "forgotten")]
    if event.hand is not None and event.hand != event.member and event.by:
        cues.append(done_by(event.by, event.hand))
    how = "hand" if event.hand is not None else "command"
    entry = Entry(view.now, event.channel, Verdict.PRIVACY, f"{FORGET}:{how}", tuple(cues))
    return Decision((MemberErased(event.member), EntryKept(entry)))


def handed_over(event: CommandGiven, view: View) -> Decision:
    """Note that a member was given all that is kept of them."""
    entry = Entry(view.now, view.room.channel, Verdict.PRIVACY, f"{MYDATA}:command", (Cue("data_handed_over"),))
    return Decision((EntryKept(entry),))
