"""Lines that say one small thing only, lines that deny success, and words that mean another thing in the next language, as tables."""

import pytest
from overheard import alone, heard, said

from bot.read import Window, read
from bot.read.choices import choice
from bot.read.denied import denied
from bot.read.small import small
from bot.read.traits import traits

QUESTION = "where do i find the invoice?"

DENIED = [
    "thanks but that didn't fix it", "danke, hat leider nicht geholfen", "hab in der faq nichts gefunden", "gracias pero no me funcionó",
    "obrigado mas não resolveu", "procurei na faq e não achei", "merci mais ça n'a pas marché", "ça marche toujours pas",
    "спасибо, но не помогло", "teşekkürler ama olmadı", "شكرا بس ما زبط", "ممنون ولی نشد", "धन्यवाद पर नहीं हुआ", "thanks bhai par nahi hua",
    "ありがとう、でも直りませんでした", "谢谢，但是没用", "thanks, still crashing", "danke, stürzt trotzdem ab",
]  # fmt: skip
GRANTED = [
    "thanks, that worked", "no worries, found it", "don't worry got it", "kein problem, habs gefunden", "läuft wieder, danke",
    "no importa, lo resolví", "no, ya lo encontré", "não precisa, achei", "c'est pas grave, j'ai trouvé", "не надо, нашел",
    "gerek kalmadı buldum", "できました！ありがとう", "没事了，找到了",
    "no celular funcionou, valeu!", "больше не тормозит, спасибо!", "en plus ça marche bien merci",
]  # fmt: skip


@pytest.mark.parametrize(("text", "so"), [*((text, True) for text in DENIED), *((text, False) for text in GRANTED)])
def test_success_that_is_denied_is_told_from_success(text, so):
    assert denied(text, traits(text)) is so


def test_what_is_denied_neither_settles_nor_withdraws():
    for text in ("thanks but that didn't fix it", "i looked everywhere and haven't found it"):
        *_, line = heard([said(1, "Ada", QUESTION), said(2, "Bo", "in your account", 1), said(3, "Ada", text, 2)])[0]
        assert max(line.reading.settled, line.reading.withdrawn) < 0.3


SMALL = {
    "greets": ["welcome Ada! 👋", "hey", "willkommen Ada", "moinsen", "bienvenida!", "boa noite Ada", "bem vinda Ada!", "coucou bienvenue",
               "добро пожаловать", "hoş geldin", "ようこそ！", "欢迎新人！", "خوش آمدی", "स्वागत है"],
    "same": ["+1", "same here", "me too lol", "dito", "x2", "me sumo", "eu tbm", "idem", "у меня тоже", "bende de", "我也是"],
    "laughs": ["lol", "😂😂", "hahaha", "jajaja", "kkkkk", "mdr", "хахаха", "哈哈哈", "草www", "ههههه"],
    "nudges": ["up", "bump", "hoch", "petit up"],
    "": ["1", "hi?", "later", "back in the shop", "hey, try the settings", "same problem on windows 11", "lol no", "👍?", "", "up in the menu", "✅", "👎",
         "🔵", "jaja", "hija"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SMALL.items() for text in texts])
def test_a_line_that_says_one_small_thing_only_is_known(kind, text):
    window = heard([said(1, "Ada", QUESTION)])[1]
    assert small(text, traits(text), window) == kind


def test_a_greeting_back_responds_to_no_question():
    lines = heard([said(1, "Ada", f"hi im new, {QUESTION}"), said(2, "Bo", "welcome Ada!", 1)])[0]
    assert sum(link.probability for link in lines[1].reading.links) < 0.1


def test_same_here_and_a_laugh_are_no_answer():
    for text in ("+1", "idem", "hahaha", "😂"):
        reading = heard([said(1, "Ada", QUESTION), said(2, "Bo", text, 1, reply_to="1")])[0][1].reading
        assert reading.acknowledgement >= 0.9
        assert reading.answer <= 0.1


ARTICLES = [
    "onde baixo o manual?",
    "quanto custa o frete?",
    "caiu o servidor?",
    "o plano anual inclui o suporte?",
    "can u fix it or not?",
]
OFFERS = ["azul o rojo?", "preferís el sábado o el domingo?", "o azul ou o vermelho?", "plata u oro?"]


@pytest.mark.parametrize(
    ("text", "offers"), [*((text, False) for text in ARTICLES), *((text, True) for text in OFFERS)]
)
def test_the_portuguese_article_offers_nothing(text, offers):
    message = said(1, "Ada", text)
    assert (choice(message, read(message, Window())) is not None) is offers


TOLD = [
    "mi equipo favorito ganó ayer",
    "ne ratez pas le live ce soir",
    "ja das war echt gut gestern",
    "am samstag bin ich nicht da",
    "parece que va a llover",
]


@pytest.mark.parametrize("text", TOLD)
def test_words_that_ask_in_another_language_ask_nothing(text):
    assert alone(text).question < 0.5


def test_a_question_that_opens_an_announcement_of_the_team_asks_nothing():
    text = "Need help setting up? Check our guide: https://acme.example/g"
    assert read(said(1, "Tia", text, team=True), Window()).question < 0.5 <= alone(text).question
