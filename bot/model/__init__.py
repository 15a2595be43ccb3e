"""What exists: the glossary as frozen values. Nothing here knows a platform, a database or a clock."""

from bot.model.chart import Bar, Chart, Drawn, Picture, Point
from bot.model.choice import Choice, Split
from bot.model.deck import (
    Aim,
    Deck,
    DeckRow,
    Decks,
    DeckState,
    Occasion,
    Opener,
    Origin,
    PollForm,
    Voice,
    deck_in,
    in_force,
)
from bot.model.figures import Figure, Said, Spoken, To, Week
from bot.model.knobs import KNOBS, WrongKnob, duration, set_knob
from bot.model.lately import Topic
from bot.model.limits import SMALLEST, Limits
from bot.model.lists import Load, Sieve, Sought
from bot.model.message import Message
from bot.model.outcome import Receipt, Refusal, Settlement, Unknown
from bot.model.pace import Pace, Waited
from bot.model.policy import DEFAULT_PATIENCE, MAXIMUM_PATIENCE, MINIMUM_PATIENCE, Kind, Mode, Policy
from bot.model.policy_file import WrongPolicy, read_policy
from bot.model.poll import Option, Poll, Tally
from bot.model.post import (
    CARDS,
    OUTCOME,
    RESULT,
    Delivery,
    Draft,
    DraftState,
    Entry,
    Outcome,
    Post,
    Verdict,
    short_id,
    spent_on,
)
from bot.model.question import AWAITING, FINAL, WAITING, Question, Status, wait_of
from bot.model.reading import Audience, Because, Cue, Line, Link, Need, Reading
from bot.model.refs import ChannelRef, CommunityRef, MemberRef, MessageRef
from bot.model.roster import MOST_PINGS, Addressee, Enlistment
from bot.model.session import Role, Session
from bot.model.survey import ANSWERABLE, ASKING, STANDING, Survey, SurveyState
from bot.model.timer import Purpose, Timer
from bot.model.trial import COIN, EARLY, LATE, MOST_VOICES, Trial
from bot.model.waiting import Wait, WaitingCurve
from bot.model.words import PLURALS, Phrase, Phrases, UnknownPhrase

__all__ = [
    "ANSWERABLE",
    "ASKING",
    "AWAITING",
    "CARDS",
    "COIN",
    "DEFAULT_PATIENCE",
    "EARLY",
    "FINAL",
    "KNOBS",
    "LATE",
    "MAXIMUM_PATIENCE",
    "MINIMUM_PATIENCE",
    "MOST_PINGS",
    "MOST_VOICES",
    "OUTCOME",
    "PLURALS",
    "RESULT",
    "SMALLEST",
    "STANDING",
    "WAITING",
    "Addressee",
    "Aim",
    "Audience",
    "Bar",
    "Because",
    "ChannelRef",
    "Chart",
    "Choice",
    "CommunityRef",
    "Cue",
    "Deck",
    "DeckRow",
    "DeckState",
    "Decks",
    "Delivery",
    "Draft",
    "DraftState",
    "Drawn",
    "Enlistment",
    "Entry",
    "Figure",
    "Kind",
    "Limits",
    "Line",
    "Link",
    "Load",
    "MemberRef",
    "Message",
    "MessageRef",
    "Mode",
    "Need",
    "Occasion",
    "Opener",
    "Option",
    "Origin",
    "Outcome",
    "Pace",
    "Phrase",
    "Phrases",
    "Picture",
    "Point",
    "Policy",
    "Poll",
    "PollForm",
    "Post",
    "Purpose",
    "Question",
    "Reading",
    "Receipt",
    "Refusal",
    "Role",
    "Said",
    "Session",
    "Settlement",
    "Sieve",
    "Sought",
    "Split",
    "Spoken",
    "Status",
    "Survey",
    "SurveyState",
    "Tally",
    "Timer",
    "To",
    "Topic",
    "Trial",
    "Unknown",
    "UnknownPhrase",
    "Verdict",
    "Voice",
    "Wait",
    "Waited",
    "WaitingCurve",
    "Week",
    "WrongKnob",
    "WrongPolicy",
    "deck_in",
    "duration",
    "in_force",
    "read_policy",
    "set_knob",
    "short_id",
    "spent_on",
    "wait_of",
]
