"""Helpers shared by tests that run whole programs and real browsers."""
