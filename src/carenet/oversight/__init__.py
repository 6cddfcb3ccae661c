"""What supervisors read."""
