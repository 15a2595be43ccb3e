"""Records the golden payloads anew: python -m tests.wire.telegram.record. Then read the difference: it is what changed on the wire."""

import asyncio
import json
from pathlib import Path
from typing import Any

from tests.wire.telegram.scenes import heard
from tests.wire.telegram.sent import answered, rendered

HERE = Path(__file__).parent


async def record() -> dict[str, str]:
    """Return every golden file's text, by its path in this folder."""
    folders: dict[str, dict[str, Any]] = {"heard": await heard(), "sent": rendered(), "answered": await answered()}
    return {f"{folder}/{name}.json": written(body) for folder, files in folders.items() for name, body in files.items()}


def written(body: Any) -> str:
    """Return a golden file's text."""
    return json.dumps(body, indent=1, ensure_ascii=False, sort_keys=True, default=str) + "\n"


def stored() -> dict[str, str]:
    """Return the golden files as they are."""
    return {str(path.relative_to(HERE)): path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*/*.json"))}


def main() -> None:
    """Write them all, and take away those that are no longer made."""
    made = asyncio.run(record())
    for old in stored().keys() - made.keys():
        (HERE / old).unlink()
    for name, text in made.items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} golden files")


if __name__ == "__main__":
    main()
