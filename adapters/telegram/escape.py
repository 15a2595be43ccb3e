"""Texts for Telegram's HTML mode: our own words marked up, what a member wrote shown as text and nothing else.

A member's text must not become a tag, a link, a mention, a command, a hashtag or a number to call. Tags are kept out by escaping; the
rest Telegram finds by itself in plain text, so a sign without width is put where it would find it.
"""

import html
import re
import unicodedata

CONTENT = 4096
JOINERS = "\u200c\u200d\u200e\u200f"
"""Signs without width that some scripts and emoji cannot be written without. All others that cannot be seen are left out."""
NOTHING_WIDE = "\u2060"
"""Word joiner: no width, no line break, and no part of a name, an address or a number."""
BREAKS = dict.fromkeys(map(ord, "\t\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
FINDABLE = re.compile(
    r"(?<=@)(?=\S)|(?<=[#$])(?=\w)|(?<=\S)(?=\.\S)|(?<=:)(?=/)|(?<=\+)(?=\d)|(?<=\d{3})(?=\d)|(?:(?<=^/)|(?<=\W/))(?=\w)"
)
"""Here begin a mention, a hashtag or cashtag, the end of an address, its beginning, a number, a command; and long numbers go on."""
HASHTAG = re.compile(r"(?<=#)(?=\w)")
"""In our own words too # means a channel, and is no hashtag."""
ADDRESS = re.compile(r"https?://[^\s<>\"“”‘’«»]+", re.IGNORECASE)
STAR, TICK = "\ue000", "\ue001"
"""Stand for a member's own * and ` until our own are turned into tags: private use, so no member's text holds them."""
BOLD, CODE = re.compile(r"\*\*(.+?)\*\*", re.DOTALL), re.compile(r"`([^`]+)`")
TOKEN = re.compile(r"<(/?)(\w+)[^>]*>|&(?:#?\w+);|.", re.DOTALL)


def quoted(text: str) -> str:
    """Return a member's text for a place in our own words: line breaks stay, and it means nothing but itself."""
    clean = "".join(filter(_visible, text.translate(BREAKS)))
    return FINDABLE.sub(NOTHING_WIDE, clean).replace("*", STAR).replace("`", TICK)


def quoted_line(text: str) -> str:
    """Return a member's text as `quoted` does, on one line."""
    return quoted(" ".join(text.split()))


def worded(text: str) -> str:
    """Return what a person wrote to be posted: as `quoted` does, but addresses stay what they are."""
    shown, end = [], 0
    for found in ADDRESS.finditer(text):
        address = "".join(filter(_visible, found[0])).replace("@", "%40").replace("*", STAR).replace("`", TICK)
        scheme, colon, rest = address.partition(":")
        apart = NOTHING_WIDE if text[end : found.start()].strip() else ""
        shown += [quoted(text[end : found.start()]), apart, scheme.lower() + colon + rest]
        end = found.end()
    return "".join([*shown, quoted(text[end:])])


def worded_line(text: str) -> str:
    """Return what a person wrote to be posted as `worded` does, on one line."""
    return worded(" ".join(text.split()))


def marked(text: str) -> str:
    """Return our own words as HTML: **this** is bold and `this` is code, everything else is text."""
    bare = html.escape(HASHTAG.sub(NOTHING_WIDE, text), quote=False)
    shown = CODE.sub(r"<code>\1</code>", BOLD.sub(r"<b>\1</b>", bare))
    # Around a member's text that held nothing to see our own marks stand alone.
    return shown.replace("****", "").replace(STAR, "*").replace(TICK, "`")


def plain(text: str) -> str:
    """Return our own words where Telegram takes no HTML."""
    return text.replace("**", "").replace("`", "").replace(STAR, "*").replace(TICK, "`")


def cut(text: str, most: int = CONTENT) -> str:
    """Return HTML that shows at most `most` signs, cut between words with a mark, its tags closed."""
    if len(text) <= most // 2 or units(text) <= most:
        return text
    kept: list[tuple[str, list[str]]] = []
    open_tags: list[str] = []
    room, word = most - 1, 0
    for found in TOKEN.finditer(text):
        token = found[0]
        if found[2]:
            open_tags = open_tags[:-1] if found[1] else [*open_tags, found[2]]
        else:
            room -= _wide(token)
            if room < 0:
                break
            if token in " \n":
                word = len(kept)
        kept.append((token, open_tags))
    if word > len(kept) // 2:
        kept = kept[:word]
    left = kept[-1][1] if kept else []
    return "".join(token for token, _ in kept).rstrip() + "…" + "".join(f"</{tag}>" for tag in reversed(left))


def units(text: str) -> int:
    """Return how many signs an HTML text shows, as Telegram counts them."""
    return sum(_wide(found[0]) for found in TOKEN.finditer(text) if not found[2])


def shortened(text: str, most: int) -> str:
    """Return plain text of at most `most` signs, cut between words with a mark."""
    wide = text.encode("utf-16-le")
    if len(wide) <= 2 * most:
        return text
    text = wide[: 2 * (most - 1)].decode("utf-16-le", "ignore")
    at = max(text.rfind(" "), text.rfind("\n"))
    return (text[:at] if at > len(text) // 2 else text).rstrip() + "…"


def _wide(token: str) -> int:
    shown = html.unescape(token) if len(token) > 1 else token
    return len(shown.encode("utf-16-le", "replace")) // 2


def _visible(sign: str) -> bool:
    return sign == "\n" or sign in JOINERS or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
