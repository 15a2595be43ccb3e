"""How things are written in Telegram's words."""

from datetime import datetime
from typing import Any

from tests.fakes.telegram.state import (
    OF_CHANNELS,
    OF_GROUPS,
    PERMISSIONS,
    RIGHTS,
    Chat,
    Member,
    Message,
    Poll,
    Topic,
    User,
)

Json = dict[str, Any]


def stamp(when: datetime | None) -> int:
    """Return a time as Telegram counts it; 0 is never."""
    return int(when.timestamp()) if when is not None else 0


def user(one: User) -> Json:
    """Write an account."""
    body: Json = {"id": one.id, "is_bot": one.bot, "first_name": one.name}
    body |= {"username": one.username} if one.username else {}
    return body | ({"language_code": one.language} if one.language and not one.bot else {})


def chat(one: Chat) -> Json:
    """Write a chat in short."""
    body: Json = {"id": one.id, "type": one.kind}
    if one.user is not None:
        body["first_name"] = one.user.name
    else:
        body["title"] = one.title
    name = one.user.username if one.user is not None else one.username
    body |= {"username": name} if name else {}
    return body | ({"is_forum": True} if one.forum else {})


def full_chat(one: Chat) -> Json:
    """Write a chat in full, as getChat does."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    body = chat(one) | {"accent_color_id": 0, "max_reaction_count": 11}
    body["accepted_gift_types"] = dict.fromkeys(gifts, False)
    if one.is_group:
        body["permissions"] = {right: right in one.permissions for right in PERMISSIONS}
    if one.linked is not None:
        body["linked_chat_id"] = one.linked.id
    if one.pinned:
        body["pinned_message"] = message(one.messages[one.pinned[-1]], replies=False)
    return body


def member(one: Member) -> Json:
    """Write somebody's standing in a chat."""
    body: Json = {"status": one.status, "user": user(one.user)}
    if one.status == "creator":
        body |= {"is_anonymous": one.anonymous}
    if one.status == "administrator":
        rights = RIGHTS + (OF_CHANNELS if one.chat.kind == "channel" else OF_GROUPS)
        body |= {right: right in one.rights for right in rights} | {
            "can_be_edited": False,
            "is_anonymous": one.anonymous,
        }
    if one.status == "restricted":
        body |= {right: right in (one.may or ()) for right in PERMISSIONS} | {"is_member": True, "until_date": 0}
    if one.status == "kicked":
        body |= {"until_date": 0}
    return body | ({"custom_title": one.title} if one.title and one.admin else {})


def poll(one: Poll) -> Json:
    """Write a poll. Where results are hidden until the end, the counts are 0 until then, as they are "unknown"."""
    unknown = one.hidden and not one.closed
    options = [
        {"persistent_id": option.id, "text": option.text, "voter_count": 0 if unknown else len(option.votes)}
        for option in one.options
    ]
    voters = {who for option in one.options for who in option.votes}
    body: Json = {"id": one.id, "question": one.question, "options": options, "total_voter_count": len(voters)}
    body |= {"is_closed": one.closed, "is_anonymous": one.anonymous, "type": "regular", "members_only": False}
    body |= {"allows_multiple_answers": one.multiple, "allows_revoting": one.revoting}
    body |= {"open_period": one.open_period} if one.open_period else {}
    return body | ({"close_date": one.close_date} if one.close_date else {}) | one.extra


def topic(one: Topic) -> Json:
    """Write a topic."""
    return {"message_thread_id": one.id, "name": one.name, "icon_color": one.color}


def message(one: Message, replies: bool = True) -> Json:
    """Write a message. A message replied to is written without what it replies to itself."""
    body: Json = {"message_id": one.id, "date": stamp(one.at), "chat": chat(one.chat)}
    if one.author is not None and one.chat.kind != "channel":
        body["from"] = user(one.author)
    if one.sender_chat is not None:
        body["sender_chat"] = chat(one.sender_chat)
    if one.thread is not None:
        body["message_thread_id"] = one.thread
    if one.in_topic:
        body["is_topic_message"] = True
    if one.automatic:
        body["is_automatic_forward"] = True
    if one.protected:
        body["has_protected_content"] = True
    parts = {"forward_origin": one.origin, "author_signature": one.signature, "reply_markup": one.markup}
    body |= {key: part for key, part in parts.items() if part is not None}
    if one.edited_at is not None:
        body["edit_date"] = stamp(one.edited_at)
    if replies and one.reply_to is not None:
        body["reply_to_message"] = message(one.reply_to, replies=False)
        body |= {"quote": one.quote} if one.quote else {}
    return body | content(one)


def content(one: Message) -> Json:
    """Write what a message says."""
    body = dict(one.media)
    if one.poll is not None:
        body["poll"] = poll(one.poll)
    for key, words, entities in (("text", one.text, "entities"), ("caption", one.caption, "caption_entities")):
        if words:
            body |= {key: words} | ({entities: one.entities} if one.entities else {})
    return body


def inaccessible(one: Message) -> Json:
    """Write a message that is gone."""
    return {"message_id": one.id, "date": 0, "chat": chat(one.chat)}


def reactions(emoji: list[str]) -> list[Json]:
    """Write reactions."""
    return [{"type": "emoji", "emoji": one} for one in emoji]
