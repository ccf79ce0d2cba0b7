"""The data workbook with a study's rows: it reads back as the same study, and holds nothing live."""

import io
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from engage_eval.core.content import find
from engage_eval.core.errors import ProblemsError
from engage_eval.formats import canonical, canonical_cells, cells, study_folder, workbook_cells
from engage_eval.formats.filled_workbook import Filled, filled_workbook
from engage_eval.model.consent import gate
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord
from small_study import HOW_LONG, INFORMATIVE, INSTRUMENT_FILE, SINCE, WAYS, instrument, study_yaml, write_files

INSTRUMENT = instrument(
    INFORMATIVE,
    'simpan: {type: single, scale: yatidak, id: "Simpan?", en: "Saved?"}',
    WAYS,
    HOW_LONG,
    SINCE,
).replace("netral, setuju]", 'netral, "1 – tidak setuju"]', 1)
NEWER = INSTRUMENT.replace("version: v1", "version: v2").replace("lama:", "tahun:")
SITTING = "id,participant,instrument,version,mode,started_at,end\n"
ONE = {
    "participants.csv": "id,site\nP1,RS\n",
    "interviews.csv": f"{SITTING}W1,P1,mini,v1,face,2024-01-03T10:00,complete\n",
}
SIGNS = st.lists(
    st.sampled_from([*"=+-@'\t\r\n\",;|. ab1–", "🙂", "\r\n", "\u2028", "#N/A", "_x0041_", "</t>"]), max_size=7
)


def study(root: Path, files: Mapping[str, str]) -> Path:
    return write_files(root, {"study.yaml": study_yaml(dates="dmy"), INSTRUMENT_FILE: INSTRUMENT, **files})


def record_of(folder: Path) -> StudyRecord:
    record, problems = study_folder.read(folder)
    assert record is not None
    assert [one for one in problems if one.code != "files.read_as"] == []
    return record


def filled(record: StudyRecord, language: str = "id") -> Filled:
    instrument = record.instrument()
    assert instrument is not None
    return filled_workbook(record, instrument, language)


def through_workbook(source: Path, target: Path, language: str = "id", content: bytes = b"") -> StudyRecord:
    """Return what a folder says whose tables are only the workbook made from ``source``."""
    target.mkdir()
    for name in ("instruments", "consent", "codebooks", "codings"):
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
    shutil.copy(source / "study.yaml", target / "study.yaml")
    (target / "data.xlsx").write_bytes(content or filled(record_of(source), language).content)
    return record_of(target)


def sheet(found: Filled, name: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(found.content))[name].iter_rows(values_only=True))


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_folder_whose_tables_are_only_the_workbook_has_the_same_digest(tmp_path: Path, language: str) -> None:
    source = find("sample_data", "rs-x-2023")
    before = record_of(source)

    after = through_workbook(source, tmp_path / "buku", language)

    assert gate(after).digest() == gate(before).digest()
    assert canonical.csv_files(after) == canonical.csv_files(before)


