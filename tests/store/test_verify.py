"""Verify names every row that isn't as it was written, what is missing from the log, and changes nothing."""

import random
import runpy
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from engage_eval.core.errors import StoreError
from engage_eval.core.problem import Problem
from engage_eval.store import connect, replica, schema
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.verify import verify

_FILLED = runpy.run_path(str(Path(__file__).with_name("filled.py")))
fill, erase = _FILLED["fill"], _FILLED["erase"]


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a study with rows in every table."""
    fill(store)
    return store


@pytest.fixture
def file(tmp_path: Path, clock: Callable[[], datetime], ids: Callable[[], str]) -> Iterator[Path]:
    """Return a study file with rows in every table, closed."""
    path = tmp_path / "studi.engage"
    with create(str(path), study="studi-uji", title="Studi uji", clock=clock, ids=ids) as made:
        fill(made)
    return path


def name_of(store: Store) -> str:
    if store.target.path is not None:
        return str(store.target.path)
    return store.target.url.replace("postgresql+psycopg", "postgresql") + (
        f"{'&' if '?' in store.target.url else '?'}study={store.target.schema}"
    )


def unguarded(store: Store, *statements: str) -> None:
    """Change rows as somebody would who switches the guards off, and on again."""
    if store.target.path is not None:
        with sqlite3.connect(store.target.path) as connection:
            guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _ in guards:
                connection.execute(f'DROP TRIGGER "{name}"')
            for statement in statements:
                connection.execute(statement)
            for _, sql in guards:
                connection.execute(sql)
        connection.close()
        return
    engine = connect.engine(store.target, write=True)
    with engine.connect() as connection, connection.begin():
        for table in schema.METADATA.sorted_tables:
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER ALL')
        for statement in statements:
            connection.execute(text(statement))
        for table in schema.METADATA.sorted_tables:
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER ALL')
    engine.dispose()


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return sorted({one.code for one in problems})


def test_nothing_differs_in_a_study_that_only_the_program_wrote_to(filled: Store) -> None:
    found = verify(name_of(filled))

    assert found.problems == ()
    assert (found.study, found.revision, found.copies) == ("studi-uji", schema.REVISION, 1)
    assert found.rows["answer"] == 20
    assert found.rows["log"] == 6


def test_an_empty_study_differs_in_nothing(store: Store) -> None:
    assert verify(name_of(store)).problems == ()


def test_a_changed_value_is_named_in_every_table(filled: Store) -> None:
    changed = {"meta": "title", "staff": "by", "tombstone": "digest", "participant": "site", "detail": "value"}
    tables = [one.name for one in schema.METADATA.sorted_tables if one is not schema.LOG]
    unguarded(filled, *(f'UPDATE "{table}" SET "{changed.get(table, "by")}" = \'diubah\'' for table in tables))  # noqa: S608

    found = verify(name_of(filled))

    named = [str(one.params["table"]) for one in found.problems if one.code == "verify.row"]
    assert {table: named.count(table) for table in tables} == {table: found.rows[table] for table in tables}
    assert 0 not in found.rows.values()


def test_a_changed_answer_says_whose_it_is(filled: Store) -> None:
    unguarded(filled, "UPDATE answer SET choice = 'tidak' WHERE interview = 'W-R02' AND item = 'putusan'")

    [problem] = list(verify(name_of(filled)).problems)

    assert problem.code == "verify.row"
    assert problem.params["table"] == "answer"
    assert problem.params["about"] == "W-R02, R02, putusan"


def test_a_deleted_row_shows_in_the_counts(filled: Store) -> None:
    unguarded(filled, "DELETE FROM answer WHERE interview = 'W-R01' AND item = 'cerita'")

    [problem] = list(verify(name_of(filled)).problems)

    assert problem.code == "verify.counts"
    assert problem.params == {"table": "answer", "logged": 24, "present": 19, "erased": 4}


def test_a_row_put_in_by_hand_shows_in_the_counts_and_its_digest(filled: Store) -> None:
    unguarded(
        filled,
        'INSERT INTO broadcast (id, on_day, topic, recorded_at, "by", digest) '
        "VALUES ('x', '2026-01-01', 't', 'n', 'n', 'd')",
    )

    assert codes(verify(name_of(filled)).problems) == ["verify.counts", "verify.row"]


def test_a_definition_whose_text_was_changed_is_named(filled: Store) -> None:
    unguarded(filled, "UPDATE definition SET text = 'id: lain' WHERE file = 'study.yaml'")

    found = {one.code: one.params for one in verify(name_of(filled)).problems}

    assert found["verify.definition"]["file"] == "study.yaml"


def test_a_reference_to_nothing_is_named_with_the_row_that_has_it(filled: Store) -> None:
    unguarded(filled, "DELETE FROM participant WHERE id = 'R03'")

    found = verify(name_of(filled)).problems

    assert {"verify.counts", "verify.reference"} == set(codes(found))
    assert {one.params["other"] for one in found if one.code == "verify.reference"} == {"participant"}


def test_a_changed_entry_of_the_log_is_named(filled: Store) -> None:
    unguarded(filled, "UPDATE log SET \"by\" = 'lain' WHERE seq = 3")

    [problem] = list(verify(name_of(filled)).problems)

    assert (problem.code, problem.params["seq"]) == ("verify.log_row", "3")


def test_an_entry_taken_out_of_the_log_leaves_a_hole(filled: Store) -> None:
    unguarded(filled, "DELETE FROM log WHERE seq = 3")

    assert codes(verify(name_of(filled)).problems) == ["verify.counts", "verify.log_hole"]


def test_a_log_that_lost_its_end_lacks_what_this_computer_wrote(filled: Store) -> None:
    unguarded(filled, "DELETE FROM log WHERE seq = 6")

    found = {one.code: one.params for one in verify(name_of(filled)).problems}

    assert found["verify.log_head"]["seq"] == "6"


def test_a_log_whose_entry_was_made_anew_breaks_the_chain(filled: Store) -> None:
    from engage_eval.store.digests import log_hash

    with filled.reading() as connection:
        row = dict(connection.execute(schema.LOG.select().where(schema.LOG.c.seq == 2)).one()._mapping)
    row["by"] = "lain"
    unguarded(filled, f"UPDATE log SET \"by\" = 'lain', hash = '{log_hash(row)}' WHERE seq = 2")  # noqa: S608 - a test's own values

    [problem] = list(verify(name_of(filled)).problems)

    assert (problem.code, problem.params["seq"]) == ("verify.log_chain", "3")


def test_content_of_an_erased_person_that_came_back_is_named(filled: Store) -> None:
    unguarded(filled, "UPDATE attribute SET participant = 'R06' WHERE participant = 'R05'")

    found = [one for one in verify(name_of(filled)).problems if one.code == "verify.erased_row"]

    assert {one.params["about"] for one in found} == {"R06"}


def test_a_row_that_was_erased_and_is_there_all_the_same_is_named(filled: Store) -> None:
    with filled.reading() as connection:
        gone = connection.execute(schema.TOMBSTONE.select().where(schema.TOMBSTONE.c.table_name == "attribute")).first()
    assert gone is not None
    unguarded(filled, f"UPDATE attribute SET id = '{gone.row}' WHERE participant = 'R05' AND key = 'sex'")  # noqa: S608 - a test's own values

    assert "verify.tombstone" in codes(verify(name_of(filled)).problems)


def test_two_erasures_add_up(filled: Store) -> None:
    erase(filled, "R02")
    erase(filled, "R04")

    assert verify(name_of(filled)).problems == ()


def test_a_guard_that_was_dropped_is_missing(filled: Store) -> None:
    on = "" if filled.target.path is not None else " ON answer"
    engine = connect.engine(filled.target, write=True)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"DROP TRIGGER answer_update{on}")
        connection.exec_driver_sql("CREATE TABLE lain (a INTEGER)")
    engine.dispose()

    found = verify(name_of(filled)).problems

    assert {(one.code, one.params["what"]) for one in found} >= {
        ("verify.schema_missing", "answer_update"),
        ("verify.schema_foreign", "lain"),
    }


def test_what_this_computer_wrote_last_is_looked_for_by_where_the_file_is(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "salinan.engage"
    shutil.copyfile(file, copy)

    assert verify(str(copy)).problems == ()
    with open_study(str(file), write=True) as store, store.writing("test") as writer:
        writer.note()
    shutil.copyfile(copy, file)
    assert codes(verify(str(file)).problems) == ["verify.log_head"]


def test_a_copy_that_went_on_is_a_chain_of_its_own(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "salinan.engage"
    shutil.copyfile(file, copy)
    with open_study(str(copy), write=True) as store, store.writing("test") as writer:
        writer.note()

    found = verify(str(copy))

    assert (found.problems, found.copies) == ((), 2)


def test_a_bit_that_flips_is_found_wherever_content_changed(file: Path, tmp_path: Path) -> None:
    data, good = file.read_bytes(), _dump(file)
    flipped = tmp_path / "rusak.engage"
    chance = random.Random(20260302)  # noqa: S311 - places for the flips
    known = replica.known("studi-uji", str(file.resolve()))
    assert known is not None
    replica.remember("studi-uji", str(flipped.resolve()), known)
    changed = 0
    for _ in range(80):
        broken = bytearray(data)
        broken[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        flipped.write_bytes(broken)
        differs = _dump(flipped) != good
        changed += differs
        try:
            found = bool(verify(str(flipped)).problems)
        except StoreError:
            found = True
        assert found or not differs
        assert flipped.read_bytes() == bytes(broken)
    assert changed > 5


def _dump(path: Path) -> object:
    """Return every row of a file, as bytes; what happens where it can't be read."""
    try:
        connection = connect.open_sqlite(path, "ro")
        connection.text_factory = bytes
        names = {t.name: ", ".join(f'"{c.name}"' for c in t.columns) for t in schema.METADATA.sorted_tables}
        try:
            return {
                table: sorted(map(repr, connection.execute(f'SELECT {columns} FROM "{table}" NOT INDEXED')))  # noqa: S608
                for table, columns in names.items()
            }
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return type(error)


