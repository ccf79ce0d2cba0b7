"""Stats: numbers in, numbers out; every function names its source."""
