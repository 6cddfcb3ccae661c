"""Reads of visits, calls, day logs and what is owed."""
