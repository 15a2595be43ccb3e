"""Calls about messages: history, sending, editing, deleting, reactions, pins, crossposts."""

from datetime import timedelta

from tests.fakes.discord import bodies
from tests.fakes.discord.byhand import check_message
from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.permissions import May
from tests.fakes.discord.rest import Answer, Call, route
from tests.fakes.discord.state import Channel, Kind, Message

MESSAGES = "/channels/{channel_id}/messages"
ONE = MESSAGES + "/{message_id}"
REACTIONS = ONE + "/reactions"
EMOJI = REACTIONS + "/{emoji_name}"
PINS = MESSAGES + "/pins"


def channel_of(call: Call, needs: int = 0) -> Channel:
    """Return the call's channel, or refuse as Discord does a bot that cannot see it or lacks a permission."""
    channel = call.fake.channels.get(call.id("channel_id"))
    if channel is None:
        raise ApiError(10003)
    call.fake.demand(channel, needs)
    return channel


def message_of(call: Call, needs: int = May.READ_MESSAGE_HISTORY) -> Message:
    """Return the call's message; ephemeral ones are in no channel."""
    message = channel_of(call, needs).messages.get(call.id("message_id"))
    if message is None:
        raise ApiError(10008)
    return message


def shown(call: Call, message: Message, fresh: bool = False) -> dict[str, object]:
    """Return a message as the bot may read it."""
    return call.fake.events.message(message, "message_content" in call.fake.privileged, fresh)


@route("GET", MESSAGES)
def history(call: Call) -> Answer:
    """List messages, newest first; without READ_MESSAGE_HISTORY there is none to see."""
    channel = channel_of(call)
    limit = int(call.query.get("limit", 50))
    everything = list(channel.messages.values())
    if not call.fake.may(channel, May.READ_MESSAGE_HISTORY):
        everything = []
    if "around" in call.query:
        centre = int(call.query["around"])
        older = [one for one in everything if one.id < centre][-(limit // 2) :] if limit > 1 else []
        newer = [one for one in everything if one.id >= centre][: limit - len(older)]
        chosen = older + newer
    elif "after" in call.query:
        chosen = [one for one in everything if one.id > int(call.query["after"])][:limit]
    else:
        before = int(call.query.get("before", 1 << 63))
        chosen = [one for one in everything if one.id < before][-limit:]
    return 200, [shown(call, one) for one in reversed(chosen)]


@route("POST", MESSAGES)
def send(call: Call) -> Answer:
    """Send a message."""
    return 200, shown(call, call.fake.writing.send(channel_of(call), call.body, call.files), fresh=True)


@route("GET", ONE)
def one_message(call: Call) -> Answer:
    """Get one message."""
    return 200, shown(call, message_of(call))


@route("PATCH", ONE)
def edit(call: Call) -> Answer:
    """Edit the bot's own message; a poll is not to be edited."""
    message = message_of(call, 0)
    if message.author is not call.fake.bot:
        raise ApiError(50005)
    if message.type not in (0, 19, 20, 23):
        raise ApiError(50021)
    if message.poll is not None and set(call.body) - {"flags", "allowed_mentions", "tts"}:
        raise ApiError(520003)
    check_message(call.body, len(call.files), editing=True)
    call.fake.writing.fill(message, call.body, call.files)
    if not (message.content or message.embeds or message.components or message.attachments):
        raise ApiError(50006)
    message.edited_at = call.fake.clock.now()
    call.fake.events.written("MESSAGE_UPDATE", message)
    return 200, shown(call, message)


@route("DELETE", ONE)
def delete(call: Call) -> Answer:
    """Delete a message: the bot's own, or anybody's with MANAGE_MESSAGES."""
    message = message_of(call, 0)
    if message.author is not call.fake.bot:
        call.fake.demand(message.channel, May.MANAGE_MESSAGES)
    call.fake.remove([message])
    return 204, None


@route("POST", MESSAGES + "/bulk-delete")
def bulk_delete(call: Call) -> Answer:
    """Delete 2 to 100 messages of the last 14 days; unknown ones are passed over."""
    channel = channel_of(call, May.MANAGE_MESSAGES)
    found = [channel.messages[int(one)] for one in call.body["messages"] if int(one) in channel.messages]
    if any(call.fake.clock.now() - one.at > timedelta(days=14) for one in found):
        raise ApiError(50034)
    call.fake.remove(found, bulk=True)
    return 204, None


@route("PUT", EMOJI + "/@me")
def react(call: Call) -> Answer:
    """React; a new emoji needs ADD_REACTIONS, and 20 different ones are the most."""
    message = message_of(call)
    emoji = call.slots["emoji_name"]
    if emoji not in message.reactions:
        call.fake.demand(message.channel, May.ADD_REACTIONS)
        if len(message.reactions) >= 20:
            raise ApiError(30010)
        if emoji.isascii() and ":" not in emoji:
            raise ApiError(10014)
    call.fake.people.react_as(call.fake.bot, message, emoji)
    return 204, None


@route("DELETE", EMOJI + "/@me")
def unreact(call: Call) -> Answer:
    """Take the bot's own reaction back."""
    call.fake.people.unreact_as(call.fake.bot, message_of(call), call.slots["emoji_name"])
    return 204, None


@route("DELETE", EMOJI + "/{user_id}")
def unreact_other(call: Call) -> Answer:
    """Take a member's reaction away."""
    message = message_of(call, May.MANAGE_MESSAGES)
    who = call.fake.users.get(call.id("user_id"))
    if who is None:
        raise ApiError(10013)
    call.fake.people.unreact_as(who, message, call.slots["emoji_name"])
    return 204, None


@route("DELETE", REACTIONS)
def clear_reactions(call: Call) -> Answer:
    """Take all reactions away."""
    message = message_of(call, May.MANAGE_MESSAGES)
    message.reactions.clear()
    call.fake.events.reacted("MESSAGE_REACTION_REMOVE_ALL", message)
    return 204, None


@route("DELETE", EMOJI)
def clear_emoji(call: Call) -> Answer:
    """Take all reactions of one emoji away."""
    message = message_of(call, May.MANAGE_MESSAGES)
    message.reactions.pop(call.slots["emoji_name"], None)
    call.fake.events.reacted("MESSAGE_REACTION_REMOVE_EMOJI", message, call.slots["emoji_name"])
    return 204, None


@route("GET", EMOJI)
def who_reacted(call: Call) -> Answer:
    """List who reacted with an emoji."""
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 25))
    who = sorted(one for one in message_of(call).reactions.get(call.slots["emoji_name"], []) if one > after)
    return 200, [bodies.user(call.fake.users[one]) for one in who[:limit]]


