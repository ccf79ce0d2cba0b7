"""An older study file is brought up to date whole or not at all; a newer one is refused; Alembic comes in only then."""

import json
import os
import runpy
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engage_eval.core.errors import StoreError
from engage_eval.formats import bundle
from engage_eval.model.consent import gate
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent
from engage_eval.store import connect, migrations, restore, schema
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.target import Target, parse
from engage_eval.store.verify import verify
from engage_eval.store.verify_file import objects

HERE = Path(__file__).parent
FIXTURE = HERE / "fixtures" / "studi-0001.engage"
DIGEST = "be0417c98c4ffe5eba04a6176a298eb027e45c014e18ae1e7318dfc5f557d0ab"
# A revision that there isn't (yet): a new table, and a column with the digests that it makes anew.
LATER = '''
"""Revision 0002, made up by a test."""

import os
import sys

from alembic import op

from engage_eval.store.digests import values_digest

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("CREATE TABLE later (id TEXT NOT NULL, PRIMARY KEY (id))")
    connection = op.get_bind()
    rows = connection.exec_driver_sql("SELECT * FROM broadcast").all()
    if os.environ.get("DIE_IN") == "migration":
        os._exit(9)
    if os.environ.get("FAIL_IN") == "migration":
        connection.exec_driver_sql("INSERT INTO later VALUES (NULL)")
    for name in ("update", "delete"):
        op.execute(f"DROP TRIGGER broadcast_{name}" + ("" if connection.dialect.name == "sqlite" else " ON broadcast"))
    op.execute("ALTER TABLE broadcast ADD COLUMN note TEXT")
    for row in rows:
        values = (*[one for name, one in row._mapping.items() if name != "digest"], None)
        sql = f"UPDATE broadcast SET digest = '{values_digest('broadcast', values)}' WHERE id = '{row.id}'"
        connection.exec_driver_sql(sql)
'''


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a copy of the file that revision 0001 wrote."""
    return Path(shutil.copyfile(FIXTURE, tmp_path / "studi lama.engage"))


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the program know a revision 0002."""
    folder = tmp_path / "revisi"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r0002.py").write_text(LATER, encoding="utf-8")
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(schema, "REVISION", "0002")
    return folder


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [
            one for (one,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}  # noqa: S608


def digest_of(path: Path) -> str:
    with open_study(str(path)) as store:
        found = store.read()
    record, _ = bundle.assemble(found.definitions, found.rows)
    assert record is not None
    return gate(record).digest()


def test_the_file_that_revision_0001_wrote_opens_reads_and_verifies(old: Path) -> None:
    before = old.read_bytes()
    found = verify(str(old))

    assert (found.problems, found.revision, found.copies) == ((), "0001", 1)
    assert digest_of(old) == DIGEST
    with open_study(str(old)) as store:
        contents = store.read()
    assert [one.reason for one in contents.tables["superseded"]] == ["salah ketik"]
    assert len(contents.tables["erasures"]) == 1
    assert old.read_bytes() == before


def test_the_kept_file_holds_what_its_script_writes(tmp_path: Path) -> None:
    if schema.REVISION != "0001":
        return  # the script's program is newer than the file by now
    again = tmp_path / "lagi.engage"
    runpy.run_path(str(HERE / "make_fixture.py"))["make"](again)

    found, kept = rows(again), rows(FIXTURE)
    assert {name: len(of) for name, of in found.items()} == {name: len(of) for name, of in kept.items()}
    assert digest_of(again) == DIGEST


def _normal_sqlite(path: Path) -> Mapping[str, object]:
    with closing(sqlite3.connect(path)) as connection:
        return objects(connection)


def _normal_postgresql(connection: Any) -> Mapping[str, list[Any]]:  # noqa: ANN401 - SQLAlchemy's connection
    queries = {
        "columns": "SELECT table_name, column_name, ordinal_position, data_type, is_nullable "
        "FROM information_schema.columns WHERE table_schema = current_schema()",
        "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(c.oid) FROM pg_constraint c "
        "JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = current_schema()",
        "indexes": "SELECT tablename, indexname, regexp_replace(indexdef, current_schema(), '') FROM pg_indexes "
        "WHERE schemaname = current_schema()",
        "triggers": "SELECT tgname, replace(pg_get_triggerdef(t.oid), current_schema(), '') FROM pg_trigger t "
        "JOIN pg_class r ON r.oid = t.tgrelid JOIN pg_namespace n ON n.oid = r.relnamespace "
        "WHERE n.nspname = current_schema() AND NOT tgisinternal",
        "functions": "SELECT proname, prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = current_schema()",
    }
    return {name: sorted(map(tuple, connection.execute(text(query)))) for name, query in queries.items()}


def test_an_empty_study_brought_to_0001_has_the_tables_of_a_new_one(
    store: Store, new_name: Callable[[], str], tmp_path: Path
) -> None:
    if store.target.path is not None:
        target = Target(name="kosong", path=tmp_path / "kosong.engage")
        connect.open_sqlite(tmp_path / "kosong.engage", "rwc").close()
    else:
        target = parse(new_name())
        engine = connect.engine(store.target, write=True)
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f'CREATE SCHEMA "{target.schema}"')
        engine.dispose()
    engine = connect.engine(target, write=True)
    with engine.connect() as connection, connection.begin():
        migrations.run(connection, "0001")
        assert migrations.revision(connection) == "0001"
        migrated = None if target.path else _normal_postgresql(connection)
    engine.dispose()

    if store.target.path is not None:
        assert _normal_sqlite(tmp_path / "kosong.engage") == _normal_sqlite(store.target.path)
        return
    with store.reading() as connection:
        made = _normal_postgresql(connection)
    assert made == migrated
    assert len(made["triggers"]) > 50


