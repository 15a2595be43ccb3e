"""In the member's language: lists at registration, answers, pages, windows; and what the team reads in the community's."""

import re
from string import Template

import discord
import pytest

from adapters.discord import render
from adapters.discord.languages import OF_THE_APP, common_language, reworded, spoken_to
from adapters.discord.stops import refused
from bot.events import CommandGiven, MessageSeen
from bot.model import KNOBS, PLURALS, Phrase, Policy
from tests.discord.house import ACT, PHRASES, SUGGEST, House, open_house
from tests.discord.test_commands import ASK, Home, told
from tests.fakes.discord.permissions import May

OTHERS = sorted(set(PLURALS) - {"en"})
OURS = {name: forms for name, forms in PHRASES.texts["en"].items() if name.startswith("discord.")}
LIMITS = {
    r"discord\.command_": 100,
    r"discord\.option_": 100,
    r"discord\.menu_": 32,
    r"discord\.(setup_zone|setup_channels|setup_check|undo|page_back|page_on|forget_yes)$": 80,
    r"button\.": 80,
    r"discord\.(setup_team|setup_team_channel|setup_mode|setup_quiet|setup_watch|filter_channel)$": 150,
    r"discord\.(filter_|mode_|quiet_none)": 100,
    r"discord\.(poll_window|setup_zone_asks)$": 45,
    r"button\..*asks$": 45,
}
"""What Discord takes, in characters: descriptions, menus' names, buttons, placeholders, choices, titles and labels of windows."""


def slots(forms):
    return {
        name for text in forms.values() for name in Template(text).get_identifiers()
    }  # fmt: skip


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_of_discord_is_there_with_its_slots(language):
    said = PHRASES.texts[language]
    assert len(OURS) > 130
    assert {name for name in OURS if name not in said} == set()
    assert {name for name in said if name.startswith("discord.")} <= set(OURS)
    differing = {name for name in OURS if slots(said[name]) - {"count"} != slots(OURS[name]) - {"count"}}
    assert differing == set()
    assert {name for name in OURS if not all(text.strip() for text in said[name].values())} == set()


@pytest.mark.parametrize("language", sorted(PLURALS))
def test_what_discord_limits_fits_in_every_language(language):
    seen, long = set(), []
    for name, forms in PHRASES.texts[language].items():
        for pattern, most in LIMITS.items():
            if re.match(pattern, name):
                seen.add(pattern)
                long += [(name, len(text), most) for text in forms.values() if len(text) > most]
    assert long == []
    assert seen == set(LIMITS), "a limit that bounds nothing"


@pytest.mark.parametrize("language", sorted(PLURALS))
def test_menus_under_a_message_are_told_apart(language):
    names = [forms[""] for name, forms in PHRASES.texts[language].items() if name.startswith("discord.menu_")]
    assert len(set(names)) == len(names) == 4


def test_a_pages_words_fit_a_message_in_every_language():
    for language in PLURALS:
        for name in ("privacy", "forget_sure", "setup_head", "setup_channels_head"):
            assert len(render.said(PHRASES, Phrase(f"discord.{name}"), language)) < 1_000


@pytest.mark.parametrize(
    ("member", "common", "answered"),
    [
        ("de", "en", "de"),
        ("ja", "ar", "ja"),
        ("en", "de", "en"),
        ("ko", "de", "de"),
        ("ko", "tlh", "en"),
        ("ko", "en", "en"),
        ("en", "ar", "ar"),
        ("en", "fa", "fa"),
        ("tr", "fa", "tr"),
    ],
)
def test_the_members_language_then_the_communitys_then_english(member, common, answered):
    assert spoken_to(member, common, PHRASES.texts) == answered


def test_the_app_lacks_two_of_our_languages():
    assert set(PLURALS) - OF_THE_APP == {"ar", "fa"}
    assert [common_language("auto", "pt-BR"), common_language("ru", "pt-BR")] == ["pt", "ru"]


