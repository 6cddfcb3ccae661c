"""What can be done around sessions. Each verb is one transaction."""