@pytest.mark.usefixtures("later")
def test_an_older_file_is_brought_up_to_date_with_every_row_and_a_backup(old: Path) -> None:
    before, digest = rows(old), digest_of(Path(shutil.copyfile(FIXTURE, old.with_name("pembanding.engage"))))

    open_study(str(old)).close()

    (backup,) = (old.parent / "studi lama.backups").iterdir()
    assert rows(backup) == before
    after = rows(old)
    assert after.pop("later") == []
    assert after["alembic_version"] == [("0002",)]
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    for name in before.keys() - {"broadcast", "alembic_version"}:
        assert after[name] == before[name]
    assert [one[:-1] for one in after["broadcast"]] != []
    assert digest_of(old) == digest
    with open_study(str(old), write=True) as store, store.writing("test") as writer:
        writer.note()
    assert set(before["log"]) < set(rows(old)["log"])


@pytest.mark.usefixtures("later")
def test_a_reader_brings_an_older_file_up_to_date_too(old: Path) -> None:
    with open_study(str(old)) as store:
        assert len(store.read().tables["participants"]) > 10

    assert rows(old)["alembic_version"] == [("0002",)]


def test_a_backup_of_an_older_revision_is_restored_and_an_older_file_is_brought_up_to_date_before(
    old: Path, later: Path, clock: Callable[[], datetime], ids: Callable[[], str]
) -> None:
    smaller = LATER.partition("    connection = op.get_bind()")[0]  # the tables of this program hold no more
    (later / "versions" / "r0002.py").write_text(smaller, encoding="utf-8")
    backup = old.parent / "studi lama.backups" / "20260302T010000Z-work.engage"
    backup.parent.mkdir()
    shutil.copyfile(old, backup)
    with pytest.raises(StoreError) as refused:
        restore.outlook(str(old), backup.name)
    assert refused.value.problem.code == "backup.older_file"

    # What the hint says: any command that records brings it up to date.
    with open_study(str(old), write=True, clock=clock, ids=ids) as store, store.writing("consent withdraw") as writer:
        person = next(one.participant for one in store.read().tables["consent"] if one.event == "given")
        event = ConsentEvent(participant=person, event="withdrawn", at=Moment.of(clock()), withdrawal="stop")
        writer.add("consent", [event])
    assert restore.outlook(str(old), backup.name).is_older
    found = restore.restore(str(old), backup.name, clock=clock, ids=ids)
    assert (found.decided.people, found.decided.withdrawn) == ((person,), (person,))
    assert rows(old)["alembic_version"] == [("0002",)]
    with open_study(str(old)) as store:
        events = [one.withdrawal for one in store.read().tables["consent"] if one.participant == person]
    assert events.count("stop") == 1


@pytest.mark.usefixtures("later")
def test_verify_changes_no_older_file_and_says_how_to_bring_it_up_to_date(old: Path) -> None:
    before = old.read_bytes()

    with pytest.raises(StoreError) as caught:
        verify(str(old))
    assert caught.value.problem.code == "verify.older"
    assert old.read_bytes() == before


@pytest.mark.usefixtures("later")
def test_a_migration_that_fails_leaves_the_file_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIL_IN", "migration")
    before = old.read_bytes()

    with pytest.raises(Exception, match="NOT NULL"):
        open_study(str(old))
    assert old.read_bytes() == before
    assert [one.name for one in old.parent.glob(".*upgrade*")] == []


