"""What is shown of clearances, restrictions and concerns."""
