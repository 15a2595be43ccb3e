"""The people: what members and their team say and do. Nothing here waits or sleeps."""

from collections.abc import Iterable

from tests.fakes.discord import bodies
from tests.fakes.discord.byhand import check_message
from tests.fakes.discord.permissions import May, in_channel
from tests.fakes.discord.places import Places
from tests.fakes.discord.state import POSTS_ONLY, Channel, Member, Message, Poll, User


class NotPossible(AssertionError):
    """A member tried what Discord's own client would not offer them."""


class People(Places):
    """Talk, reactions and votes."""

    def thread(self, member: Member, place: Message | Channel, name: str, text: str | None = None) -> Channel:
        """Let a member open a thread under a message, in a channel, or (with a text) as a post in a forum."""
        if isinstance(place, Message):
            return self.open_thread(member.user, place.channel, name, under=place)
        made = self.open_thread(member.user, place, name)
        if place.kind in POSTS_ONLY:
            self.say(made, member, text or name, number=made.id)
        return made

    def say(
        self,
        channel: Channel,
        member: Member,
        text: str,
        reply_to: Message | None = None,
        files: tuple[str, ...] = (),
        number: int | None = None,
    ) -> Message:
        """Let a member write; a reply pings whom it answers."""
        needed = May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES
        if channel.guild is not None and not in_channel(member, channel) & needed:
            raise NotPossible(f"{member.user.name} may not write in {channel.name}")
        if channel.kind in POSTS_ONLY:
            raise NotPossible(f"{channel.name} holds only posts: open one with people.thread")
        message = self.fake.writing.compose(channel, member.user, {"content": text}, {}, member, reply_to)
        message.id = number or message.id
        for name in files:
            url = self.fake.keep_file(channel.id, name, b"")
            part = {"id": str(self.fake.ids.next()), "filename": name, "size": 0, "url": url, "proxy_url": url}
            message.attachments.append(part)
        self.fake.post(message)
        return message

    def hook_says(self, channel: Channel, name: str, text: str) -> Message:
        """Let a webhook write: an author that is no member."""
        author = User(self.fake.ids.next(), f"hook:{name}", bot=True)
        message = self.fake.writing.compose(channel, author, {"content": text}, {})
        message.webhook_id = author.id
        self.fake.post(message)
        return message

    def dm(self, member: Member, text: str) -> Message:
        """Let a member write to the bot directly."""
        return self.say(self.fake.dm_with(member.user), member, text)

    def edit(self, message: Message, text: str) -> None:
        """Let the author change a text."""
        self.fake.writing.fill(message, {"content": text}, {})
        message.edited_at = self.fake.clock.now()
        self.fake.events.written("MESSAGE_UPDATE", message)

    def delete(self, *messages: Message) -> None:
        """Delete messages; several at once go in bulk."""
        self.fake.remove(list(messages), bulk=len(messages) > 1)

    def react(self, member: Member, message: Message, emoji: str) -> None:
        """Let a member react."""
        self.react_as(member.user, message, emoji)

    def unreact(self, member: Member, message: Message, emoji: str) -> None:
        """Let a member take a reaction back."""
        self.unreact_as(member.user, message, emoji)

    def react_as(self, who: User, message: Message, emoji: str) -> None:
        """Add an account's reaction, once."""
        if who.id not in (chosen := message.reactions.setdefault(emoji, [])):
            chosen.append(who.id)
            self.fake.events.reacted("MESSAGE_REACTION_ADD", message, emoji, who)

    def unreact_as(self, who: User, message: Message, emoji: str) -> None:
        """Remove an account's reaction."""
        if who.id in (chosen := message.reactions.get(emoji, [])):
            chosen.remove(who.id)
            if not chosen:
                del message.reactions[emoji]
            self.fake.events.reacted("MESSAGE_REACTION_REMOVE", message, emoji, who)

    def ask_poll(
        self,
        channel: Channel,
        member: Member,
        question: str,
        answers: Iterable[str],
        hours: int = 24,
        multiple: bool = False,
    ) -> Message:
        """Let a member ask a poll."""
        asked = {"question": {"text": question}, "answers": [{"poll_media": {"text": answer}} for answer in answers]}
        body = {"poll": asked | {"duration": hours, "allow_multiselect": multiple}}
        check_message(body)
        message = self.fake.writing.compose(channel, member.user, body, {}, member)
        self.fake.post(message)
        return message

    def vote(self, member: Member, message: Message, answer: int | str) -> None:
        """Let a member vote, by number or by the answer's words. In a poll of one choice it replaces their vote."""
        poll, number = self._open_poll(message, answer)
        if not poll.multiple:
            for other in [other for other, who in poll.votes.items() if member.id in who and other != number]:
                self.unvote(member, message, other)
        if member.id not in poll.votes[number]:
            poll.votes[number].append(member.id)
            self.fake.events.voted("MESSAGE_POLL_VOTE_ADD", message, number, member.id)

    def unvote(self, member: Member, message: Message, answer: int | str) -> None:
        """Let a member take a vote back."""
        poll, number = self._open_poll(message, answer)
        poll.votes[number].remove(member.id)
        self.fake.events.voted("MESSAGE_POLL_VOTE_REMOVE", message, number, member.id)

    def _open_poll(self, message: Message, answer: int | str) -> tuple[Poll, int]:
        poll = message.poll
        if poll is None or poll.ended:
            raise NotPossible("there is no open poll here")
        words = {media.get("text"): number for number, media in poll.answers.items()}
        number = answer if isinstance(answer, int) else words.get(answer)
        if number is None or number not in poll.answers:
            raise NotPossible(f"the poll has no answer {answer!r}, only {list(words)}")
        return poll, number

    def end_poll(self, message: Message) -> None:
        """End a poll; its final counts follow at once, or later with trouble.late_counts."""
        assert message.poll is not None
        message.poll.ended = True
        message.poll.expiry = min(message.poll.expiry, self.fake.clock.now())
        if self.fake.trouble.late_counts:
            self.fake.events.written("MESSAGE_UPDATE", message)
        else:
            self.finalize(message)

    def finalize(self, message: Message) -> Message:
        """Make a poll's counts final and post its outcome (type 46)."""
        assert message.poll is not None
        message.poll.finalized = True
        self.fake.events.written("MESSAGE_UPDATE", message)
        outcome = Message(
            self.fake.ids.next(), message.channel, message.author, "", self.fake.clock.now(), message.member
        )
        outcome.type, outcome.embeds = 46, bodies.poll_outcome(message)
        outcome.reference = {"type": 0, "channel_id": str(message.channel.id), "message_id": str(message.id)}
        self.fake.post(outcome)
        return outcome

    def end_due_polls(self) -> None:
        """End what has run out; called when the clock is moved."""
        for channel in list(self.fake.channels.values()):
            for message in list(channel.messages.values()):
                if message.poll and not message.poll.ended and message.poll.expiry <= self.fake.clock.now():
                    self.end_poll(message)
