"""Polls: drafted within every platform's limits, asked at a good moment, counted once, and their result said once."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import (
    NOTHING,
    Amend,
    AskPoll,
    Consult,
    CountPoll,
    DraftKept,
    EndPoll,
    EntryKept,
    Notice,
    PostKept,
    QuestionKept,
    Say,
    SurveyKept,
    TimerSet,
)
from bot.decide import decide
from bot.decide.polls_form import fitted, lasting, poll_of, unfit, words, written
from bot.decide.polls_result import result
from bot.decide.team import bring_up
from bot.events import (
    ActionSettled,
    ButtonPressed,
    CommandGiven,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PollClosed,
    TimerDue,
    VoteSeen,
)
from bot.model import (
    SMALLEST,
    Draft,
    DraftState,
    Kind,
    Limits,
    MessageRef,
    Mode,
    Option,
    Outcome,
    Poll,
    Purpose,
    Receipt,
    Refusal,
    Status,
    Survey,
    SurveyState,
    Tally,
    Timer,
    Unknown,
    Verdict,
    short_id,
)
from tests.decide.scenes import (
    ACT,
    GENERAL,
    SUGGEST,
    TEAM,
    after,
    asked,
    at,
    kept,
    line,
    member,
    post,
    ref,
    said,
    scene,
)

CHOICE = "Which theme do you all prefer for the new release, dark or light?"
DO = replace(SUGGEST, poll=Mode.ACT)
ONE = MessageRef(GENERAL, "poll")


def heard(view, text=CHOICE, id="c", by="Ada", minutes=60.0):
    return decide(MessageSeen(said(id, by, text, minutes)), view)


def survey(state=SurveyState.OPEN, *, key="poll:c", **more):
    """A poll of two options that stands as message "poll"."""
    poll = Poll(CHOICE, (Option("1", "dark"), Option("2", "light")))
    values = {"lines": ("c",), "message": ONE, "closes_at": at(60 + 24 * 60)} | more
    return Survey(key, GENERAL, poll, at(60), 86400, state, **values)


def standing(*kept_too, state=SurveyState.OPEN, policy=SUGGEST, minutes=61.0, **more):
    """A scene in which a poll stands."""
    view = scene(*kept_too, minutes=minutes, policy=policy)
    view.room.apply(SurveyKept(survey(state, **more)))
    return view


def surveys(decision):
    return [change.survey for change in decision.changes if isinstance(change, SurveyKept)]


def of(decision, kind):
    return [action for action in decision.actions if isinstance(action, kind)]


def because(decision):
    return [entry.because[-1].phrase for entry in kept(decision, EntryKept) if entry.because]


# -- its form


def texts(poll):
    return [option.text for option in poll.options]


limits = st.builds(
    lambda message, question, options, option, seconds: Limits(
        message, question, options, option, seconds, 64, True, True, True
    ),
    st.just(2000),
    st.integers(20, 300),
    st.integers(2, 12),
    st.integers(8, 100),
    st.sampled_from([(1, 10), (3600, 768 * 3600), (5, 2_628_000)]),
)
anything = st.text(max_size=400)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(anything, st.lists(anything, max_size=14), limits)
def test_whatever_the_talk_said_a_fitted_poll_keeps_to_the_limits(question, options, given_):
    poll = fitted(poll_of(question, options), given_)
    assert len(poll.question) <= given_.poll_question_characters
    assert len(poll.options) <= given_.poll_options
    assert all(0 < len(text) <= given_.poll_option_characters for text in texts(poll))
    assert len({text.casefold() for text in texts(poll)}) == len(poll.options)
    assert [option.id for option in poll.options] == [str(n) for n in range(1, len(poll.options) + 1)]
    assert unfit(poll, given_) is None or len(poll.options) < 2


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(1, 10**8), limits)
def test_a_poll_lasts_as_long_as_the_platform_takes(seconds, given_):
    least, most = given_.poll_seconds
    assert least <= lasting(timedelta(seconds=seconds), given_) <= most


def test_what_is_too_long_is_cut_at_a_word():
    poll = fitted(poll_of("Which?", ["the very long name of the first option that nobody would read", "b"]), SMALLEST)
    assert texts(poll)[0] == "the very long name of the first option that nobody…"


@pytest.mark.parametrize(
    ("text", "question", "options"),
    [
        ("Which?\nA\nB", "Which?", ["A", "B"]),
        ("Which?\n\n• A\n- B\n* a \n", "Which?", ["A", "B"]),
        ("Which?\n1. A\n2) B\n(3) C", "Which?", ["A", "B", "C"]),
        ("When?\n10. May\n11. May", "When?", ["10. May", "11. May"]),
        ("How cold?\n-5 degrees\n-10 degrees", "How cold?", ["-5 degrees", "-10 degrees"]),
        ("Only a question", "Only a question", []),
    ],
)
def test_what_is_written_is_read_line_by_line(text, question, options):
    poll = written(text)
    assert (poll.question, texts(poll)) == (question, options)


def test_a_drafts_words_read_back_as_the_poll():
    poll = poll_of("Which one?", ["1. FC Köln", "- dash", "plain"])
    shown = [dict(phrase.values) for phrase in words(poll)]
    lines = [shown[0]["text"], *(f"• {each['option']}" for each in shown[1:])]
    assert written("\n".join(lines)) == poll


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Which?\nA", "notice.poll_options"),
        ("Which?\n" + "\n".join(map(str, range(50, 61))), "notice.poll_options"),
        ("Which?\nA\n" + "x" * 56, "notice.poll_option_long"),
        ("W" * 301 + "\nA\nB", "notice.poll_question_long"),
    ],
)
def test_what_does_not_fit_is_told_with_the_limit(text, phrase):
    assert unfit(written(text), SMALLEST).name == phrase


# -- out of the talk


def test_a_choice_is_drafted_with_its_reasons_and_where_it_goes():
    decision = heard(scene())
    (draft,) = kept(decision, DraftKept)
    (card,) = of(decision, Say)
    assert (card.to, card.silent, draft.reply_to, draft.kind) == (TEAM, True, "c", "poll")
    assert [button.value.partition(":")[0] for button in card.buttons] == ["post", "edit", "skip", "snooze"]
    assert [phrase.name for phrase in card.words[:5]] == [
        "card.poll_head", "verbatim.text", "poll.option", "poll.option", "card.poll_hours",
    ]  # fmt: skip
    assert surveys(decision)[-1].state is SurveyState.DRAFTED
    assert "offers" in [cue.phrase for cue in draft.because]


def test_from_one_line_comes_one_poll():
    view = scene()
    later = after(view, heard(view), 62)
    assert surveys(heard(later, id="c")) == []


def test_nothing_is_drafted_out_of_the_teams_own_channel_or_of_bots():
    assert surveys(heard(scene(team=GENERAL))) == []
    assert surveys(decide(MessageSeen(said("c", "Robo", CHOICE, bot=True)), scene())) == []


@pytest.mark.parametrize(
    ("policy", "more", "cue"),
    [
        (replace(DO, quiet_hours=(time(12), time(14))), (), "quiet_hours"),
        (replace(DO, budget_per_day=1), (post(minutes=0, outcome=Outcome.RESPONDED),), "budget_spent"),
        (DO, (post(minutes=50, outcome=Outcome.REMOVED),), "removed"),
    ],
)
def test_when_it_may_act_manners_have_the_last_word(policy, more, cue):
    decision = heard(scene(*more, policy=policy))
    assert of(decision, AskPoll) == []
    assert [each.state for each in surveys(decision)] == [SurveyState.IDEA]
    assert because(decision)[-1] == cue
    (timer,) = [each for each in kept(decision, TimerSet) if each.purpose is Purpose.POLL]
    assert timer.subject == "poll:c"


def test_nothing_is_asked_twice_in_a_row_nor_into_other_talk():
    idea = survey(SurveyState.IDEA, message=None, closes_at=None)
    due = TimerDue(at(70), Timer(GENERAL, Purpose.POLL, idea.key, at(70)))
    alone = scene(line("c", "Ada", minutes=60, text=CHOICE), post(minutes=65), policy=DO, minutes=70)
    alone.room.apply(SurveyKept(idea))
    assert because(decide(due, alone)) == ["two_in_a_row"]
    others = [line(f"o{n}", "Bo", minutes=68 + n / 10, text="the parser crashes") for n in range(3)]
    busy = scene(line("c", "Ada", minutes=60, text=CHOICE), *others, policy=DO, minutes=70)
    busy.room.apply(SurveyKept(idea))
    assert because(decide(due, busy)) == ["talk_of_something_else"]
    calm = scene(line("c", "Ada", minutes=60, text=CHOICE), policy=DO, minutes=70)
    calm.room.apply(SurveyKept(idea))
    assert len(of(decide(due, calm), AskPoll)) == 1


def test_what_waited_too_long_is_let_go():
    view = scene(policy=DO, minutes=60 + 13 * 60)
    view.room.apply(SurveyKept(survey(SurveyState.IDEA, message=None)))
    decision = decide(TimerDue(view.now, Timer(GENERAL, Purpose.POLL, "poll:c", view.now)), view)
    assert (because(decision), surveys(decision)[0].state) == (["poll_stale"], SurveyState.WITHDRAWN)


def test_a_choice_that_is_over_is_not_put_to_the_room():
    """Nor where it was over before the bot took polls back for that; a person's poll stays."""
    over = asked("c", text=CHOICE, status=Status.SETTLED, nudged_by="poll:c")
    view = standing(over, state=SurveyState.IDEA, policy=DO, message=None)
    due = TimerDue(view.now, Timer(GENERAL, Purpose.POLL, "poll:c", view.now))
    decision = decide(due, view)
    assert (because(decision), [each.state for each in surveys(decision)]) == (
        ["poll_choice_over"],
        [SurveyState.WITHDRAWN],
    )
    wanted = standing(over, state=SurveyState.IDEA, message=None, asked=True)
    assert [each.state for each in surveys(decide(due, wanted))] == [SurveyState.DRAFTED]


