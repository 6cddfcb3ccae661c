"""Pure decisions about messages: when to speak, when to try again, by which way."""
