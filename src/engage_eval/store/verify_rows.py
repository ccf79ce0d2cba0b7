"""What the rows of a study show by themselves: digests, references, the log's chain and counts, what was erased.

Rows come as tuples in the order of the table's columns, read without an index; nothing here touches a database.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Table

from engage_eval.core.problem import Problem
from engage_eval.store import schema
from engage_eval.store.digests import log_hash, text_sha256, values_digest
from engage_eval.store.replica import Replica

Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Mapping[str, Sequence[Row]]

# What says whose a row is, or what it is about; the row's own content is never shown.
_ABOUT = (
    "interview",
    "participant",
    "facility",
    "period",
    "staff",
    "file",
    "expert",
    "item",
    "topic",
    "setting",
    "replica",
)
_LONGEST = 60
_TABLES = tuple(schema.METADATA.sorted_tables)
# Two copies may erase the same person, so the log counts some tombstones twice; meta is made before the log begins.
_UNCOUNTED = (schema.META, schema.LOG, schema.TOMBSTONE)


def check_rows(rows: Rows, head: Replica | None) -> Iterator[Problem]:
    """Yield everything that differs; ``head`` is the last entry that this computer knows to have written."""
    yield from _meta(rows)
    for table in _TABLES:
        if table is not schema.LOG:
            yield from _digests(table, rows[table.name])
    yield from _definitions(rows)
    for table in _TABLES:
        yield from _references(table, rows)
    yield from _log(rows, head)
    yield from _counts(rows)
    yield from _erased(rows)


def shown(value: object) -> str:
    """Return a value of a row as it can be printed, whatever is wrong with it."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    clean = "".join(sign if sign.isprintable() else "?" for sign in text)
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"


def key_of(table: Table, row: Row) -> str:
    """Return the row's primary key as text."""
    names = [column.name for column in table.columns]
    return " ".join(shown(row[names.index(column.name)]) for column in table.primary_key.columns)


def _about(table: Table, row: Row) -> str:
    names = [column.name for column in table.columns]
    found = [shown(row[names.index(name)]) for name in _ABOUT if name in names]
    return ", ".join(one for one in found if one) or key_of(table, row)


def _column(table: Table, name: str) -> int:
    return [column.name for column in table.columns].index(name)


def _problem(code: str, table: Table, row: Row, **params: str) -> Problem:
    return Problem(
        code=code, params={"table": table.name, "row": key_of(table, row), "about": _about(table, row), **params}
    )


def _meta(rows: Rows) -> Iterator[Problem]:
    if len(rows["meta"]) != 1:
        yield Problem(code="verify.meta", params={"n": len(rows["meta"])})


def _digests(table: Table, rows: Sequence[Row]) -> Iterator[Problem]:
    at = _column(table, "digest")
    for row in rows:
        values = row[:at] + row[at + 1 :]
        # A text may have become bytes, which no row ever holds.
        if any(isinstance(one, bytes) for one in row) or values_digest(table.name, values) != row[at]:
            yield _problem("verify.row", table, row)


def _definitions(rows: Rows) -> Iterator[Problem]:
    table = schema.DEFINITION
    text, sha256, file = (_column(table, name) for name in ("text", "sha256", "file"))
    for row in rows[table.name]:
        if not isinstance(row[text], str) or _sha256(row[text]) != row[sha256]:
            yield Problem(code="verify.definition", params={"row": key_of(table, row), "file": shown(row[file])})


def _sha256(text: str) -> str:
    try:
        return text_sha256(text)
    except UnicodeEncodeError:  # bytes that are no text any more
        return ""


def _references(table: Table, rows: Rows) -> Iterator[Problem]:
    for one in sorted(table.foreign_key_constraints, key=lambda found: list(found.column_keys)):
        other = one.referred_table
        there = [_column(other, element.column.name) for element in one.elements]
        here = [_column(table, name) for name in one.column_keys]
        known = {tuple(row[at] for at in there) for row in rows[other.name]}
        for row in rows[table.name]:
            wanted = tuple(row[at] for at in here)
            if None not in wanted and wanted not in known:
                yield _problem("verify.reference", table, row, other=other.name)


