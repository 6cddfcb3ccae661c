"""The invented county that a newcomer looks at."""
