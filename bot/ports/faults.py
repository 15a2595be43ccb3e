"""What a door says when it does not open."""


class Unavailable(Exception):
    """Something outside does not answer now; the same call may succeed later. The text is one line a person can act on."""


class Throttled(Unavailable):
    """Something outside asked for a rest of `seconds` from now: the same call is not to be made before, since it would be held against us."""

    def __init__(self, who: str, seconds: float) -> None:
        """`who`: asked for it."""
        super().__init__(f"{who} asked for a rest of {seconds:.0f} s")
        self.seconds = seconds
