"""Checks what goes over the wire against Discord's official description (schemas.json.gz)."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from tests.fakes.discord.distil import read_fixture

Json = Any
ALSO_KNOWN = re.compile(r"(\d+\.)?nsfw|(.*\.)?embeds\.\d+\.flags|(message\.|data\.)?tts|message")
"""Keys that discord.py sends or Discord answers, with good reason, though the description has forgotten them."""
ALSO_ASKED = frozenset({"use_nested_fields"})
"""Query parameters of that sort."""
ANY_ID = {"anyOf": [{"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}, {"type": "integer", "minimum": 0}]}
PERMISSION_BITS = {"anyOf": [{"type": ["integer", "null"]}, {"type": "string", "pattern": "^[0-9]+$"}]}


class Spec:
    """The description, compiled as needed. Requests may carry ids as numbers, answers may not."""

    def __init__(self, described: dict[str, Any]) -> None:
        """`described`: the distilled OpenAPI document."""
        self.paths: dict[str, dict[str, Any]] = described["paths"]
        self._answers = described["components"]
        schemas = described["components"]["schemas"]
        self._requests = {**described["components"], "schemas": {**schemas, "SnowflakeType": ANY_ID}}
        self._patterns = sorted(
            ((template, _pattern(template)) for template in self.paths), key=lambda pair: pair[0].count("{")
        )
        self._validators: dict[tuple[str, bool], Draft202012Validator] = {}

    def match(self, path: str) -> tuple[str, dict[str, str]] | None:
        """Return the template a path belongs to and what its slots hold; fixed words win over slots."""
        for template, pattern in self._patterns:
            if (found := pattern.fullmatch(path)) is not None:
                return template, found.groupdict()
        return None

    def operation(self, method: str, template: str) -> dict[str, Any] | None:
        """Return what is described for a call."""
        found: dict[str, Any] | None = self.paths[template].get(method.lower())
        return found

    def request_faults(self, operation: dict[str, Any], body: Json) -> list[ValidationError]:
        """Return what is wrong with a request's body, in the order of its parts."""
        schema = _content(operation.get("requestBody"))
        if schema is None or body is None:
            return []
        return _deepest(self._validator(schema, request=True).iter_errors(body))

    def unknown_in_request(self, operation: dict[str, Any], body: Json) -> list[str]:
        """Return the keys of a body that Discord does not know."""
        schema = _content(operation.get("requestBody"))
        return [] if schema is None or body is None else list(self._strangers(schema, body, ""))

    def query_faults(self, operation: dict[str, Any], query: dict[str, str]) -> list[str]:
        """Return what is wrong with a query."""
        known = {item["name"]: item["schema"] for item in operation.get("parameters", []) if item["in"] == "query"}
        faults = []
        for name, value in query.items():
            if name not in known and name not in ALSO_ASKED:
                faults.append(f"unknown query parameter {name}")
            elif name in known and not any(
                self._validator(known[name], request=True).is_valid(one) for one in _read(value)
            ):
                faults.append(f"query parameter {name}={value} does not fit {known[name]}")
        return faults

    def answer_faults(self, operation: dict[str, Any], status: int, body: Json) -> list[str]:
        """Return what is wrong with an answer of the fake's own."""
        responses = operation["responses"]
        described = responses.get(str(status), responses.get("4XX") if 400 <= status < 500 else None)
        if described is None:
            return [f"status {status} is not described"]
        if "$ref" in described:
            described = self._answers["responses"][described["$ref"].rsplit("/", 1)[1]]
        schema = _content(described)
        if schema is None:
            return [] if body is None else ["a body where none is described"]
        faults = [
            f"{error.json_path}: {error.message}"[:400] for error in _deepest(self._validator(schema).iter_errors(body))
        ]
        return faults or [f"unknown key {key}" for key in self._strangers(schema, body, "")]

    def faults_of(self, name: str, body: Json) -> list[str]:
        """Return where a body departs from a schema of the description."""
        validator = self._validator({"$ref": f"#/components/schemas/{name}"})
        return [f"{error.json_path}: {error.message}"[:400] for error in _deepest(validator.iter_errors(body))]

    def _validator(self, schema: dict[str, Any], request: bool = False) -> Draft202012Validator:
        key = (repr(schema), request)
        if key not in self._validators:
            components = self._requests if request else self._answers
            self._validators[key] = Draft202012Validator({**schema, "components": components})
        return self._validators[key]

    def _strangers(self, schema: dict[str, Any], value: Json, path: str) -> Iterator[str]:
        """Walk a body beside its schema; where it may take several shapes, a key of any fitting one is known."""
        shapes = [shape for shape in self._shapes(schema) if _fits(shape, value)]
        if isinstance(value, list):
            items = [shape["items"] for shape in shapes if isinstance(shape.get("items"), dict)]
            for index, item in enumerate(value):
                yield from self._strangers({"anyOf": items}, item, f"{path}.{index}") if items else ()
        elif isinstance(value, dict) and shapes and not any(_open(shape) for shape in shapes):
            for key, item in value.items():
                schemas = [shape["properties"][key] for shape in shapes if key in shape.get("properties", {})]
                if schemas:
                    yield from self._strangers({"anyOf": schemas}, item, f"{path}.{key}")
                elif not ALSO_KNOWN.fullmatch(f"{path}.{key}".lstrip(".")):
                    yield f"{path}.{key}".lstrip(".")

    def _shapes(self, schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if "$ref" in schema:
            yield from self._shapes(self._answers["schemas"][schema["$ref"].rsplit("/", 1)[1]])
            return
        if "properties" in schema or "items" in schema or "additionalProperties" in schema:
            yield schema
        for way in ("allOf", "oneOf", "anyOf"):
            for inner in schema.get(way, []):
                yield from self._shapes(inner)


@cache
def the_spec() -> Spec:
    """Return the description, read once a process, with what it gets wrong put right."""
    described = read_fixture()
    schemas = described["components"]["schemas"]
    schemas["ChannelTypes"]["oneOf"].append({"const": 16})  # media channels: documented in prose only
    inner = {"code": {"type": ["integer", "string"]}, "message": {"type": "string"}}
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = {"properties": inner, "required": ["code", "message"]}
    schemas["GuildChannelResponse"]["properties"]["type"]["enum"].append(16)
    overwrite = described["paths"]["/channels/{channel_id}/permissions/{overwrite_id}"]["put"]
    bits = _content(overwrite["requestBody"]) or {}
    bits["properties"] |= {"allow": PERMISSION_BITS, "deny": PERMISSION_BITS}
    return Spec(described)


def _content(part: dict[str, Any] | None) -> dict[str, Any] | None:
    schema: dict[str, Any] | None = ((part or {}).get("content", {}).get("application/json") or {}).get("schema")
    return schema


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", template)
    return re.compile("".join(f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts)))


def _read(value: str) -> Iterator[Json]:
    """Read a query's value in every way that Discord does: a word, a number, a truth."""
    yield value
    if re.fullmatch(r"-?\d{1,15}", value):
        yield int(value)
    if value.lower() in ("true", "1", "false", "0"):
        yield value.lower() in ("true", "1")


def _deepest(errors: Iterator[ValidationError]) -> list[ValidationError]:
    """Turn "fits none of these shapes" into what is wrong with the shape that was meant."""
    found = []
    for error in errors:
        inner = [fault for fault in error.context or [] if fault.validator not in ("const", "enum", "type")]
        best = max(inner, key=lambda fault: len(fault.absolute_path), default=error)
        found.append(_deepest(iter([best]))[0] if best is not error and best.context else best)
    return found


def _fits(shape: dict[str, Any], value: Json) -> bool:
    """Tell whether a shape is meant at all: components and the like say by `type` which one they are."""
    if not isinstance(value, dict):
        return True
    kinds = shape.get("properties", {}).get("type", {}).get("enum")
    return kinds is None or value.get("type") is None or value["type"] in kinds


def _open(shape: dict[str, Any]) -> bool:
    return bool(shape.get("additionalProperties"))
