"""What pages and commands show, whatever the platform: which questions, which reasons, which figures. Pure; words are for the adapters."""

from bot.pages.budget import spent
from bot.pages.knobs import NONE, OFFERED, chosen, written
from bot.pages.reasons import meant_by, question_of, said_of, subjects
from bot.pages.refusals import reworded
from bot.pages.waiting import FILTERS, Page, page_of, shortened

__all__ = [
    "FILTERS",
    "NONE",
    "OFFERED",
    "Page",
    "chosen",
    "meant_by",
    "page_of",
    "question_of",
    "reworded",
    "said_of",
    "shortened",
    "spent",
    "subjects",
    "written",
]
