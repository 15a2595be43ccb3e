"""Ids as the file spells them: references hold text only, and results must give back a number where the file had a number."""

from adapters.exports.seen import numeric


class NativeIds:
    """Remembers whether ids were numbers or text. One kind rules; only what departs from it costs memory.

    `kind`: int or str where the format fixes it, None where the file's first number-like id decides.
    """

    def __init__(self, kind: type[int] | type[str] | None = None) -> None:
        self._kind = kind
        self._fixed = kind is not None
        self._others: set[str] = set()

    def text(self, value: object) -> str:
        """Return an id as references hold it, and remember its kind. ValueError: the value is neither a whole number nor a text."""
        if isinstance(value, str):
            if not value:
                raise ValueError("the id is empty")
            if not self._fixed and _number_like(value):
                self._remember(value, str)
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            text = str(value)
            if not self._fixed:
                self._remember(text, int)
            return text
        raise ValueError(f"the id is {_kind(value)}, expected a whole number or a text")

    def native(self, ref_id: str) -> int | str:
        """Return an id as it was in the file."""
        if not _number_like(ref_id):
            return ref_id
        kind = self._kind
        if ref_id in self._others:
            kind = str if kind is int else int
        return int(ref_id) if kind is int else ref_id

    def _remember(self, text: str, kind: type[int] | type[str]) -> None:
        if self._kind is None:
            self._kind = kind
        elif self._kind is not kind:
            self._others.add(text)


def _number_like(text: str) -> bool:
    return numeric(text) or (text[:1] == "-" and text != "-0" and len(text) > 1 and numeric(text[1:]))


def _kind(value: object) -> str:
    return "missing" if value is None else f"a {type(value).__name__}"