def _pin(call: Call, pinned: bool) -> Answer:
    message = message_of(call)
    if not call.fake.may(message.channel, May.PIN_MESSAGES):
        call.fake.demand(message.channel, May.MANAGE_MESSAGES)
    if pinned and sum(one.pinned for one in message.channel.messages.values()) >= 50:
        raise ApiError(30003)
    call.fake.people.pin(call.fake.bot, message, pinned)
    return 204, None


@route("PUT", PINS + "/{message_id}")
def pin(call: Call) -> Answer:
    """Pin a message."""
    return _pin(call, True)


@route("DELETE", PINS + "/{message_id}")
def unpin(call: Call) -> Answer:
    """Unpin a message."""
    return _pin(call, False)


@route("GET", PINS)
def pins(call: Call) -> Answer:
    """List pinned messages."""
    found = [one for one in channel_of(call, May.READ_MESSAGE_HISTORY).messages.values() if one.pinned]
    items = [{"pinned_at": bodies.time_text(one.at), "message": shown(call, one)} for one in reversed(found)]
    return 200, {"items": items, "has_more": False}


@route("POST", ONE + "/crosspost")
def crosspost(call: Call) -> Answer:
    """Publish an announcement to the servers that follow the channel."""
    message = message_of(call, May.SEND_MESSAGES)
    if message.channel.kind != Kind.ANNOUNCEMENT:
        raise ApiError(50024)
    if message.author is not call.fake.bot:
        call.fake.demand(message.channel, May.MANAGE_MESSAGES)
    message.flags |= 1
    call.fake.events.written("MESSAGE_UPDATE", message)
    return 200, shown(call, message)


@route("POST", "/channels/{channel_id}/typing")
def typing(call: Call) -> Answer:
    """Show that the bot is typing."""
    channel = channel_of(call)
    call.fake.demand(channel, May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES)
    return 204, None


@route("GET", "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}")
def voters(call: Call) -> Answer:
    """List who voted for an answer."""
    poll = message_of(call).poll
    if poll is None or call.id("answer_id") not in poll.answers:
        raise ApiError(10008)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 25))
    who = sorted(one for one in poll.votes[call.id("answer_id")] if one > after)
    return 200, {"users": [bodies.user(call.fake.users[one]) for one in who[:limit]]}


@route("POST", "/channels/{channel_id}/polls/{message_id}/expire")
def expire(call: Call) -> Answer:
    """End the bot's own poll; the final counts follow as events."""
    message = message_of(call)
    if message.poll is None:
        raise ApiError(520006)
    if message.author is not call.fake.bot:
        raise ApiError(50005)
    if message.poll.ended:
        raise ApiError(520001)
    call.fake.people.end_poll(message)
    return 200, shown(call, message)
