"""What pages and commands show, whatever the platform: which questions, which reasons, which figures. Pure; words are for the adapters."""

from bot.pages.budget import spent
from bot.pages.knobs import NONE, OFFERED, chosen, listed, written
from bot.pages.reasons import meant_by, question_of, said_of, subjects, told_of
from bot.pages.refusals import reworded
from bot.pages.waiting import FILTERS, Page, nothing, page_of, shortened

__all__ = [
    "FILTERS",
    "NONE",
    "OFFERED",
    "Page",
    "chosen",
    "listed",
    "meant_by",
    "nothing",
    "page_of",
    "question_of",
    "reworded",
    "said_of",
    "shortened",
    "spent",
    "subjects",
    "told_of",
    "written",
]
