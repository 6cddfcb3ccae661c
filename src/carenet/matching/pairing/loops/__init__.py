"""Compiled loops over all pairs of children's groups and helpers."""
