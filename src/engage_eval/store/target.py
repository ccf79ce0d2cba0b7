"""Which study a name means: a SQLite file, or a schema of a PostgreSQL database."""

import os
import re
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from engage_eval.core.address import without_passwords
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.core.similar import closest
from engage_eval.core.study_name import is_database
from engage_eval.store import register_schema
from engage_eval.store.schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_WAL = 2  # the versions of a file's format that say so
_APPLICATION_ID_AT, _USER_VERSION_AT = 68, 60
_SECOND_LOOK = 0.05  # seconds after which a commit that was met in the middle has ended
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
        if self.path is not None:
            return str(self.real())
        return f"{without_passwords(self.url.replace('+psycopg', '', 1))}#{self.schema}"

    def real(self) -> Path:
        """Return the file's path from the root of the disk, behind all links; one that leads round as it is."""
        assert self.path is not None  # noqa: S101 - asked of files only
        try:
            return self.path.resolve()
        except (OSError, RuntimeError):
            return self.path.absolute()

    def backups(self) -> Path | None:
        """Return the folder of the backups beside the file; a server's backups are not the program's."""
        return self.path.with_suffix(".backups") if self.path else None

    def register(self) -> Path | None:
        """Return where the contacts register stands beside the file."""
        return self.path.with_suffix(".contacts") if self.path else None


def parse(name: str) -> Target:
    """Return what ``name`` means; a database's study is its schema: ``postgresql://host/database?study=rs_x``.

    Raises UsageError where a URL has no study, or one that can't be a schema's name, StoreError where it is no address.
    """
    if not is_database(name):
        return Target(name=name, path=_behind_links(Path(name)))
    shown = without_passwords(name)
    try:
        parts = urlsplit(name)
        _ = parts.port  # looked at only when it is asked for
    except ValueError:
        raise StoreError("store.no_server", name=shown) from None
    query = parse_qs(parts.query)
    schema = "".join(query.pop("study", [""])[:1])
    if not _SCHEMA.fullmatch(schema) or schema.startswith("pg_"):
        raise UsageError("store.no_schema", name=shown)
    rest = urlencode(query, doseq=True)
    url = urlunsplit(("postgresql+psycopg", parts.netloc, parts.path, rest, ""))
    return Target(name=shown, url=url, schema=schema)


def _behind_links(path: Path) -> Path:
    """Return the file that a symbolic link stands for: journal, backups and register are beside that one."""
    try:
        return path.resolve() if path.is_symlink() and path.exists() else path
    except (OSError, RuntimeError):  # a loop, or a folder that can't be looked into: whoever opens it says so
        return path


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


def _beside(path: Path) -> str:
    """Return the study file of the folder that was likely meant; where there is one only, that one."""
    try:
        names = sorted(one.name for one in path.parent.glob("*.engage") if one.is_file())
    except OSError:
        return ""
    return closest(path.name, names) or (names[0] if len(names) == 1 else "")


def check_file(path: Path, newest: int) -> int:
    """Return the revision of a study file.

    Raises UsageError where there is none, StoreError for what is no study file, cut off, or made by a newer program.
    """
    try:
        if not path.exists():
            raise UsageError("store.no_file", name=str(path), meant=_beside(path))
        if path.is_dir():
            raise UsageError("store.is_folder", name=str(path))
        if not path.is_file():  # a pipe would keep who opens it waiting
            raise StoreError("store.foreign", name=str(path))
        head = _head(path)
    except OSError as error:
        raise StoreError("store.cannot_open", name=str(path)) from error
    if not head:
        raise StoreError("store.empty", name=str(path))
    if not head.startswith(_MAGIC) or len(head) < _HEADER:
        raise StoreError("store.foreign", name=str(path))
    if _number(head, _APPLICATION_ID_AT) != APPLICATION_ID:
        raise StoreError("store.foreign", name=str(path))
    if is_cut_off(path):
        raise StoreError("store.truncated", name=str(path))
    revision = _number(head, _USER_VERSION_AT)
    if revision > newest:
        raise StoreError("store.newer", name=str(path))
    return revision


def check_register(path: Path) -> None:
    """Raise UsageError where there is no register, StoreError for what can't be one, is cut off, or newer."""
    if not path.exists():
        raise UsageError("register.missing", name=path.name)
    if path.is_dir():
        raise StoreError("register.foreign", name=path.name)
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        raise StoreError("store.cannot_open", name=path.name) from error
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        raise StoreError("register.foreign" if head else "register.damaged", name=path.name)
    if _number(head, _APPLICATION_ID_AT) != register_schema.APPLICATION_ID:
        raise StoreError("register.foreign", name=path.name)
    if is_cut_off(path):
        raise StoreError("register.damaged", name=path.name)
    if _number(head, _USER_VERSION_AT) > register_schema.VERSION:
        raise StoreError("register.newer", name=path.name)


def is_cut_off(path: Path) -> bool:
    """Return whether a SQLite file is shorter than its header says, and no transaction is the reason.

    A commit writes the first page before the new pages at the end. Whoever looks between, also after a kill, finds the
    journal beside, by which SQLite makes the file whole again; or else the commit has ended by the second look.
    """
    if not _is_short(path) or path.with_name(f"{path.name}-journal").exists():
        return False
    time.sleep(_SECOND_LOOK)
    return _is_short(path)


def _is_short(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return False  # whoever opens it next says what is wrong
    if len(head) < _HEADER:
        return True
    return size < _page_size(head) * _number(head, 28) and _number(head, 24) == _number(head, 92)


def refuse_wal(path: Path) -> None:
    """Raise StoreError for a file that another program switched to WAL: opening it would change it, or lose rows."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if _WAL in head[18:20]:
        raise StoreError("store.wal", name=str(path))


def _number(head: bytes, at: int) -> int:
    found: int = struct.unpack_from(">I", head, at)[0]
    return found


def _page_size(head: bytes) -> int:
    """Return the size of a page in bytes; 1 stands for 65536."""
    found: int = struct.unpack_from(">H", head, 16)[0]
    return 65536 if found == 1 else found
