"""The verbs of visiting teams."""
