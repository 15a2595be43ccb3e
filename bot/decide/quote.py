"""How a member's words and names are shown in the bot's."""

QUOTE = 140
NAME = 40
KEPT = 300


def cut(text: str, length: int) -> str:
    """Return one line of at most `length` characters, cut at a word where one ends near, with an ellipsis for the rest."""
    line = " ".join(text[: 4 * length].split())
    if len(line) <= length:
        return line
    head = line[: length - 1]
    space = head.rfind(" ")
    return (head[:space] if space > length // 2 else head).rstrip(" ,.;:–-") + "…"