def test_a_changed_study_with_every_table_has_the_same_digest(tmp_path: Path) -> None:
    source = study(
        tmp_path / "asal",
        {
            "instruments/mini-v2.yaml": NEWER,
            "staff.csv": "key,roles,employed_by_hospital\nk1,coder|lead,tidak\n",
            "participants.csv": 'id,site,role\nP1,RS,\'=1+1\nP2,RS,"dua\nbaris"\n',
            "consent.csv": "participant,event,at,zone,take_part\nP1,declined,2024-01-02 00:00,WIT,ya\n"
            "P2,declined,2024-01-03,,\nP2,declined,1890-01-03 10:00,,\nP1,declined,2024-01-05 23:00+11:00,,\n",
            "recruitment.csv": "participant,event,on,network_size\nP1,contacted,2024-01-02 00:15 WITA,12\n"
            "P1,eligible,2024-01-02 00:00,\n",
            "interviews.csv": f"{SITTING}W1,P1,mini,v1,face,2024-01-03T10:00,complete\n"
            "W2,P2,mini,v2,telephone,2024-01-03T23:59,partial\nW3,P2,mini,v2,self,2024-01-04,break_off\n",
            "responses.csv": "interview,informatif,informatif_why,simpan,jalur,lama,tahun,sejak\n"
            "W1,3,'=2,ya,siaran|grup,0.1234567890123456,,2024-02-29\nW2,1,.refused,.skip,.na,,12,1850-01-01\n",
            "superseded.csv": "interview,item,value,at\nW1,lama,4,2024-02-01T10:00\n",
            "outcomes.csv": "facility,period,measure,count,kind\nF1,2022,visits,1558,observed\n"
            "F1,2022-01,visits,12,projected\n",
            "broadcasts.csv": "on,topic,read\n2024-01-01,#N/A,3\n",
            "interview_events.csv": "interview,event,at\nW1,paused,2024-01-03T10:10\n",
            "panel.csv": "expert,item,rating\nA1,informatif,4\n",
            "transcripts.csv": "id,participant,file,sha256\n12,P1,transcripts/a.txt,00123\n",
            "turns.csv": "transcript,start,stop,role\n12,0,10,participant\n",
            "rounds.csv": "id,codebook_version,unit,blind,coders\nR1,v1,turn,ya,k1\n",
            "round_events.csv": "round,event,at\nR1,opened,2024-02-01\n",
            "adjudications.csv": "id,round,codings,decision,reason\n1,R1,1|2,keep,jelas\n",
            "memos.csv": "id,target_kind,target,text\n1,participant,P1,halo\n",
            "erasures.csv": "participant,scope,at,by\nP2,person,2024-03-01,k1\n",
            "codings/k1.csv": "id,transcript,start,stop,code,origin,quotation,at\n1,12,0,4,a,hand,ya,2024-02-01\n",
        },
    )
    before = record_of(source)

    after = through_workbook(source, tmp_path / "buku")

    assert canonical.csv_files(after) == canonical.csv_files(before)
    assert gate(after).digest() == gate(before).digest()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(SIGNS.map("".join), min_size=3, max_size=3), number=st.floats(allow_nan=False, allow_infinity=False)
)
def test_any_text_and_number_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], number: float
) -> None:
    root = tmp_path_factory.mktemp("teks")
    role, why, kind = ('"' + text.replace('"', '""') + '"' for text in texts)
    source = study(
        root / "asal",
        {
            **ONE,
            "participants.csv": f"id,site,role,facility_kind\nP1,RS,{role},{kind}\n",
            "responses.csv": f"interview,informatif_why,lama\nW1,{why},{canonical_cells.number(number)}\n",
        },
    )
    before = record_of(source)

    after = through_workbook(source, root / "buku")

    assert canonical.csv_files(after) == canonical.csv_files(before)


