"""What the words of a line say by themselves, whatever the weights make of it: set phrases, offers, quotes, names, letters."""

import pytest
from overheard import alone, heard, said

from bot.model import Need
from bot.read.letters import Letters
from bot.read.names import common, keys, names, opening
from bot.read.options import offered
from bot.read.social import only_chats
from bot.read.traits import cue_names, group_bit, traits
from bot.read.words import calm, fold, plain, spans, words

ASKING = [
    ("fa", "من دیروز رفتم فروشگاه", False),
    ("fa", "این آپدیت سرعت رو بهتر کرده", False),
    ("ar", "ما توقعت الجودة كذا صراحة", False),
    ("ar", "من يعرف الرابط", True),
    ("ar", "أين الفرع", True),
    ("ja", "いつもお世話になっております", False),
    ("ja", "いつか全色集めたいです", False),
    ("ja", "いつから買えますか", True),
    ("ja", "どこかな", True),
    ("zh", "什么都好 就是快递慢", False),
    ("zh", "为什么都打不开", True),
    ("zh", "谁都知道这家质量好", False),
    ("ru", "что-то я соскучилась по старому дизайну", False),
    ("ru", "что-то не так, почему", True),
    ("ru", "кто понял, тот понял", False),
    ("tr", "ne güzel olmuş", False),
    ("tr", "ne zaman gelecek", True),
    ("tr", "kargo geldimi", True),
    ("hi", "kya baat hai bhai", False),
    ("hi", "क्या शानदार चीज़ है!", False),
    ("hi", "क्\u200dया करूँ", True),
    ("ar", "متـــى التوصيل", True),
]
OFFERS = [
    "если кому нужна помощь с настройкой, пишите в лс",
    "لو حد محتاج مساعدة يكلمني",
    "هر کی سوالی داشت بهم پیام بده",
    "kisi ko help chahiye to dm karna",
    "困ってる人いたら声かけてくださいね",
    "谁需要教程可以私我",
]
QUOTED = [
    ("Света спрашивала «когда распродажа?», я ей скинул ссылку", False),
    ("友達に「それどこで買ったの？」って聞かれて嬉しかった", False),
    ("سألني «وين المحل؟» وعطيته الموقع", False),
    ('she asked me "when is it?" and I had no idea', False),
    ("«когда распродажа?»", True),
    ("вы видели «Кто там?»? и как вам?", True),
]


def cues(text):
    return dict(zip(cue_names(), traits(text).cues.tolist(), strict=True))


@pytest.mark.parametrize(("language", "text", "asks"), ASKING)
def test_a_word_asks_only_where_it_is_no_part_of_a_set_phrase(language, text, asks):
    assert bool(cues(text)["asking"]) is asks


@pytest.mark.parametrize("text", OFFERS)
def test_who_offers_help_seeks_none_but_with_a_mark(text):
    assert {name for name, cue in cues(text).items() if cue} & {"asking", "seeking", "someone"} == set()
    assert any(
        bits & (group_bit("seeking") | group_bit("someone") | group_bit("asking"))
        for _, bits in traits(f"{text}?").hits
    )


@pytest.mark.parametrize(("text", "asks"), QUOTED)
def test_a_question_told_of_is_none(text, asks):
    assert bool(cues(text)["has_mark"]) is asks


@pytest.mark.parametrize(
    "text", ["あ、ありました", "哦看到了", "有了有了", "а, вижу", "gördüm tamam", "اوكي شفته", "دیدمش", "dikh gaya"]
)
def test_found_it_is_heard(text):
    assert cues(text)["took_back"]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("спасибоооо", "thanks"),
        ("شكرااااا", "thanks"),
        ("ありがとーーー", "thanks"),
        ("thaaaanks", "thanks"),
        ("heyyy", "greeting"),
    ],
)
def test_letters_drawn_out_are_heard_through(text, group):
    assert cues(text)[group]


def test_figures_and_signs_of_their_own_are_not_drawn_out():
    assert calm(words("1000 くくく !!!"), "1000 くくく !!!") == ["1000", "くくく", "!!!"]


