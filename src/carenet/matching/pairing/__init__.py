"""Pure: from groups of children and helpers to a problem, and from an outcome to reasons in words."""