@settings(max_examples=200, deadline=None)
@given(
    local=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001 - made aware below
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_is_a_date_cell_only_where_that_says_the_same(local: datetime, minutes: int) -> None:
    moment = Moment(local.date(), Moment.of((local - timedelta(minutes=minutes)).replace(tzinfo=UTC)).utc)

    cell = workbook_cells.moment_cell(moment, "WIB", named=False)

    assert cells.moment(cell, cells.Reading(zone="WIB")) == moment


def test_nothing_in_it_is_live_or_an_error(tmp_path: Path) -> None:
    files = {
        **ONE,
        "participants.csv": 'id,site,role,facility_kind\nP1,RS,"=HYPERLINK(""x"")",#REF!\n',
        "broadcasts.csv": "on,topic\n2024-01-01,@SUM(1)\n",
    }
    found = filled(record_of(study(tmp_path / "asal", files)))

    rows = [cell for one in load_workbook(io.BytesIO(found.content)) for row in one.iter_rows() for cell in row]
    assert {cell.data_type for cell in rows} <= {"s", "n", "d"}
    assert sheet(found, "participants")[1][3:5] == ("#REF!", '\'=HYPERLINK("x")')
    assert sheet(found, "broadcasts")[1][1] == "'@SUM(1)"


def test_answers_stand_as_the_drop_downs_show_them_but_where_that_would_mean_another(tmp_path: Path) -> None:
    files = {
        **ONE,
        "participants.csv": "id,site\nP1,RS\nP2,RS\n",
        "interviews.csv": f"{ONE['interviews.csv']}W2,P2,mini,v1,self,2024-01-04,complete\n",
        "responses.csv": "interview,informatif,simpan,jalur\nW1,2,ya,siaran|grup\nW2,1,.refused,.skip\n",
    }
    record = record_of(study(tmp_path / "asal", files))

    rows = [
        dict(zip(sheet(filled(record), "responses")[0], row, strict=True)) for row in sheet(filled(record), "responses")
    ]

    assert (rows[1]["informatif"], rows[1]["simpan"], rows[1]["jalur"]) == ("2 – netral", "Ya", "siaran|grup")
    # The label of 3 is "1 – tidak setuju", which is also how the drop-down would show 1.
    assert rows[2]["informatif"] == "1"
    assert rows[2]["simpan"].startswith(".refused – ")
    assert rows[2]["jalur"] == ".skip"


def test_only_the_keys_that_are_there_are_locked(tmp_path: Path) -> None:
    found = filled(record_of(study(tmp_path / "asal", {**ONE, "responses.csv": "interview,informatif\nW1,3\n"})))
    book = load_workbook(io.BytesIO(found.content))

    people, answers = book["participants"], book["responses"]
    assert all(one.protection.sheet and one.protection.password is None for one in book)
    assert people["A1"].protection.locked
    assert people["A2"].protection.locked
    assert not people["B2"].protection.locked
    assert not people.column_dimensions["A"].protection.locked
    assert answers["A2"].protection.locked
    assert not answers["B2"].protection.locked


def test_drop_downs_reach_below_the_rows_and_refer_to_the_other_sheets(tmp_path: Path) -> None:
    people = "".join(f"P{n},RS\n" for n in range(40))
    found = filled(record_of(study(tmp_path / "asal", {"participants.csv": f"id,site\n{people}"})))

    checks = load_workbook(io.BytesIO(found.content))["recruitment"].data_validations.dataValidation
    first = next(one for one in checks if "A2" in one.sqref)
    assert str(first.sqref) == "A2:A5040"
    assert first.formula1 == "'participants'!$A$2:$A$5040"


def test_the_same_study_gives_the_same_bytes_whatever_the_order_of_its_rows(tmp_path: Path) -> None:
    one = record_of(study(tmp_path / "a", {"participants.csv": "id,site\nP1,RS\nP2,RS\n"}))
    other = record_of(study(tmp_path / "b", {"participants.csv": "id;site\nP2;RS\nP1;RS\n"}))

    assert filled(one).content == filled(other).content


def test_signs_that_no_workbook_can_hold_are_left_out_and_counted(tmp_path: Path) -> None:
    files = {"participants.csv": "id,site,role\nP1,RS,\x0b=a\x01b\nP2,RS,biasa\n"}
    found = filled(record_of(study(tmp_path / "asal", files)))

    assert found.changed == 1
    assert sheet(found, "participants")[1][4] == "'=ab"


def test_a_text_too_long_for_a_cell_is_named(tmp_path: Path) -> None:
    record = record_of(study(tmp_path / "asal", {"participants.csv": f"id,site,role\nP1,RS,{'🙂' * 16384}\n"}))

    with pytest.raises(ProblemsError) as raised:
        filled(record)

    (found,) = raised.value.problems
    assert (found.code, found.place.file, found.place.line, found.place.key) == (
        "command.too_long_for_workbook",
        "participants.csv",
        2,
        "role",
    )


def test_what_is_typed_wrong_in_it_is_named_by_sheet_row_and_column(tmp_path: Path) -> None:
    source = study(tmp_path / "asal", {**ONE, "responses.csv": "interview,informatif\nW1,3\n"})
    book: Workbook = load_workbook(io.BytesIO(filled(record_of(source)).content))
    book["responses"]["B2"] = "setujuu"
    book["interviews"]["L2"] = "mungkin"
    book.save(tmp_path / "data.xlsx")
    for name in ("participants", "interviews", "responses"):
        (source / f"{name}.csv").unlink()
    shutil.copy(tmp_path / "data.xlsx", source / "data.xlsx")

    _, problems = study_folder.read(source)

    assert {(one.code, one.place.file, one.place.line, one.place.key) for one in problems} == {
        ("responses.choice", "data.xlsx [responses]", 2, "informatif"),
        ("files.flag", "data.xlsx [interviews]", 2, "recorded"),
    }


def test_saved_again_by_libreoffice_it_has_the_same_digest(tmp_path: Path) -> None:
    source = find("sample_data", "rs-x-2023")
    before = record_of(source)
    (tmp_path / "data.xlsx").write_bytes(filled(before).content)
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed"
    home = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    words = [
        program,
        home,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "lo"),
        str(tmp_path / "data.xlsx"),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=120)  # noqa: S603 - LibreOffice on our own file

    after = through_workbook(source, tmp_path / "buku", content=(tmp_path / "lo/data.xlsx").read_bytes())

    assert gate(after).digest() == gate(before).digest()
