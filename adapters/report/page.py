"""Summary -> one HTML page that asks nothing of anybody: no script, no picture, no font, no request. Pure."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from adapters.report.curve import curve_figure
from adapters.report.figures import first_glance, stands
from adapters.report.hours import hours_figure
from adapters.report.index import index_figure
from adapters.report.rows import flags, posts, waiting
from bot.measure import Summary
from bot.measure.missed import Missed
from bot.measure.speech import Speech, clean, isolated
from bot.model import Phrases

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he"})
MOST_ROWS = 200
"""Rows of each list that are shown; how many more there are is said."""
UNFOLDED = 10
"""Rows that stand open; the others wait behind one tap, so that the drawings are not pages away."""


def page(
    summary: Summary, phrases: Phrases, language: str, title: str, made: Missed | None = None, days: int = 0
) -> str:
    """Return the report as HTML. The same summary gives the same text, byte for byte.

    `title`: what was read, such as the export's file name. Times are shown in the summary's zone, words in `language` (English
    where the report is not written in it). `made`: the two-way index of the same stretch, of so many days; None leaves it out.
    """
    speech = Speech.of(summary, phrases, language)
    style, template = _parts()
    period = speech.say("period_empty")
    if summary.began is not None and summary.ended is not None:
        began, ended = speech.moment(summary.began), speech.moment(summary.ended)
        period = speech.say("period", began=began, ended=ended, timezone=summary.timezone)
    return template.render(
        policy=_content_policy(style),
        style=Markup(style),
        language=speech.language,
        direction="rtl" if speech.language in RIGHT_TO_LEFT else "ltr",
        say=speech.say,
        fold=UNFOLDED,
        source=isolated(clean(title, 200)),
        period=period,
        kicker=speech.say("kicker_missed", days) if made is not None else speech.say("kicker"),
        index=index_figure(made, speech) if made is not None else None,
        glance=first_glance(summary, speech),
        stands=stands(summary, speech),
        waiting=waiting(summary, speech, MOST_ROWS),
        waiting_more=max(0, len(summary.waiting) - MOST_ROWS),
        curve=curve_figure(summary, speech),
        hours=hours_figure(summary, speech),
        flags=flags(summary, speech, MOST_ROWS),
        flags_more=max(0, len(summary.flags) - MOST_ROWS),
        posts=posts(summary, speech, MOST_ROWS),
        posts_more=max(0, len(summary.proposed) - MOST_ROWS),
    )


def _content_policy(style: str) -> str:
    """Return a policy under which a browser takes this very style sheet and nothing else, whatever slipped into the page."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def _parts() -> tuple[str, Template]:
    """Read the style sheet and the template, once."""
    folder = files(__package__)
    style = folder.joinpath("report.css").read_text(encoding="utf-8")
    markup = folder.joinpath("report.html.jinja").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=DictLoader({"report": markup}),
    )
    return style, environment.get_template("report")
