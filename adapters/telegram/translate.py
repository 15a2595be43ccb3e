"""Telegram's own things -> Events: pure. Platform words die here; what stays are names, text and ids."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import telegram
from telegram import MessageEntity
from telegram.constants import ReactionType

from adapters.telegram.directory import Standing
from adapters.telegram.refs import Home
from bot.events import Event, MessageEdited, MessageSeen, PollClosed, ReactionSeen, VoteSeen
from bot.model import MemberRef, Message, MessageRef, Option, Poll

NOBODY: Mapping[str, int] = {}
GENERAL_NAME = "General"


def topic_of(raw: telegram.Message) -> int | None:
    """Return the topic a message is in. A number alone is no topic: threads of replies have one too."""
    return raw.message_thread_id if raw.is_topic_message else None


def author_of(raw: telegram.Message) -> int:
    """Return who wrote: a person, or the chat in whose name somebody did (anonymous administrators, channels)."""
    if raw.sender_chat is not None:
        return raw.sender_chat.id
    return raw.from_user.id if raw.from_user is not None else raw.chat.id


def message_seen(
    raw: telegram.Message, home: Home, team: bool, names: Mapping[str, int] = NOBODY
) -> MessageSeen | None:
    """Return that somebody wrote; None for Telegram's own notes. `team`: the author is; `names`: accounts by username."""
    if not is_talk(raw):
        return None
    # Behind a chat's name stands an account of Telegram's own, which calls itself a bot.
    bot = raw.sender_chat is None and raw.from_user is not None and raw.from_user.is_bot
    return MessageSeen(
        Message(
            ref=home.message(topic_of(raw), raw.message_id),
            author=home.member(author_of(raw)),
            name=name_of(raw),
            at=raw.date,
            text=text_of(raw),
            reply_to=_reply_to(raw, home),
            mentions=_mentions(raw, home, names),
            team=team and not bot,
            bot=bot,
            poll=poll_of(raw.poll),
        )
    )


def message_edited(raw: telegram.Message, home: Home) -> MessageEdited | None:
    """Return that a message reads otherwise."""
    if raw.edit_date is None or not is_talk(raw):
        return None
    return MessageEdited(raw.edit_date, home.message(topic_of(raw), raw.message_id), text_of(raw))


def is_talk(raw: telegram.Message) -> bool:
    """Whether a message says or shows something. Joins, pins, titles and the like are Telegram's own notes."""
    return bool(raw.text or raw.caption or raw.poll or raw.effective_attachment)


def text_of(raw: telegram.Message) -> str:
    """Return what a message says: its text, its picture's caption, its sticker's emoji."""
    said = raw.text or raw.caption or (raw.sticker.emoji if raw.sticker is not None else "") or ""
    return said.replace("\0", "")


def name_of(raw: telegram.Message) -> str:
    """Return how the author is shown."""
    if raw.sender_chat is not None:
        return raw.sender_chat.effective_name or ""
    return raw.from_user.full_name if raw.from_user is not None else raw.chat.effective_name or ""


def _reply_to(raw: telegram.Message, home: Home) -> str | None:
    """Return the id of the message replied to. What is said in a topic answers the note of its making: that is no reply."""
    to = raw.reply_to_message
    if to is None or to.chat.id != raw.chat.id or to.forum_topic_created is not None:
        return None
    if raw.is_topic_message and to.message_id == raw.message_thread_id:
        return None
    return home.id(to.message_id)


def _mentions(raw: telegram.Message, home: Home, names: Mapping[str, int]) -> tuple[MemberRef, ...]:
    found = [
        entity.user.id if entity.user is not None else names.get(words.removeprefix("@").casefold())
        for entity, words in {
            **raw.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]),
            **raw.parse_caption_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]),
        }.items()
    ]
    return tuple(dict.fromkeys(home.member(id) for id in found if id is not None))


