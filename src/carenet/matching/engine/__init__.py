"""The matching engine: pure, deterministic, cancellable. Arrays in, arrays and their proof out."""
