"""Pure decisions about sessions: no database, no web, no clock."""
