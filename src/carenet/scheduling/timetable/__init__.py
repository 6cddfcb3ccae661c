"""Pure: the solver of weekly timetables. `problem` says what is asked, `solve` answers."""
