"""Writing a letter, acknowledging it, and what becomes of whoever does not."""
