"""The same stories in a Discord: people write in the fake server, the real discord.py carries it over the wire, and posts are read back.

What people do becomes what Discord tells of it, presses become interactions, and what Twoway says is read off the channels as people see
it. The engine, the courier and time are driven step by step, as on paper, so that a story means the same.
"""

import asyncio
import re
from contextlib import asynccontextmanager

from stage import PHRASES
from wired_stage import BOUND, DRAFTS, WiredStage, connected

from adapters.discord import Discord
from bot.model import ChannelRef, CommunityRef
from tests.discord.markdown import read
from tests.fakes.discord.interactions import COMPONENT
from tests.fakes.discord.permissions import May

CANNOT: dict[str, str] = {
    "taken_on_by_the_team": "questions are taken on from the dashboard",
    "taken_on_and_given_back": "questions are taken on from the dashboard",
    "poll_held_back": "the coin falls by the ids of messages, which Discord gives",
    "prompt_newcomers_and_recurring": "fifteen days of timers want more heartbeats within a minute than Discord's client sends",
}
"""Stories that Discord cannot tell, and why."""
POLL_RESULT = 46
LINK = re.compile(r" ?https://discord\.com/channels/\S+")
NOTED = ("Noted: ", "Undone: ")
"""Begin what this platform itself answers to a menu or a press; what the core says begins otherwise."""


