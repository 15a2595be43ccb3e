"""Openers: what is posted fits every platform and calls nobody, whatever the deck and the talk say; and what stories cannot tell well."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import render as discord
from adapters.discord.limits import LIMITS as DISCORD
from adapters.phrases import read_decks, read_phrases, with_decks
from adapters.playground.translate import LIMITS as PLAYGROUND
from adapters.telegram import render as telegram
from adapters.telegram.limits import LIMITS as TELEGRAM
from bot.actions import AskPoll, DraftKept, EntryKept, MemberErased, Notice, Say
from bot.decide import decide
from bot.decide.polls_form import asks
from bot.decide.prompts_choice import Occurrence, asked, avoided, chosen, follow_up, quoted, said, subject_of
from bot.decide.prompts_room import round_number
from bot.decide.prompts_when import announcement_wait, next_look
from bot.events import ActionSettled, CommandGiven
from bot.model import (
    PLURALS,
    SMALLEST,
    Aim,
    ChannelRef,
    CommunityRef,
    Deck,
    DeckRow,
    DeckState,
    MemberRef,
    MessageRef,
    Mode,
    Occasion,
    Opener,
    Origin,
    Phrase,
    PollForm,
    Purpose,
    Receipt,
    Voice,
    WrongKnob,
    in_force,
    set_knob,
)
from bot.model.deck import NO_DECK, SLOTS, own_opener, own_words
from bot.model.forgetting import Traces
from bot.model.hours import hour_at, hours, next_hour
from bot.model.lately import AskedOnce, FoundLately, Newcomer
from bot.read.recurring import topics
from bot.view import CommunityView, Room, Snapshot, View, learn
from tests.decide.scenes import HOME, NOON, SUGGEST, at, line

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
DECKS = read_decks(PROMPTS, read_phrases(PROMPTS))
PHRASES = with_decks(read_phrases(PROMPTS), DECKS)
HOSTILE = (
    *(
        "@everyone",
        "@here",
        "<@123>",
        "<@&9>",
        "<#7>",
        "[click](https://evil.example)",
        "https://evil.example/x",
        "# big",
    ),
    *(
        "**",
        "_",
        "`",
        "```",
        "||",
        "> q",
        "<b>",
        "</b>",
        "<a href='x'>",
        "&amp;",
        "@somebody",
        "tg://user?id=1",
        "$count",
    ),
    *(
        "\u202e",
        "\u2068",
        "\0",
        "\ud800",
        "\n",
        "word",
        "a longer word",
        "سلام",
        "你好吗",
        "🎲",
        "?",
        "“",
        "”",
        "$",
        "$$name",
    ),
)
talk = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=30).map(" ".join)
limits = pytest.mark.parametrize(
    "limits", [SMALLEST, DISCORD, TELEGRAM, PLAYGROUND], ids=["all", "discord", "telegram", "playground"]
)
CALLS = re.compile(r"(?<!\\)<[@#]|tg://|@(?=everyone|here)")


def view(deck=NO_DECK, policy=SUGGEST, community=None, now=NOON, channel="general", **more):
    room = Room(Snapshot(ChannelRef(HOME, channel), now))
    return View(room, policy, community or CommunityView(HOME), SMALLEST, now, ChannelRef(HOME, "team"), deck, **more)


def came(occasion, words, count=3, **more):
    """An occasion whose every slot holds these words of the talk."""
    values = {slot: quoted(words) or "…" for slot in SLOTS[occasion]}
    return Occurrence(occasion, "1", (), values, count, under="1", **more)


def opener(id="one", text="Hello $subject", occasion=Occasion.ANNOUNCEMENT, voice=Voice.PLAIN, **more):
    return Opener(id, Aim.IDEAS, occasion, voice, (("", text),), **more)


def says(words, language):
    where = ChannelRef(CommunityRef("discord", "1"), "2")
    return Say("prompt:1", where, where, words, language)


@pytest.mark.parametrize("language", sorted(PLURALS))
@given(words=talk, count=st.integers(1, 2_000_000), data=st.data())
@settings(max_examples=12, deadline=None)
def test_whatever_is_opened_with_fits_every_platform_and_calls_nobody(language, words, count, data):
    deck = DECKS[language]
    one = data.draw(st.sampled_from(deck.openers))
    seen = view(deck, replace(SUGGEST, language=language))
    shown = said(one, came(one.occasion, words, count), seen)
    for spoken in (shown, *[follow_up(one, number) for number in range(len(one.follow_ups))]):
        action = says(spoken, language)
        payload = discord.say(action, PHRASES)
        assert 0 < len(payload["content"]) <= DISCORD.message_characters
        assert payload["allowed_mentions"]["parse"] == []
        assert not CALLS.search(payload["content"]), payload["content"]
        html = telegram.text(PHRASES, spoken, language)
        assert len(html) > 0
        assert not CALLS.search(html)
        assert not re.search(r"<(?!/?(b|code)>)", html), "no tag of anybody's gets through"


@limits
@given(words=talk, data=st.data())
@settings(max_examples=30, deadline=None)
def test_whatever_is_asked_as_a_poll_fits_every_platform(limits, words, data):
    language = data.draw(st.sampled_from(sorted(PLURALS)))
    form = data.draw(st.sampled_from(DECKS[language].forms))
    seen = replace(view(DECKS[language], replace(SUGGEST, language=language)), limits=limits)
    poll = asked(form, came(form.occasion, words), seen)
    assert poll is not None
    assert 0 < len(poll.question) <= limits.poll_question_characters
    assert 2 <= len(poll.options) <= limits.poll_options
    assert all(0 < len(option.text) <= limits.poll_option_characters for option in poll.options)
    where = ChannelRef(CommunityRef("discord", "1"), "2")
    ask = AskPoll("poll:1", where, where, asks(poll), poll, 86_400, language)
    assert discord.ask(ask, PHRASES)["allowed_mentions"] == {"parse": []}


def test_what_is_quoted_is_one_line_without_addresses():
    assert quoted("See https://evil.example/x and WWW.x.y\nnow") == "See and now"
    assert len(quoted("word " * 100)) <= 80
    assert subject_of("\n**## Big news!**\nmore") == "Big news!"
    assert subject_of("https://only.an/address") == ""


def test_an_opener_whose_slot_stays_empty_or_that_rests_is_not_chosen():
    deck = Deck((opener(),))
    assert chosen(came(Occasion.ANNOUNCEMENT, "news"), view(deck)) == opener()
    assert chosen(Occurrence(Occasion.ANNOUNCEMENT, "1", (), {"subject": ""}), view(deck)) is None
    assert chosen(came(Occasion.RECURRING, "news"), view(deck)) is None
    used = CommunityView(HOME, deck={"one": DeckRow("one", used_at=NOON - timedelta(days=13))})
    assert chosen(came(Occasion.ANNOUNCEMENT, "news"), view(deck, community=used)) is None
    assert chosen(came(Occasion.ANNOUNCEMENT, "news"), view(deck, community=used, now=at(60 * 24 * 2))) == opener()


def test_the_chosen_voice_else_plain_and_the_stated_purpose_else_any():
    formal, playful = opener("f", voice=Voice.FORMAL), opener("p", voice=Voice.PLAYFUL)
    plain = opener("o")
    now = came(Occasion.ANNOUNCEMENT, "news")

    def wanted(voice, *cards):
        return chosen(now, view(Deck(cards), set_knob(SUGGEST, "voice", voice)))

    assert wanted("formal", formal, playful, plain) == formal
    assert wanted("playful", formal, plain) == plain
    assert wanted("playful", formal) is None
    assert wanted("any", playful) == playful
    show = replace(plain, id="s", aim=Aim.SHOWCASE)
    assert chosen(replace(now, aim=Aim.SHOWCASE), view(Deck((plain, show)))) == show
    assert chosen(replace(now, aim=Aim.WELCOME), view(Deck((plain,)))) == plain


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("fail", "Did it FAIL?"),
        ("bug report", "Any bug report yet?"),
        ("失败", "为什么失败了？"),
        ("échec", "Un echec ?"),
    ],
)
def test_openers_that_hold_a_word_to_avoid_are_not_chosen(word, text):
    assert avoided(opener(text=text), (word,))
    assert avoided(opener(text="Fine.", follow_ups=(text,)), (word,))
    assert not avoided(opener(text="Failure is another word"), ("fail",))
    assert not avoided(opener(text=text), ())


def test_a_poll_form_is_chosen_only_where_nothing_was_asked_and_polls_are_wanted():
    form = PollForm(
        "f", Aim.OPINION, Occasion.ANNOUNCEMENT, Voice.PLAIN, (("", "“$subject”?"),), ("Yes", "No"), "Other"
    )
    deck, now = Deck((), (form,)), came(Occasion.ANNOUNCEMENT, "news", bare=True)
    assert chosen(now, view(deck)) == form
    assert chosen(replace(now, bare=False), view(deck)) is None
    assert chosen(now, view(deck, replace(SUGGEST, poll=Mode.WATCH))) is None
    long = replace(form, options=tuple(f"{n} {'x' * 60}" for n in range(2)))
    assert chosen(now, view(Deck((), (long,)))) is None, "an option that no platform takes whole is not cut"


def test_a_communitys_own_deck_counts_over_the_files():
    own = own_opener("mine", "What now?", Aim.IDEAS, Occasion.DATE, Voice.PLAIN, Origin.TEAM)
    rows = {
        "mine": DeckRow("mine", opener=own),
        "one": DeckRow("one", DeckState.WITHDRAWN),
        "new": DeckRow("new", DeckState.OFFERED, replace(own, id="new")),
        "two": DeckRow("two", used_at=NOON),
    }
    held = in_force(Deck((opener(), opener("two"))), rows)
    assert {one.id for one in held.openers} == {"mine", "two"}
    shown = said(own, Occurrence(Occasion.DATE, "1", ()), view(Deck()))
    assert shown == (Phrase("opener.own", (("text", "What now?"),)),)


V3 = "https://example.org/v3"
OWN_WORDS = {
    "the team's link": (Origin.TEAM, f"Seen {V3}? “$quote”", f"Seen {V3}? “Why?”", "opener.own"),
    "a link that somebody quoted": (Origin.TEAM, f"{V3} “$quote”", f"{V3} “ftp://b.example”", "opener.text"),
    "a link that goes on in somebody's words": (Origin.TEAM, f"{V3}/$name", f"{V3}/ada", "opener.text"),
    "a link made of both": (Origin.TEAM, "https:$quote", "https://b.example", "opener.text"),
    "a member's suggestion": (Origin.MEMBER, f"Seen {V3}?", f"Seen {V3}?", "opener.text"),
}


@pytest.mark.parametrize(("origin", "form", "text", "name"), OWN_WORDS.values(), ids=OWN_WORDS)
def test_only_what_the_team_wrote_itself_may_lead_somewhere(origin, form, text, name):
    assert own_words(origin, [form], text) == name


def test_hours_are_read_and_come_round_by_the_communitys_clock():
    found = hours("fri 15:00 showcase, 2026-12-24 10:00")
    assert ", ".join(map(str, found)) == "fri 15:00 showcase, 2026-12-24 10:00"
    friday = next_hour(found, NOON, "Europe/Berlin")
    assert friday == datetime(2026, 5, 8, 13, tzinfo=UTC)
    assert hour_at(found, friday, "Europe/Berlin").aim is Aim.SHOWCASE
    assert next_hour(found, friday, "Europe/Berlin") == friday + timedelta(days=7)
    assert next_hour(hours("2026-05-03 10:00"), NOON, "UTC") is None
    winter = next_hour(found, datetime(2026, 10, 23, 14, tzinfo=UTC), "Europe/Berlin")
    assert winter == datetime(2026, 10, 30, 14, tzinfo=UTC), "an hour later by the sun, the same by the clock"
    skipped, late = hours("sun 02:30"), hours("sat 23:30")
    for zone, some, before in (
        ("Europe/Berlin", skipped, datetime(2026, 3, 28, 12, tzinfo=UTC)),
        ("Europe/Berlin", skipped, datetime(2026, 10, 24, 12, tzinfo=UTC)),
        ("America/Nuuk", late, datetime(2025, 3, 29, 12, tzinfo=UTC)),
    ):
        assert hour_at(some, next_hour(some, before, zone), zone) == some[0], (
            "also where clocks skip it, or show it twice"
        )
    wrongs = ("friday 15:00", "fri 25:00", "fri 15:00 shouting", "2026-13-01 10:00", "9999-12-31 10:00")
    for wrong in (*wrongs, ", ".join(["fri 15:00"] * 9)):
        with pytest.raises(WrongKnob):
            set_knob(SUGGEST, "prompt_at", wrong)
    assert set_knob(SUGGEST, "prompt_at", "").prompt_at == ()


def test_the_daily_look_is_at_five_by_the_communitys_clock():
    assert next_look(NOON, "UTC") == NOON.replace(hour=17)
    assert next_look(NOON.replace(hour=17), "UTC") == NOON.replace(hour=17) + timedelta(days=1)
    assert next_look(NOON, "Asia/Tokyo") == datetime(2026, 5, 5, 8, tzinfo=UTC)


def test_announcements_wait_as_the_team_chose_else_by_the_channels_own_pace():
    assert announcement_wait(view(policy=set_knob(SUGGEST, "announcement_wait", "20s"))) == timedelta(seconds=20)
    assert announcement_wait(view()) == timedelta(hours=2), "four times a patience of half an hour"
    assert announcement_wait(view(policy=replace(SUGGEST, patience=timedelta(minutes=5)))) == timedelta(hours=1)
    assert announcement_wait(view(policy=replace(SUGGEST, patience=timedelta(hours=12)))) == timedelta(hours=24)


def test_round_numbers():
    assert [round_number(n, 50) for n in (9, 49, 50, 99, 100, 199, 499, 999, 1_000, 12_345)] == [
        *(0, 0, 50, 50, 100, 100, 200, 500, 1_000, 10_000)
    ]


def once(id, asker, days, text):
    return AskedOnce(MessageRef(ChannelRef(HOME, "general"), id), MemberRef(HOME, asker), at(60 * 24 * days), text)


def test_a_question_recurs_when_several_members_ask_it_over_weeks():
    asked = [
        once("1", "ada", 0, "How do I export my tracks as WAV files?"),
        once("2", "bo", 1, "Where can I find the menu?"),
        once("3", "cy", 5, "Is there a way to export a track as WAV?"),
        once("4", "dee", 6, "Where can I buy strings?"),
    ]
    again = once("5", "eve", 9, "anyone know how to get a wav export?")
    (topic,) = topics([*asked, again])
    assert (topic.words, topic.times) == ("anyone know how to get a wav export?", 3)
    assert [ref.id for ref in topic.questions] == ["5", "3", "1"]
    assert topics([*asked, replace(again, asker=asked[0].asker)]) == (), "by two members only"
    assert topics([*asked, replace(again, at=at(60 * 24 * 6))]) == (), "within a week"
    assert topics([]) == ()


def test_a_question_recurs_in_scripts_without_spaces_too():
    texts = ("ルーターを再起動する方法は？", "ルーターの再起動ってどうやるの？", "ルーターの再起動のやり方を教えて")
    (topic,) = topics([once(str(n), f"m{n}", 7 * n, text) for n, text in enumerate(texts)])
    assert topic.times == 3


def given(command, seen, team=True, **arguments):
    """Carry out a command; return the view after it, and what was whispered."""
    event = CommandGiven(seen.now, seen.room.channel, MemberRef(HOME, "tia"), command, tuple(arguments.items()), team)
    decision = decide(event, seen)
    told = [action.words[0].name for action in decision.actions if isinstance(action, Notice)]
    return replace(seen, community=learn(seen.community, decision.changes)), told


def test_the_team_writes_withdraws_and_brings_back_openers():
    seen = view(Deck((opener(),)))
    seen, told = given("deck_write", seen, text=" What  of\n$subject? ", occasion="announcement", purpose="feedback")
    assert told == ["notice.deck_written"]
    (row,) = seen.community.deck.values()
    assert (row.opener.texts, row.opener.origin) == ((("", "What of $subject?"),), Origin.TEAM)
    assert given("deck_write", seen, text="Hello $name")[1] == ["notice.deck_slot"]
    assert given("deck_write", seen, text="x" * 501)[1] == ["notice.suggestion_long"]
    assert given("deck_write", seen, text="x", occasion="rain")[1] == ["notice.wrong_value"]
    assert given("deck_write", seen, text="x", team=False)[1] == ["notice.team_only"]
    seen, told = given("deck_withdraw", seen, id="one")
    assert told == ["notice.deck_withdrawn"]
    assert [one.id for one in in_force(seen.deck, seen.community.deck).openers] == [row.id]
    assert given("deck_withdraw", seen, id="never")[1] == ["notice.deck_gone"]
    assert given("deck_restore", seen, id=row.id)[1] == ["notice.deck_gone"], "it was not withdrawn"
    seen, told = given("deck_restore", seen, id="one")
    assert told == ["notice.deck_restored"]
    assert len(in_force(seen.deck, seen.community.deck).openers) == 2


def test_suggestions_are_bounded_and_nothing_is_kept_of_what_the_team_declines():
    seen = view(Deck((opener(),)))
    for number in range(3):
        seen, told = given("suggest", seen, team=False, text=f"Idea {number}?", name="Ada")
        assert told == ["notice.suggestion_kept"]
    assert given("suggest", seen, team=False, text="One more?")[1] == ["notice.suggestion_enough"]
    assert given("suggest", seen, team=False, text="  ")[1] == ["notice.nothing_written"]
    first = next(iter(seen.community.deck))
    assert given("deck_accept", seen, team=False, id=first)[1] == ["notice.team_only"]
    after, told = given("deck_decline", seen, id=first)
    assert (told, first in after.community.deck) == (["notice.suggestion_declined"], False)
    after, told = given("deck_accept", seen, id=first)
    assert told == ["notice.suggestion_taken_no_hour"]
    assert after.community.deck[first].state is DeckState.KEPT
    assert given("deck_accept", after, id=first)[1] == ["notice.deck_gone"], "decided once"
    assert learn(after.community, (MemberErased(MemberRef(HOME, "tia")),)).deck == {}


def test_what_is_quoted_in_the_middle_of_other_words_is_found_when_its_author_is_forgotten():
    text = "The autumn workshop moves into the new hall next month, with room for forty people and more."
    wrote = line("1", "Mira", text=text)
    traces = Traces(MemberRef(HOME, "Mira"), [wrote], [])
    assert traces.shown(f"How does “{quoted(text)}” sound?")
    assert not traces.shown("How does “The autumn sale begins…” sound?")


GREETINGS = Deck(
    (
        opener("welcome", "Welcome, $names!", Occasion.NEWCOMERS),
        opener("round", "$messages messages!", Occasion.MILESTONE),
        opener("many", "$members members!", Occasion.MILESTONE),
        opener("again", "Again: $topic", Occasion.RECURRING),
    )
)


def lived(seen, **found):
    """Let the records tell what the community lived through; return the decision, and the view after it."""
    here = seen.room.channel
    told = FoundLately(**{"busiest": here, "since": NOON - timedelta(days=90)} | found)
    key = f"lately:look:{seen.now.timestamp():.0f}:{seen.now.timestamp():.3f}"
    decision = decide(ActionSettled(seen.now, here, key, Receipt(found=told)), seen)
    for change in decision.changes:
        seen.room.apply(change)
    return decision, replace(seen, community=learn(seen.community, decision.changes))


def drafted(decision):
    kept = [change.draft for change in decision.changes if isinstance(change, DraftKept)]
    return [PHRASES_OF.say(draft.words[0], "en") for draft in kept]


PHRASES_OF = with_decks(PHRASES, {"en": GREETINGS})


def some(*names):
    return tuple(Newcomer(MemberRef(HOME, name), name) for name in names)


def test_a_round_number_is_news_once_and_not_what_was_reached_before_we_came():
    decision, seen = lived(view(GREETINGS, replace(SUGGEST, holdout=0.0)), members=130, messages=4_000)
    assert drafted(decision) == []
    assert seen.community.counts == {"milestone:members": 100, "milestone:messages": 2_000}
    decision, seen = lived(seen, members=199, messages=5_001)
    assert drafted(decision) == ["5000 messages!"]
    decision, seen = lived(replace(seen, now=at(60 * 24)), members=201, messages=5_002)
    assert drafted(decision) == ["200 members!"]
    assert seen.community.counts["milestone:members"] == 200
    decision, _ = lived(replace(seen, now=at(60 * 48)), members=205, messages=5_003)
    assert drafted(decision) == []


def test_newcomers_are_greeted_together_once_a_day_and_not_where_everybody_is_new_to_us():
    new = some("Ada", "Bo", "Cy", "Dee", "Eve", "Fay")
    fresh = view(GREETINGS, replace(SUGGEST, holdout=0.0))
    decision, seen = lived(fresh, newcomers=new, new=9)
    assert drafted(decision) == ["Welcome, Ada, Bo, Cy, Dee, Eve +4!"]
    decision, _ = lived(seen, newcomers=new, new=9)
    assert drafted(decision) == [], "twice on one day"
    decision, _ = lived(view(GREETINGS), newcomers=new, new=9, since=NOON - timedelta(days=3))
    assert drafted(decision) == [], "we came three days ago ourselves"
    decision, _ = lived(view(GREETINGS), newcomers=new, busiest=ChannelRef(HOME, "elsewhere"))
    assert decision.actions == ()


def test_what_has_to_wait_is_no_news_yet_and_a_question_recurs_once():
    asked = tuple(
        once(str(n), f"m{n}", 8 * n, text)
        for n, text in enumerate(("How to export WAV?", "Can I export a WAV?", "Is there a WAV export?"))
    )
    seen = view(GREETINGS, replace(SUGGEST, holdout=0.0, prompt=Mode.ACT, budget_per_day=0))
    decision, seen = lived(seen, asked=asked)
    assert [change.entry.verdict for change in decision.changes if isinstance(change, EntryKept)] == ["waiting"]
    assert not [name for name in seen.community.counts if name.startswith("recurring:")]
    seen = replace(seen, policy=replace(SUGGEST, holdout=0.0))
    staff = tuple(replace(one, ref=MessageRef(ChannelRef(HOME, "staff"), one.ref.id)) for one in asked)
    assert drafted(lived(seen, asked=staff)[0]) == [], "not everybody who reads this may read those"
    quiet = replace(seen, policy=replace(seen.policy, paused_until=at(60)))
    decision, quiet = lived(quiet, asked=asked)
    assert (drafted(decision), quiet.room.timers[Purpose.PROMPT, "look"].due) == ([], at(60)), (
        "looked for after the pause"
    )
    decision, seen = lived(seen, asked=asked)
    assert drafted(decision) == ["Again: Is there a WAV export?"]
    decision, _ = lived(replace(seen, now=at(60 * 24 * 2)), asked=asked)
    assert drafted(decision) == [], "an opener came of these before"
