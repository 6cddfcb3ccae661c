"""Teams of a university that come for a weekend or for days: proposed, approved, on their way, handed over."""
