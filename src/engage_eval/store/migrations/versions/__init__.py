"""The revisions of the schema, a frozen module each; Alembic finds them here."""
