"""What Twoway sends to Telegram: its actions rendered, and the requests by which commands and presses are answered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.telegram import listing, render
from bot.actions import Amend, AskPoll, Button, Notice, Say, helped_buttons
from bot.events import MessageSeen
from bot.model import ChannelRef, Chart, CommunityRef, Drawn, MemberRef, Option, Phrase, Picture, Poll
from tests.fakes.telegram.server import open_telegram
from tests.fakes.telegram.test_speaking import png
from tests.telegram.house import ASK, PHRASES, SUGGEST, open_house

Json = dict[str, Any]
COMMUNITY = CommunityRef("telegram", "-1001000000005")
GENERAL, TEAM = ChannelRef(COMMUNITY, "0"), ChannelRef(COMMUNITY, "7")
QUOTE = (("name", "Ada <b>"), ("quote", "How do I export @this, /help or https://evil.example?"))
NUDGE = (Phrase("nudge.one", QUOTE),)
BUTTONS = (
    Button("button.post", "post:0123456789abcdef"),
    Button("button.edit", "edit:0123456789abcdef", "button.edit_asks", NUDGE),
    Button("button.skip", "skip:0123456789abcdef"),
    Button("button.not_a_question", "notq:0123456789abcdef"),
    Button("button.snooze", "snooze:0123456789abcdef"),
)
HEAD, POSTED = (Phrase(f"card.{name}", (("channel", "General"),)) for name in ("head", "posted"))
CHOICE = Poll("Tea or coffee?", (Option("1", "Tea"), Option("2", "Coffee @all")), multiple=True)
ASKED = AskPoll(
    "poll:5", GENERAL, GENERAL, Phrase("verbatim.text", (("text", "Tea or coffee?"),)), CHOICE, 86400, "en", "5"
)
SHARED = (Phrase("nudge.several", count=2), Phrase("nudge.item", QUOTE), Phrase("nudge.item", QUOTE))
NOTICE = Notice("notice:1", GENERAL, TEAM, MemberRef(COMMUNITY, "40"), (Phrase("notice.team_only"),))
LINK = '<a href="https://t.me/c/1000000005/5">To the message</a>'
COMMANDS = (
    "questions",
    "why",
    "budget",
    "settings",
    "settings patience 30m",
    "settings patience soon",
    "setup",
    "privacy",
    "mydata",
    "forgetme",
    "poll",
    "poll Tea?\nYes\nNo",
    "answered",
    "enlist mixing, drums, 3",
    "leave",
    "dashboard",
)


EARLIER = (
    Phrase("nudge.earlier", (("name", "Ada"), ("quote", "How do I export tracks?"))),
    Phrase("nudge.earlier_answer", (("answer", "File, then Export."),)),
    Phrase("nudge.earlier_helps"),
)


def rendered() -> dict[str, Json]:
    """Return a request of each kind, made by `render` alone."""
    card = Say("card:nudge:5", GENERAL, TEAM, (HEAD, *NUDGE), "en", None, BUTTONS, True)
    made = {
        "nudge": render.say(Say("nudge:5", GENERAL, GENERAL, NUDGE, "en", "5"), PHRASES, None, 5),
        "nudge_in_a_topic": render.say(Say("nudge:5", TEAM, TEAM, NUDGE, "en", "5"), PHRASES, 7, 5),
        "nudge_shared": render.say(Say("nudge:5", GENERAL, GENERAL, SHARED), PHRASES, None, None),
        "earlier_answer": render.say(
            Say("offer:5", GENERAL, GENERAL, EARLIER, "en", "5", helped_buttons("5")),
            PHRASES,
            None,
            5,
            "",
            ("", "https://t.me/c/77/4"),
        ),
        "card": render.say(card, PHRASES, 7, None, LINK),
        "card_amended": render.amend(Amend("closed:5", GENERAL, TEAM, "card:nudge:5", (POSTED, *NUDGE)), PHRASES),
        "notice": {"text": render.notice(NOTICE, PHRASES), "alert": render.alert(NOTICE, PHRASES)},
        "poll": render.ask(ASKED, PHRASES, None, 5),
        "poll_anonymous": render.ask(replace(ASKED, poll=replace(CHOICE, anonymous=True)), PHRASES, 7, None),
    }
    return {name: plain(payload) for name, payload in made.items()}


def plain(value: Any) -> Any:
    """Return what a request holds as plain data."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.to_dict() if hasattr(value, "to_dict") else value


