"""Reads of placements: the officers' list, one placement, what a helper or a family is asked."""
