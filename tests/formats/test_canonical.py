"""The canonical way of writing a study: what is written reads back equal, and is written the same again."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage_eval.core.content import find
from engage_eval.core.errors import UsageError
from engage_eval.formats import canonical, canonical_cells, cells, study_folder
from engage_eval.model.consent import gate
from engage_eval.model.interview import Answer
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import Column
from small_study import HOW_LONG, INFORMATIVE, INSTRUMENT_FILE, SINCE, WAYS, instrument, study_yaml, write_files

STUDY = study_yaml(dates="dmy")
INSTRUMENT = instrument(INFORMATIVE, WAYS, HOW_LONG, SINCE)
TRICKY = st.lists(
    st.sampled_from([*"=+-@'\t\r\n\",;|. ab1–", "\u00a0", "🙂", "’", "\r\n", "\u2028", ".skip", "#N/A"]), max_size=7
).map("".join)


def written(root: Path, files: Mapping[str, str], questions: str = INSTRUMENT) -> Path:
    """Write a study folder."""
    return write_files(root, {"study.yaml": STUDY, INSTRUMENT_FILE: questions, **files})


def record_of(folder: Path) -> StudyRecord:
    record, problems = study_folder.read(folder)
    assert record is not None
    assert [one for one in problems if one.code != "files.read_as"] == []
    return record


def contents(record: StudyRecord) -> dict[str, Any]:
    """Return a record's fields; rows count as a set of rows, since a table's order means nothing."""
    found = {one.name: getattr(record, one.name) for one in fields(record) if one.name != "lost"}
    return {name: sorted(map(repr_of, rows)) if isinstance(rows, tuple) else rows for name, rows in found.items()}


def repr_of(row: object) -> str:
    """Return a row's content without its place."""
    return repr([(one.name, getattr(row, one.name)) for one in fields(row) if one.compare])  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def csv_of(head: str, *rows: tuple[str, ...]) -> str:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\n".join([head, *lines]) + "\n"


def test_the_sample_reads_back_equal_with_the_same_digest(tmp_path: Path) -> None:
    source = find("sample_data", "rs-x-2023")
    before, _ = study_folder.read(source)
    assert before is not None

    canonical.write_folder(tmp_path / "satu", before, source)

    after = record_of(tmp_path / "satu")
    assert contents(after) == contents(before)
    assert gate(after).digest() == gate(before).digest()
    canonical.write_folder(tmp_path / "dua", after, tmp_path / "satu")
    assert tree(tmp_path / "dua") == tree(tmp_path / "satu")


def test_definitions_are_copied_byte_for_byte_and_nothing_else(tmp_path: Path) -> None:
    source = written(
        tmp_path / "asal",
        {
            "participants.csv": "id;site\r\nP1;RS\r\n",
            "catatan.txt": "Ibu Sari",
            "transcripts/a.txt": "Halo\r\n",
            "transcripts/.rahasia": "x",
            "README.md": "x",
            "kit.yaml": "kit: induk\n",
        },
    )

    canonical.write_folder(tmp_path / "baru", record_of(source), source)

    made = tree(tmp_path / "baru")
    assert made["study.yaml"] == (source / "study.yaml").read_bytes()
    assert made["transcripts/a.txt"] == b"Halo\r\n"
    assert made["participants.csv"] == b"id,site,facility,facility_kind,role,added_on\nP1,RS,,,,\n"
    assert {name for name in made if not name.endswith(".csv")} == {
        ".gitignore", "study.yaml", "kit.yaml", "instruments/mini-v1.yaml", "transcripts/a.txt"
    }  # fmt: skip


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    source = written(tmp_path / "asal", {})
    record = record_of(source)

    with pytest.raises(UsageError) as raised:
        canonical.write_folder(source, record, source)

    assert raised.value.problem.code == "command.folder_not_empty"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TRICKY, min_size=6, max_size=6))
def test_any_text_comes_back_as_it_was_read(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    root = tmp_path_factory.mktemp("teks")
    role, value, reason, why, topic, memo = texts
    source = written(
        root / "asal",
        {
            "participants.csv": csv_of("id,site,role", ("P1", "RS", role), ("P2", "RS", "")),
            "attributes.csv": csv_of("participant,key,value", ("P1", "umur", f"x{value}")),
            "recruitment.csv": csv_of("participant,event,on,reason", ("P1", "contacted", "2024-01-02", reason)),
            "interviews.csv": csv_of(
                "id,participant,instrument,version,mode,started_at,end,field_notes",
                ("W1", "P1", "mini", "v1", "face", "2024-01-03T10:00", "complete", why),
            ),
            "responses.csv": csv_of("interview,informatif,informatif_why", ("W1", "3", why)),
            "broadcasts.csv": csv_of("on,topic", ("2024-01-01", f"y{topic}")),
            "memos.csv": csv_of("id,target_kind,target,text", ("1", "participant", "P1", f"'={memo}")),
            "codings/k1.csv": csv_of(
                "id,transcript,start,stop,code,origin,quotation,at",
                ("1", "t", "0", "4", "a", "hand", f"'@{memo}", "2024-01-05"),
            ),
        },
    )
    before, _ = study_folder.read(source)
    assert before is not None

    canonical.write_folder(root / "satu", before, source)
    after, _ = study_folder.read(root / "satu")

    assert after is not None
    assert contents(after) == contents(before)
    assert canonical.csv_files(after) == canonical.csv_files(before)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=12) | TRICKY)
def test_a_text_that_no_reader_would_make_is_written_the_same_again(text: str) -> None:
    once = canonical_cells.protected(text)

    assert canonical_cells.protected(cells.text(once)) == once


