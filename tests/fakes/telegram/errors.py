"""Telegram's refusals, in the words of the real Bot API: clients tell them apart by these."""

from typing import Any

TITLES = {400: "Bad Request", 403: "Forbidden", 409: "Conflict"}
MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"


class ApiError(Exception):
    """A refusal on its way to the client. One that a careful client never meets is no `excusable` one: it is a violation."""

    def __init__(
        self, words: str, code: int = 400, parameters: dict[str, Any] | None = None, excusable: bool = True
    ) -> None:
        """`words`: what follows "Bad Request: "; `parameters`: retry_after, migrate_to_chat_id."""
        self.description = f"{TITLES[code]}: {words}" if code in TITLES else words
        super().__init__(self.description)
        self.code = code
        self.parameters = parameters
        self.excusable = excusable

    @property
    def body(self) -> dict[str, Any]:
        """The answer's body."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def malformed(words: str) -> ApiError:
    """Return the refusal of a request that is wrong in itself."""
    return ApiError(words, excusable=False)


def forbidden(words: str) -> ApiError:
    """Return the refusal of what the bot may not do."""
    return ApiError(words, 403)


def too_many(seconds: int) -> ApiError:
    """Return the refusal of a bot that writes too much."""
    return ApiError(f"Too Many Requests: retry after {seconds}", 429, {"retry_after": seconds})