def test_bytes_that_are_no_text_any_more_are_named_with_their_row(file: Path) -> None:
    data = file.read_bytes()
    at = data.index("Siarannya jelas – kali ke-3".encode()) + len("Siarannya jelas ") + 1
    file.write_bytes(data[:at] + b"\xff" + data[at + 1 :])

    problems = verify(str(file)).problems

    assert ("verify.row", "W-R04, R04, cerita") in {(one.code, one.params.get("about")) for one in problems}


def test_rows_of_a_page_that_is_lost_are_named_one_by_one(file: Path) -> None:
    data = bytearray(file.read_bytes())
    page = data.index("Siarannya jelas – kali ke-3".encode()) // 4096
    data[page * 4096] = 0  # a page of no kind
    file.write_bytes(data)

    found = verify(str(file)).problems

    lost = [one.params["row"] for one in found if one.code == "verify.unreadable"]
    assert len(lost) > 1
    assert {"verify.pages", "verify.table", "verify.counts"} <= set(codes(found))


def test_an_index_that_differs_from_its_table_is_named(file: Path) -> None:
    data = file.read_bytes()
    connection = sqlite3.connect(file)
    root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_detail_participant'").fetchone()[0]
    connection.close()
    page = (root - 1) * 4096
    at = data.index(b"R01", page, page + 4096)
    file.write_bytes(data[: at + 2] + b"2" + data[at + 3 :])

    found = {one.code: one.params for one in verify(str(file)).problems}

    assert found["verify.index"] == {"table": "detail", "index": "ix_detail_participant", "n": 2}


