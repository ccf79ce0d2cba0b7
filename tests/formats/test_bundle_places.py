"""What a study file holds reads as if it stood in the folder that export writes: rows, places, problems, digest."""

import random
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.content import find
from engage_eval.core.problem import Problem
from engage_eval.formats import bundle, study_folder
from engage_eval.model import rules
from engage_eval.model.consent import gate
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES
from small_study import HOW_LONG, INSTRUMENT_FILE, STORY, WAYS, instrument, study_yaml, write_files

STUDY = study_yaml(zone="WIB")
INSTRUMENT = instrument(WAYS, HOW_LONG, STORY)
TEXT = st.lists(
    st.sampled_from([*"=+-@'\t\r\n\",;|. ab1–", "\r\n", "\n\n", "🙂", "\u2028", "\x85", ".skip"]), max_size=7
).map("".join)
TABLES_WITH_ROWS = [name for name in TABLES if name not in bundle.LATER]


def csv_of(head: str, *rows: tuple[str, ...]) -> bytes:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return ("\n".join([head, *lines]) + "\n").encode()


def written(root: Path, files: dict[str, bytes]) -> Path:
    return write_files(root, {"study.yaml": STUDY, INSTRUMENT_FILE: INSTRUMENT, **files})


def bare(record: StudyRecord, seed: int) -> dict[str, Sequence[Any]]:
    """Return a record's rows as a store gives them: without places, in no order."""
    shuffle = random.Random(seed).shuffle  # noqa: S311 - the order of rows, no secret
    rows: dict[str, list[Any]] = {}
    for name in TABLES_WITH_ROWS:
        rows[name] = [without_place(one) for one in getattr(record, name)]
    rows["answers"] = [
        (one.interview, one.item, one.position, one.choice, one.number, one.text, one.missing) for one in record.answers
    ]
    for of_table in rows.values():
        shuffle(of_table)
    return rows


def without_place(row: Any) -> Any:  # noqa: ANN401 - a row of any table
    assert is_dataclass(row)
    return type(row)(**{one.name: getattr(row, one.name) for one in fields(row) if one.name != "place"})


def placed(record: StudyRecord) -> dict[str, list[str]]:
    """Return every row of a record with its place, which takes no part in comparing rows."""
    return {
        name: sorted(f"{one.place.file}:{one.place.line} {one!r}" for one in getattr(record, name))
        for name in (*TABLES_WITH_ROWS, "answers")
    }


def told(record: StudyRecord, problems: Sequence[Problem]) -> list[str]:
    return sorted(map(repr, (*problems, *rules.check(record))))


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_same_study(source: Path, root: Path, seed: int) -> StudyRecord:
    """Hold a folder against the study file made of it, and the folder of that."""
    before, _ = study_folder.read(source)
    assert before is not None
    definitions = bundle.folder_texts(source).definitions
    inside, problems = bundle.assemble(definitions, bare(before, seed))
    assert inside is not None
    bundle.write_bundle(root / "satu", inside, definitions)
    after, read_problems = study_folder.read(root / "satu")
    assert after is not None
    assert placed(after) == placed(inside)
    assert told(after, read_problems) == told(inside, problems)
    assert gate(after).digest() == gate(inside).digest() == gate(before).digest()
    again, _ = bundle.assemble(bundle.folder_texts(root / "satu").definitions, bare(after, seed + 1))
    assert again is not None
    bundle.write_bundle(root / "dua", again, bundle.folder_texts(root / "satu").definitions)
    assert tree(root / "dua") == tree(root / "satu")
    return after


def test_the_sample_study_is_the_same_study_at_the_same_places(tmp_path: Path) -> None:
    after = assert_same_study(find("sample_data", "rs-x-2023"), tmp_path, 1)
    assert len(after.answers) > 100
    assert {one.place.file for one in after.answers} == {"responses.csv"}


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXT, min_size=7, max_size=7), seed=st.integers(0, 1000))
def test_any_study_is_the_same_study_at_the_same_places(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], seed: int
) -> None:
    role, value, reason, notes, story, setting, earlier = texts
    interviews = "id,participant,instrument,version,mode,started_at,end,field_notes"
    files = {
        "staff.csv": csv_of("key,roles", ("k1", "lead|coder")),
        "participants.csv": csv_of("id,site,role", ("P1", "RS", role), ("P2", "RS", "bidan"), ("P10", "RS", role)),
        "attributes.csv": csv_of("participant,key,value", ("P2", "umur", f"x{value}"), ("P1", "umur", "3")),
        "recruitment.csv": csv_of(
            "participant,event,on,reason",
            ("P2", "contacted", "2024-01-02", reason),
            ("P1", "declined", "2024-01-02", ""),
        ),
        "interviews.csv": csv_of(
            interviews,
            ("W2", "P2", "mini", "v1", "face", "2024-01-03T10:00", "complete", notes),
            ("W1", "P1", "mini", "v1", "face", "2024-01-04T10:00", "partial", ""),
        ),
        "responses.csv": csv_of(
            "interview,jalur,lama,cerita", ("W2", "siaran|grup", "2.5", story), ("W1", "lain", ".skip", f"z{story}")
        ),
        "superseded.csv": csv_of(
            "interview,item,value,at,by,reason", ("W1", "cerita", f"x{earlier}", "2024-02-01T10:00", "k1", reason)
        ),
        "settings.csv": csv_of(
            "at,by,setting,before,after,interviews",
            ("2024-02-02T10:00", "k1", "rule.cut", f"x{setting}", "4", "2"),
            ("2024-02-01T10:00", "k1", "rule.k", "2", "3", "1"),
        ),
    }
    root = tmp_path_factory.mktemp("studi")
    after = assert_same_study(written(root / "asal", files), root, seed)
    assert [len(after.settings), len(after.superseded), len(after.interviews)] == [2, 1, 2]


