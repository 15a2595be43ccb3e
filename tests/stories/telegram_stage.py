"""The same stories in a Telegram: people write in the fake server, the real python-telegram-bot carries it over the wire, posts are read back.

The community is a forum with the topics general and team. The engine, the courier and time are driven step by step, as on paper, so that
a story means the same. What Telegram tells no bot, no story can tell there.
"""

import asyncio
import re
from contextlib import asynccontextmanager

from stage import PHRASES
from wired_stage import BOUND, DRAFTS, WiredStage, connected

from adapters.telegram import Telegram, listing
from adapters.telegram.directory import NOTES
from adapters.telegram.escape import NOTHING_WIDE
from bot.actions import ChannelKept
from bot.model import ChannelRef, CommunityRef
from bot.ports import Commit
from tests.telegram.house import Brisk

UNTOLD = {
    r"question is (theirs|anybody's)": "questions are taken on from the dashboard",
    r" deletes$| removes Twoway's (post|poll)$": "Telegram tells no bot of deletions",
    r"The coin held it back": "the coin falls by the ids of messages, which Telegram gives",
    r"=> gap since": "Telegram keeps what was said for a day, so there is no gap of minutes",
    r"^=> because: The coin ": "the coin falls by ids, which are others there",
    r"2 to 10 different options": "Telegram takes twelve, and says so",
    r"'s question (is no question|can wait)": "Telegram has no such menu; a draft's buttons say it there",
}
NOTED = ("Noted: ", "Done.")
"""Begin what this platform itself answers to a command; what the core says begins otherwise."""


def cannot(story):
    """Why Telegram cannot tell a story, "" where it can."""
    reasons = [why for pattern, why in UNTOLD.items() for step in story.steps if re.search(pattern, step.text)]
    return next(iter(reasons), "")