def test_who_says_that_a_choice_is_answered_takes_its_draft_back():
    view = scene()
    view = after(view, heard(view), 61)
    decision = command(view, "answered", question="c")
    assert [each.state for each in surveys(decision)] == [SurveyState.WITHDRAWN]
    assert [draft.state for draft in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]


def test_an_edit_that_takes_the_choice_back_takes_the_draft_back():
    view = scene()
    view = after(view, heard(view), 61)
    decision = decide(MessageEdited(view.now, ref("c"), "never mind"), view)
    assert [draft.state for draft in kept(decision, DraftKept)] == [DraftState.WITHDRAWN]
    assert [note.words[0].name for note in of(decision, Amend)] == ["card.poll_withdrawn"]
    gone = decide(MessageDeleted(view.now, ref("c")), view)
    assert surveys(gone)[0].state is SurveyState.WITHDRAWN
    assert after(view, decision).room.questions["c"].status is Status.WITHDRAWN, "and nobody is nudged about it"


def test_a_question_whose_poll_waited_and_was_taken_back_waits_like_any_other():
    view = scene(policy=replace(DO, quiet_hours=(time(0), time(23))))
    view = after(view, heard(view), 61)
    text = "Which theme do you all like for the new release?"
    left = after(view, decide(MessageEdited(view.now, ref("c"), text), view))
    assert left.room.surveys["poll:c"].state is SurveyState.WITHDRAWN
    assert (left.room.questions["c"].nudged_by, left.room.questions["c"].text) == (None, text)