LETTERS = [
    ("какой размер брать?", "asking", "какой"),
    ("arkadaşlar ÇALIŞMIYOR bende", "trouble", "ÇALIŞMIYOR"),
    ("私は田中ですがログインできないのはどうしてですか", "asking", "どうして"),
    ("我的订单怎么还没到", "asking", "怎么"),
    ("این کار نمیکنه", "trouble", "کار نمیکنه"),
    ("app nahi chal raha", "trouble", "nahi chal"),
    ("What's that", "asking", "What's"),
    ("Кто-нибудь знает", "someone", "Кто-нибудь"),
    ("спасибо" + "о" * 100, "thanks", "спасибо" + "о" * 33),
]


@pytest.mark.parametrize(("text", "group", "shown"), LETTERS)
def test_a_reason_shows_the_phrase_as_it_is_written_and_no_more(text, group, shown):
    assert Letters(text, traits(text)).said(group) == shown


@pytest.mark.parametrize("text", ["I'm   what’s İyi ß … ｶﾞ क़ की", "ﷺ متـــى", "e\u0301te\u0301 ok"])
def test_places_of_words_are_those_of_the_folded_text(text):
    at, found = spans(plain(text))
    assert len(at) == len(fold(plain(text)))
    assert [fold(text)[begin:end] for begin, end in found] == words(fold(text))


@pytest.mark.parametrize(
    ("name", "text", "plainness"),
    [
        ("İrem", "irem mailine gelmiş", 2),
        ("Işıl", "ışıl 14 gün", 2),
        ("فاطمة", "فاطمه ١٤ يوم", 2),
        ("Алёна", "Алена, на почте", 3),
        ("高橋", "高橋さん　14日以内です", 2),
        ("小明", "小明 个人中心里有", 2),
        ("小明", "小明，个人中心里有", 3),
        ("林", "林です", 0),
        ("高橋", "高橋家の犬", 0),
        ("Will", "will it work", 0),
    ],
)
def test_a_name_is_known_however_it_is_written(name, text, plainness):
    one, other = said(1, name, "hm"), said(2, "Zed", text)
    assert names(other, one, keys(name)) == plainness
    before = heard([one, other])[1]
    assert int(before.look(said(3, "Zed", text)).row[0]) == plainness


def test_short_words_are_common_where_words_are_separated():
    assert [common(key) for key in ("ed", "林", "小明")] == [True, True, False]
    assert opening("will", "will it work") == 0


@pytest.mark.parametrize(
    "text",
    [
        "hi everyone, how are you all doing?",
        "всем привет! как у вас дела?",
        "大家最近怎么样？",
        "皆さんお元気ですか？",
        "السلام عليكم كيف حالكم جميعا",
        "sab kaise hain",
    ],
)
def test_who_asks_only_how_people_are_wants_company(text):
    assert alone(text).need is Need.SOCIAL


@pytest.mark.parametrize("text", ["how are you all paying for this?", "最近怎么样才能退货"])
def test_who_asks_more_than_how_people_are_does_not_only_chat(text):
    assert not only_chats(traits(text))


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("東京と大阪どっちがいい？", {"東京", "大阪"}),
        ("arkadaşlar film mi izlesek oyun mu oynasak", {"film", "oyun"}),
        ("mavi mi alayım yeşil mi", {"mavi", "yeşil"}),
        ("शनिवार को मिलें या रविवार को?", {"शनिवार", "रविवार"}),
        ("blue acha lagega ya green", {"blue", "green"}),
        ("بچه‌ها چای دوست دارید یا قهوه؟", {"چای", "قهوه"}),
    ],
)
def test_options_are_what_is_put(text, options):
    assert [set(found.options) for found in offered(text)] == [options]


@pytest.mark.parametrize("text", ["هو الموقع واقع ولا ايه؟", "في توصيل ولا مفيش؟", "هتنزلوا حاجة جديدة ولا لسه؟"])
def test_or_not_yet_is_no_choice(text):
    assert not offered(text)
