"""Ten thousand texts quoted: what Telegram reads of them is always valid HTML, and nothing in it but words."""

import html
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.phrases import read_phrases
from adapters.telegram.escape import CONTENT, cut, marked, plain, quoted, quoted_line, shortened, units, worded
from adapters.telegram.limits import LIMITS
from adapters.telegram.render import ALERT, alert, ask, buttons, data, read_data, said, say
from bot.actions import AskPoll, Button, Notice, Say
from bot.model import ChannelRef, CommunityRef, MemberRef, Option, Phrase, Poll
from tests.fakes.telegram.markup import Html, found_in, trimmed, with_found

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
COMMUNITY = CommunityRef("telegram", "-1001")
CHANNEL = ChannelRef(COMMUNITY, "0")
BITS = (
    *("<b>", "</b>", "<a href='https://evil.example'>", "</a>", "<", ">", "&", "&amp;", "&lt;b&gt;", "&#60;", "<!--"),
    *("@somebody", "@", "@twoway_bot", "tg://user?id=1", "ton://x", "https://evil.example/a_b?c=d&e", "evil.example"),
    *("www.evil.example", "t.me/joinchat/x", "mail@evil.example", "http://", "HTTPS://EVIL.EXAMPLE", "пример.рф"),
    *("/setup", "/start@twoway_bot", "#tag", "#", "$USD", "+491701234567", "4111111111111111", "1.1.1.1"),
    *("**bold**", "*", "`code`", "`", "__", "||", "[x](y)", "\ue000", "\ue001", "$name", "${quote}", "$$"),
    *(
        "\u202e",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\0",
        "\ud800",
        "\u2028",
        "\n",
        "\t",
        " ",
        "word",
        "🎲",
        "ß",
        "你好",
        "سلام",
    ),
)
"""Bits that mean something to Telegram, to us, or to whoever draws letters."""


def texts(count, seed):
    """Return made-up texts of such bits, put together at random."""
    chance = random.Random(seed)
    return ["".join(chance.choice(BITS) for _ in range(chance.randint(1, 14))) for _ in range(count)]


def read(shown):
    """Return what Telegram makes of an HTML text: what people see, and all that is not plain text."""
    text, entities = trimmed(*Html(shown).read())
    return text, [one["type"] for one in with_found(text, entities)]


WILD = re.compile(r"(?<!\w)[@#/$]\w|\w\.[^\W\d_]{2}|://|(?<!\d)\d{5}|\+\d", re.UNICODE)
"""What a stricter reader than the fake's would still take for something."""


def card(quote):
    words = (
        Phrase("card.head", (("channel", quote),)),
        Phrase("nudge.one", (("name", quote), ("quote", quote))),
        Phrase("card.because"),
        Phrase("because.question_word", (("word", quote),)),
        Phrase("because.names", (("name", quote),)),
        Phrase("nudge.item", (("name", quote), ("quote", quote))),
        Phrase("telegram.team_chat_joined", (("group", quote),)),
        Phrase("discord.question_item", (("name", quote), ("quote", quote))),
    )
    return say(Say("k", CHANNEL, CHANNEL, words, "en"), PHRASES, None, None)["text"]


def test_ten_thousand_quoted_texts_let_nothing_through():
    ours = read(card("harmless"))[1]
    assert ours == ["bold"]
    wrong = []
    for text in texts(10_000, 1):
        seen, marks = read(card(text))
        if marks not in (ours, []) or WILD.search(seen):
            wrong.append((text, marks))
    assert wrong == []


def test_ten_thousand_texts_word_for_word_hold_nothing_but_their_own_addresses():
    for text in texts(10_000, 2):
        marks = read(marked(worded(text)))[1]
        assert set(marks) <= {"url"}, (text, marks)
        assert len(marks) <= len(re.findall(r"https?://", text, re.IGNORECASE)), text
        assert not found_in(quoted(text))


def test_poll_options_and_alerts_are_plain_and_fit():
    for text in texts(2_000, 3):
        poll = Poll(text * 9, (Option("1", "a" + text * 9), Option("2", "b")))
        question = Phrase("verbatim.text", (("text", poll.question),))
        asked = ask(AskPoll("k", CHANNEL, CHANNEL, question, poll, 60), PHRASES, None, None)
        assert len(asked["question"].encode("utf-16-le")) <= 2 * LIMITS.poll_question_characters
        assert len(asked["options"][0].encode("utf-16-le")) <= 2 * LIMITS.poll_option_characters
        told = alert(
            Notice(
                "k",
                CHANNEL,
                CHANNEL,
                MemberRef(COMMUNITY, "1"),
                (Phrase("notice.wrong_value", (("reason", text * 9),)),),
            ),
            PHRASES,
        )
        assert len(told.encode("utf-16-le")) <= 2 * ALERT
        assert "\ue000" not in told + asked["question"]


