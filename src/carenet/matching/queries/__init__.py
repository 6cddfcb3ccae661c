"""Reads of rounds, proposals and needs."""