def test_a_refusal_kept_in_english_is_said_in_other_languages():
    names = [name for name in OURS if name.startswith("discord.refused_")]
    assert len(names) > 15
    for name in names:
        for language in OTHERS:
            phrase = Phrase(name, (("code", "50035"),) if "code" in name else ())
            english, theirs = (PHRASES.say(phrase, each) for each in ("en", language))
            assert reworded(PHRASES, english, language) == theirs != english
    assert reworded(PHRASES, "something that nobody said", "de") == "something that nobody said"
    assert refused("code", code="7") == Phrase("discord.refused_code", (("code", "7"),))


async def test_lists_are_registered_in_every_language_of_the_app(fake):
    async with open_house(fake):
        (group,) = [each for each in fake.commands.known(None) if each["type"] == 1]
        menus = [each for each in fake.commands.known(None) if each["type"] == 3]
        options = [option for each in group["options"] for option in each.get("options", ())]
        described = [group, *group["options"], *options]
        assert len(described) > 20
        assert len(menus) == 4
        locales = {locale.value for locale in discord.Locale if locale.value.partition("-")[0] in OTHERS}
        for each in described:
            assert each["description_localizations"].keys() == locales, each["name"]
            assert each["description"] not in ("…", *each["description_localizations"].values())
            assert not each.get("name_localizations"), "what a colleague or the documentation calls it stays the same"
        assert {menu["name"]: menu["name_localizations"]["ja"] for menu in menus} == {
            "Needs an answer": "回答が必要",
            "Answered here": "ここで回答済み",
            "Ask the room": "みんなに聞く",
            "Why this?": "これはなぜ？",
        }
        assert group["description_localizations"]["de"] == "Fragen, die warten, und wie sich Twoway hier verhält"


class Abroad(Home):
    """A server whose people have their apps in other languages."""

    def __init__(self, fake, locale: str) -> None:
        super().__init__(fake)
        self.boss = fake.people.member(self.guild, "Boss", self.staff, locale=locale)
        self.ada = fake.people.member(self.guild, "Ada", locale=locale)


def says(language: str, name: str, count: int | None = None, **values: str) -> str:
    return render.said(PHRASES, Phrase(name, tuple(values.items()), count), language)


async def speak(house: House, home: Home, language: str) -> None:
    """Let the team choose the community's language."""
    before = len(house.all(CommandGiven))
    one = await house.fake.pressing.slash(home.boss, home.general, "twoway settings", knob="language", value=language)
    await told(house, one)
    await house.hears(CommandGiven, before + 1)
    house.fake.pass_time(seconds=1)


SPEAKERS = {
    "German": ("de", "en", "de"),
    "Arabic": ("en-US", "ar", "ar"),
    "Japanese": ("ja", "de", "ja"),
    "Korean": ("ko", "ja", "ja"),
}
"""(the member's app, the community's language, the language of the answers)"""


@pytest.mark.parametrize(("locale", "common", "answered"), SPEAKERS.values(), ids=SPEAKERS)
async def test_every_page_answer_and_window_speaks_the_members_language(fake, locale, common, answered):
    home = Abroad(fake, locale)
    async with open_house(fake, SUGGEST) as house:
        await speak(house, home, common)
        slash, press = fake.pressing.slash, fake.pressing.press

        async def page(name: str, member=home.boss) -> tuple[str, list[str]]:
            one = await slash(member, home.general, f"twoway {name}")
            fake.pass_time(seconds=1)
            return await told(house, one), [
                part.get("label", part.get("placeholder", "")) for part in one.original.widgets()
            ]

        text, parts = await page("questions")
        assert text == says(answered, "discord.questions_nothing")
        assert says(answered, "discord.filter_channel") in parts
        text, parts = await page("setup")
        assert says(answered, "discord.setup_head") in text
        assert says(answered, "discord.setup_staff") in text
        assert says(answered, "discord.setup_check") in parts
        assert (await page("questions", home.ada))[0] == says(answered, "discord.team_only")
        one = await slash(home.boss, home.team, "twoway why")
        assert await told(house, one) == says(answered, "discord.why_nothing_here")
        assert says(answered, "discord.budget_mode_suggest") in (await page("budget"))[0]
        assert (await page("privacy"))[0] == says(answered, "discord.privacy", retention="30d")
        assert (await page("settings"))[0].startswith(says(answered, "discord.settings_head"))
        text, parts = await page("forgetme", home.ada)
        assert (text, parts) == (says(answered, "discord.forget_sure"), [says(answered, "discord.forget_yes")])
        one = await slash(home.boss, home.general, "twoway setup")
        await told(house, one)
        asks = await press(home.boss, one.original, "~setup:zone")
        assert asks.modal["title"] == says(answered, "discord.setup_zone_asks")
        window = await slash(home.boss, home.general, "twoway poll")
        assert window.modal["title"] == says(answered, "discord.poll_window")
        assert window.modal["components"][0]["label"] == says(answered, "button.edit_poll_asks")
        fake.pass_time(seconds=1)
        one = await slash(home.boss, home.general, "twoway settings", knob="patience", value="45m")
        assert await told(house, one) == says(answered, "notice.knob_set", knob="patience", value="45m")
        assert {await _offers(fake, home)} == {"auto"}


