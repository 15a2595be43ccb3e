"""Calls about threads and forum posts."""

from datetime import datetime

from tests.fakes.discord import bodies
from tests.fakes.discord.calls_messages import channel_of, message_of
from tests.fakes.discord.calls_places import CHANNEL, GUILD, chosen_tags, guild_of
from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.permissions import May
from tests.fakes.discord.rest import Answer, Call, route
from tests.fakes.discord.state import POSTS_ONLY, Channel, Kind


@route("POST", CHANNEL + "/threads")
def create_thread(call: Call) -> Answer:
    """Open a post in a forum or media channel, or a thread that hangs on no message."""
    parent, asked, fake = channel_of(call), call.body, call.fake
    if parent.kind in POSTS_ONLY:
        fake.demand(parent, May.SEND_MESSAGES)
        tags = chosen_tags(parent, asked.get("applied_tags"))
        thread = fake.people.open_thread(fake.bot, parent, asked["name"], tags=tags, tell=False)
        bot = fake.member_of_bot(parent)
        first = fake.writing.compose(thread, fake.bot, asked["message"], call.files, member=bot)
        first.id = thread.id
        fake.events.thread("THREAD_CREATE", thread, new=True)
        fake.post(first)
        answer = fake.events.message(first, True)
        return 201, bodies.thread(thread, fake.bot.id) | {"message": answer}
    private = (asked.get("type") or Kind.PRIVATE_THREAD) == Kind.PRIVATE_THREAD
    fake.demand(parent, May.CREATE_PRIVATE_THREADS if private else May.CREATE_PUBLIC_THREADS)
    kind = Kind.PRIVATE_THREAD if private else Kind.PUBLIC_THREAD
    thread = fake.people.open_thread(fake.bot, parent, asked["name"], kind=kind)
    return 201, bodies.thread(thread, fake.bot.id)


@route("POST", CHANNEL + "/messages/{message_id}/threads")
def thread_from_message(call: Call) -> Answer:
    """Open a thread under a message; it takes the message's id."""
    message = message_of(call)
    call.fake.demand(message.channel, May.CREATE_PUBLIC_THREADS)
    if message.thread is not None:
        raise ApiError(160004)
    thread = call.fake.people.open_thread(call.fake.bot, message.channel, call.body["name"], under=message)
    return 201, bodies.thread(thread, call.fake.bot.id)


@route("GET", GUILD + "/threads/active")
def active_threads(call: Call) -> Answer:
    """List all threads that are not archived and that the bot can see."""
    found = [one for one in guild_of(call).threads if not one.archived and call.fake.events.sees(one)]
    return 200, _listed(call, found)


@route("GET", CHANNEL + "/threads/archived/public")
def archived_threads(call: Call) -> Answer:
    """List a channel's archived threads, the newest first."""
    parent = channel_of(call, May.READ_MESSAGE_HISTORY)
    threads = parent.guild.threads if parent.guild else []
    found = [one for one in threads if one.parent is parent and one.archived and not one.private]
    limit = int(call.query.get("limit", 50))
    if "before" in call.query:
        before = datetime.fromisoformat(call.query["before"])
        found = [one for one in found if one.archived_at is not None and one.archived_at < before]
    found.sort(key=lambda one: (one.archived_at or call.fake.clock.now(), one.id), reverse=True)
    return 200, _listed(call, found[:limit]) | {"has_more": len(found) > limit}


def _listed(call: Call, found: list[Channel]) -> dict[str, object]:
    bot = call.fake.bot.id
    joined = [bodies.thread_member(one, bot) for one in found if bot in one.joined]
    return {"threads": [bodies.thread(one, bot) for one in found], "members": joined, "has_more": False}


@route("PUT", CHANNEL + "/thread-members/@me")
def join_thread(call: Call) -> Answer:
    """Join a thread."""
    thread = channel_of(call)
    if not thread.is_thread:
        raise ApiError(50024)
    thread.joined.setdefault(call.fake.bot.id, call.fake.clock.now())
    return 204, None


@route("DELETE", CHANNEL + "/thread-members/@me")
def leave_thread(call: Call) -> Answer:
    """Leave a thread."""
    channel_of(call).joined.pop(call.fake.bot.id, None)
    return 204, None
