"""The bot's words, read from prompts/."""

from adapters.phrases.folder import WrongPhrases, read_phrases

__all__ = ["WrongPhrases", "read_phrases"]
