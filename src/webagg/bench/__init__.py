"""Measure webagg against matplotlib's own WebAgg: ``python -m webagg.bench``."""
