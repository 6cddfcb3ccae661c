"""Who may give which duty, and when six digits fit."""
