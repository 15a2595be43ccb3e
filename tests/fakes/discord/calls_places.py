"""Calls about servers, channels, threads, members and the bot itself."""

from tests.fakes.discord import bodies
from tests.fakes.discord.calls_messages import channel_of
from tests.fakes.discord.errors import ApiError, malformed
from tests.fakes.discord.permissions import May
from tests.fakes.discord.rest import Answer, Call, route
from tests.fakes.discord.state import Channel, Guild, Kind, Member, Overwrite

GUILD = "/guilds/{guild_id}"
CHANNEL = "/channels/{channel_id}"


def guild_of(call: Call) -> Guild:
    """Return the call's server, if the bot is in it."""
    guild = call.fake.guilds.get(call.id("guild_id"))
    if guild is None:
        raise ApiError(10004)
    if not call.fake.is_in(guild):
        raise ApiError(50001)
    return guild


@route("GET", "/gateway/bot")
def gateway_bot(call: Call) -> Answer:
    """Tell where the gateway is, how many shards to open and how many sessions may still be started."""
    start = {"total": 1000, "remaining": max(0, call.fake.gateway.starts_left), "reset_after": 3_600_000}
    start |= {"max_concurrency": 1}
    return 200, {"url": call.fake.gateway_url, "shards": call.fake.shards, "session_start_limit": start}


@route("GET", "/gateway")
def gateway(call: Call) -> Answer:
    """Tell where the gateway is."""
    return 200, {"url": call.fake.gateway_url}


@route("GET", "/users/@me")
def me(call: Call) -> Answer:
    """Return the bot's account."""
    return 200, call.fake.events.me()


@route("GET", "/users/{user_id}")
def user(call: Call) -> Answer:
    """Return an account."""
    found = call.fake.users.get(call.id("user_id"))
    if found is None:
        raise ApiError(10013)
    return 200, bodies.user(found)


@route("GET", "/users/@me/guilds")
def my_guilds(call: Call) -> Answer:
    """List the servers the bot is in."""
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 200))
    mine = [one for one in call.fake.guilds.values() if call.fake.bot.id in one.members and one.id > after]
    return 200, [bodies.my_guild(one, one.members[call.fake.bot.id]) for one in mine[:limit]]


@route("DELETE", "/users/@me/guilds/{guild_id}")
def leave(call: Call) -> Answer:
    """Leave a server."""
    call.fake.people.remove_bot(guild_of(call))
    return 204, None


