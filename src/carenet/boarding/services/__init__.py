"""Making the leave list, answering for it, and what happens while nobody answers."""
