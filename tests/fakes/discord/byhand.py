"""The limits that the official description leaves out. Each fault is raised as Discord would word it."""

from typing import Any

from tests.fakes.discord.errors import ApiError, malformed
from tests.fakes.discord.state import leaves

Json = dict[str, Any]
LONGEST_MESSAGE = 2000
LONGEST_ANSWER = 55
LONGEST_QUESTION = 300
ROWS = BUTTONS = 5
COMPONENTS_V2 = 1 << 15


def check_message(body: Json, files: int = 0, editing: bool = False) -> None:
    """Refuse a message body that the real API would refuse."""
    if len(body.get("content") or "") > LONGEST_MESSAGE:
        raise malformed("content", "BASE_TYPE_MAX_LENGTH", f"Must be {LONGEST_MESSAGE} or fewer in length.")
    new_layout = bool((body.get("flags") or 0) & COMPONENTS_V2)
    if new_layout and (body.get("content") or body.get("embeds") or body.get("poll")):
        raise malformed("flags", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Content must be in components")
    check_components(body.get("components") or [], new_layout)
    check_mentions(body.get("allowed_mentions") or {})
    if body.get("poll"):
        check_poll(body["poll"])
    check_embeds(body.get("embeds") or [])
    full = any(body.get(part) for part in ("embeds", "components", "poll", "sticker_ids", "attachments"))
    if not editing and not (body.get("content") or "").strip() and not full and not files:
        raise ApiError(50006)


def check_mentions(allowed: Json) -> None:
    """Refuse an allowed_mentions that says two things at once."""
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            words = f"parse:['{kind}'] and {kind}: [ids...] are mutually exclusive."
            raise malformed("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words)


def check_poll(poll: Json) -> None:
    """Refuse a poll that is too long anywhere, or has no words."""
    question = poll.get("question", {}).get("text") or ""
    if not 1 <= len(question) <= LONGEST_QUESTION:
        raise malformed("poll.question.text", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 300 in length.")
    answers = poll.get("answers", [])
    if not 1 <= len(answers) <= 10:
        raise malformed("poll.answers", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    for index, answer in enumerate(answers):
        if not 1 <= len(answer["poll_media"].get("text") or "") <= LONGEST_ANSWER:
            path = f"poll.answers.{index}.poll_media.text"
            raise malformed(path, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 55 in length.")
    if not 1 <= (poll.get("duration") or 24) <= 768:
        raise malformed("poll.duration", "NUMBER_TYPE_MAX", "int value should be between 1 and 768.")


def check_components(rows: list[Json], new_layout: bool = False) -> None:
    """Refuse too many rows or buttons, and names that are too long or used twice."""
    if not new_layout:
        if len(rows) > ROWS:
            raise malformed("components", "BASE_TYPE_BAD_LENGTH", "Must be 5 or fewer in length.")
        if any(row.get("type") != 1 for row in rows):
            raise malformed("components.0", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
    for index, row in enumerate(rows):
        inside = row.get("components", [])
        room = 5 if all(part.get("type") == 2 for part in inside) else 1
        if row.get("type") == 1 and not 1 <= len(inside) <= room:
            raise malformed(
                f"components.{index}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length."
            )
    named = [part["custom_id"] for part in leaves(rows) if part.get("custom_id")]
    if len(set(named)) != len(named):
        raise malformed("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    for part in leaves(rows):
        check_widget(part)


def check_widget(part: Json) -> None:
    """Refuse a button or menu that could not be shown."""
    if len(part.get("custom_id") or "") > 100:
        raise malformed("components", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
    if part.get("type") == 2:
        if (part.get("style") == 5) != bool(part.get("url")) and part.get("style") != 6:
            raise malformed(
                "components", "BUTTON_COMPONENT_INVALID", "A link has a url, every other button a custom id"
            )
        if part.get("style") not in (5, 6) and not part.get("custom_id"):
            raise malformed("components", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
        if not part.get("label") and not part.get("emoji") and part.get("style") != 6:
            raise malformed("components", "BUTTON_COMPONENT_INVALID", "A button must have a label or emoji")
    if part.get("type") == 3:
        values = [option["value"] for option in part.get("options", [])]
        if len(set(values)) != len(values):
            raise malformed("components", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values cannot be duplicated")


def check_embeds(embeds: list[Json]) -> None:
    """Refuse embeds that hold more than 6,000 characters together."""
    total = 0
    for embed in embeds:
        total += len(embed.get("title") or "") + len(embed.get("description") or "")
        total += len((embed.get("footer") or {}).get("text") or "") + len((embed.get("author") or {}).get("name") or "")
        total += sum(len(item.get("name", "")) + len(item.get("value", "")) for item in embed.get("fields") or [])
    if total > 6000:
        raise malformed("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def check_modal(data: Json) -> None:
    """Refuse a modal with twice the same field, or too many."""
    named = [part["custom_id"] for part in leaves(data["components"]) if part.get("custom_id")]
    if len(set(named)) != len(named):
        raise malformed("data.components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    if not named or len(data["components"]) > ROWS:
        raise malformed("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    if len(data["title"]) > 45:
        raise malformed("data.title", "BASE_TYPE_MAX_LENGTH", "Must be 45 or fewer in length.")
    for part in leaves(data["components"]):
        if part.get("type") == 4 and "label" not in part and not _labelled(part, data):
            raise malformed("data.components", "BASE_TYPE_REQUIRED", "This field is required: label")
        if len(part.get("value") or "") > (part.get("max_length") or 4000):
            raise malformed("data.components", "BASE_TYPE_MAX_LENGTH", "The value is longer than max_length")


def _labelled(part: Json, data: Json) -> bool:
    return any(row.get("component") is part and row.get("label") for row in data["components"])


def check_commands(commands: list[Json]) -> None:
    """Refuse commands that the description alone would let pass."""
    for kind, most in ((1, 100), (2, 15), (3, 15)):
        of_kind = [command["name"] for command in commands if (command.get("type") or 1) == kind]
        if len(of_kind) > most:
            raise ApiError(30032)
        if len(set(of_kind)) != len(of_kind):
            raise malformed("", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    for index, command in enumerate(commands):
        slash = (command.get("type") or 1) == 1
        if slash and not 1 <= len(command.get("description") or "") <= 100:
            raise malformed(f"{index}.description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        if not slash and (command.get("description") or command.get("options")):
            raise malformed(
                f"{index}", "APPLICATION_COMMANDS_CONTEXT_MENU_INVALID", "A menu has no description or options"
            )
        if slash:
            check_options(f"{index}", command)
        if _size(command) > 8000:
            raise malformed(f"{index}", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def check_options(path: str, command: Json) -> None:
    """Refuse names in capitals, required options behind optional ones, twins, and commands of mixed kinds."""
    if command["name"] != command["name"].lower() or " " in command["name"]:
        raise malformed(f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    options = command.get("options") or []
    optional_seen = False
    for option in options:
        if option.get("required") and optional_seen:
            words = "Required options must be placed before non-required options"
            raise malformed(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        optional_seen = optional_seen or not option.get("required")
        if option.get("choices") and option.get("autocomplete"):
            raise malformed(
                f"{path}.options", "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", "Choices or autocomplete, not both"
            )
        check_options(f"{path}.options", option)
    names = [option["name"] for option in options]
    if len(set(names)) != len(names):
        raise malformed(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
    if len({option["type"] in (1, 2) for option in options}) > 1:
        raise malformed(
            f"{path}.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands and options cannot be mixed"
        )


def _size(part: Json) -> int:
    """Count a command as Discord does: names, descriptions and choices, the longest language of each."""
    total = 0
    for key in ("name", "description"):
        total += max(len(text or "") for text in [part.get(key), *(part.get(f"{key}_localizations") or {}).values()])
    total += sum(len(choice["name"]) + len(str(choice["value"])) for choice in part.get("choices") or [])
    return total + sum(_size(option) for option in part.get("options") or [])
