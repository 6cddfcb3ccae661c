"""What can be done to keep a child safe from an adult."""
