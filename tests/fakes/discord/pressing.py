"""What members set off: slash commands, menus, buttons, selects, modals, autocomplete."""

from typing import TYPE_CHECKING, Any

from tests.fakes.discord import bodies
from tests.fakes.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction
from tests.fakes.discord.people import NotPossible
from tests.fakes.discord.permissions import May, in_channel, of_roles
from tests.fakes.discord.state import Channel, Member, Message, Role, leaves

if TYPE_CHECKING:
    from tests.fakes.discord.server import FakeDiscord

Json = dict[str, Any]
TYPES: dict[int, tuple[type, ...]] = {
    3: (str,), 4: (int,), 5: (bool,), 6: (Member,), 7: (Channel,), 8: (Role,), 9: (Member, Role), 10: (int, float),
}  # fmt: skip
SELECTS = (3, 5, 6, 7, 8)


class Pressing:
    """The parts of the client that talk back to the bot. Each waits for the bot's first answer unless told not to."""

    def __init__(self, fake: "FakeDiscord") -> None:
        """`fake`: the Discord it happens on."""
        self.fake = fake

    async def slash(
        self, member: Member, channel: Channel, name: str, /, wait: bool = True, **options: Any
    ) -> Interaction:
        """Run a slash command ("twoway questions" names a sub-command)."""
        data = self._command(member, channel, name, options)
        return await self._started(self.fake.interactions.start(COMMAND, member, channel, data), wait)

    async def autocomplete(
        self, member: Member, channel: Channel, name: str, focused: str, /, **options: Any
    ) -> list[Json]:
        """Type into an option and return what is offered."""
        data = self._command(member, channel, name, options, focused=focused)
        one = await self.fake.interactions.start(AUTOCOMPLETE, member, channel, data).answered()
        return one.choices or []

    async def menu(
        self, member: Member, name: str, target: Message | Member, channel: Channel | None = None
    ) -> Interaction:
        """Choose an entry of a message's or a member's menu."""
        if isinstance(target, Message):
            found, where = self._registered(member, target.channel, name, 3), target.channel
            shown = self.fake.events.message(target, True)
            resolved: Json = {"messages": {str(target.id): shown}}
        else:
            assert channel is not None, "a member's menu is opened somewhere: say in which channel"
            found, where = self._registered(member, channel, name, 2), channel
            resolved = _resolved([target], where)
        data = {
            "id": found["id"],
            "name": name,
            "type": found["type"],
            "target_id": str(target.id),
            "resolved": resolved,
        }
        return await self._started(self.fake.interactions.start(COMMAND, member, where, data), True)

    async def press(self, member: Member, message: Message, custom_id: str, wait: bool = True) -> Interaction:
        """Press a button, by its custom id or its label."""
        part = self._widget(member, message, custom_id, (2,))
        if "custom_id" not in part:
            raise NotPossible(f"{custom_id!r} is a link")
        data = {"custom_id": part["custom_id"], "component_type": 2, "id": part["id"]}
        return await self._started(
            self.fake.interactions.start(COMPONENT, member, message.channel, data, message), wait
        )

    async def choose(self, member: Member, message: Message, custom_id: str, *values: Any) -> Interaction:
        """Choose in a select menu: values or labels of a string select, else members, roles, channels."""
        part = self._widget(member, message, custom_id, SELECTS)
        chosen = _chosen(part, list(values))
        data: Json = {
            "custom_id": part["custom_id"],
            "component_type": part["type"],
            "id": part["id"],
            "values": chosen,
        }
        if part["type"] != 3:
            data["resolved"] = _resolved(list(values), message.channel)
        return await self._started(
            self.fake.interactions.start(COMPONENT, member, message.channel, data, message), True
        )

    async def submit(self, opened: Interaction, /, wait: bool = True, **fields: Any) -> Interaction:
        """Fill in and send the modal that an interaction opened. `fields` by custom id; those left out keep their value."""
        if opened.modal is None:
            raise NotPossible("no modal is open")
        known = {part["custom_id"]: part for part in leaves(opened.modal["components"]) if "custom_id" in part}
        if strange := set(fields) - set(known):
            raise NotPossible(f"the modal has no {strange}, only {list(known)}")
        parts = [_filled(part, fields) for part in opened.modal["components"]]
        metadata: Json = {"id": str(opened.id), "type": opened.kind, "user": bodies.user(opened.member.user)}
        metadata["authorizing_integration_owners"] = {"0": str(opened.member.guild.id)}
        if opened.message is not None:
            metadata["interacted_message_id"] = str(opened.message.id)
        data = {"custom_id": opened.modal["custom_id"], "components": parts, "opened_by": metadata}
        people = [value for value in fields.values() if isinstance(value, Member | Role | Channel)]
        data |= {"resolved": _resolved(people, opened.channel)} if people else {}
        return await self._started(
            self.fake.interactions.start(MODAL, opened.member, opened.channel, data, opened.message), wait
        )

    async def _started(self, one: Interaction, wait: bool) -> Interaction:
        return await one.answered() if wait else one

    def offered(self, member: Member, channel: Channel, kind: int = 1) -> list[str]:
        """Return the names of the commands a member is shown in a channel."""
        if not in_channel(member, channel) & May.USE_APPLICATION_COMMANDS:
            return []
        rights = of_roles(member)
        here = self.fake.commands.known(member.guild.id) + self.fake.commands.known(None)
        shown = []
        for command in here:
            needed = command["default_member_permissions"]
            allowed = needed is None or (int(needed) != 0 and rights & int(needed) == int(needed))
            if command["type"] == kind and (allowed or rights & May.ADMINISTRATOR):
                shown.append(command["name"])
        return shown

    def _registered(self, member: Member, channel: Channel, name: str, kind: int) -> Json:
        if name not in (offered := self.offered(member, channel, kind)):
            raise NotPossible(f"{member.user.name} is not offered {name!r} here, only {offered}")
        here = self.fake.commands.known(member.guild.id) + self.fake.commands.known(None)
        return next(command for command in here if (command["name"], command["type"]) == (name, kind))

    def _command(self, member: Member, channel: Channel, words: str, given: Json, focused: str | None = None) -> Json:
        name, *path = words.split(" ")
        command = self._registered(member, channel, name, 1)
        level, steps = command, []
        for step in path:
            found = [one for one in level.get("options", []) if one["name"] == step and one["type"] in (1, 2)]
            if not found:
                raise NotPossible(f"/{name} has no sub-command {step!r}")
            level = found[0]
            steps.append(level)
        options = _options(level, given, focused)
        for step in reversed(steps):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        data: Json = {"id": command["id"], "name": name, "type": 1, "options": options}
        data |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
        things = [value for value in given.values() if isinstance(value, Member | Role | Channel)]
        return data | ({"resolved": _resolved(things, channel)} if things else {})

    def _widget(self, member: Member, message: Message, name: str, kinds: tuple[int, ...]) -> Json:
        current = message.channel.messages.get(message.id) or self.fake.interactions.whispers.get(message.id)
        if current is None or (message.for_user is not None and message.for_user != member.id):
            raise NotPossible(f"{member.user.name} does not see this message")
        if not in_channel(member, message.channel) & May.VIEW_CHANNEL:
            raise NotPossible(f"{member.user.name} does not see {message.channel.name}")
        shown = [part for part in message.widgets() if part["type"] in kinds]
        for part in shown:
            if name in (part.get("custom_id"), part.get("label")):
                if part.get("disabled"):
                    raise NotPossible(f"{name!r} is disabled")
                return part
        raise NotPossible(f"no {name!r} here, only {[part.get('label') or part.get('custom_id') for part in shown]}")


