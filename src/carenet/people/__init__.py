"""Adults who care."""