def _invite(*_: object) -> str:
    return "https://twoway.example/enter?ticket=abc.def"


async def answered() -> dict[str, Json]:
    """Return the requests by which each command is answered, and those about a draft."""
    async with open_telegram() as fake:
        group = fake.people.forum("Home", "Help", "team", admin=True)
        ada, owner = fake.people.join(group, "Ada"), fake.people.owner(group)
        kept: dict[str, Json] = {}
        async with open_house(fake, SUGGEST, new=True, invite=_invite, painter=Easel()) as house:
            await house.greeted(group)
            await house.until(lambda: listing.KEY in house.all_notes())
            told = [one for one in fake.requests if one.method.startswith("setMy")]
            kept["registered"] = [{one.method: plain(one.parameters)} for one in told if _shown(one)]
            fake.say(group, ada, ASK)
            await house.hears(MessageSeen)
            for command in COMMANDS:
                fake.pass_time(minutes=1)
                before = len(fake.requests)
                await house.told(group, owner, f"/{command}")
                name = command.split("\n")[0].replace(" ", "_").replace("?", "").replace(",", "")
                kept[f"command_{name}"] = since(fake, before, ("sendMessage", "sendDocument"))
            fake.pass_time(minutes=1)
            before = len(fake.requests)
            for led in ("dashboard", "setup", "mydata", "forgetme"):
                fake.people.start(owner, f"/start {led}_{group.id}")
            await house.posted(fake.people.private(owner), 4)
            kept["private"] = since(fake, before, ("sendMessage", "sendDocument"))
            fake.pass_time(minutes=1)
            before = len(fake.requests)
            picture = Picture(Chart(Phrase("poll.closed_bare")), (Phrase("poll.nobody"),))
            here = ChannelRef(CommunityRef("telegram", str(group.id)), GENERAL.id)
            await house.telegram.perform(Say("result:5", here, here, SHARED, picture=picture), None)
            kept["result_with_picture"] = since(fake, before, ("sendPhoto",))
            fake.pass_time(hours=13)
            await house.until(lambda: [post for post in house.posts(group) if "Still open" in post.text])
            card = next(post for post in house.posts(group) if "Still open" in post.text)
            for label, who in (("Post", ada), ("Edit", owner), ("Post", owner)):
                fake.pass_time(minutes=1)
                before = len(fake.requests)
                await fake.answered(fake.press(card, label, who))
                if (label, who) == ("Post", owner):
                    await house.until(lambda: not card.buttons)
                kept[f"press_{label.lower()}_{who.name.lower()}"] = since(fake, before)
    return kept


class Easel:
    """A painter with one picture, whatever is to be drawn."""

    async def paint(self, picture: Picture, language: str) -> Drawn | None:
        """Return it."""
        return Drawn(png(64, 32), "A drawing", 64, 32)


def _shown(one: Any) -> bool:
    """Whether a golden file is to show what Telegram was told: two languages stand for all."""
    return one.parameters.get("language_code") in (None, "ja")


def since(fake: Any, before: int, methods: tuple[str, ...] = ()) -> Json:
    """Return the requests since a moment, long polls left out, in an order of their own: answers may overtake one another."""
    found = [
        one for one in fake.requests[before:] if one.method != "getUpdates" and (not methods or one.method in methods)
    ]
    return sorted(({one.method: plain(one.parameters)} for one in found), key=lambda one: str(one))
