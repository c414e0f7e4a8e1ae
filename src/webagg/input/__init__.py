"""Browser input: a bounded, merging queue and its translation to matplotlib events."""