# -- the team


def command(view, name, team=True, **arguments):
    return decide(CommandGiven(view.now, GENERAL, member("Tia"), name, tuple(arguments.items()), team), view)


def notices(decision):
    return [action.words[0].name for action in of(decision, Notice)]


def test_the_team_asks_by_command_and_sees_a_draft():
    decision = command(scene(policy=replace(SUGGEST, poll=Mode.WATCH)), "ask_poll", text="Which?\nA\nB", several="yes")
    assert notices(decision) == ["notice.poll_drafted"]
    (wanted,) = surveys(decision)
    assert (wanted.state, wanted.poll.multiple, wanted.seconds) == (SurveyState.DRAFTED, True, 86400)


def test_where_there_is_no_team_channel_a_whole_poll_goes_out_and_half_a_one_is_refused():
    view = scene(team=None)
    assert len(of(command(view, "ask_poll", text="Which?\nA\nB", **{"for": "2h"}), AskPoll)) == 1
    assert notices(command(view, "ask_poll", text="Which?")) == ["notice.poll_options"]
    assert notices(command(view, "ask_poll", text=" ")) == ["notice.nothing_written"]
    assert notices(command(view, "ask_poll", text="Which?\nA\nB", **{"for": "soon"})) == ["notice.wrong_value"]


