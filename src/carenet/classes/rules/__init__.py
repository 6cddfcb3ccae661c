"""What a holiday class needs, who comes first, when heads are counted: pure decisions."""
