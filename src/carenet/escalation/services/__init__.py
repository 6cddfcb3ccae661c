"""Telling the people of a step; taking a matter on; absences, turns and chosen steps."""
