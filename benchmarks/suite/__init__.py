"""asv's view of webagg over time; ``python -m webagg.bench`` is the one to read."""
