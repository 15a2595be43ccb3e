"""What Twoway sends to Discord: its actions rendered, and the requests by which commands, menus and presses are answered."""

import json
from typing import Any

from adapters.clock import ManualClock
from adapters.discord import render
from adapters.discord.wire import PICTURE, form
from bot.actions import Amend, AskPoll, Button, Notice, Say, helped_buttons
from bot.events import MessageSeen
from bot.model import ChannelRef, CommunityRef, MemberRef, MessageRef, Option, Phrase, Poll, SurveyState
from tests.discord.house import PHRASES, SUGGEST, House, open_house
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.permissions import May
from tests.fakes.discord.server import FakeDiscord, open_discord
from tests.painter.canvas import DOT
from tests.wire.discord.scenes import START

Json = dict[str, Any]
COMMUNITY = CommunityRef("discord", "10")
GENERAL, TEAM = ChannelRef(COMMUNITY, "20"), ChannelRef(COMMUNITY, "30")
QUOTE = (("name", "Ada *A*"), ("quote", "How do I export [this](https://evil.example)?"))
NUDGE = (Phrase("nudge.one", QUOTE),)
SHARED = (
    Phrase("nudge.many", count=2),
    Phrase("nudge.item", QUOTE),
    Phrase("nudge.item", (("name", "Bo"), ("quote", "@everyone # where is the manual?"))),
)
BUTTONS = (
    Button("button.post", "post:0123456789abcdef"),
    Button("button.edit", "edit:0123456789abcdef", "button.edit_asks", NUDGE),
    Button("button.skip", "skip:0123456789abcdef"),
    Button("button.not_a_question", "notq:0123456789abcdef"),
    Button("button.snooze", "snooze:0123456789abcdef"),
    Button("button.post", "more:0123456789abcdef"),
)
HEAD, POSTED = (Phrase(f"card.{name}", (("channel", "general"),)) for name in ("head", "posted"))
NUDGED = Say("nudge:5", GENERAL, GENERAL, NUDGE, "en", "5")
RESULT = (Phrase("poll.closed_bare"), Phrase("poll.count", (("option", "Tea"), ("percent", "100")), 2))
CHOICE = Poll("Tea or coffee?", (Option("1", "Tea"), Option("2", "Coffee")))
ASKED = AskPoll("poll:5", GENERAL, GENERAL, Phrase("verbatim.text", (("text", "Tea or coffee?"),)), CHOICE, 86400)
ASK = "Does anybody know how I can export a project as WAV?"


EARLIER = (
    Phrase("nudge.earlier", (("name", "Ada"), ("quote", "How do I export tracks?"))),
    Phrase("nudge.earlier_answer", (("answer", "File, then Export."),)),
    Phrase("nudge.earlier_helps"),
)


def rendered() -> dict[str, Json]:
    """Return a payload of each kind, made by `render` alone."""
    card = Say("card:nudge:5", GENERAL, TEAM, (HEAD, *NUDGE), "en", None, BUTTONS, True)
    closed = Amend("closed:nudge:5", GENERAL, TEAM, "card:nudge:5", (POSTED, *NUDGE))
    notice = Notice("notice:1", GENERAL, TEAM, MemberRef(COMMUNITY, "40"), (Phrase("notice.team_only"),))
    question = "What should the post say?"
    return {
        "nudge": render.say(NUDGED, PHRASES),
        "nudge_without_reply": render.say(NUDGED, PHRASES, reply=False),
        "nudge_shared": render.say(Say("nudge:5", GENERAL, GENERAL, SHARED), PHRASES),
        "earlier_answer": render.say(
            Say(
                "offer:5",
                GENERAL,
                GENERAL,
                EARLIER,
                "en",
                "5",
                helped_buttons("5"),
                leads=(None, MessageRef(TEAM, "4")),
            ),
            PHRASES,
        ),
        "card": render.say(card, PHRASES, [MessageRef(GENERAL, "5")]),
        "card_amended": render.amend(closed, PHRASES),
        "notice": render.notice(notice, PHRASES, "en"),
        "poll": render.ask(ASKED, PHRASES),
        "result_with_picture": _form(Say("result:poll:5", GENERAL, GENERAL, RESULT, "en", "5")),
        "modal": render.modal("edit:0123456789abcdef", question, question, "Still open"),
    }


def _form(action: Say) -> Json:
    """Return the parts of the request that posts words with a picture; of the picture, its kind alone."""
    parts = form(render.say(action, PHRASES), PICTURE, DOT, "image/png", "Bar chart of the votes.")
    return {
        part["name"]: json.loads(part["value"]) if "filename" not in part else part["content_type"] for part in parts
    }


