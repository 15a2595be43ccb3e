"""The topics of a Telegram forum, which the export tells only by who replies to whom."""

from array import array
from bisect import bisect_left


class TopicMap:
    """Which topic each message of a forum is in: sixteen bytes a message. Reading begins with the first topic's creation."""

    def __init__(self) -> None:
        self.titles: dict[int, str] = {}
        self._ids = array("q")
        self._topics = array("q")

    def create(self, topic: int, title: str) -> None:
        """A topic begins with the service message of this id."""
        self.titles[topic] = title
        self.put(topic, topic)

    def put(self, message: int, topic: int) -> None:
        """Say where a message stands; 0 is the forum's general topic, which need not be said."""
        if topic:
            at = len(self._ids) if not self._ids or message > self._ids[-1] else bisect_left(self._ids, message)
            self._ids.insert(at, message)
            self._topics.insert(at, topic)

    def topic(self, message: int) -> int:
        """Return the topic that a message is in, 0 if none is known."""
        at = bisect_left(self._ids, message)
        return self._topics[at] if at < len(self._ids) and self._ids[at] == message else 0
