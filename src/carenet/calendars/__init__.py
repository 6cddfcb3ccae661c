"""Feeds for the calendars of phones."""
