"""Communities of differing habits, lived through on the real engine: see __main__."""