@given(st.text())
@settings(max_examples=500, deadline=None)
def test_any_text_is_shown_sign_by_sign(text):
    seen, marks = read(marked(quoted(text)) or "x")
    assert marks == []
    for sign in text:
        if sign.isalnum():
            assert seen.count(sign) >= text.count(sign)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain words, with stops. And questions?", "plain words, with stops. And questions?"),
        ("and/or 2*3 `x` 1,000", "and/or 2*3 `x` 1,000"),
        ("<b>loud</b>", "&lt;b&gt;loud&lt;/\u2060b&gt;"),
        ("Tom & Jerry", "Tom &amp; Jerry"),
        ("@ada look", "@\u2060ada look"),
        ("see https://a.b/c", "see https:\u2060//\u2060a\u2060.b/c"),
        ("/setup", "/\u2060setup"),
        ("abc\u202edef", "abcdef"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_what_people_see(written, shown):
    assert marked(quoted_line(written)) == shown


def test_our_own_words_keep_their_marks():
    assert marked("**bold** and `code` & <b>") == "<b>bold</b> and <code>code</code> &amp; &lt;b&gt;"
    assert plain("**bold** and `code`") == "bold and code"
    assert said(PHRASES, Phrase("telegram.settings_head"), "en").count("<code>") == 2


@pytest.mark.parametrize("seed", range(3))
def test_what_is_cut_is_cut_between_words_with_a_mark_and_stays_valid(seed):
    for text in texts(60, seed):
        long = f"<b>{marked(quoted(text * 80))} more</b>"
        found = cut(long)
        assert units(found) <= CONTENT
        assert set(read(found)[1]) <= {"bold"}
        if units(long) > CONTENT:
            assert html.unescape(re.sub("<[^>]*>", "", found)).endswith("…")
    assert cut("word " * 1000).endswith("word…")
    assert units(cut("x" * 5000)) == CONTENT
    assert units(cut("🎲" * 3000)) <= CONTENT
    assert cut("&amp;" * 5000).count("&amp;") == CONTENT - 1
    assert shortened("one two three", 9) == "one two…"


def test_links_at_the_end_of_a_card_stay_whole():
    words = (Phrase("verbatim.text", (("text", "word " * 1000),)),)
    last = '<a href="https://t.me/c/1/5">To the message</a>'
    shown = say(Say("k", CHANNEL, CHANNEL, words), PHRASES, None, None, last)["text"]
    assert shown.endswith(last)
    assert units(shown) <= CONTENT


def test_what_buttons_carry_fits_and_is_read_back():
    for button in (
        Button("button.edit", "edit:0123456789abcdef", "button.edit_asks"),
        Button("button.edit", "edit:0123456789abcdef", "button.edit_poll_asks"),
        Button("button.not_a_question", "notq:0123456789abcdef"),
    ):
        carries = data(button)
        assert len(carries.encode()) <= LIMITS.button_bytes == 64
        assert read_data(carries) == (button.asks, button.value)


def test_a_missing_word_does_not_silence_the_bot():
    words = (Phrase("nudge.of_another_version", (("name", "<Ada>"),)),)
    assert (
        say(Say("k", CHANNEL, CHANNEL, words), PHRASES, None, None)["text"] == "of another version (name &lt;Ada&gt;)"
    )


def test_the_teams_own_opener_keeps_its_link_and_a_members_does_not():
    values = (("text", "Seen https://example.org/v3, @ada? #new"),)
    assert "https://example.org/v3" in said(PHRASES, Phrase("opener.own", values), "en")
    assert "https://" not in said(PHRASES, Phrase("opener.text", values), "en")
    assert "@ada" not in said(PHRASES, Phrase("opener.own", values), "en")
    assert "#new" not in said(PHRASES, Phrase("opener.own", values), "en")


def test_buttons_are_said_in_every_language_of_the_bot():
    for language in PHRASES.texts:
        (row,) = buttons((Button("button.post", "post:1"),), PHRASES, language).inline_keyboard
        assert row[0].text
