"""Calls about interactions and commands: answering, following up, registering."""

from typing import Any

from tests.fakes.discord.byhand import check_commands
from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.rest import Answer, Call, route
from tests.fakes.discord.state import Message

HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = HOOK + "/messages/@original"
ANSWER = HOOK + "/messages/{message_id}"
GLOBAL = "/applications/{application_id}/commands"
OF_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(call: Call) -> Answer:
    """Answer an interaction for the first time."""
    number, token = call.id("interaction_id"), call.slots["interaction_token"]
    one = call.fake.interactions.first_answer(number, token, call.body, call.files)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return 204, None
    told: dict[str, Any] = {"id": str(one.id), "type": one.kind, "channel_id": str(one.channel.id)}
    told["guild_id"] = str(one.member.guild.id)
    body: dict[str, Any] = {"interaction": told}
    if one.original is not None:
        told |= {"response_message_id": str(one.original.id), "response_message_loading": one.thinking}
        told["response_message_ephemeral"] = one.original.ephemeral
    if one.answered_with in (4, 7) and one.original is not None:
        body["resource"] = {"type": one.answered_with, "message": _shown(call, one.original)}
    return 200, body


def _shown(call: Call, message: Message) -> dict[str, Any]:
    return call.fake.events.message(message, True)


def _edit(call: Call, which: str) -> Answer:
    one = call.fake.interactions.of_token(call.slots["webhook_token"])
    message = call.fake.interactions.find(one, which)
    call.fake.interactions.rewrite(message, call.body, call.files)
    return 200, _shown(call, message)


def _get(call: Call, which: str) -> Answer:
    one = call.fake.interactions.of_token(call.slots["webhook_token"])
    return 200, _shown(call, call.fake.interactions.find(one, which))


def _delete(call: Call, which: str) -> Answer:
    one = call.fake.interactions.of_token(call.slots["webhook_token"])
    call.fake.interactions.remove(one, call.fake.interactions.find(one, which))
    return 204, None


@route("POST", HOOK)
def follow_up(call: Call) -> Answer:
    """Say more to an interaction."""
    if call.id("webhook_id") != call.fake.application_id:
        raise ApiError(10015)
    one = call.fake.interactions.of_token(call.slots["webhook_token"])
    message = call.fake.interactions.follow_up(one, call.body, call.files)
    return 200, _shown(call, message)


@route("GET", ORIGINAL)
def get_original(call: Call) -> Answer:
    """Get the first answer."""
    return _get(call, "@original")


@route("PATCH", ORIGINAL)
def edit_original(call: Call) -> Answer:
    """Edit the first answer."""
    return _edit(call, "@original")


@route("DELETE", ORIGINAL)
def delete_original(call: Call) -> Answer:
    """Delete the first answer."""
    return _delete(call, "@original")


@route("GET", ANSWER)
def get_answer(call: Call) -> Answer:
    """Get an answer."""
    return _get(call, call.slots["message_id"])


@route("PATCH", ANSWER)
def edit_answer(call: Call) -> Answer:
    """Edit an answer."""
    return _edit(call, call.slots["message_id"])


@route("DELETE", ANSWER)
def delete_answer(call: Call) -> Answer:
    """Delete an answer."""
    return _delete(call, call.slots["message_id"])


class Commands:
    """The commands an application has registered, worldwide (guild None) and in single servers."""

    def __init__(self) -> None:
        """Nothing is registered until the bot does."""
        self.of: dict[int | None, dict[int, dict[str, Any]]] = {}

    def known(self, guild: int | None) -> list[dict[str, Any]]:
        """Return all that are registered in a place."""
        return list(self.of.get(guild, {}).values())

    def register(self, call: Call, guild: int | None, asked: dict[str, Any]) -> dict[str, Any]:
        """Register or replace one; who keeps the name keeps the id."""
        kind = asked.get("type") or 1
        same = [one for one in self.known(guild) if (one["name"], one["type"]) == (asked["name"], kind)]
        number = int(same[0]["id"]) if same else call.fake.ids.next()
        body = {key: value for key, value in asked.items() if value is not None} | {
            "id": str(number),
            "application_id": str(call.fake.application_id),
            "version": str(call.fake.ids.next()),
            "type": kind,
            "description": asked.get("description") or "",
            "default_member_permissions": _bits(asked.get("default_member_permissions")),
        }
        body |= {"guild_id": str(guild)} if guild is not None else {}
        if "options" in body:
            body["options"] = [_option(one) for one in body["options"]]
        self.of.setdefault(guild, {})[number] = body
        return body


def _bits(value: object) -> str | None:
    return None if value is None else str(value)


def _option(asked: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in asked.items() if value is not None}
    if "options" in kept:
        kept["options"] = [_option(one) for one in kept["options"]]
    return kept


def _place(call: Call) -> int | None:
    if call.id("application_id") != call.fake.application_id:
        raise ApiError(50001)
    if "guild_id" not in call.slots:
        return None
    guild = call.fake.guilds.get(call.id("guild_id"))
    if guild is None or call.fake.bot.id not in guild.members:
        raise ApiError(50001)
    return guild.id


@route("GET", GLOBAL)
@route("GET", OF_GUILD)
def list_commands(call: Call) -> Answer:
    """List what is registered."""
    return 200, call.fake.commands.known(_place(call))


@route("PUT", GLOBAL)
@route("PUT", OF_GUILD)
def replace_commands(call: Call) -> Answer:
    """Register a set of commands in place of all others."""
    place = _place(call)
    check_commands(call.body)
    kept = [call.fake.commands.register(call, place, one) for one in call.body]
    call.fake.commands.of[place] = {int(one["id"]): one for one in kept}
    return 200, kept


@route("POST", GLOBAL)
@route("POST", OF_GUILD)
def add_command(call: Call) -> Answer:
    """Register one command."""
    place = _place(call)
    others = [one for one in call.fake.commands.known(place) if one["name"] != call.body["name"]]
    check_commands([*others, call.body])
    return 201, call.fake.commands.register(call, place, call.body)


@route("DELETE", GLOBAL + "/{command_id}")
@route("DELETE", OF_GUILD + "/{command_id}")
def remove_command(call: Call) -> Answer:
    """Take a command away."""
    if call.fake.commands.of.get(_place(call), {}).pop(call.id("command_id"), None) is None:
        raise ApiError(10063)
    return 204, None
