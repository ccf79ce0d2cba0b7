"""Build: from results to a Document, one module a part of the report."""
