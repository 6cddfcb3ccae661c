"""The reads of holiday classes."""