class TelegramStage(WiredStage):
    """Plays steps in a fake Telegram."""

    def __init__(self, store, settings, fake):
        super().__init__("telegram", store, settings, fake)
        self._read, self._texts, self._cards, self._opened, self._presses_made, self._members = [], {}, {}, [], [], {}

    def _connect(self):
        doors = (self._log, self.store, self.store, Brisk(self.clock), PHRASES, self.policy)
        self.telegram = Telegram(self.fake.token, *doors, api_base=self.fake.url)
        return self.telegram

    def _furnish(self):
        self.group = self.fake.people.forum("Home", "general", "team", admin=True)
        self._rooms = {topic.name: topic for topic in self.group.topics.values()}
        self.home = CommunityRef("telegram", str(self.group.id))
        self.general, self.team = (ChannelRef(self.home, str(self._rooms[name].id)) for name in ("general", "team"))

    async def name_channels(self):
        """Telegram tells the names by itself, when the bot comes."""
        await self._heard()
        async with asyncio.timeout(BOUND):
            await self.telegram.listening()

    async def _heard(self):
        """Return when the bot has heard, and made up its mind about, all that happened, and has answered."""
        async with asyncio.timeout(BOUND):
            await self.fake.heard()
            while serving := [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "_logged"]:
                await asyncio.wait(serving)

    def _written(self, room):
        return [post for post in self.group.written_by(self.fake.bot) if post.thread == self._rooms[room].id]

    async def _deliver(self):
        self.fake.writing.close_due()
        await self._heard()
        while await self.courier.deliver():
            pass
        await self._heard()
        while self._presses_made:
            name, press = self._presses_made.pop(0)
            if press.text and "Reply to this card" not in press.text:
                self.news.append(f"whispers to {name}: {_shown(press.text)}")
        said, cards = self._written("general"), self._written("team")
        for post in [post for post in self._read if post in said]:
            if self._texts[post.id] != post.text and not post.deleted:
                self.news.append(f"changes its post: {self._said(post)}")
        for post in [post for post in self.group.written_by(self.fake.bot) if post not in self._read]:
            if post in said:
                self._read_one(post)
            elif post in cards and (to := _replied(post)) is not None:
                self._whispered(post, to)
            self._read.append(post)
        self._read_cards(cards)
        self._texts = {post.id: post.text for post in self._read}

    def _read_one(self, post):
        to = _replied(post)
        if to is not None and to.text.startswith("/"):
            self._whispered(post, to)
            return
        reply = f", replying to {self.author_of(str(to.id))}" if to is not None else ""
        if post.poll is not None:
            options = " / ".join(option.text for option in post.poll.options)
            self.news.append(f"asks{reply}: {post.poll.question} / {options}")
            return
        called = [entity["user"]["first_name"] for entity in post.entities if entity["type"] == "text_mention"]
        self.news.append(f"posts{''.join(f', calling {name}' for name in called)}{reply}: {self._said(post)}")

    def _whispered(self, post, to):
        if not post.text.startswith(NOTED):
            self.news.append(f"whispers to {to.author.name}: {self._said(post)}")

    def _read_cards(self, cards):
        """Read what the team is told besides drafts."""
        for card in cards:
            if not any(shown is card and markup == card.markup for shown, markup in self._opened) and card.markup:
                self._opened.append((card, card.markup))
            if _replied(card) is not None:
                continue
            before, said = self._cards.get(card.id), self._said(card).partition(" / Why:")[0]
            if before is None and said.startswith(DRAFTS):
                self._cards[card.id] = None
            elif card.id not in self._cards or (before is not None and said != before):
                self.team_news.append(f"{'tells the team' if before is None else 'changes its card'}: {said}")
                self._cards[card.id] = said

    def _said(self, post):
        text = post.words.replace(" ↗", "")  # where a line leads to a message
        for entity in post.entities:
            if entity["type"] == "text_mention":
                text = text.partition(", ")[2]
        assert {entity["type"] for entity in post.entities} <= {"text_mention", "text_link", "bold", "code"}
        return _shown(text)

    def _member(self, name, mark):
        if name not in self._members:
            member = self._members[name] = self.fake.people.join(self.group, name, bot=mark == "°")
            if mark == "*":
                self.fake.people.promote(member)
        return self._members[name]

    def _message(self, name):
        return self.group.messages[int(self.latest[name][-1])]

    def author_of(self, id):
        """Who wrote a message, or that it is a poll of Twoway's."""
        message = self.group.messages.get(int(id))
        asked = message is not None and message.poll is not None and message.author is self.fake.bot
        return "its poll" if asked else super().author_of(id)

    def _say(self, name, mark, text, reply=None, room="general"):
        topic = self._rooms[room]
        return self.fake.say(self.group, self._member(name, mark), text, topic=topic, reply_to=reply)

    async def _writes(self, at, name, mark, to, text):
        reply = self._written("general")[-1] if to == "Twoway" else self._message(to) if to else None
        said = self._say(name, mark, text, reply)
        self.latest.setdefault(name, []).append(str(said.id))
        self.written.setdefault(name, []).append(text)

    async def _edits(self, at, name, mark, text):
        self.written[name].append(text)
        self.fake.edit(self._message(name), text)

    async def _reacts(self, at, name, mark, emoji, whom):
        self.fake.react(self._message(whom), self._member(name, mark), emoji)

    async def _votes(self, at, name, mark, option):
        poll = next(post for post in reversed(self._read) if post.poll is not None)
        self.fake.vote(poll, self._member(name, mark), *([option] if option is not None else []))

    async def _presses(self, at, name, mark, label, text):
        """Press what a card once showed: on somebody's screen it may still stand so."""
        card, button = next(
            (card, one)
            for card, markup in reversed(self._opened)
            for row in markup["inline_keyboard"]
            for one in row
            if one["text"].startswith(label)
        )
        await self._press(card, button["callback_data"], name, mark)
        if text:
            self._say(name, mark, text.replace(" / ", "\n"), card, "team")

    async def _press(self, message, data, name, mark):
        """Press, and return when it was answered, or led to an answer that is still to be delivered."""
        press = self.fake.press_forged(message, data, self._member(name, mark))
        await self._heard()
        self._presses_made.append((name, press))

    async def _takes(self, at, name, mark):
        called = next(post for post in reversed(self._written("general")) if post.buttons)
        button = next(one for one in called.buttons if one["text"] == "I'll take it")
        await self._press(called, button["callback_data"], name, mark)

    async def _helps(self, at, name, mark, what):
        offered = next(post for post in reversed(self._written("general")) if post.buttons)
        label = "Yes, thanks" if what == "helped" else "No"
        button = next(one for one in offered.buttons if one["text"] == label)
        await self._press(offered, button["callback_data"], name, mark)

    async def _asks_room(self, at, name, mark, whom):
        self._say(name, mark, "/poll", self._message(whom))

    async def _asks_poll(self, at, name, mark, text):
        self._say(name, mark, "/poll " + text.replace(" / ", "\n"))

    async def _enlists(self, at, name, mark, text):
        self._say(name, mark, "/enlist " + (text or "").replace(" | ", ", "))

    async def _suggests(self, at, name, mark, text):
        self._say(name, mark, f"/suggest {text}")

    async def _sets(self, at, name, mark, knob, value):
        self._say(name, mark, f"/settings here {knob} {value}")

    async def _goes(self, at, name, mark, duty):
        self._say(name, mark, f"/enlist {duty}")

    async def _leaves(self, at, name, mark):
        self._say(name, mark, "/leave")

    async def _corrects(self, at, name, mark, whom, what):
        command = {"is answered": "/answered", "needs an answer": "/needsanswer", "is open again": "/needsanswer"}[what]
        self._say(name, mark, command, self.group.messages[int(self.asked(whom))])


def _replied(post):
    """What a post replies to. What is said in a topic, and answers nothing else, answers the note of its making."""
    return post.reply_to if post.reply_to is not None and not post.reply_to.service else None


def _shown(text):
    lines = text.replace(NOTHING_WIDE, "").replace(" ↗", "").split("\n")
    return " / ".join(line for line in lines if not line.startswith("To the message"))


@asynccontextmanager
async def open_stage(store, settings, fake):
    """Let the bot connect; in the end it is gone."""
    await store.commit(Commit((ChannelKept(ChannelRef(NOTES, listing.KEY), listing.digest_of(PHRASES)),)))
    stage = TelegramStage(store, settings, fake)
    async with connected(stage.telegram):
        yield stage
