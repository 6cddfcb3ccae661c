"""Needs, rounds and proposals."""
