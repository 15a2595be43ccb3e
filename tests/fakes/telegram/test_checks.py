"""The fake refuses what the real Telegram refuses: wrong calls planted with a bare HTTP client."""

import json
import os
from pathlib import Path

import aiohttp
import pytest

from tests.fakes.telegram.distil import FIXTURE, distil
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.spec import the_spec

BUTTON = {"text": "b", "callback_data": "b"}
POLL = {"question": "q", "options": [{"text": "a"}, {"text": "b"}]}


def keyboard(*buttons):
    return {"reply_markup": {"inline_keyboard": [list(buttons)]}}


def text(words="x", **more):
    return ("sendMessage", {"text": words} | more)


def poll(**changed):
    return ("sendPoll", POLL | changed)


WRONG = {
    "too long": (text("x" * 4097), "message is too long"),
    "too long in UTF-16": (text("😀" * 2049), "message is too long"),
    "too long after parsing": (text("<b>" + "x" * 4097 + "</b>", parse_mode="HTML"), "message is too long"),
    "empty": (text(""), "message text is empty"),
    "only blanks": (text(" \n "), "message text is empty"),
    "only tags": (text("<b> </b>", parse_mode="HTML"), "message text is empty"),
    "no text": (("sendMessage", {}), "message text is empty"),
    "unknown parameter": (text(parsemode="HTML"), "unexpected"),
    "unknown key in a button": (text(**keyboard(BUTTON | {"lable": "b"})), "unexpected"),
    "data too long in bytes": (text(**keyboard(BUTTON | {"callback_data": "é" * 33})), "BUTTON_DATA_INVALID"),
    "data empty": (text(**keyboard(BUTTON | {"callback_data": ""})), "BUTTON_DATA_INVALID"),
    "button that does nothing": (text(**keyboard({"text": "b"})), "Text buttons are unallowed"),
    "button that does two things": (text(**keyboard(BUTTON | {"url": "https://x.org"})), "exactly one of"),
    "button without words": (text(**keyboard(BUTTON | {"text": " "})), "non-empty"),
    "button to nowhere": (text(**keyboard({"text": "b", "url": "nowhere"})), "BUTTON_URL_INVALID"),
    "nine buttons in a row": (text(**keyboard(*[BUTTON] * 9)), "REPLY_MARKUP_TOO_LONG"),
    "101 buttons": (text(reply_markup={"inline_keyboard": [[BUTTON]] * 101}), "reply markup is too long"),
    "entities and parse mode": (text(parse_mode="HTML", entities=[{"type": "bold", "offset": 0, "length": 1}]), "exclude"),
    "entity past the end": (text(entities=[{"type": "bold", "offset": 0, "length": 2}]), "ends after the end of the text"),
    "entity of no kind": (text(entities=[{"type": "loud", "offset": 0, "length": 1}]), "'loud' is not one of"),
    "unclosed tag": (text("<b>x", parse_mode="HTML"), "can't parse entities: Can't find end tag corresponding"),
    "Markdown": (text("*x*", parse_mode="MarkdownV2"), "not built into this fake"),
    "poll without question": (poll(question=""), "poll question must be non-empty"),
    "poll question too long": (poll(question="q" * 301), "poll question length must not exceed 300"),
    "poll of no options": (poll(options=[]), "poll must have at least 1 option"),
    "poll of 13 options": (poll(options=[{"text": str(n)} for n in range(13)]), "poll can't have more than 12 options"),
    "poll option too long": (poll(options=[{"text": "a" * 101}]), "poll options length must not exceed 100"),
    "poll option empty": (poll(options=[{"text": ""}, {"text": "b"}]), "poll options must be non-empty"),
    "poll options alike": (poll(options=[{"text": "a"}, {"text": "a"}]), "POLL_OPTION_DUPLICATE"),
    "poll of 4 seconds": (poll(open_period=4), "open_period"),
    "poll of a month and a second": (poll(open_period=2_628_001), "open_period"),
    "poll that ended": (poll(close_date=1), "close_date must be at least 5"),
    "poll that ends twice": (poll(open_period=60, close_date=1_900_000_000), "can't be used together"),
    "quiz without an answer": (poll(type="quiz"), "QUIZ_CORRECT_ANSWERS_EMPTY"),
    "poll of a third kind": (poll(type="survey"), "is not one of"),
    "edit of nothing": (("editMessageText", {"text": "x"}), "message identifier is not specified"),
    "photo that is none": (("sendPhoto", {"photo": "attach://p", "p": "file:not a picture"}), "IMAGE_PROCESS_FAILED"),
    "photo of nothing": (("sendPhoto", {"photo": "attach://p", "p": "file:"}), "file must be non-empty"),
    "photo that never came": (("sendPhoto", {"photo": "attach://p"}), "there is no file"),
    "caption too long": (("sendPhoto", {"photo": "x", "caption": "c" * 1025}), "message caption is too long"),
    "two reactions": (("setMessageReaction", {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2}), "TOO_MANY"),
    "no such reaction": (("setMessageReaction", {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🛠"}]}), "REACTION_INVALID"),
    "command in capitals": (("setMyCommands", {"commands": [{"command": "Why", "description": "d"}]}), "BOT_COMMAND_INVALID"),
    "command not described": (("setMyCommands", {"commands": [{"command": "why", "description": ""}]}), "DESCRIPTION_INVALID"),
    "101 commands": (("setMyCommands", {"commands": [{"command": "why", "description": "d"}] * 101}), "too long"),
    "language of three letters": (("setMyCommands", {"commands": [], "language_code": "deu"}), "invalid language code"),
    "notice too long": (("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}), "too long"),
    "secret in Greek": (("setWebhook", {"url": "https://x.org", "secret_token": "μ"}), "does not match"),
    "limit of 101": (("getUpdates", {"limit": 101}), "maximum"),
}  # fmt: skip
RIGHT = {
    "full length": text("x" * 4096),
    "full length after parsing": text("<b>" + "x" * 4096 + "</b>", parse_mode="HTML"),
    "data at its limit": text(**keyboard(BUTTON | {"callback_data": "é" * 32})),
    "poll at its limits": poll(
        question="q" * 300,
        options=[{"text": f"{n:0>100}"} for n in range(12)],
        open_period=2_628_000,
        is_anonymous=False,
    ),
    "poll of one option": poll(options=[{"text": "a"}]),
    "silent": text(disable_notification=True, protect_content=True, link_preview_options={"is_disabled": True}),
    "an empty keyboard": text(reply_markup={"inline_keyboard": []}),
    "commands": (
        "setMyCommands",
        {"commands": [{"command": "c" * 32, "description": "d" * 256}], "language_code": "fa"},
    ),
}


@pytest.fixture
async def bare():
    """A fake, a group, and a client that sends whatever it is told; violations are expected here."""
    async with FakeTelegram().open() as fake:
        group = fake.people.supergroup()
        async with aiohttp.ClientSession() as client:
            yield fake, group, client


async def called(fake, client, name, parameters, token=None):
    """Send a call as a form, lists and objects as JSON, a file where a value begins with "file:"."""
    form = aiohttp.FormData()
    for key, value in parameters.items():
        if isinstance(value, str) and value.startswith("file:"):
            form.add_field(key, value.removeprefix("file:").encode(), filename="f")
        else:
            form.add_field(key, value if isinstance(value, str) else json.dumps(value))
    async with client.post(f"{fake.base_url}{token or fake.token}/{name}", data=form) as response:
        return response.status, await response.json()


def aimed(name, parameters, group):
    known = the_spec().methods[name]["parameters"]["properties"]
    return ({"chat_id": group.id} if "chat_id" in known else {}) | parameters


@pytest.mark.parametrize(("call", "words"), WRONG.values(), ids=WRONG)
async def test_wrong_calls_are_violations(bare, call, words):
    fake, group, client = bare
    status, answer = await called(fake, client, call[0], aimed(*call, group))
    assert (status, answer["ok"], answer["error_code"]) == (400, False, 400)
    assert words in answer["description"]
    assert len(fake.violations) == 1
    assert group.last is None


@pytest.mark.parametrize("call", RIGHT.values(), ids=RIGHT)
async def test_right_calls_are_none(bare, call):
    fake, group, client = bare
    status, answer = await called(fake, client, call[0], aimed(*call, group))
    assert (status, answer["ok"]) == (200, True), answer
    assert fake.violations == []


async def test_unknown_methods_and_strangers_are_refused(bare):
    fake, _, client = bare
    assert (await called(fake, client, "sendThought", {}))[0] == 404
    assert (await called(fake, client, "sendVenue", {}))[0] == 404
    assert len(fake.violations) == 2
    assert (await called(fake, client, "getMe", {}, token="1:somebody-else"))[1]["description"] == "Unauthorized"
    assert len(fake.violations) == 2


async def test_capitals_do_not_matter_and_json_does_as_well(bare):
    fake, group, client = bare
    body = {"chat_id": group.id, "text": "x"}
    async with client.post(f"{fake.base_url}{fake.token}/SENDMESSAGE", json=body) as response:
        assert response.status == 200
    async with client.get(f"{fake.base_url}{fake.token}/getme") as response:
        assert (await response.json())["result"]["username"] == "twoway_bot"


async def test_the_fakes_own_answers_and_updates_are_checked(bare):
    fake, group, client = bare
    await called(fake, client, "sendMessage", {"chat_id": group.id, "text": "x"})
    group.last.media = {"shout": "loud"}
    await called(fake, client, "editMessageText", {"chat_id": group.id, "message_id": group.last.id, "text": "y"})
    assert "own answer to editMessageText" in fake.violations[0]
    fake.violations.clear()
    fake.updates.tell("message", {"message_id": 1})
    assert "own update message" in fake.violations[0]


@pytest.mark.shared
def test_the_fixture_is_distilled_from_the_description():
    place = os.environ.get("TELEGRAM_BOT_API") or Path(__file__).parents[4] / "shared/specs/telegram-bot-api.json"
    if not Path(place).exists():
        pytest.skip("the description is not here: put it in ../shared/specs or name it in TELEGRAM_BOT_API")
    assert distil(json.loads(Path(place).read_text(encoding="utf-8"))) == FIXTURE.read_bytes()


def test_the_prose_became_limits():
    spec = the_spec()
    assert spec.parsed_limit("sendMessage", "text") == (1, 4096)
    assert spec.parsed_limit("sendPhoto", "caption") == (0, 1024)
    assert spec.types["InlineKeyboardButton"]["properties"]["callback_data"]["maxBytes"] == 64
    assert spec.methods["sendPoll"]["parameters"]["properties"]["options"]["maxItems"] == 12
    assert spec.words_of("Chat", "type") == ["private", "group", "supergroup", "channel"]
    assert len(spec.words_of("ReactionTypeEmoji", "emoji")) > 60
