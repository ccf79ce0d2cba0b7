"""What a study's schema on PostgreSQL can have wrong: tables, columns, keys and guards that aren't this program's.

The server itself guards pages and indexes; what applies here is what another login could have changed.
"""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import CheckConstraint, Connection, Table, text

from engage_eval.core.problem import Problem
from engage_eval.store import guards, register_schema, schema
from engage_eval.store.verify_rows import shown

_TYPES = {"TEXT": "text", "INTEGER": "integer", "DOUBLE": "double precision", "FLOAT": "double precision"}
_KINDS = {"p": "primary key", "f": "foreign key", "u": "unique", "c": "check"}
# What else may stand there: Alembic's table, and the contacts register.
_ALLOWED = {"alembic_version", *(table.name for table in register_schema.METADATA.sorted_tables)}


def tables(connection: Connection) -> Iterator[Problem]:
    """Yield which tables, columns, keys and guards of the schema aren't as this program makes them."""
    wanted, found = _wanted(), _found(connection)
    for what in sorted(wanted.keys() - found.keys()):
        yield Problem(code="verify.schema_missing", params={"what": what})
    for what in sorted(found.keys() - wanted.keys()):
        yield Problem(code="verify.schema_foreign", params={"what": shown(what)})
    for what in sorted(wanted.keys() & found.keys()):
        if wanted[what] != found[what]:
            yield Problem(code="verify.schema", params={"what": what})
    yield from _switched_off(connection)


def _wanted() -> dict[str, object]:
    made: dict[str, object] = {}
    for table in schema.METADATA.sorted_tables:
        made[table.name] = "table"
        for column in table.columns:
            kind = type(column.type).__name__.upper()
            made[f"{table.name}.{column.name}"] = (_TYPES[kind], column.nullable)
        for name, n in _keys(table).items():
            made[f"{table.name}: {name}"] = n
    for statement in guards.postgresql_guards():
        words = statement.split()
        if words[1] == "FUNCTION":
            made[words[2].removesuffix("()")] = statement.split("$$")[1].strip()
        else:
            made[words[2].strip('"')] = " ".join(words[3:4])
    return made


def _keys(table: Table) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in {*table.constraints, *(check for column in table.columns for check in column.constraints)}:
        kind = type(one).__name__
        if isinstance(one, CheckConstraint):
            found["check"] += 1
        else:
            name = {"PrimaryKeyConstraint": "primary key", "ForeignKeyConstraint": "foreign key"}.get(kind, "unique")
            found[name] += 1
    return found


def _found(connection: Connection) -> dict[str, object]:
    found: dict[str, object] = {}
    columns = text(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = current_schema()"
    )
    for table, column, kind, nullable in connection.execute(columns):
        if table not in _ALLOWED:
            found[table] = "table"
            found[f"{table}.{column}"] = (kind, nullable == "YES")
    keys = text(
        "SELECT r.relname, c.contype::text, count(*) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
        "JOIN pg_namespace n ON n.oid = r.relnamespace WHERE n.nspname = current_schema() AND c.convalidated "
        "GROUP BY 1, 2"
    )
    for table, kind, n in connection.execute(keys):
        if table not in _ALLOWED and kind in _KINDS:
            found[f"{table}: {_KINDS[kind]}"] = n
    functions = text(
        "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = current_schema()"
    )
    for name, body in connection.execute(functions):
        found[name] = body.strip()
    for name, definition, _ in connection.execute(text(_TRIGGERS)):
        found[name] = definition.split()[3]
    return found


_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text FROM pg_trigger t "
    "JOIN pg_class r ON r.oid = t.tgrelid JOIN pg_namespace n ON n.oid = r.relnamespace "
    "WHERE n.nspname = current_schema() AND NOT t.tgisinternal"
)


def _switched_off(connection: Connection) -> Iterator[Problem]:
    for name, _, enabled in connection.execute(text(_TRIGGERS)):
        if enabled not in ("O", "A"):
            yield Problem(code="verify.guard_off", params={"what": shown(name)})
