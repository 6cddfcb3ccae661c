"""Pure: series and calendar in, dated care sessions out."""
