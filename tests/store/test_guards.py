"""What the study itself refuses, whatever program writes to it: on both engines, for every table."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from engage_eval.core.errors import StoreError
from engage_eval.model.coding import Erasure
from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Answer, Interview, InterviewEvent, SupersededAnswer
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.panel import PanelRating
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.model.study import SettingChange
from engage_eval.store import connect, schema
from engage_eval.store.schema import CONTENT, METADATA
from engage_eval.store.study_file import Store
from engage_eval.store.write import Stamp, Writer

AT = Moment.of(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
TABLES = [table.name for table in METADATA.sorted_tables]


def a_row_in_every_table(writer: Writer) -> None:
    """Add at least one row to every table."""
    writer.define(DefinitionText(kind="note", file="README.md", text="isi"))
    writer.add("staff", [Staff(key="rina", roles=("lead",))])
    writer.add(
        "participants", [Participant(id="RS-1", site="RS", facility="Puskesmas A"), Participant(id="RS-2", site="RS")]
    )
    writer.add("attributes", [Attribute(participant="RS-1", key="umur", value="41")])
    writer.add("recruitment", [RecruitmentEvent(participant="RS-1", event="declined", on=AT, reason="other: sibuk")])
    writer.add("consent", [ConsentEvent(participant="RS-1", event="given", at=AT, evidence="map 3")])
    interview = Interview(
        id="W-1", participant="RS-1", instrument="a", version="v1", mode="face", started_at=AT, end=""
    )
    writer.add("interviews", [interview])
    writer.add("interview_events", [InterviewEvent(interview="W-1", event="paused", at=AT)])
    writer.answers(
        [Answer("W-1", "jelas", choice="4")],
        earlier=[SupersededAnswer(interview="W-1", item="jelas", value="3", at=AT, reason="typo")],
    )
    writer.add("outcomes", [Outcome(facility="P", period="2026-01", measure="visits", count=3, kind="observed")])
    writer.add("broadcasts", [Broadcast(on=date(2026, 1, 2), topic="Jadwal")])
    writer.add("panel", [PanelRating(expert="ahli-1", item="jelas", rating=4)])
    writer.add("settings", [SettingChange(at=AT, setting="rule.k", before="3", after="4")])
    writer.add("erasures", [Erasure(participant="RS-2", scope="person", at=AT, by="rina")])
    values = {"table_name": "answer", "row": "id-of-old", "digest": "0" * 64}
    writer.connection.execute(schema.TOMBSTONE.insert(), [values])


@pytest.fixture
def full(store: Store) -> Store:
    with store.writing("fill", by="rina") as writer:
        a_row_in_every_table(writer)
    return store


@pytest.fixture
def behind_its_back(full: Store) -> Iterator[Callable[[str], None]]:
    """Return what sends SQL to the study without the program's own writer; one transaction each."""
    engine = connect.engine(full.target, write=True)

    def send(statement: str) -> None:
        with engine.connect() as connection, connection.begin():
            connection.execute(text(statement))

    yield send
    engine.dispose()


def count(connection: Connection, table: str) -> int:
    found: int = connection.execute(select(func.count()).select_from(METADATA.tables[table])).scalar_one()
    return found


