"""A study is written to one verb at a time, and reads back as it was."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.write import Stamp, Writer

MORNING = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))


def interview(key: str, person: str, end: str = "complete", notes: str = "") -> Interview:
    return Interview(
        id=key,
        participant=person,
        instrument="wa-blast",
        version="v1",
        mode="face",
        started_at=MORNING,
        end=end,
        field_notes=notes,
    )


def add_person(writer: Writer, person: str = "R01") -> None:
    writer.add("participants", [Participant(id=person, site="RSX", role="bidan", added_on=date(2026, 3, 1))])


def test_rows_read_back_as_they_were_recorded(store: Store) -> None:
    consent = ConsentEvent(
        participant="R01", event="given", at=MORNING, mode="ink", take_part=True, recording=False, evidence="map 3"
    )
    seed = RecruitmentEvent(participant="R01", event="nominated", on=Moment(date(2026, 3, 1)), recruiter="Seed")
    other = RecruitmentEvent(participant="R01", event="declined", on=MORNING, reason="other: pindah tugas")
    with store.writing("test", by="lead") as writer:
        writer.add("staff", [Staff(key="lead", roles=("lead", "keeper"), employed_by_hospital=False)])
        add_person(writer)
        writer.add("attributes", [Attribute(participant="R01", key="sex", value="f")])
        writer.add("recruitment", [seed, other])
        writer.add("consent", [consent])
        writer.add("interviews", [interview("W01", "R01", notes="tenang, ruang sendiri")])
    found = store.read().tables
    assert found["participants"] == [Participant(id="R01", site="RSX", role="bidan", added_on=date(2026, 3, 1))]
    assert found["attributes"] == [Attribute(participant="R01", key="sex", value="f")]
    assert sorted(found["recruitment"], key=lambda one: one.event) == [other, seed]
    assert found["consent"] == [consent]
    assert found["interviews"] == [interview("W01", "R01", notes="tenang, ruang sendiri")]
    assert found["staff"] == [Staff(key="lead", roles=("lead", "keeper"), employed_by_hospital=False)]


def test_a_verb_is_one_row_of_the_log_with_its_counts(store: Store) -> None:
    with store.writing("recruit add", by="lead", subjects=["R01"]) as writer:
        add_person(writer)
    with store.writing("nothing", by="lead"):
        pass
    (row,) = store.log()
    assert (row.verb, row.by, row.subjects, row.seq) == ("recruit add", "lead", ("R01",), 1)
    assert dict(row.counts) == {"participant": 1, "attribute": 1}


def test_an_error_undoes_the_whole_verb(store: Store) -> None:
    def fail() -> None:
        with store.writing("test") as writer:
            add_person(writer)
            raise UsageError("command.empty_study")

    with pytest.raises(UsageError):
        fail()
    assert store.read().tables["participants"] == []
    assert store.log() == ()


def test_a_corrected_answer_keeps_the_earlier_one_with_who_and_why(store: Store) -> None:
    with store.writing("test") as writer:
        add_person(writer)
        writer.add("interviews", [interview("W01", "R01")])
        writer.answers([Answer("W01", "alasan", 0, "a"), Answer("W01", "alasan", 1, "b"), Answer("W01", "n", number=2)])
    stamp = Stamp(at=MORNING, by="lead", reason="salah dengar")
    with store.writing("answers correct") as writer:
        writer.answers([Answer("W01", "alasan", 0, "c")], stamp=stamp)
        writer.take_back([("W01", "n")], stamp)
    found = store.read()
    assert [one[:4] for one in found.answers] == [("W01", "alasan", 0, "c")]
    earlier = sorted((one.item, one.value, one.by, one.reason, one.at) for one in found.tables["superseded"])
    assert earlier == [("alasan", "a|b", "lead", "salah dengar", MORNING), ("n", "2", "lead", "salah dengar", MORNING)]


def test_history_that_came_from_a_folder_reads_back_the_same(store: Store) -> None:
    with store.writing("test") as writer:
        add_person(writer)
        writer.add("interviews", [interview("W01", "R01")])
        writer.answers([Answer("W01", "q", 0, "a")])
        writer.answers([Answer("W01", "q", 0, "b")], stamp=Stamp(at=MORNING, by="x", reason="r1"))
        writer.take_back([("W01", "q")], Stamp(at=MORNING, by="x", reason="r2"))
    history = store.read().tables["superseded"]
    assert len(history) == 2
    with store.writing("test") as writer:
        writer.add("interviews", [interview("W02", "R01")])
        moved = [
            type(one)(interview="W02", item=one.item, value=one.value, at=one.at, by=one.by, reason=one.reason)
            for one in history
        ]
        writer.answers([], earlier=moved)
    again = [one for one in store.read().tables["superseded"] if one.interview == "W02"]
    assert sorted(again, key=lambda one: one.reason) == sorted(moved, key=lambda one: one.reason)
    assert store.read().answers == []


def test_an_interview_that_goes_on_reads_as_partial_and_is_named(store: Store) -> None:
    with store.writing("interview start") as writer:
        add_person(writer)
        writer.add("interviews", [interview("W01", "R01", end="")])
    found = store.read()
    assert found.tables["interviews"] == [interview("W01", "R01", end="partial")]
    assert found.going_on == ("W01",)
    with store.writing("interview finish") as writer:
        writer.add("interviews", [interview("W01", "R01")])
    assert store.read().tables["interviews"] == [interview("W01", "R01")]
    assert store.read().going_on == ()


def test_two_answers_with_one_seq_are_a_conflict_and_no_answer(store: Store) -> None:
    from engage_eval.store import schema

    with store.writing("test") as writer:
        add_person(writer)
        writer.add("interviews", [interview("W01", "R01")])
        writer.answers([Answer("W01", "q", 0, "a"), Answer("W01", "same", 0, "a")])
        base = {"interview": "W01", "participant": "R01", "position": 0, "seq": 0}
        nothing = dict.fromkeys(("number", "text", "missing", "at", "at_day", "by_staff", "reason"))
        writer.insert(schema.ANSWER, [{**base, **nothing, "item": "q", "choice": "b"}])
        writer.insert(schema.ANSWER, [{**base, **nothing, "item": "same", "choice": "a"}])
    found = store.read()
    assert found.conflicts == (("W01", "q"),)
    assert [one[:4] for one in found.answers] == [("W01", "same", 0, "a")]


def test_what_stands_there_is_never_overwritten(new_name: Callable[[], str]) -> None:
    name = new_name()
    create(name, study="a", title="A").close()
    with pytest.raises(UsageError) as told:
        create(name, study="a", title="A")
    assert told.value.problem.code == "store.exists"


def test_a_study_that_is_not_there_is_not_made_by_opening_it(new_name: Callable[[], str]) -> None:
    with pytest.raises(UsageError) as told:
        open_study(new_name())
    assert told.value.problem.code == "store.no_file"


def test_a_reader_can_not_write(tmp_path: Path) -> None:
    name = str(tmp_path / "a.engage")
    create(name, study="a", title="A").close()

    def write() -> None:
        with open_study(name).writing("test"):
            pass

    with pytest.raises(StoreError) as told:
        write()
    assert told.value.problem.code == "store.opened_to_read"


def test_a_second_writer_is_told_who_has_the_file(tmp_path: Path) -> None:
    import os

    name = str(tmp_path / "a.engage")
    with create(name, study="a", title="A"), pytest.raises(StoreError) as told:
        open_study(name, write=True)
    assert told.value.problem.code == "store.in_use"
    assert str(os.getpid()) in str(told.value.problem.params["who"])
    open_study(name, write=True).close()


def test_a_copied_file_begins_a_replica_that_names_its_parent(tmp_path: Path) -> None:
    import shutil

    first = tmp_path / "a.engage"
    with create(str(first), study="a", title="A") as store, store.writing("one") as writer:
        add_person(writer)
    second = tmp_path / "salinan.engage"
    shutil.copyfile(first, second)
    for path in (first, second):
        with open_study(str(path), write=True) as store, store.writing("two") as writer:
            add_person(writer, "R02")
    (parent,) = {row.replica for row in open_study(str(first)).log()}
    log = open_study(str(second)).log()
    assert [(row.replica == parent, row.seq) for row in log if row.verb == "one"] == [(True, 1)]
    assert [(row.replica == parent, row.seq) for row in log if row.verb == "two"] == [(False, 1)]


def test_an_older_copy_put_back_begins_a_new_replica(tmp_path: Path) -> None:
    path = tmp_path / "a.engage"
    create(str(path), study="a", title="A").close()
    for person in ("R01", "R02"):
        with open_study(str(path), write=True) as store, store.writing(person) as writer:
            add_person(writer, person)
        if person == "R01":
            older = path.read_bytes()
    path.write_bytes(older)
    with open_study(str(path), write=True) as store, store.writing("R03") as writer:
        add_person(writer, "R03")
    assert len({row.replica for row in open_study(str(path)).log()}) == 2
