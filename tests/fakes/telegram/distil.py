"""Makes schema.json.gz, a JSON Schema, out of the Bot API's description, which is none: lengths and counts stand in its prose.

python -m tests.fakes.telegram.distil <telegram-bot-api.json>
"""

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).with_name("schema.json.gz")
Json = dict[str, Any]
PLAIN = {
    "Integer": {"type": "integer"},
    "Float": {"type": "number"},
    "String": {"type": "string"},
    "Boolean": {"type": "boolean"},
    "InputFile": {"type": "string", "pattern": "^attach://"},
}
RANGE = re.compile(r"(?<![\w+-])(?<!ISO )(\d[\d,]*)-(\d[\d,]*)(?![\d-])(?: (\w+))?(?: (after entit(?:ies|y) parsing))?")
MOST = re.compile(r"(?:[Aa]t most|[Uu]p to|not more than) (\d+) (?!of\b|sizes\b)")
ONE_OF = re.compile(r"\b(?:can be|one of|either|must be|always|Poll type)\b[^\"“]*(?=[\"“])")
QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]")
MUST_BE = re.compile(r"\bmust be (\w+)$")
ONLY = (
    ("Only characters A-Z, a-z, 0-9, _ and - are allowed", "^[A-Za-z0-9_-]*$"),
    ("only A-Z, a-z, 0-9, _ and - are allowed", "^[A-Za-z0-9_-]*$"),
    ("only lowercase English letters, digits and underscores", "^[a-z0-9_]*$"),
)


def reference(name: str) -> Json:
    """Return the schema of a type as the description writes it: `Integer`, `Message`, `Array of Array of PhotoSize`."""
    if name.startswith("Array of "):
        return {"type": "array", "items": reference(name.removeprefix("Array of "))}
    return dict(PLAIN[name]) if name in PLAIN else {"$ref": f"#/$defs/{name}"}


def any_of(names: list[str]) -> Json:
    """Return the schema of a value that may have several types."""
    shapes = [reference(name) for name in names]
    return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}


def limits(kind: str, prose: str) -> Json:
    """Return what the prose says of a text's length (in characters, bytes, or after parsing), a number's size, a list's length."""
    found = RANGE.search(prose)
    least, most = (int(found[at].replace(",", "")) for at in (1, 2)) if found else (None, None)
    if kind == "String":
        if found is None or found[3] is None or found[3].lower() not in ("characters", "bytes"):
            up_to = re.search(r"[Uu]p to (\d+) characters", prose)
            return {"maxLength": int(up_to[1])} if up_to else {}
        if found[4]:
            return {"afterParsing": [least, most]}
        unit = "Bytes" if found[3].lower() == "bytes" else "Length"
        return {f"min{unit}": least, f"max{unit}": most}
    if kind in ("Integer", "Float"):
        if found is None or found[3] in ("characters", "bytes"):
            return {}
        return {"minimum": least, "maximum": most}
    if kind.startswith("Array of "):
        if found is not None:
            return {"minItems": least, "maxItems": most}
        up_to = MOST.search(prose)
        return {"maxItems": int(up_to[1])} if up_to else {}
    return {}


def words(prose: str) -> Json:
    """Return the words a text must be one of: “always "user"”, “must be default”, “Currently, one of "a", "b"”."""
    if fixed := MUST_BE.search(prose):
        return {"enum": [fixed[1]]}
    if found := ONE_OF.search(prose):
        rest = prose[found.end() :]
        named = QUOTED.findall(rest.split(". ")[0])
        return {} if any("attach://" in word for word in named) else {"enum": list(dict.fromkeys(named))}
    return {}


def field(described: Json) -> Json:
    """Return the schema of one field or parameter."""
    prose = described["description"]
    schema = any_of(described["types"])
    if len(described["types"]) == 1:
        kind = described["types"][0]
        schema |= limits(kind, prose)
        if kind == "String":
            schema |= words(prose)
            for phrase, pattern in ONLY:
                if phrase in prose:
                    schema["pattern"] = pattern
    elif all(kind.startswith("Array of ") for kind in described["types"]):
        schema |= limits(described["types"][0], prose)
    return schema


def shape(fields: list[Json]) -> Json:
    """Return the schema of an object; what is not described is not allowed."""
    return {
        "type": "object",
        "properties": {one["name"]: field(one) for one in fields},
        "required": [one["name"] for one in fields if one["required"]],
        "additionalProperties": False,
    }


def schema_of(description: Json) -> Json:
    """Return the schema: `methods` (parameters, result) and `$defs` (types)."""
    types = {}
    for name, described in description["types"].items():
        if "subtypes" in described:
            types[name] = any_of(described["subtypes"])
        else:
            types[name] = shape(described.get("fields", []))
    methods = {
        name: {"parameters": shape(described.get("fields", [])), "result": any_of(described["returns"])}
        for name, described in description["methods"].items()
    }
    # rich text may be a plain string or a list of rich texts: said in prose only; files may be re-sent by id or address
    if "RichText" in types:
        types["RichText"]["anyOf"] += [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/RichText"}}]
    types["InputFile"] = dict(PLAIN["InputFile"])
    return {"version": description["version"], "methods": methods, "$defs": types}


def distil(description: Json) -> bytes:
    """Return the fixture's bytes; the same description always gives the same bytes."""
    text = json.dumps(schema_of(description), separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return gzip.compress(text.encode(), 9, mtime=0)


def read_fixture() -> Json:
    """Return the distilled schema."""
    schema: Json = json.loads(gzip.decompress(FIXTURE.read_bytes()))
    return schema


if __name__ == "__main__":
    FIXTURE.write_bytes(distil(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    print(f"{FIXTURE.name}: {FIXTURE.stat().st_size:,} bytes")
