"""What a door says when it does not open."""


class Unavailable(Exception):
    """Something outside does not answer now; the same call may succeed later. The text is one line a person can act on."""
