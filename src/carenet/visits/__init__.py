"""Care at home, written down."""
