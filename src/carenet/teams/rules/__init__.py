"""What is decided about visits of teams, purely."""
