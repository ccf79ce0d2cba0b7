"""A study on a server is there whole, or it isn't: also where the program that makes it is killed."""

import signal
import subprocess
import sys
from collections.abc import Callable
from uuid import uuid4

import pytest

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.moment import Moment
from engage_eval.model.people import Participant
from engage_eval.store.erase import erase
from engage_eval.store.study_file import Store, create, open_study

KILLED_WHILE_FILLING = """
import os, signal, sys
from engage_eval.store.study_file import create

def fill(store):
    with store.writing("begin") as writer:
        writer.note()
    os.kill(os.getpid(), signal.SIGKILL)

create(sys.argv[1], study="studi-uji", title="", fill=fill)
"""


@pytest.fixture
def name(server: str) -> str:
    return f"{server}{'&' if '?' in server else '?'}study=s_{uuid4().hex[:12]}"


@pytest.fixture
def schemas(server: str) -> Callable[[str], set[str]]:
    """Return what names the schemas whose names hold that of a study."""

    def found(name: str) -> set[str]:
        import psycopg

        study = name.rpartition("=")[2]
        with psycopg.connect(server) as connection:
            rows = connection.execute("SELECT schema_name FROM information_schema.schemata").fetchall()
        return {one for (one,) in rows if study in one}

    return found


def fill(store: Store) -> None:
    with store.writing("begin") as writer:
        writer.add("participants", [Participant(id="R01", site="RS")])


def test_killed_while_it_is_filled_there_is_no_study_and_it_can_be_made(
    name: str, schemas: Callable[[str], set[str]]
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_WHILE_FILLING, name], check=False, timeout=60)  # noqa: S603 - our own lines
    assert done.returncode == -signal.SIGKILL
    with pytest.raises(UsageError) as caught:
        open_study(name)
    assert caught.value.problem.code == "store.no_file"

    with create(name, study="studi-uji", title="", fill=fill) as store:
        assert [one.id for one in store.read().tables["participants"]] == ["R01"]
    assert schemas(name) == {name.rpartition("=")[2]}


def test_what_fails_while_it_is_filled_leaves_nothing(name: str, schemas: Callable[[str], set[str]]) -> None:
    def fail(store: Store) -> None:
        fill(store)
        raise StoreError("store.damaged", name="x")

    with pytest.raises(StoreError):
        create(name, study="studi-uji", title="", fill=fail)
    assert schemas(name) == set()


def test_a_second_study_of_the_same_name_is_refused_and_the_first_stays(name: str) -> None:
    create(name, study="studi-uji", title="", fill=fill).close()
    with pytest.raises(UsageError) as caught:
        create(name, study="lain", title="", fill=fill)
    assert caught.value.problem.code == "store.exists"
    with open_study(name) as store:
        assert store.meta().study == "studi-uji"


def test_its_guards_and_functions_look_at_its_own_tables(name: str) -> None:
    """They were made while the schema had another name."""
    with create(name, study="studi-uji", title="", fill=fill) as store:
        erase(store, "R01", {}, at=Moment.of(store.clock()), by="")
        with pytest.raises(StoreError) as caught, store.writing("again") as writer:
            writer.add("participants", [Participant(id="R01", site="RS", facility="klinik")])
    assert caught.value.problem.code == "store.erased_person"


def test_a_study_of_another_login_is_told_and_not_fallen_over(name: str, server: str) -> None:
    import psycopg

    role = f"sari_{uuid4().hex[:6]}"
    create(name, study="studi-uji", title="", fill=fill).close()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(f"GRANT CREATE, CONNECT ON DATABASE postgres TO {role}")
    with pytest.raises(UsageError) as caught:
        create(name.replace("//postgres:", f"//{role}:"), study="studi-uji", title="", fill=fill)
    assert caught.value.problem.code == "store.exists"


def test_a_schema_without_its_revision_is_damaged(name: str, server: str) -> None:
    import psycopg

    create(name, study="studi-uji", title="", fill=fill).close()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"SET search_path TO {name.rpartition('=')[2]}")
        connection.execute("DELETE FROM alembic_version")
    with pytest.raises(StoreError) as caught:
        open_study(name)
    assert caught.value.problem.code == "store.damaged"
