"""The calls that ask and arrange: who am I, chats, members, topics, commands, files, updates, webhook."""

from typing import Any

from tests.fakes.telegram import bodies
from tests.fakes.telegram.api import Call, method
from tests.fakes.telegram.errors import ApiError
from tests.fakes.telegram.state import Chat, Member

Json = Any
TOPICS = "not enough rights to manage topics"


@method
def get_me(call: Call) -> Json:
    """Tell the bot who it is, and whether privacy mode lets it read along."""
    body = bodies.user(call.fake.bot) | {"can_join_groups": True, "supports_inline_queries": False}
    body |= {"can_connect_to_business": False, "has_main_web_app": False}
    return body | {"can_read_all_group_messages": not call.fake.privacy}


@method
async def get_updates(call: Call) -> Json:
    """Hand over what waits, or wait for it."""
    updates, p = call.fake.updates, call.p
    if updates.webhook is None:
        updates.allow(p.get("allowed_updates"))
    return await updates.get(p.get("offset", 0), p.get("limit", 100), p.get("timeout", 0))


@method
def set_webhook(call: Call) -> Json:
    """Have updates posted."""
    p, updates = call.p, call.fake.updates
    if p.get("drop_pending_updates"):
        updates.drop()
    updates.allow(p.get("allowed_updates"))
    if p["url"]:
        updates.set_webhook(p["url"], p.get("secret_token"), p.get("max_connections", 40))
    else:
        updates.delete_webhook()
    return True


@method
def delete_webhook(call: Call) -> Json:
    """Go back to long polling."""
    if call.p.get("drop_pending_updates"):
        call.fake.updates.drop()
    call.fake.updates.delete_webhook()
    return True


@method
def get_webhook_info(call: Call) -> Json:
    """Tell where updates go."""
    return call.fake.updates.webhook_info()


@method
def get_chat(call: Call) -> Json:
    """Describe a chat in full."""
    return bodies.full_chat(call.chat())


@method
def get_chat_member(call: Call) -> Json:
    """Describe somebody's standing; one who was never there has left."""
    chat, wanted = call.chat(), call.p["user_id"]
    _member_list(call, chat)
    if wanted not in call.fake.users:
        raise ApiError("user not found")
    return bodies.member(chat.members.get(wanted) or Member(call.fake.users[wanted], chat, "left"))


@method
def get_chat_member_count(call: Call) -> Json:
    """Count the members."""
    return sum(member.present for member in call.chat().members.values())


@method
def get_chat_administrators(call: Call) -> Json:
    """List the administrators; other bots only when asked for."""
    chat = call.chat()
    if chat.kind == "private":
        raise ApiError("there are no administrators in the private chat")
    _member_list(call, chat)
    admins = [member for member in chat.members.values() if member.admin]
    return [
        bodies.member(member)
        for member in admins
        if not member.user.bot or member.user is call.fake.bot or call.p.get("return_bots")
    ]


def _member_list(call: Call, chat: Chat) -> None:
    if chat.kind == "channel" and not chat.members[call.fake.bot.id].admin:
        raise ApiError("member list is inaccessible")


@method
def leave_chat(call: Call) -> Json:
    """Let the bot leave."""
    call.fake.people.remove_bot(call.chat(), kick=False)
    return True


@method
def create_forum_topic(call: Call) -> Json:
    """Open a topic."""
    chat = call.chat()
    if not chat.forum:
        raise ApiError("the chat is not a forum")
    call.need(chat, "can_manage_topics", "not enough rights to create a topic")
    return bodies.topic(call.fake.people.topic(chat, call.p["name"], by=chat.members[call.fake.bot.id]))


@method
def close_forum_topic(call: Call) -> Json:
    """Close a topic."""
    return _set_topic(call, closed=True)


@method
def reopen_forum_topic(call: Call) -> Json:
    """Open a closed topic."""
    return _set_topic(call, closed=False)


def _set_topic(call: Call, closed: bool) -> Json:
    chat = call.chat()
    call.need(chat, "can_manage_topics", TOPICS)
    topic = chat.topics.get(call.p["message_thread_id"])
    if topic is None or topic.deleted:
        raise ApiError("message thread not found")
    if topic.closed == closed:
        raise ApiError("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return True


@method
def send_chat_action(call: Call) -> Json:
    """Show that the bot is typing."""
    call.chat()
    return True


@method
def set_my_commands(call: Call) -> Json:
    """List commands for a scope and a language."""
    call.fake.commands[_whose(call)] = call.p["commands"]
    return True


@method
def set_my_description(call: Call) -> Json:
    """Set what stands in the bot's empty private chat, in a language or for all others."""
    return _say_of_itself(call, call.fake.descriptions, "description")


@method
def set_my_short_description(call: Call) -> Json:
    """Set what stands on the bot's profile, in a language or for all others."""
    return _say_of_itself(call, call.fake.short_descriptions, "short_description")


def _say_of_itself(call: Call, kept: dict[str, str], name: str) -> Json:
    language = call.p.get("language_code") or ""
    kept.pop(language, None)
    if call.p.get(name):
        kept[language] = call.p[name]
    return True


@method
def get_my_commands(call: Call) -> Json:
    """Return what was listed for exactly this scope and language."""
    return call.fake.commands.get(_whose(call), [])


@method
def delete_my_commands(call: Call) -> Json:
    """Forget what was listed."""
    call.fake.commands.pop(_whose(call), None)
    return True


def _whose(call: Call) -> tuple[tuple[Any, ...], str]:
    scope = call.p.get("scope") or {"type": "default"}
    key: tuple[Any, ...] = (scope["type"],)
    if "chat_id" in scope:
        chat = call.fake.find_chat(scope["chat_id"])
        if chat is None:
            raise ApiError("chat not found")
        key += (chat.id,)
    if "user_id" in scope:
        key += (scope["user_id"],)
    return key, call.p.get("language_code") or ""


@method
def get_file(call: Call) -> Json:
    """Tell where a file can be fetched."""
    file = call.fake.files.get(call.p["file_id"])
    if file is None:
        raise ApiError("wrong file_id or the file is temporarily unavailable")
    body = {key: file.body[key] for key in ("file_id", "file_unique_id", "file_size") if key in file.body}
    return body | {"file_path": f"files/{call.p['file_id']}"}
