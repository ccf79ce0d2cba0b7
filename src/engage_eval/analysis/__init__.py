"""Analysis: from a Snapshot to frozen results, pure and without input or output."""