def topic_told(raw: telegram.Message) -> str | None:
    """Return the name of a topic that a note of Telegram's tells: it was opened, or renamed; None for everything else."""
    if raw.forum_topic_created is not None:
        return raw.forum_topic_created.name
    return raw.forum_topic_edited.name if raw.forum_topic_edited is not None else None


def title_of(chat: telegram.Chat, home: Home) -> str:
    """Return what the channel is called that a chat is: a community's own forum is one topic of several there."""
    if chat.is_forum and not home.other:
        return GENERAL_NAME
    return chat.title or chat.effective_name or str(chat.id)


def reactions_seen(raw: telegram.MessageReactionUpdated, ref: MessageRef, home: Home) -> Iterator[ReactionSeen]:
    """Yield what a member put on a message and took back; nothing for bots."""
    if raw.user is not None and raw.user.is_bot:
        return
    who = raw.user.id if raw.user is not None else raw.actor_chat.id if raw.actor_chat is not None else raw.chat.id
    before = [_emoji(one) for one in raw.old_reaction]
    after = [_emoji(one) for one in raw.new_reaction]
    for emoji in before:
        if emoji not in after:
            yield ReactionSeen(raw.date, ref, home.member(who), emoji, added=False)
    for emoji in after:
        if emoji not in before:
            yield ReactionSeen(raw.date, ref, home.member(who), emoji)


def _emoji(one: telegram.ReactionType) -> str:
    match one.type:
        case ReactionType.EMOJI:
            return str(getattr(one, "emoji", ""))
        case ReactionType.CUSTOM_EMOJI:
            return f":{getattr(one, 'custom_emoji_id', '')}:"
        case _:
            return "⭐"


def poll_of(raw: "telegram.Poll | None") -> Poll | None:
    """Return the poll that hangs on a message."""
    if raw is None:
        return None
    options = tuple([Option(_lasting(option, at), option.text) for at, option in enumerate(raw.options)])
    return Poll(
        raw.question, options, raw.allows_multiple_answers, raw.is_closed, raw.close_date, bool(raw.is_anonymous)
    )


def votes_of(raw: telegram.Poll) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the lasting ids of a poll's options, and the votes for each."""
    lasting = tuple([_lasting(option, at) for at, option in enumerate(raw.options)])
    return lasting, tuple([option.voter_count for option in raw.options])


def _lasting(option: telegram.PollOption, at: int) -> str:
    """Return an option's id that outlives every change of order; a server of an older version knows places only."""
    return option.persistent_id if option.persistent_id is not None else str(at)


def voter_of(raw: telegram.PollAnswer) -> int:
    """Return who voted: a person, or a chat that somebody votes in the name of; 0 for nobody that is told."""
    return raw.user.id if raw.user is not None else raw.voter_chat.id if raw.voter_chat is not None else 0


def vote_seen(raw: telegram.PollAnswer, standing: Standing, home: Home, at: datetime, team: bool) -> VoteSeen:
    """Return a member's whole vote; empty where it was taken back. `team`: whether the voter is of it."""
    lasting = raw.option_persistent_ids
    if lasting is None:
        lasting = [standing.options[place] for place in raw.option_ids if place < len(standing.options)]
    options = tuple(filter(None, (standing.option(each) for each in lasting)))
    return VoteSeen(at, standing.ref, home.member(voter_of(raw)), options, team)


def poll_told(raw: telegram.Poll, standing: Standing) -> Standing:
    """Return a poll as Telegram now tells it. What was added to it since comes after what it began with."""
    lasting, votes = votes_of(raw)
    known = dict(zip(lasting, votes, strict=True))
    fresh = [at for at, one in enumerate(lasting) if one not in standing.options]
    options = (*standing.options, *(lasting[at] for at in fresh))
    added = (*standing.added, *(raw.options[at].text for at in fresh if standing.ours))
    counted = tuple([known.get(one, 0) for one in options])
    return Standing(standing.ref, options, standing.ours, counted, raw.is_closed, added)


def poll_closed(standing: Standing, at: datetime) -> Event:
    """Return that a poll takes no more votes."""
    return PollClosed(at, standing.ref)
