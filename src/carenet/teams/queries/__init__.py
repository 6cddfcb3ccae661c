"""What pages of visiting teams show."""
