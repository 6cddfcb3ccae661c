"""Reads of visits, calls and day logs."""
