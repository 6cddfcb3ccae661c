"""Care centres and village children's rooms."""
