"""The verbs of holiday classes."""
