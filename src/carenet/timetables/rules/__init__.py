"""What a timetable is made of and how: hours, courses, the week as a problem. Pure."""
