"""The people: what members and their team say and do. Nothing here waits or sleeps."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram import bodies
from tests.fakes.telegram.markup import units, with_found
from tests.fakes.telegram.places import Places
from tests.fakes.telegram.state import Chat, Json, Member, Message, Option, Poll, Topic, User
from tests.fakes.telegram.writing import origin_of

Speaker = Member | User | Chat


class NotPossible(AssertionError):
    """A member tried what Telegram's own apps would not offer them."""


@dataclass
class Press:
    """A button pressed, and what its presser was shown in answer."""

    id: str
    message: Message
    by: User
    data: str
    at: Any
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    text: str = ""
    alert: bool = False
    url: str | None = None


def text_mention(user: User | Member, text: str, name: str | None = None) -> Json:
    """Return the entity that mentions somebody without a username where their name stands in a text."""
    who = user.user if isinstance(user, Member) else user
    name = name or who.name
    offset = units(text[: text.index(name)])
    return {"type": "text_mention", "offset": offset, "length": units(name), "user": bodies.user(who)}


class People(Places):
    """Talk, reactions, presses and votes."""

    def start(self, who: User | Member, text: str = "/start") -> Message:
        """Let somebody open their private chat with the bot."""
        user = who.user if isinstance(who, Member) else who
        user.started = True
        return self.say(self.private(user), user, text)

    def say(
        self,
        chat: Chat,
        who: Speaker,
        text: str = "",
        topic: Topic | None = None,
        reply_to: Message | None = None,
        quote: str | None = None,
        entities: tuple[Json, ...] = (),
        photo: bool = False,
        forward: Message | str | None = None,
        media: Json | None = None,
    ) -> Message:
        """Let somebody write. As a `Chat` they write in its name: an anonymous administrator's group, a channel.

        `photo` and `media` make the text a caption; `forward`: a message, or the name of somebody who hides their account.
        """
        self._may_write(chat, who, topic)
        message = self.fake.writing.compose(chat, None, topic.id if topic else None, reply_to)
        self._sign(message, who)
        found = with_found(text, list(entities))
        if photo or media:
            message.caption, message.media = text, dict(media or {})
            if photo:
                message.media["photo"] = self.fake.photo(f"{chat.id}:{message.id}", 800, 600, 1000)
        else:
            message.text = text
        message.entities = found
        if quote is not None and reply_to is not None:
            position = units(reply_to.words[: reply_to.words.index(quote)])
            message.quote = {"text": quote, "position": position, "is_manual": True}
        if isinstance(forward, Message):
            message.origin = origin_of(forward)
        elif forward is not None:
            stamp = bodies.stamp(message.at)
            message.origin = {"type": "hidden_user", "sender_user_name": forward, "date": stamp}
        return self.fake.writing.post(message)

    def comment(self, post: Message, who: Speaker, text: str, **more: Any) -> Message:
        """Let somebody comment on a channel's post: a reply to its forward in the linked group."""
        if post.forwarded is None:
            raise NotPossible(f"{post.chat.title} has no discussion group")
        return self.say(post.forwarded.chat, who, text, reply_to=more.pop("reply_to", post.forwarded), **more)

    def _may_write(self, chat: Chat, who: Speaker, topic: Topic | None) -> None:
        if isinstance(who, Chat):
            return
        member = chat.members.get(who.id)
        if chat.kind == "private":
            if chat.user is not None and not chat.user.started:
                raise NotPossible("they have not started the bot: people.start")
        elif member is None or not member.present:
            raise NotPossible(f"{who.name} is not in {chat.title}")
        elif chat.kind == "channel" and not member.has("can_post_messages"):
            raise NotPossible(f"{who.name} may not post in {chat.title}")
        elif topic is not None and (topic.deleted or (topic.closed and not member.admin)):
            raise NotPossible(f"the topic {topic.name} is closed")

    def _sign(self, message: Message, who: Speaker) -> None:
        """Write who wrote it, as Telegram shows it."""
        chat = message.chat
        if chat.kind == "channel":
            message.author = None if isinstance(who, Chat) else who.user if isinstance(who, Member) else who
            message.sender_chat = chat
            message.signature = who.name if chat.signed and not isinstance(who, Chat) else None
            return
        here = chat.members.get(who.id) if not isinstance(who, Chat) else None
        if who is chat or (here is not None and here.anonymous):
            message.author, message.sender_chat = self.fake.anonymous, chat
            message.signature = here.title if here is not None else None
        elif isinstance(who, Chat):
            message.author, message.sender_chat = self.fake.channel_bot, who
        else:
            message.author = who.user if isinstance(who, Member) else who

    def edit(self, message: Message, text: str, entities: tuple[Json, ...] = ()) -> None:
        """Let the author change a text or caption."""
        message.entities = with_found(text, list(entities))
        if message.caption or message.media:
            message.caption = text
        else:
            message.text = text
        self.fake.writing.changed(message)

    def delete(self, *messages: Message) -> None:
        """Delete messages; the bot does not hear of it."""
        for message in messages:
            self.fake.writing.remove(message)

    def pin(self, message: Message, by: Member) -> None:
        """Pin a message."""
        message.chat.pinned.append(message.id)
        self.fake.writing.service(message.chat, by.user, {"pinned_message": bodies.message(message, replies=False)})

    def react(self, message: Message, who: Speaker, *emoji: str) -> None:
        """Set somebody's reactions to a message; none takes them back. Anonymous ones react in the group's name."""
        here = message.chat.members.get(who.id)
        actor: User | Chat = who.user if isinstance(who, Member) else who
        actor = message.chat if here is not None and here.anonymous else actor
        before = message.reactions.pop(actor.id, [])
        if emoji:
            message.reactions[actor.id] = list(emoji)
        self.fake.events.reacted(message, actor, before)
        self.fake.changed()

    def press(self, message: Message, button: str | int, who: User | Member) -> Press:
        """Let somebody press a button, named by its words, its data or its place."""
        buttons = message.buttons
        chosen = [one for index, one in enumerate(buttons) if button in (index, one["text"], one.get("callback_data"))]
        if not chosen or "callback_data" not in chosen[0]:
            raise NotPossible(f"no button {button!r} to press, only {[one['text'] for one in buttons]}")
        return self.press_forged(message, chosen[0]["callback_data"], who)

    def press_forged(self, message: Message, data: str, who: User | Member) -> Press:
        """Let somebody send what a button might carry: an app of their own may send anything."""
        user = who.user if isinstance(who, Member) else who
        self.fake.presses_made += 1
        press = Press(str(7_000_000_000 + self.fake.presses_made), message, user, data, self.fake.clock.now())
        self.fake.presses[press.id] = press
        self.fake.events.pressed(press.id, message, user, press.data)
        return press

    def ask_poll(self, chat: Chat, who: Speaker, question: str, *options: str, **more: Any) -> Message:
        """Let somebody ask a poll; `more`: anonymous, multiple."""
        message = self.fake.writing.compose(chat, None)
        self._sign(message, who)
        message.poll = self.make_poll(question, list(options), by_bot=False, **more)
        return self.fake.writing.post(message)

    def make_poll(self, question: str, options: list[str], by_bot: bool, **more: Any) -> Poll:
        """Return a new poll; its options keep their ids for good."""
        number = 6_000_000_000 + len(self.fake.polls) + 1
        listed = [Option(f"{number}-{index}", text) for index, text in enumerate(options)]
        poll = Poll(str(number), question, listed, by_bot, **more)
        self.fake.polls[poll.id] = poll
        return poll

    def vote(self, message: Message, who: Speaker, *options: int | str) -> None:
        """Let somebody vote, by place or words; none takes their vote back."""
        poll = message.poll
        if poll is None or poll.closed:
            raise NotPossible("there is no open poll here")
        words = [option.text for option in poll.options]
        chosen = [option if isinstance(option, int) else words.index(option) for option in options]
        if len(chosen) > 1 and not poll.multiple:
            raise NotPossible("one answer only")
        here = message.chat.members.get(who.id)
        voter: User | Chat = who.user if isinstance(who, Member) else who
        voter = message.chat if here is not None and here.anonymous else voter
        if poll.chosen(voter.id) and not poll.revoting:
            raise NotPossible("this poll does not allow to change a vote")
        for index, option in enumerate(poll.options):
            if voter.id in option.votes:
                option.votes.remove(voter.id)
            if index in chosen:
                option.votes.append(voter.id)
        self.fake.events.voted(poll, voter)
        self.fake.events.poll(poll)
        self.fake.changed()

    def end_poll(self, message: Message) -> None:
        """Let its author close a poll."""
        if message.poll is None or message.poll.closed:
            raise NotPossible("there is no open poll here")
        self.fake.writing.close(message.poll)

    def commands_for(self, chat: Chat, who: User | Member) -> list[Json]:
        """Return the commands that Telegram's app shows somebody in a chat: the narrowest scope that has any."""
        here = chat.members.get(who.id)
        user = who.user if isinstance(who, Member) else who
        scopes: list[tuple[Any, ...]] = [("chat_member", chat.id, who.id)]
        if here is not None and here.admin:
            scopes.append(("chat_administrators", chat.id))
        scopes.append(("chat", chat.id))
        if here is not None and here.admin:
            scopes.append(("all_chat_administrators",))
        scopes += [("all_private_chats",) if chat.kind == "private" else ("all_group_chats",), ("default",)]
        for scope in scopes:
            for language in (user.language or "", ""):
                if found := self.fake.commands.get((scope, language)):
                    return found
        return []
