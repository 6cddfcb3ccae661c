"""Boarders on their way home: who leaves the school on Friday, with whom, and who is home."""
