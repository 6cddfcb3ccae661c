"""Loops over arrays, compiled when the work is worth it."""