class DiscordStage(WiredStage):
    """Plays steps in a fake Discord."""

    def __init__(self, store, settings, fake):
        super().__init__("discord", store, settings, fake)
        self._cards = {}
        self._read, self._opened, self._wires, self._polls, self._answered, self._contents = 0, [], [], [], [], {}

    def _connect(self):
        wire = {"api_base": self.fake.api, "gateway": self.fake.gateway_url, "settle": 0.02, "pause": 0.0}
        doors = (self._log, self.store, self.store, self.clock, PHRASES, self.policy)
        self.discord = Discord(self.fake.token, *doors, **wire)
        return self.discord

    def _furnish(self):
        people = self.fake.people
        self.guild = people.guild()
        self.home = CommunityRef("discord", str(self.guild.id))
        self._rooms = {name: people.channel(self.guild, name) for name in ("general", "team")}
        self.general, self.team = (ChannelRef(self.home, str(room.id)) for room in self._rooms.values())
        self._staff, self._members = people.role(self.guild, "Staff", May.MANAGE_GUILD), {}

    async def name_channels(self):
        """Discord tells the names by itself, when the bot comes."""
        async with asyncio.timeout(BOUND):
            await self.discord.listening()

    async def _heard(self):
        """Return when the bot has heard, and made up its mind about, all that happened."""
        async with asyncio.timeout(BOUND):
            await self.fake.heard()
            await self.discord.listening()
            await self.discord._inbox.drained()

    async def _deliver(self):
        self.fake.people.end_due_polls()
        await self._heard()
        while await self.courier.deliver():
            pass
        await self._heard()
        while self._wires:
            name, one = self._wires.pop(0)
            for message in one.messages:
                if not message.content.startswith(NOTED):
                    self.news.append(f"whispers to {name}: {self._shown(message)}")
        said = self._rooms["general"].written_by(self.fake.bot)
        for post in said[: self._read]:
            if self._contents.get(post.id, post.content) != post.content:
                self.news.append(f"changes its post: {self._shown(post)}")
        self._contents = {post.id: post.content for post in said}
        for post in said[self._read :]:
            replied = post.reference and post.reference["message_id"]
            reply = f", replying to {self.author_of(replied)}" if replied else ""
            if post.type == POLL_RESULT:
                continue  # Discord's own note
            if post.poll is not None:
                options = " / ".join(answer["text"] for answer in post.poll.answers.values())
                self.news.append(f"asks{reply}: {post.poll.question} / {options}")
                self._polls.append(post)
            else:
                self.news.append(f"posts{self._called(post)}{reply}: {self._shown(post)}")
        self._read = len(said)
        self._read_cards()
        for card in self._rooms["team"].written_by(self.fake.bot):
            if (card, card.components) not in self._opened:
                self._opened.append((card, card.components))

    def _read_cards(self):
        """Read what the team is told besides drafts."""
        told = [card for card in self._rooms["team"].written_by(self.fake.bot) if not card.content.startswith(DRAFTS)]
        for card in told:
            before, said = self._cards.get(card.id), self._shown(card).partition(" / Why:")[0]
            if said != before and not self._was_draft(card):
                self.team_news.append(f"{'tells the team' if before is None else 'changes its card'}: {said}")
            self._cards[card.id] = said

    def _was_draft(self, card):
        return any(shown is card for shown, _ in self._opened) and card.id not in self._cards

    def _called(self, post):
        """Whom a post calls: at most the one whose mark it begins with."""
        if not post.pings:
            return ""
        (called,) = post.mentions
        assert post.content.startswith(f"<@{called.id}> ")
        assert [post.mention_roles, post.mention_everyone] == [[], False]
        return f", calling {next(name for name, member in self._members.items() if member.id == called.id)}"

    def _shown(self, message):
        content = LINK.sub("", message.content)
        text, marks = read(re.sub(r"^<@\d+> ", "", content) if message.mentions else content)
        assert not marks, f"{message.content}: {marks}"
        return " / ".join(text.split("\n"))

    def _member(self, name, mark):
        if name not in self._members:
            roles = [self._staff] if mark == "*" else []
            self._members[name] = self.fake.people.member(self.guild, name, *roles, bot=mark == "°")
        return self._members[name]

    def _message(self, name):
        return self._rooms["general"].messages[int(self.latest[name][-1])]

    async def _writes(self, at, name, mark, to, text):
        reply = None
        if to == "Twoway":
            reply = self._rooms["general"].written_by(self.fake.bot)[-1]
        elif to:
            reply = self._message(to)
        said = self._rooms["general"].say(self._member(name, mark), text, reply)
        self.latest.setdefault(name, []).append(str(said.id))
        self.written.setdefault(name, []).append(text)

    async def _edits(self, at, name, mark, text):
        self.written[name].append(text)
        self.fake.people.edit(self._message(name), text)

    async def _deletes(self, at, name, mark):
        self.fake.people.delete(self._message(name))

    async def _reacts(self, at, name, mark, emoji, whom):
        self.fake.people.react(self._member(name, mark), self._message(whom), emoji)

    async def _removes(self, at):
        self.fake.people.delete(self._rooms["general"].written_by(self.fake.bot)[-1])
        self._read -= 1

    def author_of(self, id):
        """Who wrote a message, or that it is a poll of Twoway's."""
        return "its poll" if int(id) in {poll.id for poll in self._polls} else super().author_of(id)

    async def _votes(self, at, name, mark, option):
        poll, member = self._polls[-1], self._member(name, mark)
        if poll.id not in self._rooms["general"].messages:
            return  # it is gone: nobody can vote
        if option is not None:
            self.fake.people.vote(member, poll, option)
            return
        for number, who in poll.poll.votes.items():
            if member.id in who:
                self.fake.people.unvote(member, poll, number)

    async def _removes_poll(self, at):
        self.fake.people.delete(self._polls[-1])
        self._read -= 1

    async def _asks_room(self, at, name, mark, whom):
        message = self._rooms["general"].messages[int(self.latest[whom][-1])]
        one = await self.fake.pressing.menu(self._member(name, mark), "Ask the room", message)
        await one.answered()
        await self._served(name, one)

    async def _presses(self, at, name, mark, label, text):
        """Press what a card once showed: on somebody's screen it may still stand so."""
        card, part = next(
            (card, one)
            for card, shown in reversed(self._opened)
            for row in shown
            for one in row["components"]
            if one["label"].startswith(label)
        )
        data = {"custom_id": part["custom_id"], "component_type": 2, "id": part["id"]}
        member = self._member(name, mark)
        one = self.fake.interactions.start(COMPONENT, member, card.channel, data, card)
        await one.answered()
        if one.modal is not None:
            one = await self.fake.pressing.submit(one, text=text.replace(" / ", "\n"))
        await self._served(name, one)

    async def _enlists(self, at, name, mark, text):
        topics, _, most = (text or "").partition(" | ")
        given = {"topics": topics} if topics else {}
        await self._says_of_themselves(name, mark, "enlist", **given, **({"pings": int(most)} if most else {}))

    async def _suggests(self, at, name, mark, text):
        await self._says_of_themselves(name, mark, "suggest", idea=text)

    async def _sets(self, at, name, mark, knob, value):
        await self._says_of_themselves(name, mark, "settings", knob=knob, value=value, here=True)

    async def _goes(self, at, name, mark, duty):
        await self._says_of_themselves(name, mark, "enlist", duty=duty == "on")

    async def _leaves(self, at, name, mark):
        await self._says_of_themselves(name, mark, "leave")

    async def _says_of_themselves(self, name, mark, command, **given):
        general = self._rooms["general"]
        one = await self.fake.pressing.slash(self._member(name, mark), general, f"twoway {command}", **given)
        await self._served(name, one)

    async def _takes(self, at, name, mark):
        called = next(post for post in reversed(self._rooms["general"].written_by(self.fake.bot)) if post.components)
        await self._served(name, await self.fake.pressing.press(self._member(name, mark), called, "I'll take it"))

    async def _helps(self, at, name, mark, what):
        offered = next(post for post in reversed(self._rooms["general"].written_by(self.fake.bot)) if post.components)
        label = "Yes, thanks" if what == "helped" else "No"
        await self._served(name, await self.fake.pressing.press(self._member(name, mark), offered, label))

    async def _corrects(self, at, name, mark, whom, what):
        if what == "is open again":
            await self._undoes(name, mark)
            return
        menu = {"is answered": "Answered here", "needs an answer": "Needs an answer"}[what]
        message = self._rooms["general"].messages[int(self.asked(whom))]
        one = await self.fake.pressing.menu(self._member(name, mark), menu, message)
        await one.answered()
        await self._served(name, one)

    async def _undoes(self, name, mark):
        """Press the Undo that the latest answer to this person carries."""
        answer = next(one for who, one in reversed(self._answered) if who == name and one.original.widgets())
        await self._served(name, await self.fake.pressing.press(self._member(name, mark), answer.original, "Undo"))

    async def _served(self, name, one):
        """A press was answered at once; what it led to is committed when the bot has done with it."""
        async with asyncio.timeout(BOUND):
            while serving := _serving():
                await asyncio.wait(serving)
        self._wires.append((name, one))
        self._answered.append((name, one))

    async def _gap(self, at, since):
        """The connection was gone, somebody wrote, and the history may not be read."""
        general = self._rooms["general"]
        self.fake.people.forbid_bot(general, May.READ_MESSAGE_HISTORY)
        await self._heard()
        self.fake.trouble.refuse_resume()
        self.fake.gateway.cut()
        general.say(self._member("Somebody", ""), "unheard")
        async with asyncio.timeout(BOUND):
            await self.fake.until(lambda: len(self.fake.gateway.identified) == 2)
        await self._heard()
        self.fake.people.forbid_bot(general, 0)


def _serving():
    """The tasks in which discord.py lets the bot serve a press or a command, by the names it gives them."""
    return [task for task in asyncio.all_tasks() if task.get_name().endswith(("on_interaction", "CommandTree-invoker"))]


@asynccontextmanager
async def open_stage(store, settings, fake):
    """Let the bot connect; in the end it is gone."""
    stage = DiscordStage(store, settings, fake)
    async with connected(stage.discord):
        yield stage