@route("POST", "/users/@me/channels")
def open_dm(call: Call) -> Answer:
    """Open a direct conversation."""
    who = call.fake.users.get(int(call.body.get("recipient_id") or 0))
    if who is None:
        raise ApiError(10013)
    return 200, bodies.channel(call.fake.dm_with(who))


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
def application(call: Call) -> Answer:
    """Return the bot's application."""
    flags = call.fake.application_flags
    bot = bodies.user(call.fake.bot)
    return 200, {
        "id": str(call.fake.application_id),
        "name": call.fake.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "bot": bot,
        "bot_public": True,
        "bot_require_code_grant": False,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": bot,
        "approximate_guild_count": len(call.fake.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


@route("GET", GUILD)
def one_guild(call: Call) -> Answer:
    """Return a server."""
    return 200, bodies.guild(guild_of(call))


@route("GET", GUILD + "/channels")
def guild_channels(call: Call) -> Answer:
    """List a server's channels, threads left out."""
    return 200, [bodies.channel(one) for one in guild_of(call).channels.values() if not one.is_thread]


@route("POST", GUILD + "/channels")
def create_channel(call: Call) -> Answer:
    """Create a channel."""
    guild = guild_of(call)
    call.fake.demand_in(guild, May.MANAGE_CHANNELS)
    made = call.fake.people.channel(guild, call.body["name"], Kind(call.body.get("type") or 0))
    made.topic = call.body.get("topic")
    _overwrite(made, call.body.get("permission_overwrites") or [])
    return 201, bodies.channel(made)


@route("GET", GUILD + "/roles")
def roles(call: Call) -> Answer:
    """List a server's roles."""
    return 200, [bodies.role(one) for one in guild_of(call).roles.values()]


@route("GET", GUILD + "/members/{user_id}")
def guild_member(call: Call) -> Answer:
    """Return a member."""
    return 200, bodies.member(_member(call))


@route("GET", GUILD + "/members")
def guild_members(call: Call) -> Answer:
    """List members, which the portal has to allow."""
    guild = guild_of(call)
    if "members" not in call.fake.privileged:
        raise ApiError(50001)
    after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
    found = sorted((one for one in guild.members.values() if one.id > after), key=lambda one: one.id)
    return 200, [bodies.member(one) for one in found[:limit]]


def _member(call: Call) -> Member:
    member = guild_of(call).members.get(call.id("user_id"))
    if member is None:
        raise ApiError(10007)
    return member


@route("GET", CHANNEL)
def one_channel(call: Call) -> Answer:
    """Return a channel."""
    return 200, bodies.channel(channel_of(call))


@route("PATCH", CHANNEL)
def edit_channel(call: Call) -> Answer:
    """Change a channel, or a thread: name, tags, archived, locked."""
    channel, asked = channel_of(call), call.body
    if channel.is_thread:
        own = channel.owner_id == call.fake.bot.id and not asked.get("locked")
        reopens = set(asked) == {"archived"} and not asked["archived"] and not channel.locked
        if not own and not reopens:
            call.fake.demand(channel, May.MANAGE_THREADS)
        if channel.archived and asked.get("archived") is not False:
            raise ApiError(50083)
        channel.applied_tags = chosen_tags(channel.parent, asked.get("applied_tags", channel.applied_tags))
        channel.locked = bool(asked.get("locked", channel.locked))
        channel.auto_archive = asked.get("auto_archive_duration") or channel.auto_archive
        channel.archived = bool(asked.get("archived", channel.archived))
        channel.archived_at = call.fake.clock.now() if channel.archived else channel.archived_at
    else:
        call.fake.demand(channel, May.MANAGE_CHANNELS)
        channel.topic = asked.get("topic", channel.topic)
        if "permission_overwrites" in asked:
            channel.overwrites.clear()
            _overwrite(channel, asked["permission_overwrites"] or [])
    channel.name = asked.get("name") or channel.name
    call.fake.people.tell_changed(channel)
    return 200, bodies.channel(channel)


@route("DELETE", CHANNEL)
def delete_channel(call: Call) -> Answer:
    """Delete a channel or thread."""
    channel = channel_of(call)
    call.fake.demand(channel, May.MANAGE_THREADS if channel.is_thread else May.MANAGE_CHANNELS)
    call.fake.people.delete_channel(channel)
    return 200, bodies.channel(channel)


@route("PUT", CHANNEL + "/permissions/{overwrite_id}")
def overwrite(call: Call) -> Answer:
    """Set what a channel allows or denies a role or member."""
    channel = channel_of(call, May.MANAGE_ROLES)
    _overwrite(channel, [{"id": call.slots["overwrite_id"], **call.body}])
    call.fake.people.tell_changed(channel)
    return 204, None


def _overwrite(channel: Channel, asked: list[dict[str, object]]) -> None:
    for item in asked:
        number, kind = int(str(item["id"])), int(str(item.get("type") or 0))
        bits = [int(str(item.get(key) or 0)) for key in ("allow", "deny")]
        channel.overwrites[number] = Overwrite(number, kind, *bits)


def chosen_tags(forum: Channel | None, asked: list[object] | None) -> list[int]:
    """Return the tags asked for: at most five, all of this forum."""
    known = {int(tag["id"]) for tag in forum.tags} if forum else set()
    chosen = [int(str(one)) for one in asked or []]
    if len(chosen) > 5 or set(chosen) - known:
        raise malformed("applied_tags", "INVALID_FORUM_TAG", "At most five tags, all of this forum")
    return chosen
