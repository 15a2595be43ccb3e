"""The files inside a Slack export: the same names from a zip, from a zip with a folder at its top, or from a folder."""

import json
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Any

from adapters.exports.source import Stretch
from adapters.exports.tally import WrongExport

LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")


class Files:
    """The export's JSON files by their path inside it, from a folder or a zip."""

    def __init__(self, path: Path) -> None:
        self._folder = path if path.is_dir() else None
        self._zip: zipfile.ZipFile | None = None
        if self._folder is None:
            try:
                self._zip = zipfile.ZipFile(path)
            except (zipfile.BadZipFile, OSError) as error:
                raise WrongExport(
                    f"{path}: expected a Slack export as a zip; found a zip that cannot be opened ({error})"
                ) from None
            sizes = {entry.filename: entry.file_size for entry in self._zip.infolist()}
        else:
            sizes = {found.relative_to(path).as_posix(): found.stat().st_size for found in path.rglob("*.json")}
        wanted = {
            name: size for name, size in sizes.items() if name.endswith(".json") and not name.startswith("__MACOSX/")
        }
        # a zip made by hand has the export one folder down
        tops = [
            name[: -len(ending)]
            for name in wanted
            for ending in (*LISTS, "users.json")
            if PurePosixPath(name).name == ending
        ]
        self.top = min(tops, key=len, default="")
        self.sizes = {name.removeprefix(self.top): size for name, size in wanted.items() if name.startswith(self.top)}

    def open(self, name: str) -> IO[bytes] | Stretch:
        """Open one file for reading."""
        if self._folder is not None:
            return Stretch(self._folder / self.top / name)
        assert self._zip is not None
        return self._zip.open(self.top + name)

    def load(self, name: str) -> list[dict[str, Any]]:
        """Return a small file's list of objects; [] if it is missing or no such list."""
        if name not in self.sizes:
            return []
        with self.open(name) as file:
            try:
                value = json.loads(file.read().decode("utf-8", "replace"), strict=False)
            except (ValueError, RecursionError, zipfile.BadZipFile, zlib.error):
                return []
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

    def days(self) -> list[str]:
        """Return the channels' files: by channel, and within it by day."""
        return sorted(name for name in self.sizes if "/" in name)

    def close(self) -> None:
        """Close the zip."""
        if self._zip is not None:
            self._zip.close()
