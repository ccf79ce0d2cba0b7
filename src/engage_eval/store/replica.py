"""Which copy of a study this is: kept in the user's data folder, never in the file, since people copy files."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from engage_eval.store.schema import LOG

# Where the program keeps what it knows of this machine's study files; tests and portable installations name their own.
DATA_VARIABLE = "ENGAGE_EVAL_DATA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """A copy of a study on one machine: its id, and the last row that it is known to have written."""

    id: str
    seq: int
    head: str


def data_folder() -> Path:
    """Return the user's data folder of this program."""
    from platformdirs import user_data_path

    named = os.environ.get(DATA_VARIABLE, "")
    return Path(named) if named else user_data_path("engage-eval", appauthor=False)


def is_lasting() -> bool:
    """Return whether something can be kept in the data folder; looked at by keeping something for a moment."""
    probe = data_folder() / f"probe.{os.getpid()}.tmp"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    return True


def _file(study: str, key: str) -> Path:
    from hashlib import sha256

    name = sha256(f"{study}\0{key}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return data_folder() / "replicas" / f"{name}.json"


def known(study: str, key: str) -> Replica | None:
    """Return what this machine knows of the study at ``key``; nothing where it was never written to from here."""
    try:
        found = json.loads(_file(study, key).read_text(encoding="utf-8"))
        return Replica(id=str(found["id"]), seq=int(found["seq"]), head=str(found["head"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(study: str, key: str, replica: Replica) -> None:
    """Keep the last row that was written; where that fails, the next writing begins a new replica.

    The rows stay whole so; what is lost is the proof that a file was not put back from an older one.
    """
    path = _file(study, key)
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({"id": replica.id, "seq": replica.seq, "head": replica.head}), encoding="utf-8")
        beside.replace(path)
    except OSError:
        with suppress(OSError):  # what could not be made can't always be looked for
            beside.unlink(missing_ok=True)


def move(study: str, key: str, to: str) -> None:
    """Know the study at ``key`` as the one at ``to`` from now on: a file that was made aside took another's place."""
    found = known(study, key)
    if found is not None:
        remember(study, to, found)
        with suppress(OSError):
            _file(study, key).unlink(missing_ok=True)


def current(connection: Connection, found: Replica | None, new_id: Callable[[], str]) -> Replica:
    """Return the replica that writes next, with the last row of its chain in the file.

    One that isn't known, or whose last row the file lacks (an older copy was put back), is left alone: a new one
    begins, and its first row names the newest row of the file as its parent.
    """
    if found is not None:
        where = (LOG.c.replica == found.id) & (LOG.c.seq == found.seq) & (LOG.c.hash == found.head)
        if connection.execute(select(LOG.c.seq).where(where)).first():
            own = select(LOG.c.seq, LOG.c.hash).where(LOG.c.replica == found.id).order_by(LOG.c.seq.desc()).limit(1)
            seq, head = connection.execute(own).one()
            return Replica(id=found.id, seq=seq, head=head)
    rows = connection.execute(select(LOG.c.at, LOG.c.replica, LOG.c.seq, LOG.c.hash)).all()
    parent = max(tuple(row) for row in rows)[3] if rows else ""
    return Replica(id=new_id(), seq=0, head=parent)