def test_two_polls_of_one_second_are_two_and_one_that_is_told_twice_is_one():
    view = scene()
    asks = [("Tia", "Which day?\nA\nB"), ("Max", "Which food?\nA\nB"), ("Tia", "Which food?\nA\nB")]
    for by, text in (*asks, *asks):
        view = after(view, decide(CommandGiven(at(60), GENERAL, member(by), "ask_poll", (("text", text),), True), view))
    assert [each.poll.question for each in view.room.surveys.values()] == ["Which day?", "Which food?", "Which food?"]


@pytest.mark.parametrize("name", ["ask_poll", "ask_room", "end_poll"])
def test_polls_are_for_the_team(name):
    assert notices(command(standing(), name, team=False, text="Which?\nA\nB")) == ["notice.team_only"]


def test_a_draft_is_shown_from_a_message_without_options_and_asks_for_them():
    view = scene(line("m", "Ada", text="What should we play at the party?"))
    decision = command(view, "ask_room", message="m")
    (card,) = of(decision, Say)
    assert "card.poll_lacks_options" in [phrase.name for phrase in card.words]
    assert [button.value.partition(":")[0] for button in card.buttons] == ["edit", "skip", "snooze"]
    assert notices(command(view, "ask_room", message="gone")) == ["notice.message_gone"]
    assert notices(command(after(view, decision), "ask_room", message="m")) == ["notice.poll_drafted"]
    assert notices(command(scene(line("m", "Ada"), team=None), "ask_room", message="m")) == [
        "notice.poll_no_team_channel"
    ]


def ended(minutes):
    """The key of what ends the poll, wanted then."""
    return f"end:{at(minutes).timestamp():.3f}:poll:c"


def test_an_end_that_was_refused_is_tried_again_also_from_the_card():
    view = standing()
    press = ButtonPressed(at(61), TEAM, member("Tia"), f"endpoll:{short_id(f'{GENERAL} poll:c')}", True)
    first = decide(press, view)
    assert [end.key for end in of(first, EndPoll)] == [ended(61)]
    assert [[button.value for button in card.buttons] for card in of(first, Amend)] == [[press.value]]
    assert surveys(settle(view, ended(61), Refusal("no"))) == []
    second = decide(replace(press, at=at(62)), replace(view, now=at(62)))
    assert [end.key for end in of(second, EndPoll)] == [ended(62)]
    assert not {card.key for card in of(second, Amend)} & {card.key for card in of(first, Amend)}
    assert [each.state for each in surveys(settle(view, ended(62), Receipt(ONE)))] == [SurveyState.CLOSED]


def test_ending_is_asked_for_once_and_answered_always():
    view = standing()
    decision = command(view, "end_poll")
    assert [(end.key, end.target) for end in of(decision, EndPoll)] == [(ended(61), "poll:c")]
    assert notices(command(scene(), "end_poll")) == ["notice.poll_none"]
    press = ButtonPressed(view.now, TEAM, member("Tia"), "endpoll:0123456789abcdef", True)
    assert notices(decide(press, view)) == ["notice.poll_over"]


# -- its way


def settle(view, key, settlement):
    return decide(ActionSettled(view.now, GENERAL, key, settlement), view)


FINAL = (Tally("1", 1, True), Tally("2", 2, True))


def test_once_posted_it_is_open_until_its_time():
    view = standing(state=SurveyState.POSTED, message=None, closes_at=None)
    (open_,) = surveys(settle(view, "poll:c", Receipt(ONE)))
    assert (open_.state, open_.message, open_.closes_at) == (SurveyState.OPEN, ONE, at(61 + 24 * 60))


@pytest.mark.parametrize("settlement", [Refusal("no"), Unknown(), Receipt()])
def test_what_could_not_be_posted_surely_is_let_go(settlement):
    view = standing(state=SurveyState.POSTED, message=None)
    assert [each.state for each in surveys(settle(view, "poll:c", settlement))] == [SurveyState.DROPPED]


