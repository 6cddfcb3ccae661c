"""What keeps a child safe from an adult, as pure rules."""
