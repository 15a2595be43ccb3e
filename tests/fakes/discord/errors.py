"""Discord's refusals: status, code and message as the real API words them."""

from typing import Any

WORDS = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30003: (400, "Maximum number of pins reached (50)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50034: (400, "You can only bulk delete messages that are under 14 days old."),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
    520001: (400, "Poll expired"),
    520003: (400, "Cannot edit a poll message"),
    520006: (400, "Cannot expire a non-poll message"),
}
MALFORMED = frozenset({50006, 50035})
"""Refusals that a careful client never meets: the fake counts them as violations."""


class ApiError(Exception):
    """A refusal on its way to the client."""

    def __init__(self, code: int, errors: dict[str, Any] | None = None, status: int | None = None) -> None:
        """`code`: Discord's own; `errors`: what is wrong where, for 50035."""
        known, words = WORDS.get(code, (400, "General error"))
        super().__init__(f"{code} {words} {errors or ''}".strip())
        self.code = code
        self.status = known if status is None else status
        self.words = words
        self.errors = errors
        self.excusable = code not in MALFORMED

    @property
    def body(self) -> dict[str, Any]:
        """The answer's body."""
        return {"message": self.words, "code": self.code} | ({"errors": self.errors} if self.errors else {})


def malformed(path: str, code: str, words: str) -> ApiError:
    """Return 50035 with one fault at a dotted path ("poll.answers.0")."""
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": words}]}
    for step in reversed([step for step in path.split(".") if step]):
        errors = {step: errors}
    return ApiError(50035, errors)