@settings(max_examples=200, deadline=None)
@given(
    local=st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)),  # noqa: DTZ001 - made aware below
    minutes=st.integers(-23 * 60 - 59, 23 * 60 + 59),
    zone=st.sampled_from(sorted(ZONES)),
)
def test_a_moment_of_any_zone_keeps_its_day_and_its_instant(local: datetime, minutes: int, zone: str) -> None:
    moment = Moment.of((local - timedelta(minutes=minutes)).replace(tzinfo=UTC))
    moment = Moment(local.date(), moment.utc)

    text = canonical_cells.cell(moment, Column("at", "moment"), zone)

    assert cells.moment(text, cells.Reading(zone=zone)) == moment


def test_times_of_other_zones_and_midnight_come_back(tmp_path: Path) -> None:
    source = written(
        tmp_path / "asal",
        {
            "participants.csv": "id,site\nP1,RS\nP2,RS\n",
            "consent.csv": "participant,event,at,zone\nP1,declined,2024-01-02 00:00,\n"
            "P2,declined,2024-01-03 00:30,WIT\nP2,declined,2024-01-04,\nP1,declined,2024-01-05 23:00+11:00,\n",
            "recruitment.csv": "participant,event,on\nP1,contacted,2024-01-02 00:15 WIT\nP1,declined,2024-01-03\n",
        },
    )
    before = record_of(source)

    files = canonical.csv_files(before)
    canonical.write_folder(tmp_path / "satu", before, source)

    assert contents(record_of(tmp_path / "satu")) == contents(before)
    assert "P1,declined,2024-01-02T00:00,WIB," in files["consent.csv"]
    assert "P2,declined,2024-01-03T00:30,WIT," in files["consent.csv"]
    assert "P2,declined,2024-01-04,," in files["consent.csv"]
    assert "P1,contacted,2024-01-02T00:15+09:00," in files["recruitment.csv"]


@settings(max_examples=100, deadline=None)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_exactly(value: float) -> None:
    text = canonical.answer_cell([Answer("W1", "lama", number=value)])

    assert repr(cells.number(text, cells.Reading(decimal="."))) == repr(value + 0.0)


def test_choices_keep_their_order_and_missing_codes_are_bare() -> None:
    ticked = [Answer("W1", "jalur", 1, choice="grup"), Answer("W1", "jalur", 0, choice="siaran")]

    assert canonical.answer_cell(ticked) == "siaran|grup"
    assert canonical.answer_cell([Answer("W1", "jalur", missing="refused")]) == ".refused"
    assert canonical.answer_cell([]) == ""


def test_items_called_like_the_columns_of_the_long_table_stay_wide(tmp_path: Path) -> None:
    questions = INSTRUMENT.replace("lama:", "butir:").replace("sejak: {type: date", "nilai: {type: number")
    source = written(
        tmp_path / "asal",
        {
            "participants.csv": "id,site\nP1,RS\n",
            "interviews.csv": "id,participant,instrument,version,mode,started_at,end\n"
            "W1,P1,mini,v1,face,2024-01-03T10:00,complete\n",
            "responses.csv": "interview,item,value\nW1,butir,4\nW1,nilai,5\nW1,informatif,3\n",
        },
        questions,
    )
    before = record_of(source)

    canonical.write_folder(tmp_path / "satu", before, source)

    assert len(before.answers) == 3
    assert contents(record_of(tmp_path / "satu")) == contents(before)


def test_every_table_with_rows_is_written_and_codings_by_coder(tmp_path: Path) -> None:
    rows = {
        "staff": "key,roles\nk1,coder\nk2,coder|lead\n",
        "participants": "id,site\nP1,RS\n",
        "panel": "expert,item,rating\nA1,informatif,4\n",
        "superseded": "interview,item,value,at\nW1,lama,4,2024-02-01T10:00\n",
        "transcripts": "id,participant,file,sha256\nt1,P1,transcripts/a.txt,00ff\n",
        "turns": "transcript,start,stop,role\nt1,10,20,participant\nt1,9,10,interviewer\n",
        "rounds": "id,codebook_version,unit,blind,coders\n1,v1,turn,ya,k1|k2\n",
        "round_events": "round,event,at\n1,opened,2024-02-01\n",
        "codings/k1": "id,transcript,start,stop,code,origin,quotation,at\n1,t1,9,10,a,hand,ya,2024-02-01\n",
        "codings/k2": "id,transcript,start,stop,code,origin,quotation,at\n1,t1,9,10,a,hand,ya,2024-02-02\n",
        "adjudications": "id,round,codings,decision,reason\n1,1,1,keep,jelas\n",
        "memos": "id,target_kind,target,text\n1,participant,P1,halo\n",
        "erasures": "participant,scope,at,by\nP1,person,2024-03-01,k1\n",
        "interviews": "id,participant,instrument,version,mode,started_at,end\n"
        "W1,P1,mini,v1,face,2024-01-03T10:00,complete\n",
        "interview_events": "interview,event,at\nW1,paused,2024-01-03T10:10\n",
    }
    source = written(tmp_path / "asal", {f"{name}.csv": text for name, text in rows.items()})
    before, _ = study_folder.read(source)
    assert before is not None

    canonical.write_folder(tmp_path / "satu", before, source)
    after, _ = study_folder.read(tmp_path / "satu")

    assert after is not None
    assert contents(after) == contents(before)
    assert all((tmp_path / f"satu/{name}.csv").is_file() for name in rows)
    assert all(getattr(after, name.partition("/")[0]) for name in rows)
    assert (tmp_path / "satu/turns.csv").read_text().splitlines()[1].startswith("t1,9,")
