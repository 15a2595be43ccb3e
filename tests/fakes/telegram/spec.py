"""Checks what goes over the wire against the Bot API's description (schema.json.gz)."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from tests.fakes.telegram.distil import read_fixture

Json = Any
LONGEST_FAULT = 200


def _bytes_at_most(_: Any, most: int, value: Json, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and len(value.encode()) > most:
        yield ValidationError(f"{value!r} is longer than {most} bytes")


def _bytes_at_least(_: Any, least: int, value: Json, __: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and len(value.encode()) < least:
        yield ValidationError(f"{value!r} is shorter than {least} bytes")


Validator = validators.extend(Draft202012Validator, {"maxBytes": _bytes_at_most, "minBytes": _bytes_at_least})


class NotReadable(ValueError):
    """A parameter that cannot be what its type says."""


class Spec:
    """The description, compiled as needed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        """`schema`: the distilled description."""
        self.methods: dict[str, Any] = schema["methods"]
        self.types: dict[str, Any] = schema["$defs"]
        self._names = {name.lower(): name for name in self.methods}
        self._validators: dict[str, Any] = {}

    def method(self, name: str) -> str | None:
        """Return a method's proper name; Telegram minds no capitals."""
        return self._names.get(name.lower())

    def read(self, method: str, sent: dict[str, Json]) -> dict[str, Json]:
        """Return parameters in their own types; over the wire they come as text, and lists and objects as JSON."""
        known = self.methods[method]["parameters"]["properties"]
        read = {}
        for name, value in sent.items():
            try:
                read[name] = self._read(known.get(name, {}), value)
            except ValueError:
                raise NotReadable(f"parameter {name}={value!r:.60} is not what its type says") from None
        return read

    def request_faults(self, method: str, parameters: dict[str, Json]) -> list[str]:
        """Return what is wrong with a request."""
        return self._faults(f"#/methods/{method}/parameters", self.methods[method]["parameters"], parameters)

    def answer_faults(self, method: str, result: Json) -> list[str]:
        """Return what is wrong with a result of the fake's own."""
        return self._faults(f"#/methods/{method}/result", self.methods[method]["result"], result)

    def faults_of(self, name: str, body: Json) -> list[str]:
        """Return where a body departs from a type of the description."""
        return self._faults(name, {"$ref": f"#/$defs/{name}"}, body)

    def parsed_limit(self, method: str, parameter: str) -> tuple[int, int]:
        """Return how long a text may be after its entities were parsed."""
        least, most = self.methods[method]["parameters"]["properties"][parameter]["afterParsing"]
        return least, most

    def words_of(self, kind: str, name: str) -> list[str]:
        """Return the words that a type's field must be one of."""
        found: list[str] = self.types[kind]["properties"][name]["enum"]
        return found

    def _faults(self, key: str, schema: dict[str, Any], body: Json) -> list[str]:
        if key not in self._validators:
            self._validators[key] = Validator({**schema, "$defs": self.types})
        errors = self._validators[key].iter_errors(body)
        return [f"{error.json_path}: {_shortened(error.message)}" for error in _deepest(errors)]

    def _read(self, schema: dict[str, Any], value: Json) -> Json:
        if not isinstance(value, str):
            return value
        shapes = schema.get("anyOf", [schema])
        kinds = {shape.get("type", "object" if "$ref" in shape else "string") for shape in shapes}
        if kinds == {"string"} or (schema.get("$ref") or "").endswith("/InputFile"):
            return value
        if kinds == {"boolean"}:
            return _truth(value)
        if kinds <= {"integer", "string"}:
            return int(value) if "string" not in kinds or value.lstrip("-").isdigit() else value
        if "string" in kinds and not value.startswith(("[", "{")):
            return value
        return json.loads(value)


@cache
def the_spec() -> Spec:
    """Return the description, read once a process."""
    return Spec(read_fixture())


def _shortened(message: str) -> str:
    """Cut the value out of a long message: what is wrong with it stands at the end."""
    return message if len(message) <= LONGEST_FAULT else f"{message[:40]} … {message[40 - LONGEST_FAULT :]}"


def _deepest(errors: Iterator[ValidationError]) -> list[ValidationError]:
    """Turn "fits none of these shapes" into what is wrong with the shape that was meant: the one whose type it has."""
    found = []
    for error in errors:
        if not error.context:
            found.append(error)
            continue
        shapes: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            shapes.setdefault(inner.schema_path[0], []).append(inner)
        meant = min(shapes.values(), key=_distance)
        found += _deepest(iter(meant))
    return found


def _distance(faults: list[ValidationError]) -> tuple[int, int]:
    """Tell how far a value is from a shape: a wrong word or type at its top means that another shape was meant."""
    other = sum(len(one.absolute_path) <= 1 and one.validator in ("enum", "type", "required") for one in faults)
    return other, len(faults)


def _truth(value: str) -> bool:
    if value.lower() not in ("true", "1", "false", "0", "", "yes", "no"):
        raise ValueError(value)
    return value.lower() in ("true", "1", "yes")
