"""Frames on their way to viewers: compare, number, encode, send no more than fits."""
