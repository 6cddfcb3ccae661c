"""Who can be reached, what was said of a matter, what an area chose."""
