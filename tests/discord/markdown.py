"""A second, independent reading of Discord's markdown: what of a text is not plain. It shares no rule with `escape`."""

from urllib.parse import unquote

LOUD = ("everyone", "here")
SPANS = "*_~|`[]"


def read(text: str) -> tuple[str, list[str]]:
    """Return (the signs that a person sees, the names of every mark that is not plain text). Addresses in <> are links, and plain."""
    shown: list[str] = []
    marks: list[str] = []
    low, at = text.lower() if len(text.lower()) == len(text) else text, 0
    while at < len(text):
        sign, after = text[at], text[at + 1 : at + 2]
        if sign == "\\" and after and not after.isalnum() and not after.isspace():
            shown.append(after)
            at += 2
            continue
        if at == 0 or text[at - 1] == "\n":
            marks += begins(text[at : at + 40])
        if sign == "<":
            end = text.find(">", at)
            inside = text[at + 1 : end] if end > 0 else ""
            if inside.lower().startswith(("http://", "https://")) and " " not in inside:
                marks += ["mark in an address"] if any(mark in inside for mark in SPANS) else []
                shown.append(unquote(inside))
                at = end + 1
                continue
            marks.append("<")
        elif sign == "@" and low.startswith(LOUD, at + 1):
            marks.append("@everyone")
        elif sign in SPANS:
            marks.append(sign)
        elif low.startswith(("http://", "https://"), at) and text[at + 8 : at + 9].strip():
            marks.append("bare address")
        shown.append(sign)
        at += 1
    return "".join(shown), marks


def begins(rest: str) -> list[str]:
    """Return what a line begins: a heading, small print, a quotation, a list."""
    line = rest.partition("\n")[0].lstrip(" ")
    word = line.partition(" ")[0]
    if word in ("#", "##", "###", "-#", "-", "*", "+", ">", ">>>"):
        return [f"line begins with {word}"]
    if word[:-1].isdecimal() and word[-1:] in (".", ")"):
        return ["numbered list"]
    return []
