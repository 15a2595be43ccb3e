"""How the weights in bot/read/weights were made."""
