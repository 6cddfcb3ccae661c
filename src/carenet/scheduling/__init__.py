"""Series, care sessions, sign-ups, attendance."""
