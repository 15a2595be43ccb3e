"""Manners have the last word: mode, quiet hours, budget and back-off decide whether a proposal is shown, drafted, posted or waits."""

from dataclasses import dataclass, replace

from bot.actions import (
    Action,
    Amend,
    AskPoll,
    Button,
    Change,
    Decision,
    DraftKept,
    EnlistmentKept,
    EntryKept,
    PostKept,
    QuestionKept,
    Say,
    SurveyKept,
    TimerSet,
    draft_buttons,
    helped_buttons,
    take_button,
)
from bot.decide import again
from bot.decide.holding import OUTCOME_WAIT, Wait, crowding, hold, last_word, paused
from bot.decide.polls_form import asks
from bot.decide.trials import begun, coin_cue, toss
from bot.model import (
    MOST_PINGS,
    Addressee,
    Because,
    Cue,
    Delivery,
    Draft,
    Entry,
    Kind,
    MessageRef,
    Mode,
    Phrase,
    Post,
    Purpose,
    Question,
    Survey,
    SurveyState,
    Timer,
    Verdict,
)
from bot.model.policy import Votes
from bot.view import View

HEADS = {Kind.PROMPT: "card.prompt_head"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A post that a behaviour would make, before manners. `key` names its cause; `questions` are those it brings back.

    `survey`: what it asks, where it is a poll; its words are then those of the draft. `wait`: what speaks against this moment.
    `to`: the one of the roster whom it asks; the room has to wait for them. `arm`: what was chosen for it, where there was a choice;
    what has one may be held back by the coin (see trials.py), unless `coin` says that the team counts on it. `link`: a line that it quotes.
    """

    key: str
    kind: Kind
    words: tuple[Phrase, ...]
    because: Because
    questions: tuple[Question, ...] = ()
    reply_to: str | None = None
    survey: Survey | None = None
    wait: Wait | None = None
    to: Addressee | None = None
    arm: str = ""
    coin: bool = True
    link: MessageRef | None = None


def propose(proposal: Proposal, view: View) -> Decision:
    """Return what becomes of a proposal under this channel's policy."""
    mode = view.policy.mode(proposal.kind)
    if mode is Mode.WATCH:
        return _done(proposal, view, Verdict.SHOWN, mode_cue(proposal.kind, mode))
    wait = proposal.wait or (hold(view) or _intrudes(proposal, view) if mode is Mode.ACT else paused(view))
    if wait is not None:
        return _wait(proposal, view, wait)
    fell, note = (
        toss(proposal.key, proposal.kind, proposal.arm, view) if proposal.arm and proposal.coin else (False, Decision())
    )
    if fell:
        return note + _done(replace(proposal, questions=()), view, Verdict.HELD, coin_cue(view))
    if mode is Mode.SUGGEST:
        return note + drafted(proposal, view)
    return note + publish(proposal, view, mode_cue(proposal.kind, mode))


def _intrudes(proposal: Proposal, view: View) -> Wait | None:
    """Return why this post would break into the talk; None where it would not. Polls know better what they are about, and have looked."""
    if proposal.survey is not None or _pinged_alone(proposal, view) is not None:
        return None
    about = {id for question in proposal.questions for id in (question.id, *question.lines, *question.responses)}
    return crowding(view, about)


def _pinged_alone(proposal: Proposal, view: View) -> Post | None:
    """Return the ping about the same question after which nobody has said anything: it becomes the room's line, for the bot never posts
    twice in a row."""
    if proposal.kind is not Kind.NUDGE or len(proposal.questions) != 1 or not view.limits.edits_posts:
        return None
    last = last_word(view)
    before = (proposal.questions[0].referred_by, proposal.questions[0].offered_by)
    same = last is not None and last.key in before and last.delivery is Delivery.SENT
    return last if same else None


def mode_cue(kind: Kind, mode: Mode) -> Cue:
    """Return that the team chose this mode for this kind of post."""
    of = {Kind.POLL: "_polls", Kind.DIGEST: "_digest", Kind.THANKS: "_thanks", Kind.PROMPT: "_prompts"}
    return Cue(f"mode_{mode}{of.get(kind, '')}")


def publish(proposal: Proposal, view: View, cue: Cue) -> Decision:
    """Return the decision to post now. Called by manners, and for a draft that a person approved."""
    room, proposal = view.room, _voted(proposal, view)
    asked = tuple(question.id for question in proposal.questions)
    post = Post(proposal.key, room.channel, proposal.kind, view.now, asked, under=proposal.reply_to)
    look = Timer(room.channel, Purpose.OUTCOME, proposal.key, view.now + OUTCOME_WAIT)
    looked: tuple[Change, ...] = _pinged(proposal.to, view) if proposal.to is not None else (TimerSet(look),)
    if proposal.kind is Kind.THANKS:  # nobody has to respond to a word of thanks
        looked = ()
    said = Decision((PostKept(post), *looked, *begun(post, proposal.arm, view)), (_said(proposal, view),))
    return said + _done(proposal, view, Verdict.POSTED, cue)


def _voted(proposal: Proposal, view: View) -> Proposal:
    """Return a poll's proposal with votes as the community chose them, where the platform has such polls."""
    anonymous = view.policy.poll_votes is Votes.ANONYMOUS and view.limits.anonymous_polls
    if proposal.survey is None or not anonymous:
        return proposal
    return replace(proposal, survey=replace(proposal.survey, poll=replace(proposal.survey.poll, anonymous=True)))


def _pinged(to: Addressee, view: View) -> tuple[Change, ...]:
    """Return the note that one of the roster was asked now."""
    kept = view.community.roster.get(to.member.id)
    return () if kept is None else (EnlistmentKept(replace(kept, pinged=(*kept.pinged, view.now)[-MOST_PINGS:])),)


def _said(proposal: Proposal, view: View) -> Action:
    channel, language, survey = view.room.channel, view.policy.language, proposal.survey
    ping = _pinged_alone(proposal, view)
    if ping is not None:
        return Amend(proposal.key, channel, channel, ping.key, proposal.words, language)
    if survey is None:
        words, reply_to = proposal.words, proposal.reply_to
        return Say(
            *(proposal.key, channel, channel, words, language, reply_to, _buttons(proposal)),
            calls=proposal.to,
            leads=leads(words, proposal.link),
        )
    question = asks(survey.poll)
    return AskPoll(proposal.key, channel, channel, question, survey.poll, survey.seconds, language, proposal.reply_to)


def _buttons(proposal: Proposal) -> tuple[Button, ...]:
    """Return what stands under a post: to take a question on, to say whether an answer helped, or nothing."""
    if proposal.to is not None:
        return tuple(take_button(question.id) for question in proposal.questions)
    return helped_buttons(proposal.questions[0].id) if proposal.kind is Kind.EARLIER else ()


def leads(words: tuple[Phrase, ...], link: MessageRef | None) -> tuple[MessageRef | None, ...]:
    """Return to which message each of the words leads: the quoted answer, the second of them, to its line."""
    return (
        () if link is None else tuple(link if place == min(1, len(words) - 1) else None for place in range(len(words)))
    )


def _wait(proposal: Proposal, view: View, wait: Wait) -> Decision:
    channel = view.room.channel
    entry = Entry(view.now, channel, Verdict.WAITING, proposal.key, (*proposal.because, wait.cue))
    look = again.channel_at(wait.until, view, proposal.kind)
    if proposal.survey is not None:
        look = (TimerSet(Timer(channel, Purpose.POLL, proposal.key, wait.until)),)
    return Decision((*_survey(proposal, Verdict.WAITING), *look, EntryKept(entry)))


def _survey(proposal: Proposal, verdict: Verdict) -> tuple[Change, ...]:
    """Return how far a poll has come by a verdict; nothing for other posts."""
    state = {
        Verdict.SHOWN: SurveyState.SHOWN,
        Verdict.DRAFTED: SurveyState.DRAFTED,
        Verdict.WAITING: SurveyState.IDEA,
        Verdict.POSTED: SurveyState.POSTED,
        Verdict.HELD: SurveyState.HELD,
    }[verdict]
    return () if proposal.survey is None else (SurveyKept(replace(proposal.survey, state=state)),)


def drafted(proposal: Proposal, view: View, cue: Cue | None = None) -> Decision:
    """Return the decision to show the team a draft."""
    draft = Draft(
        proposal.key,
        view.room.channel,
        proposal.kind,
        proposal.words,
        view.now,
        proposal.reply_to,
        tuple(question.id for question in proposal.questions),
        proposal.because,
        to=proposal.to,
        arm=proposal.arm,
        link=proposal.link,
    )
    decision = Decision((DraftKept(draft),)) + _done(
        proposal, view, Verdict.DRAFTED, cue or mode_cue(proposal.kind, Mode.SUGGEST)
    )
    team = view.team_channel
    return decision + Decision(actions=(card(draft, view, proposal.survey),)) if team is not None else decision


def card(draft: Draft, view: View, survey: Survey | None = None) -> Say:
    """Return the card that shows a draft to the team: its words, its cause, and what can be done with it."""
    assert view.team_channel is not None, "a card needs a team channel"
    words, language = card_words(draft, view, survey), view.policy.language
    return Say(
        *(f"card:{draft.key}", draft.channel, view.team_channel, words, language, None, draft_buttons(draft)),
        silent=True,
        leads=(None, *leads(draft.words, draft.link)) if draft.link is not None else (),
    )


def card_words(draft: Draft, view: View, survey: Survey | None) -> tuple[Phrase, ...]:
    """Return what a draft's card says. A poll's tells how long it would run, and what it lacks."""
    name = view.community.channels.get(draft.channel.id, draft.channel.id)
    drawer = "card.poll_head" if survey is not None else HEADS.get(draft.kind, "card.head")
    head = Phrase(drawer, (("channel", name),))
    lacks = () if draft.ready else (Phrase("card.poll_lacks_options"),)
    runs = _runs(survey) if survey is not None else ()
    to = (Phrase("card.roster_to", (("name", draft.to.name),)),) if draft.to is not None else ()
    return (head, *draft.words, *to, *lacks, *runs, *why(draft.because))


def _runs(survey: Survey) -> tuple[Phrase, ...]:
    """Return how long a poll takes votes, in the largest unit that holds it whole, and whether a member may choose several."""
    units = (("days", 2 * 86400, 86400), ("hours", 3600, 3600), ("minutes", 0, 60))
    name, size = next(
        (name, size)
        for name, least, size in units
        if survey.seconds >= least and (size == 60 or not survey.seconds % size)
    )
    runs = Phrase(f"card.poll_{name}", count=max(1, round(survey.seconds / size)))
    return (runs, Phrase("card.poll_several")) if survey.poll.multiple else (runs,)


def why(because: Because) -> tuple[Phrase, ...]:
    """Return the cues as phrases, one a line, under a heading."""
    return (
        (Phrase("card.because"), *(Phrase(f"because.{cue.phrase}", cue.values) for cue in because)) if because else ()
    )


def _done(proposal: Proposal, view: View, verdict: Verdict, cue: Cue) -> Decision:
    """Write it down, and mark the questions: each is brought back once."""
    entry = Entry(view.now, view.room.channel, verdict, proposal.key, (*proposal.because, cue))
    survey = _survey(proposal, verdict)
    if proposal.to is not None:
        return Decision((*_referred(proposal, view, verdict), EntryKept(entry)))
    if proposal.kind is Kind.EARLIER:
        return Decision((*_offered(proposal, view, verdict), EntryKept(entry)))
    kept = tuple(QuestionKept(replace(question, nudged_by=proposal.key)) for question in proposal.questions)
    return Decision((*kept, *survey, EntryKept(entry)))


def _referred(proposal: Proposal, view: View, verdict: Verdict) -> tuple[Change, ...]:
    """Mark a question that one of the roster is asked: the room is asked later, unless that one takes it on first."""
    changes: list[Change] = []
    for question in proposal.questions:
        if verdict is Verdict.DRAFTED:
            changes.append(QuestionKept(replace(question, nudged_by=proposal.key, referred_by=proposal.key)))
            continue
        until = view.now + view.policy.spacing
        asked = replace(question, nudged_by=None, referred_by=proposal.key, held_until=until)
        timer = Timer(view.room.channel, Purpose.ROSTER, question.id, until)
        changes += [QuestionKept(asked), TimerSet(timer)]
    return tuple(changes)


def _offered(proposal: Proposal, view: View, verdict: Verdict) -> tuple[Change, ...]:
    """Mark a question to which an earlier answer is offered: others are asked later, unless it helped."""
    changes: list[Change] = []
    for question in proposal.questions:
        drafted, until = verdict is Verdict.DRAFTED, view.now + view.policy.spacing
        after = replace(question, nudged_by=proposal.key if drafted else None, offered_by=proposal.key)
        changes.append(QuestionKept(after if drafted else replace(after, held_until=until)))
        look = view.now + OUTCOME_WAIT if drafted else until
        changes.append(TimerSet(Timer(view.room.channel, Purpose.EARLIER, question.id, look)))
    return tuple(changes)
