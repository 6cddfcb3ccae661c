"""What is done with timetables: each verb one transaction."""