def test_a_row_after_a_cell_of_several_lines_stands_where_an_editor_shows_it(tmp_path: Path) -> None:
    files = {
        "participants.csv": csv_of("id,site,role", ("P1", "RS", "satu\ndua\ntiga"), ("P2", "RS", "bidan")),
    }
    record, _ = study_folder.read(written(tmp_path / "asal", files))
    assert record is not None
    inside, _ = bundle.assemble(bundle.folder_texts(tmp_path / "asal").definitions, bare(record, 0))
    assert inside is not None
    assert [(one.id, one.place.line) for one in inside.participants] == [("P1", 2), ("P2", 5)]


def test_files_that_define_nothing_stay_in_the_folder(tmp_path: Path) -> None:
    strays = (
        "codebooks/f.txt",
        "consent/catatan.md",
        "consent/d.yaml",
        "consent/readme.md",
        "consent/tanda tangan.pdf",
        "instruments/README.yaml",
        "instruments/a.csv",
        "instruments/lama/b.yaml",
        "transcripts/g.csv",
    )
    source = written(tmp_path / "asal", dict.fromkeys(strays, b"Ibu Kenanga: \xff\n"))
    (source / "consent" / "catatan.md").write_text("Ibu Kenanga ragu.\n", encoding="utf-8")
    assert_same_study(source, tmp_path, 1)

    assert bundle.folder_texts(source).left == strays
    assert not any(b"Kenanga" in data for data in tree(tmp_path / "satu").values())


@pytest.mark.parametrize("other", ["Study.yaml", "STUDY.YAML", "study.YAML"])
def test_of_two_that_differ_in_capitals_study_yaml_is_the_study(tmp_path: Path, other: str) -> None:
    """A file system that takes both for one can't hold the two, and has nothing to be tested."""
    source = written(tmp_path / "asal", {})
    (source / other).write_text(STUDY.replace("site: RS", "site: LAIN"), encoding="utf-8")
    if (source / "study.yaml").read_text(encoding="utf-8") != STUDY:
        return

    after = assert_same_study(source, tmp_path, 1)

    _, problems = study_folder.read(source)
    assert after.study.site == "RS"
    assert [one.place.file for one in problems if one.code == "files.unknown_file"] == [other]


def test_of_one_file_the_text_added_last_holds(tmp_path: Path) -> None:
    definitions = bundle.folder_texts(written(tmp_path / "asal", {})).definitions
    later = bundle.described("study.yaml", STUDY.replace("site: RS", "site: RSX"))
    assert later is not None
    record, _ = bundle.assemble([*definitions, later], {})
    assert record is not None
    assert record.study.site == "RSX"
    bundle.write_bundle(tmp_path / "baru", record, [*definitions, later])
    assert (tmp_path / "baru" / "study.yaml").read_text(encoding="utf-8") == later.text


@pytest.mark.parametrize("name", bundle.LATER)
def test_rows_that_a_study_file_can_not_hold_yet_are_named(tmp_path: Path, name: str) -> None:
    rows = {
        "transcripts": ("transcripts.csv", "id,participant,file,sha256\nt1,P1,transcripts/a.txt,00ff\n"),
        "turns": ("turns.csv", "transcript,start,stop,role\nt1,10,20,participant\n"),
        "rounds": ("rounds.csv", "id,codebook_version,unit,blind,coders\n1,v1,turn,ya,k1\n"),
        "round_events": ("round_events.csv", "round,event,at\n1,opened,2024-02-01\n"),
        "codings": (
            "codings/k1.csv",
            "id,transcript,start,stop,code,origin,quotation,at\n1,t1,9,10,a,hand,ya,2024-02-01\n",
        ),
        "adjudications": ("adjudications.csv", "id,round,codings,decision,reason\n1,1,1,keep,jelas\n"),
        "memos": ("memos.csv", "id,target_kind,target,text\n1,participant,P1,halo\n"),
    }
    file, text = rows[name]
    record, _ = study_folder.read(written(tmp_path, {file: text.encode()}))
    assert record is not None
    assert bundle.has_later_rows(record) == (name,)
