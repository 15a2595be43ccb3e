"""Which poll would suit the talk: a choice somebody put to the channel, or a preference that several people argue over."""

from collections import defaultdict, deque

from bot.decide.thresholds import SURE
from bot.model import ChannelRef, Choice, Line, Split
from bot.read.splits import LATEST, Stances


class PollIdeas:
    """Looks at each line as it comes. An argument that grows is one idea: it is told once, when it is first sure."""

    def __init__(self) -> None:
        """Nothing heard yet."""
        self._stances: dict[ChannelRef, Stances] = defaultdict(Stances)
        self._told: dict[ChannelRef, deque[str]] = defaultdict(lambda: deque(maxlen=LATEST))

    def after(self, line: Line) -> Choice | Split | None:
        """Return the poll that this line suggests, None for none or one that was told."""
        channel = line.message.ref.channel
        stances = self._stances[channel]
        found: Choice | Split | None = stances.of(line).choice
        about = {line.message.ref.id}
        if found is None or found.probability < SURE:
            found = stances.split(line)
            about = {id for ids in found.support for id in ids} if found is not None else set()
        stances.push(line)
        if found is None or found.probability < SURE or about & set(self._told[channel]):
            return None
        self._told[channel].extend(sorted(about))
        return found
