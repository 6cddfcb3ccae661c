"""Letters of an office to families and helpers: read, acknowledged by one button, said again, then on a list."""
