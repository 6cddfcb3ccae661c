"""What every feature stands on. No noun of the field is known here."""
