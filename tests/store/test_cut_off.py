"""A file that is shorter than its header says: cut off, unless a transaction stands in the middle of its commit."""

import shutil
import struct
import threading
import time
from pathlib import Path

import pytest

from engage_eval.core.errors import StoreError
from engage_eval.model.people import Attribute, Participant
from engage_eval.store import connect, schema, verify
from engage_eval.store.study_file import create, open_study
from engage_eval.store.target import check_file, is_cut_off

PAGES_AT = 28  # where the header of a SQLite file has its count of pages


@pytest.fixture
def half_written(tmp_path: Path) -> Path:
    """Return a study file as a kill in mid-commit leaves it: the header has the new size, the new pages aren't there.

    SQLite writes the first page first. Its journal, which is on the disk before that, puts it right.
    """
    path, stopped = tmp_path / "studi.engage", tmp_path / "stopped" / "studi.engage"
    with create(str(path), study="a", title="A") as store, store.writing("recruit add", subjects=["R01"]) as writer:
        writer.add("participants", [Participant(id="R01", site="RSX")])
        writer.add("attributes", [Attribute(participant="R01", key="note", value="kata")])
    stopped.parent.mkdir()
    size = path.stat().st_size
    connection = connect.open_sqlite(path, "rw")
    connection.execute("PRAGMA cache_size=2")
    connection.execute("BEGIN IMMEDIATE")
    wide = ("R01", "kata " * 800, "2026-03-02T00:00:00+00:00")
    for number in range(200):
        connection.execute("INSERT INTO attribute VALUES (?, ?, 'k', ?, NULL, ?, '', '')", (f"id{number}", *wide))
    shutil.copyfile(path, stopped)
    shutil.copyfile(f"{path}-journal", f"{stopped}-journal")
    connection.rollback()
    connection.close()
    data = bytearray(stopped.read_bytes()[:size])
    struct.pack_into(">I", data, PAGES_AT, 1000)
    stopped.write_bytes(data)
    return stopped


def test_a_file_whose_program_died_in_mid_commit_opens_as_it_was_before(half_written: Path) -> None:
    with open_study(str(half_written), write=True) as store:
        (found,) = store.read().tables["attributes"]
    assert found.value == "kata"
    assert verify.verify(str(half_written)).problems == ()


def test_a_reader_too_finds_it_as_it_was_before(half_written: Path) -> None:
    with open_study(str(half_written)) as store:
        (found,) = store.read().tables["attributes"]
    assert found.value == "kata"


def test_without_the_journal_it_is_cut_off(half_written: Path) -> None:
    half_written.with_name(f"{half_written.name}-journal").unlink()
    before = half_written.read_bytes()
    with pytest.raises(StoreError) as caught:
        open_study(str(half_written), write=True)
    assert caught.value.problem.code == "store.truncated"
    assert half_written.read_bytes() == before


def test_a_file_that_is_cut_off_stays_so_when_the_journal_beside_it_is_no_help(tmp_path: Path) -> None:
    path = tmp_path / "studi.engage"
    create(str(path), study="a", title="A").close()
    path.write_bytes(path.read_bytes()[:-8192])
    path.with_name("studi.engage-journal").write_bytes(b"")
    with pytest.raises(StoreError) as caught, open_study(str(path), write=True) as store:
        store.read()
    assert caught.value.problem.code in ("store.damaged", "store.truncated")


def test_a_commit_that_ends_between_two_looks_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "studi.engage"
    create(str(path), study="a", title="A").close()
    whole = path.read_bytes()
    path.write_bytes(whole[:-4096])
    assert is_cut_off(path)
    path.write_bytes(whole[:-4096])
    ends = threading.Timer(0.01, lambda: path.write_bytes(whole))
    ends.start()
    assert not is_cut_off(path)
    ends.join()


def test_while_somebody_writes_a_reader_is_never_told_of_damage(tmp_path: Path) -> None:
    path = tmp_path / "studi.engage"
    wrong: list[Exception] = []
    done = threading.Event()
    with create(str(path), study="a", title="A") as store:

        def look() -> None:
            while not done.is_set():
                try:
                    check_file(path, int(schema.REVISION))
                except StoreError as error:
                    wrong.append(error)

        reader = threading.Thread(target=look)
        reader.start()
        end = time.monotonic() + 1.5
        number = 0
        while time.monotonic() < end:
            number += 1
            with store.writing("recruit add") as writer:
                writer.add("participants", [Participant(id=f"R{number}", site="x" * 5000)])
        done.set()
        reader.join()
    assert wrong == []
