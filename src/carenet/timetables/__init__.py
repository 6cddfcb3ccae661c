"""A weekly timetable as a round: opened for a term, solved, looked at, changed, published."""