SCRIPT = """
import os, sys
from pathlib import Path
from engage_eval.store import migrations, schema
from engage_eval.store.study_file import open_study
migrations.FOLDER, schema.REVISION = Path(sys.argv[2]), "0002"
replace, when = Path.replace, os.environ["DIE_IN"]
def moved(path, to):
    if str(to).endswith("studi lama.engage"):
        if when == "before":
            os._exit(9)
        replace(path, to)
        if when == "after":
            os._exit(9)
    else:
        replace(path, to)
Path.replace = moved
open_study(sys.argv[1])
"""


@pytest.mark.parametrize(("moment", "is_new"), [("migration", False), ("before", False), ("after", True)])
def test_killed_in_mid_migration_the_file_is_the_old_one_or_the_new(
    old: Path, later: Path, moment: str, *, is_new: bool
) -> None:
    before = old.read_bytes()
    env = {**os.environ, "DIE_IN": moment, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    ended = subprocess.run([sys.executable, "-c", SCRIPT, str(old), str(later)], env=env, check=False)  # noqa: S603

    assert ended.returncode == 9
    assert (old.read_bytes() == before) is not is_new
    with open_study(str(old)) as store:
        assert len(store.read().tables["participants"]) > 10
    assert rows(old)["alembic_version"] == [("0002",)]
    assert [one.name for one in old.parent.glob(".*upgrade*")] == []


def test_a_newer_file_is_refused_and_not_changed(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version=2")
    before = old.read_bytes()

    for call in (lambda: open_study(str(old)), lambda: open_study(str(old), write=True), lambda: verify(str(old))):
        with pytest.raises(StoreError) as caught:
            call()
        assert caught.value.problem.code == "store.newer"
    assert old.read_bytes() == before


def test_a_file_whose_revision_was_damaged_is_not_migrated(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version=0")
    before = old.read_bytes()

    with pytest.raises(StoreError) as caught:
        open_study(str(old))
    assert caught.value.problem.code == "store.damaged"
    assert old.read_bytes() == before
    assert {one.code for one in verify(str(old)).problems} == {"verify.revision"}


def test_alembic_is_imported_only_when_a_migration_is_pending(old: Path, later: Path) -> None:
    script = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from engage_eval.store import study_file, schema, verify\n"
        "if len(sys.argv) > 2:\n"
        "    from engage_eval.store import migrations\n"
        "    migrations.FOLDER, schema.REVISION = Path(sys.argv[2]), '0002'\n"
        "study_file.open_study(sys.argv[1]).read()\n"
        "print(json.dumps('alembic' in sys.modules))\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}

    def run(*words: object) -> bool:
        call = [sys.executable, "-c", script, *map(str, words)]
        return bool(json.loads(subprocess.run(call, env=env, check=True, capture_output=True).stdout))  # noqa: S603

    assert run(old) is False
    assert run(old, later) is True
    assert run(old, later) is False


@pytest.fixture
def database(server: str, clock: Callable[[], datetime], ids: Callable[[], str], request: pytest.FixtureRequest) -> str:
    name = f"{server}{'&' if '?' in server else '?'}study=s_{abs(hash(request.node.name)) % 10**9}"
    create(name, study="studi-uji", title="Studi uji", clock=clock, ids=ids).close()
    return name


def test_a_database_is_brought_up_to_date_only_when_asked(database: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("later")
    from engage_eval.store.state import state, upgrade

    with pytest.raises(StoreError) as caught:
        open_study(database)
    assert caught.value.problem.code == "store.older_database"
    assert state(database).is_older
    assert upgrade(database) == ("0001", "0002")
    assert upgrade(database) == ("0002", "0002")
    with open_study(database) as store:
        assert store.read().tables["participants"] == []


def test_a_failing_migration_of_a_database_is_undone_whole(
    database: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("later")
    from engage_eval.store.state import upgrade

    monkeypatch.setenv("FAIL_IN", "migration")
    with pytest.raises(Exception, match="null value"):
        upgrade(database)
    monkeypatch.setattr(schema, "REVISION", "0001")
    assert verify(database).problems == ()


def test_a_newer_database_is_refused(database: str) -> None:
    engine = connect.engine(parse(database), write=True)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
    engine.dispose()

    with pytest.raises(StoreError) as caught:
        open_study(database)
    assert caught.value.problem.code == "store.newer"