def test_every_table_has_a_row_to_try_the_guards_on(full: Store) -> None:
    with full.reading() as connection:
        assert [table for table in TABLES if not count(connection, table)] == []


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_any_table_is_changed(behind_its_back: Callable[[str], None], table: str) -> None:
    column = next(iter(METADATA.tables[table].columns)).name
    with pytest.raises(DBAPIError, match="append-only"):
        behind_its_back(f'UPDATE "{table}" SET "{column}" = "{column}"')  # noqa: S608 - our own names


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_deleted_without_an_erasure_of_its_person(
    full: Store, behind_its_back: Callable[[str], None], table: str
) -> None:
    with full.reading() as connection:
        before = count(connection, table)
    with pytest.raises(DBAPIError, match="append-only"):
        behind_its_back(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
    with full.reading() as connection:
        assert count(connection, table) == before


def test_an_erasure_of_one_person_opens_nobody_elses_rows(full: Store, behind_its_back: Callable[[str], None]) -> None:
    with full.writing("consent withdraw", by="rina") as writer:
        writer.add("erasures", [Erasure(participant="RS-1", scope="transcript", at=AT, by="rina")])
    with pytest.raises(DBAPIError, match="append-only"):
        behind_its_back("DELETE FROM attribute")


@pytest.mark.parametrize("table", [table.name for table in CONTENT])
def test_content_of_an_erased_person_can_be_deleted(
    full: Store, behind_its_back: Callable[[str], None], table: str
) -> None:
    with full.writing("consent withdraw", by="rina") as writer:
        writer.add("erasures", [Erasure(participant="RS-1", scope="person", at=AT, by="rina")])
    for one in CONTENT[: [found.name for found in CONTENT].index(table) + 1]:
        behind_its_back(f'DELETE FROM "{one.name}"')  # noqa: S608 - our own names
    with full.reading() as connection:
        assert count(connection, table) == 0


def test_a_transaction_after_an_erasure_adds_no_content_of_that_person(full: Store) -> None:
    with full.writing("consent withdraw", by="rina") as writer:
        writer.add("erasures", [Erasure(participant="RS-1", scope="person", at=AT, by="rina")])
    with pytest.raises(StoreError) as caught, full.writing("answers correct", by="rina") as writer:
        writer.add("attributes", [Attribute(participant="RS-1", key="umur", value="42")])
    assert caught.value.problem.code == "store.erased_person"
    with pytest.raises(StoreError), full.writing("answers correct", by="rina") as writer:
        writer.answers([Answer("W-1", "jelas", choice="5")], stamp=Stamp(at=AT, by="rina", reason="salah"))


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_not_put_in_the_place_of_another(
    behind_its_back: Callable[[str], None], table: str, engine_name: str
) -> None:
    # On SQLite INSERT OR REPLACE deletes the row that is in the way; PostgreSQL's ON CONFLICT updates it.
    names = ", ".join(f'"{column.name}"' for column in METADATA.tables[table].columns)
    keys = ", ".join(f'"{column.name}"' for column in METADATA.tables[table].primary_key)
    first = next(iter(METADATA.tables[table].columns)).name
    statement = (
        f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {names} FROM "{table}"'  # noqa: S608 - our own names
        if engine_name == "sqlite"
        else f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{table}" '  # noqa: S608 - our own names
        f'ON CONFLICT ({keys}) DO UPDATE SET "{first}" = EXCLUDED."{first}"'
    )
    with pytest.raises(DBAPIError, match="append-only"):
        behind_its_back(statement)


@pytest.mark.parametrize("table", TABLES)
def test_no_table_is_emptied_at_once(behind_its_back: Callable[[str], None], table: str, engine_name: str) -> None:
    # SQLite has no TRUNCATE; a DELETE without WHERE, which it would do by dropping pages, must not go past the guard.
    statement = f'DELETE FROM "{table}" WHERE 1' if engine_name == "sqlite" else f'TRUNCATE "{table}" CASCADE'  # noqa: S608
    with pytest.raises(DBAPIError, match="append-only"):
        behind_its_back(statement)


def test_a_row_that_refers_to_nobody_is_refused(behind_its_back: Callable[[str], None]) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        behind_its_back(
            "INSERT INTO attribute VALUES ('x', 'RS-9', 'umur', '1', NULL, '2026-03-02T00:00:00+00:00', 'rina', '0')"
        )


def test_an_answer_with_two_values_is_refused(full: Store) -> None:
    row: dict[str, Any] = {"interview": "W-1", "participant": "RS-1", "item": "x", "position": 0, "seq": 0}
    with pytest.raises(DBAPIError, match=r"(?i)check"), full.writing("add", by="rina") as writer:
        writer.insert(schema.ANSWER, [{**row, "choice": "4", "number": 4.0}])


def test_a_reader_can_not_write(full: Store) -> None:
    with pytest.raises(StoreError), full.reading() as connection:
        connection.execute(text("INSERT INTO staff VALUES ('x', '2026', 'rina', '0')"))
