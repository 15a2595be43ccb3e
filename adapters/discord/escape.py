r"""What a member wrote, shown in the bot's words as text and nothing else: no mention, link in disguise, heading or format.

Discord takes a backslash before a sign for "this is only a sign". Inside an address that would break the link, so addresses go
between angle brackets, with the signs that mean something written as in URLs (%5F for _).
"""

import re
import unicodedata

CONTENT = 2000
ANYWHERE = re.compile(r"[\\*_~|`\[\]<>]")
AT_A_START = re.compile(r"^([^\S\n]*)(#|-|\+|\d+(?=[.)]))", re.MULTILINE)
ADDRESS = re.compile(r"https?://[^\s<>\"“”‘’«»\\]+", re.IGNORECASE)
IN_ADDRESS = re.compile(r"[*_~|`\[\]@]")
NO_ADDRESS = re.compile(r"(?<=http):(?=//)|(?<=https):(?=//)", re.IGNORECASE)
EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
BREAKS = dict.fromkeys(map(ord, "\t\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")
JOINERS = "\u200c\u200d\u200e\u200f"
"""Signs without width that some scripts and emoji cannot be written without. All others that cannot be seen are left out."""
NOTHING_WIDE = "\u200b"


def escape(text: str) -> str:
    """Return a member's text so that Discord shows it sign by sign. Line breaks stay; what follows them begins nothing."""
    clean = "".join(filter(_visible, text.translate(BREAKS)))
    shown, end = [], 0
    for found in ADDRESS.finditer(clean):
        address = found[0].rstrip(".,:;!?)]}'*_~|`")
        if not address.endswith("/") or len(address) > len("https://"):
            shown += [_signs(clean[end : found.start()], end), _address(address)]
            end = found.start() + len(address)
    return "".join([*shown, _signs(clean[end:], end)])


def escape_line(text: str) -> str:
    """Return a member's text as `escape` does, on one line."""
    return escape(" ".join(text.split()))


def cut(text: str, most: int = CONTENT) -> str:
    """Return text of at most `most` characters, cut between words, never inside an escaped sign or an address."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    at = max(head.rfind(" "), head.rfind("\n"))
    if at < most // 2:
        opened = head.rfind("<")
        at = opened if opened > head.rfind(">") else len(head)
    head = head[:at].rstrip()
    return (head[:-1] if (len(head) - len(head.rstrip("\\"))) % 2 else head) + "…"


def _visible(sign: str) -> bool:
    return sign == "\n" or sign in JOINERS or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")


def _signs(text: str, begins: int) -> str:
    shown = ANYWHERE.sub(r"\\\g<0>", EVERYBODY.sub("@" + NOTHING_WIDE, text))
    shown = NO_ADDRESS.sub(r"\\:", shown)
    # Only the text's own beginning is a start of a line; what follows an address is not.
    return AT_A_START.sub(_start if begins == 0 else _later_start, shown)


def _start(found: "re.Match[str]") -> str:
    space, sign = found[1], found[2]
    return f"{space}\\{sign}" if not sign.isdecimal() else f"{space}{sign}\\"


def _later_start(found: "re.Match[str]") -> str:
    return found[0] if found.start() == 0 else _start(found)


def _address(address: str) -> str:
    return "<" + IN_ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", address) + ">"