def test_a_transaction_that_was_cut_off_is_undone_in_a_copy_only(file: Path) -> None:
    """The journal of a writer that died is left as it is, and what is verified is the state before it."""
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size=1')\n"
        "c.execute('BEGIN IMMEDIATE')\n"
        "for n in range(400):\n"
        "    c.execute(\"INSERT INTO staff VALUES (?, 'x', 'x', ?)\", (f's{n}', 'd' * 200))\n"
        "os._exit(9)\n"
    )
    import subprocess
    import sys

    subprocess.run([sys.executable, "-c", script, str(file)], check=False)  # noqa: S603 - our own program
    journal = file.with_name(f"{file.name}-journal")
    before = (file.read_bytes(), journal.read_bytes())

    found = verify(str(file))

    assert (found.problems, found.unfinished, found.rows["staff"]) == ((), True, 1)
    assert (file.read_bytes(), journal.read_bytes()) == before


def test_a_file_in_wal_mode_is_named_and_not_touched(file: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    before = sorted(one.name for one in tmp_path.iterdir()), file.read_bytes()

    assert codes(verify(str(file)).problems) == ["verify.wal"]
    assert (sorted(one.name for one in tmp_path.iterdir()), file.read_bytes()) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "store.empty"), (b"Bukan basis data" * 99, "store.foreign")],
)
def test_what_is_no_study_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "lain.engage"
    path.write_bytes(content)

    with pytest.raises(StoreError) as caught:
        verify(str(path))
    assert caught.value.problem.code == code


def test_every_finding_has_a_sentence_in_both_languages(file: Path) -> None:
    from engage_eval.core.messages import messages

    data = file.read_bytes()
    file.write_bytes(data[:70] + b"\1" + data[71:])
    file.write_bytes(data.replace(b"tenang", b"tegang"))

    for problem in verify(str(file)).problems:
        for language in ("id", "en"):
            sentence, hint = messages(language).problem(problem)
            assert "{" not in sentence + hint
            assert sentence
            assert hint
