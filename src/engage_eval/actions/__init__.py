"""Actions: what a user can do, one module a noun; no formula, no formatting, no printing."""
