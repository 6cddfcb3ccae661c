"""Ways out of the house, one file each. What they share is in `channels.protocol`."""
