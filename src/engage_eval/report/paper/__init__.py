"""Paper for the field: Word files that are printed and filled in by hand."""
