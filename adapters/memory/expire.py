"""Letting go of what is past its retention, table by table."""

from dataclasses import replace
from datetime import datetime

from adapters.memory.tables import Row, Tables
from bot.actions import nothing_left, quotes
from bot.model import ChannelRef
from bot.model.forgetting import expired_draft, expired_entry, expired_question, expired_survey, tombstone


def expire_texts(tables: Tables, channel: ChannelRef, before: datetime) -> None:
    """Leave no word of what was said in a channel before a moment."""
    lines = tables.lines.get(channel, {})
    gone = {line.message.ref for line in lines.values() if line.message.at < before}
    for ref in gone:
        tables.put(lines, ref.id, tombstone(lines[ref.id]))
        tables.put(tables.erased, ref, None)
    tables.refill(tables.reactions, {key: None for key in tables.reactions if key[0] not in gone})
    tables.refill(tables.votes, {key: vote for key, vote in tables.votes.items() if key[0] not in gone})
    questions = tables.questions.get(channel, {})
    for question in questions.values():
        if question.asked_at < before:
            tables.put(questions, question.id, expired_question(question, before))
    for entry_key, entry in tables.ledger.items():
        if entry.channel == channel and entry.at < before:
            tables.put(tables.ledger, entry_key, expired_entry(entry))
    for survey_key, survey in tables.surveys.items():
        if survey.channel == channel and survey.at < before:
            tables.put(tables.surveys, survey_key, expired_survey(survey))
    for place, row in tables.outbox.items():
        old = place[0] == channel and row.at is not None and row.at < before and not row.settlement
        if old and row.action is not None and quotes(row.action):
            silent = Row(None) if row.pending else replace(row, action=nothing_left(row.action))
            tables.put(tables.outbox, place, silent)
    for key, draft in list(tables.drafts.items()):
        if draft.channel == channel and draft.at < before:
            left = expired_draft(draft)
            if left is None:
                tables.drop(tables.drafts, key)
            else:
                tables.put(tables.drafts, key, left)
