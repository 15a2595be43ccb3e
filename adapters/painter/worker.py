"""The process that draws: a sheet as JSON on its standard input, a PNG on its standard output, and then it is gone.

It takes its own limits before it opens anything, so that no letter, typeface or fault can cost the bot more than a picture.
"""

import json
import sys

MEMORY, SECONDS = 512 * 1024 * 1024, 10
SCALE = 2


def limited() -> None:
    """Take no more memory and computing time than a picture needs, where the system can hold us to it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit of whoever started us holds there too
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


def main() -> None:
    """Draw one picture."""
    limited()
    import resvg_py

    from adapters.painter.drawing import drawn
    from adapters.painter.faces import Faces
    from adapters.painter.letters import Letters
    from adapters.painter.sheet import unpacked

    sheet = unpacked(json.load(sys.stdin.buffer))
    svg, _, _ = drawn(sheet, Letters(Faces(), sheet.language))
    png = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, zoom=SCALE)
    sys.stdout.buffer.write(bytes(png))


if __name__ == "__main__":
    main()
