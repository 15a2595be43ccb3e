"""HTML as Telegram reads it: strictly, with UTF-16 offsets, and with its own words for what it cannot read."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.markup import Html, found_in, trimmed, units, with_found, words_at

REFUSED = {
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    "x</b>": "Unexpected end tag at byte offset 1",
    "é</b>": "Unexpected end tag at byte offset 2",
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<b><i>x</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    "<div>x</div>": 'Unsupported start tag "div" at byte offset 0',
    "1 < 2": 'Unsupported start tag "" at byte offset 2',
    "<3": "Unclosed start tag at byte offset 0",
    "<br/>": 'Unsupported start tag "br/" at byte offset 0',
    "<b": "Unclosed start tag at byte offset 0",
    "<a href>x</a>": 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
    "<b>x</b ": "Unclosed end tag at byte offset 4",
    '<span class="x">y</span>': 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    '<a href="x"y>z</a>': "Unexpected end of name token at byte offset 0",
    '<tg-emoji emoji-id="a">x</tg-emoji>': "Invalid custom emoji identifier specified",
}
READ = {
    "a &lt;b&gt; &amp;amp; &quot; &nbsp; &#38;&#x26; & &": ('a <b> &amp; " &nbsp; && & &', []),
    "<B>x</B>": ("x", [("bold", "x")]),
    "😀<b>é<i>😀</i></b>": ("😀é😀", [("bold", "é😀"), ("italic", "😀")]),
    '<a href="https://x.org/?a=1&amp;b=2">x</a>': ("x", [("text_link", "x")]),
    '<a href="tg://user?id=5">x</a>': ("x", [("text_mention", "x")]),
    '<a href="nowhere">x</a>': ("x", []),
    "<b></b>x": ("x", []),
    '<pre><code class="language-py">x</code></pre>': ("x", [("pre", "x")]),
    "<blockquote expandable>x</blockquote>": ("x", [("expandable_blockquote", "x")]),
    '<span class="tg-spoiler">x</span><s>y</s><u>z</u><code>c</code>': (
        "xyzc",
        [("spoiler", "x"), ("strikethrough", "y"), ("underline", "z"), ("code", "c")],
    ),
}


@pytest.mark.parametrize(("source", "words"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_be_read_is_refused(source, words):
    with pytest.raises(ApiError) as refused:
        Html(source).read()
    assert str(refused.value) == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(("source", "expected"), READ.items(), ids=READ)
def test_what_can_be_read(source, expected):
    text, entities = Html(source).read()
    assert (text, [(one["type"], words_at(text, one)) for one in entities]) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_escaped_is_read_as_it_was(text):
    assert Html(f"<b>{html.escape(text, quote=False)}</b>").read()[0] == text


@given(st.text("<>&/ab \"'=;😀"))
def test_anything_is_read_or_refused(source):
    try:
        text, entities = Html(source).read()
    except ApiError:
        return
    assert all(one["offset"] + one["length"] <= units(text) for one in entities)


def test_what_telegram_finds_by_itself():
    text = "😀 @ada_l #tag /why@twoway_bot https://x.org/a, a@b.co 1/2 /start @ab"
    found = [(one["type"], words_at(text, one)) for one in found_in(text)]
    assert found == [
        ("mention", "@ada_l"),
        ("hashtag", "#tag"),
        ("bot_command", "/why@twoway_bot"),
        ("url", "https://x.org/a"),
        ("email", "a@b.co"),
        ("bot_command", "/start"),
    ]
    link = {"type": "text_link", "offset": 0, "length": 6, "url": "https://x.org"}
    assert with_found("@ada_l", [link]) == [link]


def test_blanks_at_the_ends_are_cut_with_their_entities():
    bold = {"type": "bold", "offset": 0, "length": 3}
    assert trimmed(" 😀 ", [bold, {"type": "italic", "offset": 3, "length": 1}]) == (
        "😀",
        [{"type": "bold", "offset": 0, "length": 2}],
    )