def _log(rows: Rows, head: Replica | None) -> Iterator[Problem]:
    names = [column.name for column in schema.LOG.columns]
    chains: dict[object, list[dict[str, Any]]] = defaultdict(list)
    for row in rows["log"]:
        entry = dict(zip(names, row, strict=True))
        chains[entry["replica"]].append(entry)
        if any(isinstance(one, bytes) for one in row) or log_hash(entry) != entry["hash"]:
            yield _entry("verify.log_row", entry["replica"], entry["seq"])
    hashes = {entry["hash"]: entry["replica"] for chain in chains.values() for entry in chain}
    for replica, chain in sorted(chains.items(), key=lambda one: str(one[0])):
        yield from _chain(replica, chain, hashes)
    if head is not None and not any(
        entry["seq"] == head.seq and entry["hash"] == head.head for entry in chains[head.id]
    ):
        yield _entry("verify.log_head", head.id, head.seq)


def _chain(replica: object, entries: Sequence[Mapping[str, Any]], hashes: Mapping[object, object]) -> Iterator[Problem]:
    """Yield what is wrong with one copy's chain: it counts from 1, and begins at another's entry or with nothing."""
    by_seq = {entry["seq"]: entry for entry in entries if isinstance(entry["seq"], int)}
    last = max(by_seq, default=0)
    if last > len(by_seq) + _LONGEST:  # a number that was changed, not a hole of so many
        last = len(by_seq)
    before: Mapping[str, Any] | None = None
    for seq in range(1, last + 1):
        entry = by_seq.get(seq)
        if entry is None:
            yield _entry("verify.log_hole", replica, seq)
        elif seq == 1:
            parent = entry["previous"]
            if parent != "" and hashes.get(parent, replica) == replica:
                yield _entry("verify.log_chain", replica, seq)
        elif before is not None and entry["previous"] != before["hash"]:
            yield _entry("verify.log_chain", replica, seq)
        before = entry
    for seq in sorted(found for found in by_seq if not 1 <= found <= last):
        yield _entry("verify.log_chain", replica, seq)


def _entry(code: str, replica: object, seq: object) -> Problem:
    return Problem(code=code, params={"replica": shown(replica), "seq": shown(seq)})


def _counts(rows: Rows) -> Iterator[Problem]:
    logged: Counter[str] = Counter()
    for text in (row[_column(schema.LOG, "counts")] for row in rows["log"]):
        logged.update(_counted(text))
    erased = Counter(row[0] for row in rows["tombstone"])
    for table in _TABLES:
        if table in _UNCOUNTED:
            continue
        if logged[table.name] != len(rows[table.name]) + erased[table.name]:
            yield _count(table.name, logged, len(rows[table.name]), erased)
    for foreign in sorted((set(logged) | set(erased)) - {table.name for table in _TABLES}, key=str):
        yield _count(foreign, logged, 0, erased)


def _count(table: str, logged: Counter[str], present: int, erased: Counter[str]) -> Problem:
    return Problem(
        code="verify.counts",
        params={"table": shown(table), "logged": logged[table], "present": present, "erased": erased[table]},
    )


def _counted(text: object) -> dict[str, int]:
    """Return the counts of one entry; one that can't be read is named by its hash, and counts for nothing."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return {}
    return {key: value for key, value in found.items() if isinstance(value, int)} if isinstance(found, dict) else {}


def _erased(rows: Rows) -> Iterator[Problem]:
    table = schema.ERASURE
    who, scope = _column(table, "participant"), _column(table, "scope")
    persons = {row[who] for row in rows[table.name] if row[scope] == "person"}
    gone = {(row[0], row[1]) for row in rows["tombstone"]}
    for content in schema.CONTENT:
        owner = _column(content, "participant")
        for row in rows[content.name]:
            if row[owner] in persons:
                yield Problem(
                    code="verify.erased_row",
                    params={"table": content.name, "row": key_of(content, row), "about": shown(row[owner])},
                )
            if (content.name, row[0]) in gone:
                yield Problem(code="verify.tombstone", params={"table": content.name, "row": key_of(content, row)})