class Office:
    """A server with a question that waits, a member and one of the team; what the bot requests is kept by scene."""

    def __init__(self, fake: FakeDiscord, house: House) -> None:
        """Furnish it."""
        self.fake, self.house = fake, house
        people = fake.people
        self.guild = people.guild("Home")
        self.general, self.team = (people.channel(self.guild, name) for name in ("general", "team"))
        staff = people.role(self.guild, "Staff", May.MANAGE_GUILD)
        self.boss, self.ada = people.member(self.guild, "Boss", staff), people.member(self.guild, "Ada")
        self.kept: dict[str, list[Json]] = {}
        self._from = 0

    async def keep(self, name: str, one: Interaction | None = None) -> None:
        """Keep what was requested since the last scene, once an answer stands."""
        if one is not None:
            await one.finished()
        await self.house.discord._inbox.drained()
        asked = self.fake.requests[self._from :]
        self._from = len(self.fake.requests)
        self.kept[name] = [{"call": f"{one.method} {one.template}", "body": one.body} for one in asked if one.body]
        self.fake.pass_time(seconds=1)

    async def command(self, words: str, **options: Any) -> Interaction:
        """Let the team give a command."""
        one = await self.fake.pressing.slash(self.boss, self.general, f"twoway {words}", **options)
        await self.keep("_".join(["command", *words.split(), *(["set"] if options else [])]), one)
        return one


async def answered() -> dict[str, list[Json]]:
    """Play through commands, menus and presses, and return what was requested for each."""
    async with open_discord(ManualClock(START)) as fake, open_house(fake, SUGGEST) as house:
        office = Office(fake, house)
        await office.keep("registered")
        question = office.general.say(office.ada, ASK)
        await house.hears(MessageSeen)
        fake.pass_time(minutes=31)
        (card,) = await house.posted(office.team)
        await office.keep("draft_shown")
        await commands(office)
        await menus(office, question)
        await presses(office, card)
        await polls(office)
        return office.kept


async def commands(office: Office) -> None:
    """Every slash command, and where one leads to pages, the first of them."""
    await office.command("questions")
    await office.command("why")
    await office.command("settings")
    await office.command("settings", knob="patience", value="45m")
    setup = await office.command("setup")
    for page in ("Channels…", "Check permissions"):
        one = await office.fake.pressing.press(office.boss, setup.reply, page)
        await office.keep(f"setup_{page.strip('…').replace(' ', '_').lower()}", one)
    await office.command("budget")
    await office.command("index")
    await office.command("privacy")
    await office.command("mydata")
    await office.command("forgetme")


async def menus(office: Office, question: Any) -> None:
    """Every entry of a message's menu, for somebody who may not use it all."""
    for member, name in ((office.boss, "Why this?"), (office.ada, "Needs an answer")):
        one = await office.fake.pressing.menu(member, name, question)
        await office.keep("menu_" + name.strip("?").replace(" ", "_").lower(), one)


async def presses(office: Office, card: Any) -> None:
    """A draft's buttons: what one sees who may not press, the window to reword it, and the post."""
    refused = await office.fake.pressing.press(office.ada, card, "Post")
    await office.house.until(lambda: refused.followups)
    await office.keep("press_refused")
    opened = await office.fake.pressing.press(office.boss, card, "Edit")
    await office.keep("press_edit", opened)
    await office.fake.pressing.submit(opened, text="Who exports WAV?")
    await office.house.posted(office.general)
    await office.house.until(lambda: "Posted in" in card.content)
    await office.keep("press_posted")


async def polls(office: Office) -> None:
    """A choice that becomes a poll, and is ended; the window in which one is written; the menu that makes one of a line."""
    fake, house, general, team = office.fake, office.house, office.general, office.team

    def stands(state: SurveyState) -> bool:
        return [poll.state for poll in house.store.tables.surveys.values()] == [state]

    def to_post(cards: list[Any]) -> list[Any]:
        return [card for card in cards if any(part.get("label") == "Post" for part in card.widgets())]

    fake.pass_time(minutes=31)
    await house.posted(team, 2)
    await office.keep("digest")
    line = general.say(office.ada, "Which theme do you all prefer for the new release, dark or light?")
    await house.until(lambda: to_post(house.posts(team)))
    (card,) = to_post(house.posts(team))
    await office.keep("poll_drafted")
    await fake.pressing.press(office.boss, card, "Post")
    await house.until(lambda: stands(SurveyState.OPEN))
    await office.keep("poll_posted")
    one = await fake.pressing.slash(office.boss, general, "twoway poll", end=True)
    await house.until(lambda: stands(SurveyState.TOLD))
    await office.keep("poll_ended_and_told", one)
    await office.keep("command_poll", await fake.pressing.slash(office.boss, general, "twoway poll"))
    await office.keep("menu_ask_the_room", await fake.pressing.menu(office.ada, "Ask the room", line))
