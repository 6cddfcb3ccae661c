"""What is shown of adults who care."""
