"""Replays "post" here: every action succeeds, and its receipt follows from its key, so asking again gives the same answer."""

from bot.actions import AskPoll, CountPoll, Deed, EndPoll, Say, nonce
from bot.model import SMALLEST, Limits, MessageRef, Receipt, Refusal, Unknown


class ArchivePlatform:
    """Keeps nothing: what the bot would have said stands in the ledger and the report."""

    @property
    def limits(self) -> Limits:
        """The smallest of all platforms', so that what is shown would fit anywhere."""
        return SMALLEST

    async def perform(self, action: Deed, target: MessageRef | None) -> Receipt | Refusal:
        """Return the receipt that this action always gets. Nobody votes in an archive, so there is nothing to count."""
        if isinstance(action, CountPoll | EndPoll):
            return Refusal("nobody can vote in an archive")
        return self._receipt(action)

    async def find(self, action: Deed) -> Receipt | Unknown | None:
        """Return the same receipt as `perform`."""
        return self._receipt(action)

    @staticmethod
    def _receipt(action: Deed) -> Receipt:
        return Receipt(MessageRef(action.to, f"twoway:{nonce(action)}") if isinstance(action, Say | AskPoll) else None)
