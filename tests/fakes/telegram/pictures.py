"""Files that are sent: what Telegram makes of a picture, and what it refuses."""

import struct
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.errors import ApiError, malformed

if TYPE_CHECKING:
    from tests.fakes.telegram.api import Call, Upload

Json = dict[str, Any]
MOST_BYTES = 10 << 20
MOST_SIDES = 10_000
MOST_RATIO = 20


def size_of(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height; refuse what Telegram could not show as a photo."""
    found = _png(data) or _jpeg(data)
    if found is None:
        raise malformed("IMAGE_PROCESS_FAILED")
    width, height = found
    if not width or not height or width + height > MOST_SIDES or max(found) > MOST_RATIO * min(found):
        raise malformed("PHOTO_INVALID_DIMENSIONS")
    return found


def _png(data: bytes) -> tuple[int, int] | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _jpeg(data: bytes) -> tuple[int, int] | None:
    if data[:2] != b"\xff\xd8":
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None


def uploaded(call: "Call", name: str) -> "Upload | Json":
    """Return the file that came with a call, or what is known of one that was sent before."""
    value = call.p[name]
    if not value.startswith("attach://"):
        if value not in call.fake.files:
            raise ApiError("wrong file identifier/HTTP URL specified")
        known: Json = call.fake.files[value].body
        return known
    file = call.files.get(value.removeprefix("attach://"))
    if file is None:
        raise malformed(f"there is no file {value}")
    if not file.data:
        raise malformed("file must be non-empty")
    if len(file.data) > MOST_BYTES:
        raise malformed("file is too big")
    return file
