"""The child's record, the most guarded package."""
