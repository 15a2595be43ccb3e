"""Twoway's core: pure where it decides, a thin shell where it waits. Standard library and numpy only."""
