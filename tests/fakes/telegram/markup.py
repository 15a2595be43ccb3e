"""Reads a text as Telegram does: HTML, strictly, and what is a mention, a command or a link by itself.

Offsets and lengths of entities count UTF-16 units, those in error texts bytes: as the real one's do.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.errors import malformed

Json = dict[str, Any]
KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "a": "text_link", "pre": "pre", "code": "code", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));?")
START = re.compile(r"<([^\s>]*)")
ATTRIBUTE = re.compile(r"\s*([^\s=>]+)\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[\w.-]+))?")
FOUND = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+\.[a-z]{2,})"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?)(?![\w/])"
)


def units(text: str) -> int:
    """Return a text's length in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass
class Open:
    """A tag that waits for its end."""

    name: str
    start: int
    argument: str = ""
    more: Json = field(default_factory=dict)


class Html:
    """One text being read."""

    def __init__(self, source: str) -> None:
        """`source`: the text as sent."""
        self.source = source
        self.text = ""
        self.entities: list[Json] = []
        self._open: list[Open] = []
        self._at = 0

    def read(self) -> tuple[str, list[Json]]:
        """Return the text without tags, and its entities; refuse what Telegram refuses."""
        while self._at < len(self.source):
            char = self.source[self._at]
            if char == "&" and (found := REFERENCE.match(self.source, self._at)) and (meant := _decoded(found)):
                self.text += meant
                self._at = found.end()
            elif char != "<":
                self.text += char
                self._at += 1
            elif self.source.startswith("</", self._at):
                self._end()
            else:
                self._start()
        if self._open:
            raise _fault(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return self.text, sorted(self.entities, key=lambda one: (one["offset"], -one["length"]))

    @property
    def _offset(self) -> int:
        return len(self.source[: self._at].encode())

    def _start(self) -> None:
        begun = self._offset
        found = START.match(self.source, self._at)
        assert found is not None
        name, at = found[1].lower(), found.end()
        if at >= len(self.source):
            raise _fault(f"Unclosed start tag at byte offset {begun}")
        if name not in KINDS:
            raise _fault(f'Unsupported start tag "{name}" at byte offset {begun}')
        tag = Open(name, units(self.text))
        while not self.source.startswith(">", at := _after_blanks(self.source, at)):
            part = ATTRIBUTE.match(self.source, at)
            if part is None or part.end() == at:
                raise _fault(f"Unclosed start tag at byte offset {begun}")
            self._attribute(tag, part, begun)
            at = part.end()
            if at < len(self.source) and self.source[at] not in " \t\r\n>":
                raise _fault(f"Unexpected end of name token at byte offset {begun}")
        if name == "span" and tag.argument != "tg-spoiler":
            raise _fault(f'Tag "span" must have class "tg-spoiler" at byte offset {begun}')
        if name == "tg-emoji" and not tag.argument.isdigit():
            raise _fault("Invalid custom emoji identifier specified")
        self._open.append(tag)
        self._at = at + 1

    def _attribute(self, tag: Open, part: re.Match[str], begun: int) -> None:
        if part[2] is None and (tag.name, part[1].lower()) != ("blockquote", "expandable"):
            words = "Expected equal sign in declaration of an attribute of the tag"
            raise _fault(f'{words} "{tag.name}" at byte offset {begun}')
        value = REFERENCE.sub(lambda found: _decoded(found) or found[0], (part[2] or "").strip("\"'"))
        wanted = {"a": "href", "span": "class", "code": "class", "tg-emoji": "emoji-id"}.get(tag.name)
        if part[1].lower() == wanted:
            tag.argument = value
        elif tag.name == "blockquote" and part[1].lower() == "expandable":
            tag.argument = "expandable"

    def _end(self) -> None:
        begun = self._offset
        if not self._open:
            raise _fault(f"Unexpected end tag at byte offset {begun}")
        found = re.compile(r"</([^\s>]*)\s*").match(self.source, self._at)
        assert found is not None
        if not self.source.startswith(">", found.end()):
            raise _fault(f"Unclosed end tag at byte offset {begun}")
        tag, name = self._open[-1], found[1].lower()
        if name and name != tag.name:
            raise _fault(f'Unmatched end tag at byte offset {begun}, expected "</{tag.name}>", found "</{name}>"')
        self._open.pop()
        self._at = found.end() + 1
        length = units(self.text) - tag.start
        if length and (entity := self._entity(tag)) is not None:
            self.entities.append(entity | {"offset": tag.start, "length": length})

    def _entity(self, tag: Open) -> Json | None:
        kind: Json = {"type": KINDS[tag.name]}
        if tag.name == "a":
            inside = self.text.encode("utf-16-le")[2 * tag.start :].decode("utf-16-le")
            url = tag.argument or inside
            if found := re.fullmatch(r"tg://user\?id=(\d+)", url):
                return {"type": "text_mention", "user": {"id": int(found[1])}}
            linked = re.match(r"(https?|tg|ton)://.", url) or re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", url)
            return kind | {"url": url if "://" in url else f"http://{url}"} if linked else None
        if tag.name == "blockquote" and tag.argument:
            return {"type": "expandable_blockquote"}
        if tag.name == "tg-emoji":
            return kind | {"custom_emoji_id": tag.argument}
        if tag.name == "pre" and self.entities and self.entities[-1].get("language"):
            return {"type": "pre", "language": self.entities.pop()["language"]}
        if tag.name == "code" and self._open and self._open[-1].name == "pre" and tag.argument.startswith("language-"):
            return kind | {"language": tag.argument.removeprefix("language-")}
        return kind


def _fault(words: str) -> Exception:
    return malformed(f"can't parse entities: {words}")


def _decoded(found: re.Match[str]) -> str:
    if found[3] is not None:
        return NAMED.get(found[3], "")
    number = int(found[1], 16) if found[1] else int(found[2])
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def found_in(text: str) -> list[Json]:
    """Return the mentions, hashtags, commands and addresses in a plain text."""
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found[0])}
        for found in FOUND.finditer(text)
    ]


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut blanks at both ends, and what entities say of them."""
    stripped = text.strip()
    cut, most = units(text[: len(text) - len(text.lstrip())]), units(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, most)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return stripped, kept


def with_found(text: str, entities: list[Json]) -> list[Json]:
    """Add to given entities what Telegram finds by itself outside of links and code."""
    taken = [(one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in _CLOSED]
    found = [
        one
        for one in found_in(text)
        if not any(start < one["offset"] + one["length"] and one["offset"] < end for start, end in taken)
    ]
    return sorted([*entities, *found], key=lambda one: (one["offset"], -one["length"]))


_CLOSED = frozenset({
    "text_link", "text_mention", "code", "pre", "mention", "hashtag", "bot_command", "url", "email",
})  # fmt: skip


def words_at(text: str, entity: Json) -> str:
    """Return the part of a text that an entity covers."""
    raw = text.encode("utf-16-le")
    return raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
