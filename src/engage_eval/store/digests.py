"""What shows that a row was changed behind the program's back: digests of rows, and the chain of the log."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Table

# JSON of a list of plain values: the same text on every machine.
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode


def row_digest(names: Sequence[str], table: str, row: Mapping[str, object]) -> str:
    """Return the SHA-256 of a row: its table's name and its values in the order of ``names``, digest left out."""
    return values_digest(table, [row.get(name) for name in names])


def values_digest(table: str, values: Sequence[object]) -> str:
    """Return the SHA-256 of a row whose values stand in the order of ``digest_columns``."""
    return text_digest(row_text(table, values))


def row_text(table: str, values: Sequence[object]) -> str:
    """Return the JSON (ASCII) of a row that its digest is made of."""
    return _encode([table, *values])


def text_digest(written: str) -> str:
    """Return the SHA-256 of the JSON of a row."""
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def digest_columns(table: Table) -> tuple[str, ...]:
    """Return the columns that a row's digest covers, in order."""
    return tuple(column.name for column in table.columns if column.name != "digest")


def moved_id(row: str, seq: int) -> str:
    """Return the id of an answer's row that a merge puts beside the answer numbered ``seq``: in all copies the same."""
    return hashlib.sha256(f"{row} {seq}".encode()).hexdigest()[:20]


def content_id(*words: str) -> str:
    """Return the id of a row that several copies make on their own: by what it says, in all of them the same."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:20]


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


LOGGED = ("replica", "seq", "at", "by", "verb", "subjects", "counts", "previous")


def log_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 of a row of the log; the next row of its replica carries it as ``previous``."""
    return text_digest(_encode([row[name] for name in LOGGED]))
