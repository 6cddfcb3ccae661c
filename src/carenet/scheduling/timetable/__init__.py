"""Pure: the solver of timetables."""
