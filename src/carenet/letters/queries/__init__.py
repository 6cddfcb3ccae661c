"""Letters as their offices and their readers see them."""
