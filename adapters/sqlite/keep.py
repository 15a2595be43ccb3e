"""Questions, drafts, posts, polls and ledger entries: kept as they stand now, in the place of what stood there."""

from adapters.sqlite.codec import ticks
from adapters.sqlite.rows import draft_body, entry_body, post_body, question_body, survey_body, trial_body
from adapters.sqlite.tables import Tables
from bot.model import Draft, Entry, Post, Question, Survey, Trial, wait_of


def keep_question(tables: Tables, question: Question) -> None:
    """Remember a question as it stands now, and how long it waited if that is over."""
    waited = wait_of(question)
    tables.run(
        "INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            tables.channel(question.ref.channel),
            question.id,
            question.asker.id,
            ticks(question.asked_at),
            question.status,
            None if question.closed_at is None else ticks(question.closed_at),
            *((ticks(waited[0]), waited[2].seconds, waited[2].ended) if waited else (None, None, None)),
            question_body(question),
        ),
    )


def keep_draft(tables: Tables, draft: Draft) -> None:
    """Remember a draft as it stands now."""
    row = (tables.channel(draft.channel), draft.key, draft.id, ticks(draft.at), draft.state, draft_body(draft))
    tables.run("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?, ?)", row)


def keep_post(tables: Tables, post: Post) -> None:
    """Remember a post as it stands now."""
    row = (tables.channel(post.channel), post.key, ticks(post.at), post_body(post))
    tables.run("INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?)", row)


def keep_survey(tables: Tables, survey: Survey) -> None:
    """Remember a poll of the bot's as it stands now."""
    row = (tables.channel(survey.channel), survey.key, ticks(survey.at), survey.live, survey_body(survey))
    tables.run("INSERT OR REPLACE INTO surveys VALUES (?, ?, ?, ?, ?)", row)


def keep_trial(tables: Tables, trial: Trial) -> None:
    """Remember a trial as it stands now."""
    row = (tables.channel(trial.channel), trial.key, ticks(trial.at), trial.open, trial_body(trial))
    tables.run("INSERT OR REPLACE INTO trials VALUES (?, ?, ?, ?, ?)", row)


def keep_entry(tables: Tables, entry: Entry) -> None:
    """Write a ledger entry, in the place of the same decision at the same moment."""
    tables.run(
        "INSERT INTO ledger (channel, at, verdict, subject, body) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET body = excluded.body",
        (tables.channel(entry.channel), ticks(entry.at), entry.verdict, entry.subject, entry_body(entry)),
    )
