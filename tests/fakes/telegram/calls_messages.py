"""The calls that write: send, edit, delete, pin, react, answer a press."""

from datetime import timedelta
from typing import Any

from tests.fakes.telegram import bodies
from tests.fakes.telegram.api import Call, Upload, method
from tests.fakes.telegram.byhand import parse
from tests.fakes.telegram.errors import MODIFIED, OLD_QUERY, ApiError, malformed
from tests.fakes.telegram.markup import units
from tests.fakes.telegram.pictures import size_of, uploaded
from tests.fakes.telegram.state import Chat, Message, Topic

Json = Any
TOO_OLD_TO_DELETE = timedelta(hours=48)
PRESS_LIVES = timedelta(minutes=1)
WORDS = {
    "can_send_messages": "text messages",
    "can_send_photos": "photos",
    "can_send_documents": "documents",
    "can_send_polls": "polls",
}


@method
def send_message(call: Call) -> Json:
    """Send a text."""
    message = _begin(call, "can_send_messages")
    message.text, message.entities = parse(call, "text")
    return _send(call, message)


@method
def send_photo(call: Call) -> Json:
    """Send a picture with a caption."""
    message = _begin(call, "can_send_photos")
    message.caption, message.entities = parse(call, "caption", listed="caption_entities")
    file = uploaded(call, "photo")
    if isinstance(file, Upload):
        message.media["photo"] = call.fake.photo(_seed(message), *size_of(file.data), len(file.data), file.data)
    else:
        message.media["photo"] = [file]
    return _send(call, message)


@method
def send_document(call: Call) -> Json:
    """Send a file."""
    message = _begin(call, "can_send_documents")
    message.caption, message.entities = parse(call, "caption", listed="caption_entities")
    file = uploaded(call, "document")
    if isinstance(file, Upload):
        file_part = {"file_name": file.name, "file_size": len(file.data)}
        message.media["document"] = call.fake.keep_file(f"doc:{_seed(message)}", file_part, file.data)
    else:
        message.media["document"] = file
    return _send(call, message)


@method
def send_poll(call: Call) -> Json:
    """Ask a native poll."""
    p, now = call.p, call.fake.clock.now()
    message = _begin(call, "can_send_polls")
    if p.get("type") == "quiz":
        raise malformed("quizzes are not built into this fake")
    poll = call.fake.people.make_poll(p["question"].strip(), [one["text"].strip() for one in p["options"]], by_bot=True)
    poll.anonymous, poll.multiple = p.get("is_anonymous", True), p.get("allows_multiple_answers", False)
    poll.revoting, poll.hidden = p.get("allows_revoting", True), p.get("hide_results_until_closes", False)
    poll.open_period, poll.close_date = p.get("open_period"), p.get("close_date")
    poll.closed = p.get("is_closed", False)
    if poll.open_period:
        poll.closes_at = now + timedelta(seconds=poll.open_period)
    elif poll.close_date:
        poll.closes_at = now + timedelta(seconds=poll.close_date - now.timestamp())
    if p.get("description"):
        text, entities = parse(call, "description", "description_parse_mode", "description_entities")
        poll.extra = {"description": text} | ({"description_entities": entities} if entities else {})
    message.poll = poll
    return _send(call, message)


def _begin(call: Call, permission: str) -> Message:
    """Return a new message of the bot's in the right chat, topic and thread, if it may write there."""
    chat, p = call.chat(), call.p
    _may(call, chat, permission)
    reply_to = _replied(call, chat)
    thread = p.get("message_thread_id")
    topic = chat.topics.get(thread or (reply_to.thread if reply_to is not None and reply_to.in_topic else None) or 0)
    if thread is not None:
        known = topic is not None if chat.forum else chat.kind == "supergroup" and thread in chat.messages
        if not known or (topic is not None and topic.deleted):
            raise ApiError("message thread not found")
    _open(call, chat, topic)
    message = call.fake.writing.compose(chat, call.fake.bot, thread, reply_to)
    if chat.kind == "channel":
        message.sender_chat = chat
    message.silent, message.protected = p.get("disable_notification", False), p.get("protect_content", False)
    quote = (p.get("reply_parameters") or {}).get("quote")
    if quote and reply_to is not None:
        if quote not in reply_to.words:
            raise ApiError("QUOTE_TEXT_INVALID")
        position = units(reply_to.words[: reply_to.words.index(quote)])
        message.quote = {"text": quote, "position": position, "is_manual": True}
    _mark(message, p.get("reply_markup"))
    return message


def _mark(message: Message, markup: Json) -> None:
    if markup and "inline_keyboard" not in markup and message.chat.kind == "channel":
        raise malformed("inline keyboard expected")
    shown = (markup or {}).get("inline_keyboard") and any(markup["inline_keyboard"])
    message.markup = markup if shown else None


def _may(call: Call, chat: Chat, permission: str) -> None:
    if chat.kind == "private":
        return
    bot = chat.members[call.fake.bot.id]
    if chat.kind == "channel":
        call.need(chat, "can_post_messages", "need administrator rights in the channel chat")
    elif not bot.admin and permission not in (chat.permissions if bot.may is None else bot.may):
        raise ApiError(f"not enough rights to send {WORDS[permission]} to the chat")


def _open(call: Call, chat: Chat, topic: Topic | None) -> None:
    if topic is not None and topic.closed and not chat.members[call.fake.bot.id].has("can_manage_topics"):
        raise ApiError("TOPIC_CLOSED")


