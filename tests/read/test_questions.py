"""Lines that ask and lines that do not, in every language, as tables."""

import pytest
from overheard import alone

ASKS = {
    "en": ["How do I export my tracks as WAV?", "does anyone know when the new pack comes out", "looking for a way to merge two projects, any ideas"],
    "de": ["Weiß jemand, wie man das exportiert?", "kann mir jemand bei der installation helfen", "Wann kommt das nächste Update?"],
    "es": ["¿Alguien sabe cómo exportar a WAV?", "alguien me puede ayudar con la instalación", "¿Cuándo sale la nueva versión?"],
    "pt": ["Alguém sabe como exportar em WAV?", "alguém pode me ajudar com a instalação", "Quando sai a nova versão?"],
    "fr": ["Quelqu'un sait comment exporter en WAV ?", "quelqu'un peut m'aider pour l'installation", "Quand sort la nouvelle version ?"],
    "ru": ["Кто-нибудь знает, как экспортировать в WAV?", "подскажите как установить плагин", "Когда выйдет новая версия?"],
    "tr": ["WAV olarak nasıl dışa aktarabilirim?", "kurulumda yardımcı olabilecek var mı", "Yeni sürüm ne zaman çıkacak?"],
    "ar": ["هل يعرف أحد كيف أصدّر الملف؟", "ممكن حد يساعدني في التثبيت", "متى يصدر التحديث الجديد؟"],
    "fa": ["کسی میدونه چطور خروجی بگیرم؟", "کسی میتونه کمک کنه نصب کنم", "نسخه جدید کی میاد؟"],
    "hi": ["क्या किसी को पता है कि इसे कैसे एक्सपोर्ट करें?", "कोई मदद कर सकता है इंस्टॉल करने में", "नया वर्ज़न कब आएगा?"],
    "hi-latn": ["kisi ko pata hai kaise export kare?", "koi help kar sakta hai install karne me", "naya update kab aayega?"],
    "ja": ["WAVで書き出す方法を教えてください", "どなたかインストール方法わかる方いますか", "新しいバージョンはいつ出ますか？"],
    "zh": ["请问怎么导出WAV？", "有人知道怎么安装吗", "新版本什么时候出？"],
}  # fmt: skip
TELLS = {
    "en": ["thanks, that worked!", "morning all, lovely weather today", "I restarted it and now it is fine"],
    "de": ["Danke, das hat funktioniert!", "Guten Morgen zusammen", "ich habe es neu gestartet, läuft jetzt"],
    "es": ["¡Gracias, ya funciona!", "Buenos días a todos", "lo reinicié y ya está bien"],
    "pt": ["Obrigado, funcionou!", "Bom dia a todos", "reiniciei e agora está bem"],
    "fr": ["Merci, ça marche !", "Bonjour à tous", "je l'ai redémarré et tout va bien"],
    "ru": ["Спасибо, заработало!", "Всем доброе утро", "я перезапустил и теперь все хорошо"],
    "tr": ["Teşekkürler, oldu!", "Herkese günaydın", "yeniden başlattım, şimdi iyi"],
    "ar": ["شكرا، اشتغل!", "صباح الخير جميعا", "أعدت التشغيل وكل شيء جيد"],
    "fa": ["ممنون، درست شد!", "صبح همگی بخیر", "ریستارت کردم الان خوبه"],
    "hi": ["धन्यवाद, हो गया!", "सबको नमस्ते", "मैंने रीस्टार्ट किया, अब ठीक है"],
    "hi-latn": ["thanks bhai, ho gaya!", "good morning sabko", "restart kiya ab theek hai"],
    "ja": ["ありがとうございます、できました！", "みなさんおはようございます", "再起動したら直りました"],
    "zh": ["谢谢，好了！", "大家早上好", "我重启了一下，现在好了"],
}  # fmt: skip


def rows(table):
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), rows(ASKS))
def test_a_question_is_heard(language, text):
    assert alone(text).question >= 0.5


@pytest.mark.parametrize(("language", "text"), rows(TELLS))
def test_what_asks_nothing_is_no_question(language, text):
    assert alone(text).question < 0.5


@pytest.mark.parametrize(("language", "text"), [(language, texts[0]) for language, texts in ASKS.items()])
def test_an_opening_question_is_put_to_everyone(language, text):
    assert alone(text).channel >= 0.5
