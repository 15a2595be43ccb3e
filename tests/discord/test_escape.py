"""Quoted text stays text: no mention, no link in disguise, no heading, no format break, whatever a member writes."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.escape import CONTENT, cut, escape, escape_line
from adapters.discord.render import say
from bot.actions import Button, Say
from bot.model import ChannelRef, CommunityRef, Phrase
from tests.discord.house import PHRASES
from tests.discord.markdown import read

CHANNEL = ChannelRef(CommunityRef("discord", "1"), "2")
BITS = (
    *("@everyone", "@here", "<@123>", "<@!5>", "<@&9>", "<#7>", "<t:1:R>", "</x:1>", "<:e:1>", "<a:e:1>", "<id:guide>"),
    *(
        "[click](https://evil.example)",
        "[",
        "](",
        ")",
        "[a]: http://x.y",
        "<https://a.b>",
        "https://a.b/_c_*d*",
        "http://x",
    ),
    *(
        "# ",
        "## x",
        "-# small",
        "> q",
        ">>> q",
        "- item",
        "* item",
        "+ x",
        "1. one",
        "2) two",
        "```",
        "``",
        "`",
        "```py\nx",
    ),
    *(
        "**",
        "*",
        "__",
        "_",
        "~~",
        "~",
        "||",
        "|",
        "\\",
        "\\\\",
        "\\*",
        "\n",
        "\n# h",
        "\r\n> q",
        "\u2028# h",
        "\u202e",
        "\u2067",
    ),
    *(
        "\u200b",
        "\u0000",
        "\x1b[31m",
        "\u00ad",
        "word",
        "a_b_c",
        "x*y",
        "été",
        "日本",
        "مرحبا",
        "🎉",
        "👩‍👩‍👧",
        " ",
        "  ",
        "…",
        "“",
        "”",
        '"',
    ),
    *(
        "https://",
        "HTTPS://A.B",
        "(https://a.b)",
        "https://a.b)",
        "https://a.b|https://c.d",
        "steam://run/1",
        "\t",
        "@",
        "#",
        "$name",
    ),
)


def texts(count: int, seed: int) -> list[str]:
    """Return made-up texts of bits that mean something, put together at random."""
    chance = random.Random(seed)
    return ["".join(chance.choice(BITS) for _ in range(chance.randint(1, 14))) for _ in range(count)]


def own_marks(language: str = "en") -> list[str]:
    """Return the marks of a card whose quote is harmless: those are our own."""
    return read(card("harmless"))[1]


def card(quote: str) -> str:
    words = (
        Phrase("card.head", (("channel", quote),)),
        Phrase("nudge.one", (("name", quote), ("quote", quote))),
        Phrase("card.because"),
        Phrase("because.question_word", (("word", quote),)),
        Phrase("because.names", (("name", quote),)),
        Phrase("nudge.item", (("name", quote), ("quote", quote))),
    )
    action = Say("k", CHANNEL, CHANNEL, words, "en", buttons=(Button("button.post", "post:1"),))
    return str(say(action, PHRASES)["content"])


def test_ten_thousand_quoted_texts_let_nothing_through():
    ours = own_marks()
    wrong = [(text, marks) for text in texts(10_000, 1) if (marks := read(card(text))[1]) != ours]
    assert wrong == []


def test_ten_thousand_texts_word_for_word_let_nothing_through():
    for text in texts(10_000, 2):
        shown = str(say(Say("k", CHANNEL, CHANNEL, (Phrase("verbatim.text", (("text", text),)),)), PHRASES)["content"])
        assert read(shown)[1] == [], (text, shown)


@given(st.text())
@settings(max_examples=500, deadline=None)
def test_any_text_is_shown_sign_by_sign(text):
    shown, marks = read(escape(text))
    assert marks == []
    for sign in text:
        if sign.isalnum():
            assert shown.count(sign) >= text.count(sign)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain words, with stops. And questions?", "plain words, with stops. And questions?"),
        ("snake_case and 2*3", r"snake\_case and 2\*3"),
        ("[free](https://evil.example/x)", r"\[free\](<https://evil.example/x>)"),
        ("@everyone look", "@\u200beveryone look"),
        ("<@123>", r"\<@123\>"),
        ("# loud", r"\# loud"),
        ("1. first", r"1\. first"),
        ("issue #4 is - well - open", "issue #4 is - well - open"),
        ("see https://a.b/c_d, please", "see <https://a.b/c%5Fd>, please"),
        ("abc\u202edef", "abcdef"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_what_people_see(written, shown):
    assert escape_line(written) == shown


def test_our_own_words_keep_their_marks():
    assert read(PHRASES.say(Phrase("discord.questions_open", count=1), "en"))[1]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_cut_is_cut_between_words_and_breaks_nothing(seed):
    for text in texts(300, seed):
        long = escape(text * 60)
        found = cut(long)
        assert len(found) <= CONTENT
        assert read(found)[1] == []
    assert cut("word " * 600).endswith("word…")
    assert len(cut("x" * 3000)) == CONTENT
    assert cut("\\*" * 1500).count("\\") * 2 + 1 >= CONTENT - 2
