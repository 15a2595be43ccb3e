"""How a member's words and names are shown in the bot's."""

QUOTE = 140
NAME = 40
KEPT = 300
INNER = str.maketrans("“”„«»「」", "‘’‚‹›『』")
"""The outer quotation marks of our twelve languages -> the inner ones."""


def cut(text: str, length: int) -> str:
    """Return one line of at most `length` characters, cut at a word where one ends near, with an ellipsis for the rest."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    space = head.rfind(" ")
    return (head[:space] if space > length // 2 else head).rstrip(" ,.;:–-") + "…"


def inside(text: str, length: int) -> str:
    """Return `cut` text to stand between quotation marks: those that it holds become inner ones."""
    return cut(text, length).translate(INNER)
