"""Who cares for whom, from-until."""
