"""My week: what I promised, what is due, where people are missing."""