async def _offers(fake, home: Home) -> str:
    offered = await fake.pressing.autocomplete(
        home.boss, home.general, "twoway settings", "value", knob="language", value="au"
    )
    return offered[0]["value"]


@pytest.mark.parametrize(("locale", "common", "answered"), SPEAKERS.values(), ids=SPEAKERS)
async def test_cards_speak_the_communitys_language_and_notices_the_members(fake, locale, common, answered):
    home = Abroad(fake, locale)
    async with open_house(fake, SUGGEST) as house:
        await speak(house, home, common)
        question = home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        fake.pass_time(minutes=31)
        (card,) = await house.posted(home.team)
        assert says(common, "because.nobody_spoke") in card.content
        assert says(common, "card.because") in card.content
        assert [part["label"] for part in card.widgets()][:1] == [says(common, "button.post")]
        one = await fake.pressing.menu(home.ada, "Why this?", question)
        text = await told(house, one)
        assert f"**{says(answered, 'discord.verdict_flagged')}**" in text
        assert says(answered, "because.nobody_spoke") in text
        edit = await fake.pressing.press(home.boss, card, says(common, "button.edit"))
        assert edit.modal["title"] == says(answered, "button.edit_asks")
        prefilled = edit.modal["components"][0]["component"]["value"]
        assert prefilled == PHRASES.say(Phrase("nudge.one", (("name", "Ada"), ("quote", ASK))), common)
        refused_ = await fake.pressing.press(home.bo, card, says(common, "button.post"))
        await house.until(lambda: refused_.messages)
        assert [message.content for message in refused_.messages] == [
            says("en" if common != "ar" else "ar", "notice.team_only")
        ]
        one = await fake.pressing.press(home.boss, card, says(common, "button.not_a_question"))
        await house.until(lambda: one.messages)
        assert one.messages[-1].content == says(answered, "discord.not_question_done")
        assert [part["label"] for part in one.messages[-1].widgets()] == [says(answered, "discord.undo")]


async def test_a_community_that_chose_its_own_language_is_addressed_in_its_servers(fake):
    home = Home(fake)
    home.guild.locale = "ja"
    async with open_house(fake, Policy(quiet_hours=None, nudge=ACT.nudge, language="auto")) as house:
        home.general.say(home.ada, ASK)
        await house.hears(MessageSeen)
        fake.pass_time(minutes=31)
        (nudge,) = await house.posted(home.general)
        assert "わかる方いらっしゃいますか" in nudge.content


async def test_what_is_missing_is_said_in_the_members_language_with_its_mending(fake):
    home = Abroad(fake, "de")
    fake.people.forbid_bot(home.general, May.SEND_MESSAGES)
    async with open_house(fake) as house:
        one = await fake.pressing.slash(home.boss, home.team, "twoway setup")
        await told(house, one)
        text = await told(house, await fake.pressing.press(home.boss, one.original, "~setup:check"))
        assert text.startswith("1 Sache zu beheben:")
        assert (
            "kann hier nicht posten; kann Ergebnissen keine Bilder beifügen → in #general: Kanal bearbeiten"
            in text.replace("\\", "")
        )
        assert "„Nachrichten senden“, „Dateien anhängen“ erlauben" in text


def test_every_knob_can_be_offered():
    assert 0 < len(KNOBS) <= 25, "Discord takes 25 choices"
