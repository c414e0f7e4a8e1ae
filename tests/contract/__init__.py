"""The GUI contract, row by row."""
