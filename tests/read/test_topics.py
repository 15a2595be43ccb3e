"""Topics are found in questions whatever their endings, and not where only letters are alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.read.topics import topics_in

FOUND = [
    ("WAV", "How do I export my tracks as wav?"),
    ("export", "Is exporting stems possible?"),
    ("exports", "Where can I export this?"),
    ("invoice", "Two invoices are missing, where are they?"),
    ("sound card", "Which card do you use for sound?"),
    ("Rechnung", "Wo finde ich meine Rechnungen?"),
    ("facturación", "¿Dónde está la FACTURACION?"),
    ("экспорт", "Где находится экспорта кнопка?"),
    ("установка", "Не идёт установки, что делать?"),
    ("fatura", "Faturam nerede?"),
    ("فاتورة", "أين أجد الفاتورة؟"),
    ("再起動", "ルーターを再起動する方法は？"),
    ("路由器", "怎么重启路由器？"),
    ("C++", "Who knows C++?"),
]
NOT_FOUND = [
    ("export", "Do we have an expert here?"),
    ("audio", "When is the audit?"),
    ("import", "Is this important?"),
    ("sound card", "Which card do I need?"),
    ("art", "Where do I start?"),
    ("car", "Do you care?"),
    ("wav", "https://example.org/wav is down?"),
    ("再起動", "起動しません。なぜ？"),
    ("?!", "Really?!"),
    ("", "What?"),
]


@pytest.mark.parametrize(("topic", "question"), FOUND)
def test_a_topic_is_found_in_what_speaks_of_it(topic, question):
    assert topics_in((topic,), question) == (topic,)


@pytest.mark.parametrize(("topic", "question"), NOT_FOUND)
def test_a_topic_is_not_found_in_what_only_looks_like_it(topic, question):
    assert topics_in((topic,), question) == ()


def test_all_that_fit_are_named_as_they_were_written():
    assert topics_in(("Export", "billing", "WAV"), "how to export a wav") == ("Export", "WAV")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(topics=st.lists(st.text(max_size=20), max_size=4), text=st.text(max_size=60))
def test_any_text_at_all_is_read(topics, text):
    assert set(topics_in(topics, text)) <= set(topics)
