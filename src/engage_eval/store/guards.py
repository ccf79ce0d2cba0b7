"""What a study file itself refuses, whoever writes to it: changed rows, and deleted ones without an erasure."""

from collections.abc import Iterator

from sqlalchemy import Table, Text

from engage_eval.store.schema import CONTENT, METADATA

_ERASED = "EXISTS (SELECT 1 FROM erasure AS e WHERE e.participant = {row}.participant AND e.scope = 'person')"
# The words by which store/faults.py knows a guard.
APPEND_ONLY = "append-only"
ERASED_PERSON = "erased person"
POSTGRESQL_FUNCTIONS = ("engage_refuse", "engage_delete", "engage_insert")


def sqlite_guards() -> Iterator[str]:
    """Yield the triggers of a SQLite study file."""
    for table in METADATA.sorted_tables:
        yield _sqlite(table, "update", "UPDATE", "", APPEND_ONLY)
        unless = f"WHEN NOT {_ERASED.format(row='OLD')} " if table in CONTENT else ""
        yield _sqlite(table, "delete", "DELETE", unless, APPEND_ONLY)
        if table in CONTENT:
            yield _sqlite(table, "insert", "INSERT", f"WHEN {_ERASED.format(row='NEW')} ", ERASED_PERSON)


def _sqlite(table: Table, name: str, verb: str, when: str, words: str) -> str:
    return (
        f'CREATE TRIGGER "{table.name}_{name}" BEFORE {verb} ON "{table.name}" {when}'
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def postgresql_guards() -> Iterator[str]:
    """Yield the functions and triggers of a study's schema on PostgreSQL; tables emptied at once are refused too."""
    yield _function("engage_refuse", f"RAISE EXCEPTION '{APPEND_ONLY}';")
    yield _function(
        "engage_delete",
        f"IF {_ERASED.format(row='OLD')} THEN RETURN OLD; END IF; RAISE EXCEPTION '{APPEND_ONLY}';",
    )
    yield _function(
        "engage_insert",
        f"IF {_ERASED.format(row='NEW')} THEN RAISE EXCEPTION '{ERASED_PERSON}'; END IF; RETURN NEW;",
    )
    for table in METADATA.sorted_tables:
        yield _postgresql(table, "update", "UPDATE", "ROW", "engage_refuse")
        yield _postgresql(table, "truncate", "TRUNCATE", "STATEMENT", "engage_refuse")
        yield _postgresql(table, "delete", "DELETE", "ROW", "engage_delete" if table in CONTENT else "engage_refuse")
        if table in CONTENT:
            yield _postgresql(table, "insert", "INSERT", "ROW", "engage_insert")


def postgresql_statistics() -> Iterator[str]:
    """Yield what keeps the server from noting people's words in its statistics, where they would outlive an erasure."""
    for table in CONTENT:
        for column in table.columns:
            if isinstance(column.type, Text) and not column.primary_key:
                yield f'ALTER TABLE "{table.name}" ALTER COLUMN "{column.name}" SET STATISTICS 0'


def _function(name: str, body: str) -> str:
    # The tables are meant that stand beside the function, whatever the path of who writes is.
    start = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT"
    return f"{start} AS $$ BEGIN {body} END $$"


def _postgresql(table: Table, name: str, verb: str, each: str, function: str) -> str:
    return (
        f'CREATE TRIGGER "{table.name}_{name}" BEFORE {verb} ON "{table.name}" '
        f"FOR EACH {each} EXECUTE FUNCTION {function}()"
    )
