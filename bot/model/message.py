"""What is said: messages, and the reactions and polls that hang on them."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.poll import Poll
from bot.model.refs import MemberRef, MessageRef


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands now (after edits).

    `name` is how the author is shown. `at` is aware. `reply_to` is the id of the message in the same channel that the author
    replied to by the platform's own mark. `mentions` are the members named by the platform's own mark; names that merely stand in
    the text are for `read` to find. `team`: the author speaks for the brand. `bot`: not a person (bots, webhooks, bridges).
    """

    ref: MessageRef
    author: MemberRef
    name: str
    at: datetime
    text: str
    reply_to: str | None = None
    mentions: tuple[MemberRef, ...] = ()
    team: bool = False
    bot: bool = False
    poll: Poll | None = None
