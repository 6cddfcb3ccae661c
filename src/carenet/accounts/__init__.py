"""People who sign in: the door, sign-ins, duties."""
