"""The bot's words, and its decks of openers, read from prompts/."""

from adapters.phrases.decks import WrongDeck, joined, read_decks, with_decks
from adapters.phrases.folder import WrongPhrases, read_phrases

__all__ = ["WrongDeck", "WrongPhrases", "joined", "read_decks", "read_phrases", "with_decks"]