def _options(level: Json, given: Json, focused: str | None) -> list[Json]:
    known = {one["name"]: one for one in level.get("options", [])}
    if any(one["type"] in (1, 2) for one in known.values()):
        raise NotPossible(f"{level['name']} needs a sub-command: {list(known)}")
    missing = [name for name, one in known.items() if one.get("required") and name not in given]
    if strange := set(given) - set(known):
        raise NotPossible(f"unknown options {strange}, known are {list(known)}")
    if missing and focused is None:
        raise NotPossible(f"required options are missing: {missing}")
    options = []
    for name, value in given.items():
        typed = name == focused
        sent = value if typed else _value(known[name], value)
        options.append(
            {"name": name, "type": known[name]["type"], "value": sent} | ({"focused": True} if typed else {})
        )
    return options


def _value(option: Json, value: Any) -> Any:
    if not isinstance(value, TYPES[option["type"]]) or (isinstance(value, bool) and option["type"] != 5):
        raise NotPossible(f"{option['name']} takes no {value!r}")
    if isinstance(value, Member | Role | Channel):
        return str(value.id)
    if option.get("choices") and value not in [choice["value"] for choice in option["choices"]]:
        raise NotPossible(f"{option['name']} offers only {option['choices']}")
    size: float = len(value) if isinstance(value, str) else value
    low, high = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if not option.get(low, size) <= size <= option.get(high, size):
        raise NotPossible(f"{option['name']}: {value!r} is too small or too large")
    return value


def _chosen(part: Json, values: list[Any]) -> list[str]:
    """Return what a select sends for what was picked."""
    if not part.get("min_values", 1) <= len(values) <= part.get("max_values", 1):
        raise NotPossible(f"pick {part.get('min_values', 1)} to {part.get('max_values', 1)}")
    if part["type"] != 3:
        return [str(value.id) for value in values]
    offered = {option["label"]: option["value"] for option in part["options"]}
    picked = [value if value in offered.values() else offered.get(value) for value in values]
    if None in picked:
        raise NotPossible(f"only {list(offered)} can be picked")
    return [str(value) for value in picked]


def _filled(part: Json, fields: Json) -> Json:
    """Return a modal's component as it is sent back."""
    body: Json = {"type": part["type"], "id": part["id"]}
    if "components" in part:
        return body | {"components": [_filled(inner, fields) for inner in part["components"]]}
    if "component" in part:
        return body | {"component": _filled(part["component"], fields)}
    if part["type"] == 4:
        value = fields.get(part["custom_id"], part.get("value", ""))
        least = max(part.get("min_length", 0), 1 if part.get("required", True) else 0)
        if not least <= len(value) <= part.get("max_length", 4000):
            raise NotPossible(f"{part['custom_id']}: between {least} and {part.get('max_length', 4000)} characters")
        return body | {"custom_id": part["custom_id"], "value": value}
    if part["type"] in SELECTS:
        value = fields.get(part["custom_id"], [])
        return body | {
            "custom_id": part["custom_id"],
            "values": _chosen(part, value if isinstance(value, list) else [value]),
        }
    return body


def _resolved(things: list[Any], where: Channel) -> Json:
    """Return the bodies of what is only named by id."""
    found: Json = {}
    for thing in things:
        number = str(thing.id)
        if isinstance(thing, Member):
            bare = {key: value for key, value in bodies.member(thing, bare=True).items() if key not in ("mute", "deaf")}
            found.setdefault("members", {})[number] = bare | {"permissions": bodies.can_do(thing, where)}
            found.setdefault("users", {})[number] = bodies.user(thing.user)
        elif isinstance(thing, Role):
            found.setdefault("roles", {})[number] = bodies.role(thing)
        elif isinstance(thing, Channel):
            found.setdefault("channels", {})[number] = bodies.channel(thing) | {"permissions": "0"}
    return found
