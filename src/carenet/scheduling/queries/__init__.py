"""Reads around sessions, one function a page."""
