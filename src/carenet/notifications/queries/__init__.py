"""What pages and workers read about messages."""
