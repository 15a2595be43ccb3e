"""The page: the same bytes each time, nothing fetched, nothing run, nothing lost, honest when there is little to say."""

import itertools
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files

import pytest

from adapters.report import page
from bot.measure import Flag, Summary
from bot.model import Status
from tests.report.reading import Read
from tests.report.talk import GENERAL, HELP, HOSTILE, PHRASES, asked, at, busy, empty, hostile, three

ALL = {"empty": empty, "three": three, "busy": busy, "hostile": hostile}


def shown(summary: Summary, language: str = "en") -> Read:
    return Read(page(summary, PHRASES, language, "talk.json"))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["en", "de"])
def test_same_bytes_each_time(name: str, language: str) -> None:
    assert page(ALL[name](), PHRASES, language, "t") == page(ALL[name](), PHRASES, language, "t")


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_fetched_or_run(name: str) -> None:
    markup = page(ALL[name](), PHRASES, "en", HOSTILE)
    read = Read(markup)
    assert not read.all("script")
    assert not read.all("img")
    for tag, attributes in read.elements:
        assert not {key for key in attributes if key.startswith("on") or key in ("style", "src")}, tag
        link = attributes.get("href") or "#"
        assert link.startswith(("#", "data:image/svg+xml,")), link
    assert "url(" not in markup
    assert "@import" not in markup


def test_policy_allows_this_style_and_nothing_else() -> None:
    markup = page(three(), PHRASES, "en", "t")
    style = re.findall(r"<style>(.*?)</style>", markup, re.S)
    assert len(style) == 1
    digest = b64encode(sha256(style[0].encode()).digest()).decode()
    policy = next(meta["content"] for meta in Read(markup).all("meta") if meta.get("http-equiv"))
    assert (
        policy == f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("name", ALL)
def test_headings_ids_and_drawings_are_in_order(name: str) -> None:
    read = shown(ALL[name]())
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [id for _, one in read.elements for id in (one.get("aria-labelledby") or "").split()]
    jumps = [link["href"][1:] for link in read.all("a") if link["href"]]
    assert jumps
    assert set(named) | set(jumps) <= set(ids)
    assert all(one.get("scope") for one in read.all("th"))


def test_hostile_words_stay_words() -> None:
    markup = page(hostile(), PHRASES, "en", HOSTILE)
    assert "<script" not in markup
    assert "&lt;script&gt;" in markup
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", markup)
    assert "{{ 7*7 }}" in markup
    assert len(markup.encode("utf-8")) < 100_000
    text = Read(markup).text
    assert "never heard of (word <script>" in text
    assert "Somebody" in text
    assert "(a message without text)" in text
    assert "The message goes on" in text


def test_right_to_left_names_are_fenced_off_inside_sentences() -> None:
    read = shown(replace(busy(), names={GENERAL: "\u05e9\u05dc\u05d5\u05dd", HELP: "help"}))
    assert "asked 28 Mar 2026, 13:00 in #\u2068\u05e9\u05dc\u05d5\u05dd\u2069" in read.texts
    assert all(quote["dir"] == "auto" for quote in read.all("blockquote"))


def test_no_messages() -> None:
    text = shown(empty()).text
    assert "No messages, so there is nothing to tell yet." in text
    assert "Not enough data yet" in text
    assert "Nothing was flagged" in text
    assert not shown(empty()).all("rect")


def test_a_median_that_is_not_reached_is_no_never() -> None:
    assert "Over 1 h 40 min" in shown(busy(still=40)).texts


def test_nothing_waits() -> None:
    text = shown(replace(busy(still=0), waiting=(), flags=(), proposed=())).text
    assert "Nothing waits: every question was taken up." in text
    assert "Nothing waits for an answer. Everybody who asked was heard." in text


def test_three_questions() -> None:
    read = shown(three())
    assert "2 questions still wait for an answer." in read.text
    assert "1,240" in read.texts
    assert "28 Mar 2026, 13:00 to 28 Mar 2026, 14:40, in Europe/Berlin time" in read.texts
    assert "waited 1 h 30 min" in read.texts
    assert "Which soil for blueberries?\nMine is chalky." in read.texts
    assert "Flagged 28 Mar 2026, 13:40, because:" in read.texts
    assert "It has waited 30 min." in read.texts
    assert "Answered 20 minutes after the flag." in read.texts
    assert "Still waits at the end of the record." in read.texts
    assert "Still open, from Ben: “Which soil for blueberries?” Does anybody know?" in read.texts
    assert "Drafted for the team" in read.texts
    assert "3 questions; figures need 10" in read.texts
    assert "8 of 10" not in read.text


def test_german_reads_german() -> None:
    read = shown(busy(), "de")
    assert read.all("html")[0]["lang"] == "de"
    assert "12 Fragen warten noch auf eine Antwort." in read.texts
    assert "1.240" in read.texts
    assert "80 %" in read.text


def test_a_language_without_a_report_is_told_in_english() -> None:
    assert shown(three(), "tr").all("html")[0]["lang"] == "en"


def test_long_lists_are_cut_and_say_so() -> None:
    read = shown(busy(count=1000, still=230))
    assert sum(tag == "blockquote" for tag, _ in read.elements) == 400
    assert "30 more questions wait; they are not listed here." in read.texts
    assert "30 more flags are not listed here." in read.texts
    assert "and 30 more posts" in read.texts


@pytest.mark.parametrize("status", Status)
def test_every_fate_is_told(status: Status) -> None:
    question = asked("1", 0, "Ada", "Why?", status)
    read = shown(replace(three(), waiting=(question,), flags=(Flag(question, at(30), ()),)))
    fates = [one for one in read.all("p") if (one.get("class") or "").startswith("fate")]
    assert [one["class"] for one in fates] == ["fate good" if status in ("answered", "settled") else "fate poor"]
    assert PHRASES.texts["en"][f"report.fate_{status}"][""] in read.texts
    assert PHRASES.texts["en"][f"report.status_{status}"][""] in read.texts


def test_the_flag_came_too_late() -> None:
    question = replace(asked("1", 0, "Ada", "Why?", Status.ANSWERED), answered_at=at(5))
    text = shown(replace(three(), flags=(Flag(question, at(30), ()),))).text
    assert "Answered before the flag: this one was a mistake." in text


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_contrast_in_light_and_dark() -> None:
    style = files("adapters.report").joinpath("report.css").read_text(encoding="utf-8")
    schemes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.S)
    ]
    assert len(schemes) == 3
    pairs = [(ink, on) for ink in ("ink", "soft", "accent", "wait") for on in ("paper", "card")]
    pairs += [("accent", "accent-soft"), ("wait", "wait-soft"), ("ink", "accent-soft")]
    for scheme in schemes[:2]:
        for ink, on in pairs:
            light, dark = sorted((luminance(scheme[ink]), luminance(scheme[on])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, on)
