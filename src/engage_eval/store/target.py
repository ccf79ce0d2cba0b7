"""Which study a name means: a SQLite file, or a schema of a PostgreSQL database."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.store.schema import APPLICATION_ID

_POSTGRESQL = ("postgresql:", "postgres:")
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_APPLICATION_ID_AT, _USER_VERSION_AT = 68, 60
_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A study file by its path, or a PostgreSQL database by its URL and the schema that holds the study."""

    name: str
    path: Path | None = None
    url: str = ""
    schema: str = ""

    @property
    def key(self) -> str:
        """Return what tells this study's place from others on this machine."""
        return str(self.path.resolve()) if self.path else f"{_without_password(self.url)}#{self.schema}"

    def backups(self) -> Path | None:
        """Return the folder of the backups beside the file; a server's backups are not the program's."""
        return self.path.with_suffix(".backups") if self.path else None

    def register(self) -> Path | None:
        """Return where the contacts register stands beside the file."""
        return self.path.with_suffix(".contacts") if self.path else None


def parse(name: str) -> Target:
    """Return what ``name`` means; a database's study is its schema: ``postgresql://host/database?study=rs_x``.

    Raises UsageError where a URL has no study, or one that can't be a schema's name.
    """
    if not name.startswith(_POSTGRESQL):
        return Target(name=name, path=Path(name))
    parts = urlsplit(name)
    query = parse_qs(parts.query)
    schema = "".join(query.pop("study", [""])[:1])
    if not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        raise UsageError("store.no_schema", name=_without_password(name))
    rest = "&".join(f"{key}={value}" for key, values in query.items() for value in values)
    url = urlunsplit(("postgresql+psycopg", parts.netloc, parts.path, rest, ""))
    return Target(name=_without_password(name), url=url, schema=schema)


def _without_password(url: str) -> str:
    """Return a URL as it may be shown and kept."""
    return re.sub(r"(//[^/@:]*):[^/@]*@", r"\1@", url)


def is_study_file(path: Path) -> bool:
    """Return whether a file says of itself that it is a study file of this program, whatever it is called."""
    try:
        head = _head(path)
    except OSError:
        return False
    return len(head) == _HEADER and head.startswith(_MAGIC) and _number(head, _APPLICATION_ID_AT) == APPLICATION_ID


def _head(path: Path) -> bytes:
    """Return the first bytes of a file; of what is no file, as a pipe, none."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(_HEADER)


def check_file(path: Path, newest: int) -> int:
    """Return the revision of a study file.

    Raises UsageError where there is none, StoreError for what is no study file, cut off, or made by a newer program.
    """
    try:
        if not path.exists():
            raise UsageError("store.no_file", name=str(path))
        if path.is_dir():
            raise UsageError("store.is_folder", name=str(path))
        if not path.is_file():  # a pipe would keep who opens it waiting
            raise StoreError("store.foreign", name=str(path))
        size = path.stat().st_size
        head = _head(path)
    except OSError as error:
        raise StoreError("store.cannot_open", name=str(path)) from error
    if not head:
        raise StoreError("store.empty", name=str(path))
    if not head.startswith(_MAGIC) or len(head) < _HEADER:
        raise StoreError("store.foreign", name=str(path))
    if _number(head, _APPLICATION_ID_AT) != APPLICATION_ID:
        raise StoreError("store.foreign", name=str(path))
    if size < _page_size(head) * _number(head, 28) and _number(head, 24) == _number(head, 92):
        raise StoreError("store.truncated", name=str(path))
    revision = _number(head, _USER_VERSION_AT)
    if revision > newest:
        raise StoreError("store.newer", name=str(path))
    return revision


def refuse_wal(path: Path) -> None:
    """Raise StoreError for a file that another program switched to WAL: opening it would change it, or lose rows."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if 2 in head[18:20]:
        raise StoreError("store.wal", name=str(path))


def _number(head: bytes, at: int) -> int:
    found: int = struct.unpack_from(">I", head, at)[0]
    return found


def _page_size(head: bytes) -> int:
    """Return the size of a page in bytes; 1 stands for 65536."""
    found: int = struct.unpack_from(">H", head, 16)[0]
    return 65536 if found == 1 else found