def _replied(call: Call, chat: Chat) -> Message | None:
    asked = call.p.get("reply_parameters")
    if not asked:
        return None
    if asked.get("chat_id") not in (None, chat.id):
        raise malformed("replies to another chat are not built into this fake")
    found = chat.messages.get(asked["message_id"])
    if found is None and not asked.get("allow_sending_without_reply"):
        raise ApiError("message to be replied not found")
    return found


def _send(call: Call, message: Message) -> Json:
    return bodies.message(call.fake.writing.post(message))


def _seed(message: Message) -> str:
    return f"{message.chat.id}:{message.id}"


def _own(call: Call, words: str = "message to edit not found") -> Message:
    """Return the bot's own message that is to be changed; in channels also others', with the right to."""
    message = call.message(words)
    editor = message.chat.kind == "channel" and message.chat.members[call.fake.bot.id].has("can_edit_messages")
    if message.service or (message.author is not call.fake.bot and not editor):
        raise ApiError("message can't be edited")
    return message


def _change(call: Call, message: Message, before: Json) -> Json:
    if bodies.message(message) == before:
        raise ApiError(MODIFIED)
    message.edited_at = call.fake.clock.now()
    call.fake.writing.changed(message, by_bot=True)
    return bodies.message(message)


@method
def edit_message_text(call: Call) -> Json:
    """Change a text; without a keyboard the old one goes."""
    message = _own(call)
    if not message.text:
        raise ApiError("there is no text in the message to edit")
    text, entities = parse(call, "text")
    before = bodies.message(message)
    message.text, message.entities = text, entities
    _mark(message, call.p.get("reply_markup"))
    return _change(call, message, before)


@method
def edit_message_caption(call: Call) -> Json:
    """Change a caption."""
    message = _own(call)
    if not message.media:
        raise ApiError("there is no caption in the message to edit")
    caption, entities = parse(call, "caption", listed="caption_entities")
    before = bodies.message(message)
    message.caption, message.entities = caption, entities
    _mark(message, call.p.get("reply_markup"))
    return _change(call, message, before)


@method
def edit_message_reply_markup(call: Call) -> Json:
    """Change a keyboard, or take it away."""
    message = _own(call)
    before = bodies.message(message)
    _mark(message, call.p.get("reply_markup"))
    return _change(call, message, before)


@method
def stop_poll(call: Call) -> Json:
    """Close a poll of the bot's own."""
    message = call.message("message with poll to stop not found")
    if message.poll is None:
        raise ApiError("message is not a poll")
    if message.author is not call.fake.bot:
        raise ApiError("poll can't be stopped")
    if message.poll.closed:
        raise ApiError("poll has already been closed")
    _mark(message, call.p.get("reply_markup"))
    call.fake.writing.close(message.poll)
    return bodies.poll(message.poll)


@method
def delete_message(call: Call) -> Json:
    """Delete a message."""
    message = call.message("message to delete not found")
    _may_delete(call, message)
    call.fake.writing.remove(message)
    return True


@method
def delete_messages(call: Call) -> Json:
    """Delete several messages; those that are not there are passed over."""
    chat = call.chat()
    for message in [chat.messages[one] for one in call.p["message_ids"] if one in chat.messages]:
        _may_delete(call, message)
        call.fake.writing.remove(message)
    return True


def _may_delete(call: Call, message: Message) -> None:
    chat, old = message.chat, call.fake.clock.now() - message.at >= TOO_OLD_TO_DELETE
    if chat.kind != "private" and chat.members[call.fake.bot.id].has("can_delete_messages"):
        return
    if message.author is not call.fake.bot and chat.kind != "private":
        raise ApiError("message can't be deleted")
    if old:
        raise ApiError("message can't be deleted for everyone")


@method
def pin_chat_message(call: Call) -> Json:
    """Pin a message."""
    chat = call.chat()
    _may_pin(call, chat)
    message = call.message("message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        call.fake.writing.service(chat, call.fake.bot, {"pinned_message": bodies.message(message, replies=False)})
    return True


@method
def unpin_chat_message(call: Call) -> Json:
    """Take a message, or the newest, off the pinned ones."""
    chat = call.chat()
    _may_pin(call, chat)
    wanted = call.p.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise ApiError("message to unpin not found")
    chat.pinned.remove(wanted)
    return True


def _may_pin(call: Call, chat: Chat) -> None:
    if chat.is_group and "can_pin_messages" in chat.permissions:
        return
    right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
    call.need(chat, right, "not enough rights to manage pinned messages in the chat")


@method
def set_message_reaction(call: Call) -> Json:
    """Set the bot's reaction to a message."""
    message = call.message("message to react not found")
    chosen = [one.get("emoji", "") for one in call.p.get("reaction") or []]
    message.reactions.pop(call.fake.bot.id, None)
    if chosen:
        message.reactions[call.fake.bot.id] = chosen
    return True


@method
def answer_callback_query(call: Call) -> Json:
    """Answer a press, once and in time."""
    press = call.fake.presses.get(call.p["callback_query_id"])
    if press is None or press.answered.is_set() or call.fake.clock.now() - press.at > PRESS_LIVES:
        raise ApiError(OLD_QUERY)
    press.text, press.alert, press.url = call.p.get("text") or "", call.p.get("show_alert", False), call.p.get("url")
    press.answered.set()
    return True
