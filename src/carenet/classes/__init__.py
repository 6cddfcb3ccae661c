"""Holiday classes: whole days for weeks, with children's enrolment, a waiting list, meals and head counts."""