@pytest.mark.parametrize(
    ("settlement", "by", "looks"),
    [
        (Refusal("no"), None, [Purpose.AGAIN, Purpose.TEAM]),
        (Unknown(), "unknown:poll:c", [Purpose.TEAM]),
        (Receipt(), "unknown:poll:c", [Purpose.TEAM]),
    ],
    ids=["refused", "unknown", "posted somewhere"],
)
def test_a_question_whose_poll_could_not_be_posted_waits_and_is_put_once_more_only_where_it_surely_was_not(
    settlement, by, looks
):
    waits = asked("c", text=CHOICE, flagged_at=at(60), nudged_by="poll:c")
    view = standing(waits, state=SurveyState.POSTED, policy=ACT)
    decision = settle(view, "poll:c", settlement)
    (question,) = kept(decision, QuestionKept)
    assert question.nudged_by == by
    assert [timer.purpose for timer in kept(decision, TimerSet)] == looks
    assert [ask.key.partition(":")[0] for ask in of(decision, Consult)] == ["digest-wake"]
    card = of(bring_up(question, after(view, decision, 300)), Say)
    assert [(say.key, "not_brought_back" in str(say.words)) for say in card] == [("team:c", by is None)]


@pytest.mark.parametrize("minutes", [61, 200], ids=["before the team was shown it", "after"])
def test_the_team_hears_of_a_question_whose_poll_it_skipped(minutes):
    waits = asked("c", text=CHOICE, flagged_at=at(60), nudged_by="poll:c")
    drafts = Draft("poll:c", GENERAL, Kind.POLL, (), at(60))
    view = standing(waits, drafts, state=SurveyState.DRAFTED, minutes=minutes)
    decision = decide(ButtonPressed(view.now, TEAM, member("Tia"), f"skip:{drafts.id}", True), view)
    assert Purpose.TEAM in [timer.purpose for timer in kept(decision, TimerSet)]
    assert [ask.key.partition(":")[0] for ask in of(decision, Consult)] == ["digest-wake"]


def test_another_question_in_the_same_burst_ends_no_poll():
    view = scene(minutes=0)
    for message in (said("q", "Ada", "How do I export my tracks as WAV?", 0), said("n", "Ada", CHOICE, 1)):
        view = after(view, NOTHING, 1)
        view = after(view, decide(MessageSeen(message), view))
    assert [(each.lines, each.state) for each in view.room.surveys.values()] == [(("n",), SurveyState.DRAFTED)]
    command = CommandGiven(at(3), GENERAL, member("Tia"), "answered", (("question", "q"),), True)
    assert surveys(decide(command, after(view, NOTHING, 3))) == []
    assert surveys(decide(MessageDeleted(at(3), ref("q")), after(view, NOTHING, 3))) == []


@pytest.mark.parametrize(
    "event",
    [
        TimerDue(at(62), Timer(GENERAL, Purpose.POLL, "poll:c", at(62))),
        PollClosed(at(62), ONE),
        MessageSeen(said("note", "Twoway", "", 62, bot=True, reply_to="poll", poll=Poll("?", (), closed=True))),
        ActionSettled(at(62), GENERAL, "end:poll:c", Receipt(ONE)),
    ],
    ids=["its time", "the platform says so", "the platform's note", "the team ended it"],
)
def test_however_it_ends_it_is_counted(event):
    decision = decide(event, standing())
    assert [(count.key, count.target) for count in of(decision, CountPoll)] == [("count:poll:c:0", "poll:c")]
    assert surveys(decision)[-1].state is SurveyState.CLOSED


def test_only_final_counts_of_every_option_are_told():
    view = standing(state=SurveyState.CLOSED, counted=1)
    for early in ((), FINAL[:1], (replace(FINAL[0], final=False), FINAL[1])):
        assert of(settle(view, "count:poll:c:0", Receipt(ONE, early)), Say) == []
    decision = settle(view, "count:poll:c:0", Receipt(ONE, FINAL))
    (say,) = of(decision, Say)
    assert (say.key, say.reply_to, say.to) == ("result:poll:c", "poll", GENERAL)
    assert [made.owed for made in kept(decision, PostKept)] == [True], "it is no part of the budget"
    told = after(view, decision)
    assert of(settle(told, "count:poll:c:1", Receipt(ONE, FINAL)), Say) == [], "and not told twice"


