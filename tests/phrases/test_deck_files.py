"""Deck files: read strictly, and what is wrong is told with the file, the card and the reason."""

from pathlib import Path

import pytest

from adapters.phrases import WrongDeck, joined, read_decks, read_phrases, with_decks
from bot.compose import Stop, read_words_and_decks
from bot.model import Aim, Occasion, Opener, Origin, Phrase, Voice
from bot.settings import Settings

PHRASES = read_phrases(Path(__file__).parents[2] / "prompts")
GOOD = {"id": '"mine"', "purpose": '"ideas"', "occasion": '"date"', "voice": '"plain"', "text": '"What now?"'}
POLL = {
    **{name: value for name, value in GOOD.items() if name != "text"},
    "question": '"Which?"',
    "options": '["A", "B"]',
}


def card(kind="opener", **changed):
    """A card as it is written; None leaves a line out."""
    lines = (GOOD if kind == "opener" else POLL) | changed
    return f"[[{kind}]]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items() if value is not None)


def write(folder, text, name="en/deck.toml"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_a_card_is_read_with_its_defaults(tmp_path):
    decks = read_decks(write(tmp_path, card() + card("poll", id='"asked"', open="true")), PHRASES, Origin.FILE)
    (opener,), (form,) = decks["en"].openers, decks["en"].forms
    assert opener == Opener(
        "mine", Aim.IDEAS, Occasion.DATE, Voice.PLAIN, (("", "What now?"),), (), 14 * 86400, Origin.FILE
    )
    assert (form.options, form.other, form.multiple) == (("A", "B"), "Something else", False)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"\xff", "utf-8"),
        ("[[opener]]\nid = ", "Invalid value"),
        ("[[joker]]\n", "[[joker]] is neither [[opener]] nor [[poll]]"),
        ("[opener]\nid = 1\n", "write [[opener]], with two brackets"),
        (card(id='"Mine!"'), "write an id of small letters"),
        (card(id=None), "number 1: write an id"),
        (card() + card(), "mine: this id stands in the file twice"),
        (card(colour='"red"'), "'colour' is not known here"),
        (card(purpose='"sell"'), "purpose is one of feedback, experience"),
        (card(occasion='"rain"'), "occasion is one of announcement"),
        (card(voice=None), "voice is one of formal, plain, playful"),
        (card(text='""'), "text is a text, or a table"),
        (card(text='{ one = "One" }'), 'has at least "other"'),
        (card(text='"Hello $name"'), "$name is no slot of the occasion date"),
        (card(text='"Hello @everyone"'), "a deck calls nobody"),
        (card(text='"Hello <@123>"'), "a deck calls nobody"),
        (card(text=f'"{"x" * 501}"'), "may have 500 characters"),
        (card(follow_ups='["a", "b", "c"]'), "follow_ups are 0 to 2, not 3"),
        (card(follow_ups='["$subject?"]'), "follow_ups have no slots"),
        (card(cooldown='"soon"'), 'cooldown: "soon" is not a duration'),
        (card("poll", options='["A"]'), "options are 2 to 9, not 1"),
        (card("poll", options='["A", "a"]'), "two options are the same"),
        (card("poll", options=f'["A", "{"x" * 56}"]'), "has not 1 to 55 characters"),
        (card("poll", open='"yes"'), "open is true or false"),
        (card("poll", occasion='"announcement"', question=f'"{"x" * 230} $subject"'), "may have 300 characters"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_the_card_and_the_reason(tmp_path, text, reason):
    with pytest.raises(WrongDeck) as wrong:
        read_decks(write(tmp_path, text), PHRASES)
    assert str(tmp_path / "en" / "deck.toml") in str(wrong.value)
    assert reason in str(wrong.value)


def test_a_language_that_nobody_counts_in_and_an_id_in_two_files_are_refused(tmp_path):
    with pytest.raises(WrongDeck, match="no plural rule for the language 'xx'"):
        read_decks(write(tmp_path / "one", card(), "xx/deck.toml"), PHRASES)
    write(tmp_path / "two", card(), "en/deck.a.toml")
    with pytest.raises(WrongDeck, match="'mine' stands in another file"):
        read_decks(write(tmp_path / "two", card(), "en/deck.b.toml"), PHRASES)


def test_of_one_id_the_own_deck_counts_and_its_words_are_said(tmp_path):
    ours = read_decks(write(tmp_path / "ours", card() + card(id='"other"')), PHRASES)
    own = read_decks(write(tmp_path / "own", card(text='"Mine now."', follow_ups='["And?"]')), PHRASES, Origin.FILE)
    both = joined(own, ours)
    assert {opener.id: opener.origin for opener in both["en"].openers} == {"mine": Origin.FILE, "other": Origin.TWOWAY}
    phrases = with_decks(PHRASES, both)
    assert phrases.say(Phrase("deck.mine"), "de") == "Mine now.", "in English where a language has none"
    assert phrases.say(Phrase("deck.mine.0"), "en") == "And?"


def test_a_start_with_a_folder_that_cannot_be_used_stops_with_the_reason(tmp_path):
    with pytest.raises(Stop, match=r"TWOWAY_DECK_FOLDER: .* is no folder"):
        read_words_and_decks(Settings(deck_folder=tmp_path / "none"))
    with pytest.raises(Stop, match="voice is one of"):
        read_words_and_decks(Settings(deck_folder=write(tmp_path, card(voice='"loud"'))))
    _, decks = read_words_and_decks(Settings(deck_folder=write(tmp_path, card())))
    assert len(decks["en"].openers) > 60
    assert "mine" in {opener.id for opener in decks["en"].openers}
