"""What is read of timetables, and what they are made from."""