def test_counts_are_asked_for_again_and_at_last_given_up():
    view, looks = standing(), 0
    while surveys(decision := decide(TimerDue(view.now, Timer(GENERAL, Purpose.POLL, "poll:c", view.now)), view)):
        looks += len(of(decision, CountPoll))
        view = after(view, decision)
    assert looks == 16
    assert view.room.surveys["poll:c"].state is SurveyState.DROPPED


def test_a_pause_puts_the_result_off_by_hours_and_uses_up_no_look():
    view = standing(state=SurveyState.CLOSED, policy=replace(SUGGEST, paused_until=at(61 + 7 * 24 * 60)))
    due = view.now + timedelta(hours=2)  # the pause may be ended early
    for decision in (
        settle(view, "count:poll:c:0", Receipt(ONE, FINAL)),
        decide(TimerDue(view.now, Timer(GENERAL, Purpose.POLL, "poll:c", view.now)), view),
    ):
        assert (decision.actions, [timer.due for timer in kept(decision, TimerSet)]) == ((), [due])
        assert surveys(decision) == []


def test_a_removed_poll_is_not_spoken_of():
    view = standing(post(key="poll:c", message=ONE))
    decision = decide(MessageDeleted(view.now, ONE), view)
    assert [each.state for each in surveys(decision)] == [SurveyState.REMOVED]
    assert [made.outcome for made in kept(decision, PostKept)] == [Outcome.REMOVED], "and polls rest for a while"
    gone = after(view, decision)
    assert settle(gone, "count:poll:c:0", Receipt(ONE, FINAL)).actions == ()


def test_a_count_that_is_refused_ends_it_without_a_word():
    view = standing(state=SurveyState.CLOSED)
    decision = settle(view, "count:poll:c:0", Refusal("the message is gone"))
    assert ([each.state for each in surveys(decision)], decision.actions) == ([SurveyState.DROPPED], ())


def test_a_first_vote_shows_that_it_was_welcome_and_one_taken_back_does_not():
    view = standing(post(key="poll:c", message=ONE))
    assert kept(decide(VoteSeen(view.now, ONE, member("Bo"), ()), view), PostKept) == []
    (made,) = kept(decide(VoteSeen(view.now, ONE, member("Bo"), ("1",)), view), PostKept)
    assert made.outcome is Outcome.RESPONDED


def test_votes_of_the_team_say_nothing_of_whether_it_was_welcome():
    wrote = replace(line("t", "Tia"), message=replace(line("t", "Tia").message, team=True))
    view = standing(post(key="poll:c", message=ONE), wrote)
    for vote in (
        VoteSeen(view.now, ONE, member("Tim"), ("1",), team=True),
        VoteSeen(view.now, ONE, member("Tia"), ("1",)),
    ):
        assert kept(decide(vote, view), PostKept) == [], "as the platform tells, else as they wrote here"
    (made,) = kept(decide(VoteSeen(view.now, ONE, member("Bo"), ("1",)), view), PostKept)
    assert made.outcome is Outcome.RESPONDED


def test_the_ledger_has_each_step():
    view = standing(state=SurveyState.CLOSED)
    entries = kept(settle(view, "count:poll:c:0", Receipt(ONE, FINAL)), EntryKept)
    assert [(entry.verdict, entry.subject) for entry in entries] == [(Verdict.OUTCOME, "poll:c")]


# -- its result


def names(tallies):
    return [phrase.name for phrase in result(survey(SurveyState.TOLD, tallies=tallies))]


@pytest.mark.parametrize(
    ("votes", "last"),
    [
        ((0, 0), ["poll.nobody"]),
        ((2, 2), ["poll.count", "poll.count", "poll.tie", "poll.ask_tie"]),
        ((3, 0), ["poll.count", "poll.count", "poll.agreed"]),
        ((1, 2), ["poll.count", "poll.count", "poll.ask_side"]),
    ],
)
def test_ties_agreement_and_silence_are_said_as_such(votes, last):
    tallies = tuple(Tally(str(place), number, True) for place, number in enumerate(votes, 1))
    assert names(tallies) == ["poll.closed", *last]


def test_the_side_that_is_asked_is_the_second_and_the_winner_is_named():
    asked = result(survey(SurveyState.TOLD, tallies=FINAL))[-1]
    assert dict(asked.values) == {"option": "dark", "winner": "light"}
