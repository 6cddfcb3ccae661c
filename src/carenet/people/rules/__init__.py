"""What is true of adults who care, whatever is stored."""
