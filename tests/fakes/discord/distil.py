"""Makes schemas.json.gz out of Discord's official OpenAPI description: everything but the prose.

python -m tests.fakes.discord.distil <discord-openapi.json>
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

FIXTURE = Path(__file__).with_name("schemas.json.gz")


def without_prose(node: Any, named: bool = False) -> Any:
    """Drop descriptions, titles and extensions; `named`: the keys of this object are names, not words of the schema."""
    if isinstance(node, list):
        return [without_prose(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        prose = key in ("description", "title") and isinstance(value, str)
        if named or not (prose or key.startswith("x-") or key in ("headers", "securitySchemes")):
            kept[key] = without_prose(value, named=key in ("properties", "schemas", "paths", "responses") and not named)
    return kept


def distil(description: dict[str, Any]) -> bytes:
    """Return the fixture's bytes; the same description always gives the same bytes."""
    parts = {key: description[key] for key in ("openapi", "paths", "components")}
    text = json.dumps(without_prose(parts), separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), 9, mtime=0)


def read_fixture() -> dict[str, Any]:
    """Return the distilled description."""
    described: dict[str, Any] = json.loads(gzip.decompress(FIXTURE.read_bytes()))
    return described


if __name__ == "__main__":
    FIXTURE.write_bytes(distil(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    print(f"{FIXTURE.name}: {FIXTURE.stat().st_size:,} bytes")
