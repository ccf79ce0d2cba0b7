"""A study folder as people fill it in: one cause is told once, in words that name it, and what is clear is accepted."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from engage_eval.core.catalogue import lookup
from engage_eval.core.messages import messages
from engage_eval.core.problem import Problem, Severity
from engage_eval.formats import study_folder
from engage_eval.formats.settings import read_study
from engage_eval.model import rules
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord
from small_study import INSTRUMENT_FILE, instrument, study_yaml, write_files

INSTRUMENT = instrument(
    "nilai: {type: scale, scale: setuju5, id: A, en: B}",
    "jalur: {type: multiple, scale: jalur, id: Jalur, en: Ways}",
    'lama: {type: number, when: "nilai > 3", id: Lama, en: Months}',
    "putusan: {type: single, scale: yatidak, role: verdict, id: Putusan, en: Verdict}",
).replace("lain", "status")
STUDY = study_yaml(
    purpose="internal_evaluation",
    dates="dmy",
    ethics='{status: approved, committee: K, number: "1", from: 2024-01-01, to: 2024-12-31}',
)
PARTICIPANTS = "id,site\nP1,RS\nP2,RS\n"
RECRUITMENT = (
    "participant,event,on,recruiter\nP1,enrolled,2024-01-02,\nP2,nominated,2024-01-03,P1\nP2,enrolled,2024-01-04,\n"
)
INTERVIEWS = (
    "id,participant,instrument,version,mode,started_at,end\n"
    "W1,P1,mini,v1,face,2024-01-05 14:30,complete\n"
    "W2,P2,mini,v1,telephone,2024-01-06,complete\n"
)
RESPONSES = "interview,nilai,jalur,lama,putusan\nW1,4,grup,12,ya\nW2,5,grup|status,3,ya\n"
TABLES = {
    "participants.csv": PARTICIPANTS,
    "recruitment.csv": RECRUITMENT,
    "interviews.csv": INTERVIEWS,
    "responses.csv": RESPONSES,
}


def everything(root: Path, files: dict[str, str | bytes], *, without: tuple[str, ...] = ()) -> list[Problem]:
    """Return errors and warnings of reader and rules for a sound study with ``files`` in place of its own."""
    return whole(root, files, without=without)[1]


def whole(
    root: Path, files: dict[str, str | bytes], *, without: tuple[str, ...] = ()
) -> tuple[StudyRecord | None, list[Problem]]:
    base: dict[str, str | bytes] = {"study.yaml": STUDY, INSTRUMENT_FILE: INSTRUMENT, **TABLES}
    write_files(root, {name: content for name, content in (base | files).items() if name not in without})
    record, problems = study_folder.read(root)
    problems = problems + (rules.check(record) if record else [])
    for problem in (one for one in problems if one.code != "yaml.braces"):
        assert all("{" not in text for language in ("id", "en") for text in messages(language).problem(problem))
    return record, [one for one in problems if lookup(one.code).severity is not Severity.HELD]


def errors(problems: list[Problem]) -> list[str]:
    return [one.code for one in problems if lookup(one.code).severity is Severity.ERROR]


def warned(problems: list[Problem]) -> list[str]:
    return [one.code for one in problems if lookup(one.code).severity is Severity.WARNING]


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(csv: str) -> list[list[object]]:
    return [list(line.split(",")) for line in csv.splitlines()]


def book_of(**changed: list[list[object]]) -> bytes:
    """Return the study's tables as one workbook; ``changed`` are sheets by name."""
    return workbook({**{name.removesuffix(".csv"): rows_of(text) for name, text in TABLES.items()}, **changed})


def test_the_study_of_these_tests_is_sound(tmp_path: Path) -> None:
    assert everything(tmp_path, {}) == []


# --- heads and notes


@pytest.mark.parametrize("above", [[["Data partisipan"]], [["Studi 2024", None, "Januari"], [], ["Catatan: awal"]]])
def test_a_title_above_the_heads_is_passed_over_and_told(tmp_path: Path, above: list[list[object]]) -> None:
    book = book_of(participants=[*above, *rows_of(PARTICIPANTS)])

    record, problems = whole(tmp_path, {"data.xlsx": book}, without=tuple(TABLES))

    assert errors(problems) == []
    (problem,) = problems
    assert (problem.code, problem.place.line) == ("files.head_row", len(above) + 1)
    assert record is not None
    assert [one.id for one in record.participants] == ["P1", "P2"]
    assert [one.place.line for one in record.participants] == [len(above) + 2, len(above) + 3]


def test_a_title_above_the_items_of_responses_is_passed_over(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"responses.csv": "Jawaban responden\n\n" + RESPONSES.replace(",", ";")})

    assert errors(problems) == []
    assert warned(problems) == ["files.read_as", "files.head_row"]


def test_a_first_row_that_is_a_poor_head_stays_the_head_where_no_better_one_follows(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"participants.csv": "id,situs\nP1,RS\nP2,RS\n"})

    assert "files.head_row" not in warned(problems)
    assert [one.place.line for one in problems if one.code == "files.unknown_column"] == [1]


def test_notes_beside_a_table_are_told_once_and_the_rows_are_read(tmp_path: Path) -> None:
    rows = rows_of(PARTICIPANTS)
    rows[1] += [None, "cek lagi"]
    rows[2] += [None, "sudah"]
    rows += [[None, None, None, "diisi Ani"]]

    record, problems = whole(tmp_path, {"data.xlsx": book_of(participants=rows)}, without=tuple(TABLES))

    (problem,) = problems
    assert problem.code == "files.beside"
    assert problem.params == {"column": "D", "value": "cek lagi"}
    assert record is not None
    assert len(record.participants) == 2


def test_a_note_below_the_rows_of_a_csv_file_is_no_row_that_is_too_long(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"participants.csv": PARTICIPANTS + ",,,diisi Ani\n"})

    assert [one.code for one in problems] == ["files.beside"]


def test_a_column_without_a_head_is_told_once(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"participants.csv": "id,,site\nP1,a,RS\nP2,b,RS\n"})

    assert [(one.code, one.place.line, one.place.key) for one in problems] == [("files.no_head", 2, "B")]


def test_a_formula_in_a_cell_that_must_be_filled_is_told_once(tmp_path: Path) -> None:
    rows = [*rows_of(PARTICIPANTS)[:2], ["P2", "=B2"]]

    problems = everything(tmp_path, {"data.xlsx": book_of(participants=rows)}, without=tuple(TABLES))

    assert errors(problems) == ["files.formula"]


# --- what follows from one fault


def test_a_misspelt_head_is_told_once_and_nothing_that_follows_from_it(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"participants.csv": PARTICIPANTS.replace("id,site", "id,siite")})
    assert [(one.code, one.params["meant"]) for one in problems] == [("files.unknown_column", "site")]

    problems = everything(tmp_path, {"participants.csv": PARTICIPANTS.replace("id,site", "idd,site")})
    assert [(one.code, one.params["meant"]) for one in problems] == [("files.unknown_column", "id")]


def test_a_missing_column_of_ids_is_told_without_what_follows(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"interviews.csv": INTERVIEWS.replace("id,participant", "catatan,participant")})

    assert errors(problems) == ["files.unknown_column", "files.missing_column"]


@pytest.mark.parametrize("name", ["Peserta", "Responden", "INFORMAN"])
def test_common_names_of_the_sheet_of_participants_are_known(tmp_path: Path, name: str) -> None:
    sheets = {one.removesuffix(".csv"): rows_of(text) for one, text in TABLES.items()}
    sheets[name] = sheets.pop("participants")

    assert everything(tmp_path, {"data.xlsx": workbook(sheets)}, without=tuple(TABLES)) == []


@pytest.mark.parametrize("name", ["participants (2)", "Pesrta", "Partisipan 2024"])
def test_an_unknown_sheet_is_told_with_the_table_that_is_meant_and_what_lacks_it_once(
    tmp_path: Path, name: str
) -> None:
    sheets = {one.removesuffix(".csv"): rows_of(text) for one, text in TABLES.items()}
    sheets[name] = sheets.pop("participants")

    problems = everything(tmp_path, {"data.xlsx": workbook(sheets)}, without=tuple(TABLES))

    assert errors(problems) == ["tables.no_rows"]
    assert [one.params["meant"] for one in problems if one.code == "files.unknown_sheet"] == ["participants"]


@pytest.mark.parametrize("row", ["P2,", "P2,R S", "P2,RS,x"])
def test_what_refers_to_a_row_that_was_left_out_is_not_told_again(tmp_path: Path, row: str) -> None:
    assert len(errors(everything(tmp_path, {"participants.csv": f"id,site\nP1,RS\n{row}\n"}))) == 1


def test_what_refers_to_a_table_that_ends_at_a_stray_quotation_mark_is_not_told(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"participants.csv": 'id,site\nP1,RS\n"P2,RS\n'})

    assert errors(problems) == ["files.stray_quote"]


def test_a_missing_table_of_interviews_is_told_once(tmp_path: Path) -> None:
    assert errors(everything(tmp_path, {}, without=("interviews.csv",))) == ["tables.no_rows"]


def test_a_workbook_that_can_not_be_read_is_the_only_error(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"data.xlsx": b"nothing"}, without=("participants.csv",))

    assert errors(problems) == ["files.not_a_workbook"]
    assert "people.none" not in warned(problems)


@pytest.mark.parametrize("fault", ["scales:\n  setuju5", "sections: [", "items:\n      nilai: {type: scal, "])
def test_a_broken_instrument_is_told_without_the_columns_of_responses(tmp_path: Path, fault: str) -> None:
    head, _, rest = INSTRUMENT.partition(fault.split("\n", maxsplit=1)[0].rstrip("[ "))
    broken = f"{head}{fault}{rest}"

    problems = everything(tmp_path, {"instruments/mini-v1.yaml": broken})

    assert errors(problems)
    assert {one.place.file for one in problems} == {"instruments/mini-v1.yaml"}


def test_a_missing_instrument_is_the_only_error(tmp_path: Path) -> None:
    assert [one.code for one in everything(tmp_path, {}, without=("instruments/mini-v1.yaml",))] == [
        "design.no_instrument"
    ]


def test_faults_of_definitions_come_before_those_of_tables(tmp_path: Path) -> None:
    files = {
        "instruments/mini-v1.yaml": INSTRUMENT + "lain: x\n",
        "data.csv": "x",
        "attributes.csv": "participant\nP1\n",
    }

    problems = everything(tmp_path, files)

    assert [one.place.file for one in problems][:2] == ["instruments/mini-v1.yaml", "attributes.csv"]


def test_two_files_with_one_version_of_a_definition_are_told_with_both_names(tmp_path: Path) -> None:
    form = "---\nid: psp\nversion: v1\nlanguage: id\n---\nNaskah\n"
    files = {
        "instruments/salinan.yaml": INSTRUMENT,
        "consent/psp-v1.id.md": form,
        "consent/psp-v1.id (2).md": form,
    }

    problems = everything(tmp_path, files)

    assert [(one.code, one.params["first"], one.params["second"]) for one in problems] == [
        ("files.definition_twice", "consent/psp-v1.id (2).md", "consent/psp-v1.id.md"),
        ("files.definition_twice", "instruments/mini-v1.yaml", "instruments/salinan.yaml"),
    ]


# --- study.yaml


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("id: x\nsite:RSM\npurpose: research\n", 2),
        ('id: x\ntitle:\n  id: "a"\n  en: "b"\nsite:RSM\n', 5),
        ("id: x\ntitle: Judul\nethics: {status:approved, number: 3}\n", 3),
        ("site:RSM\nid: x\n", 1),
    ],
)
def test_a_colon_without_a_blank_behind_it_is_told(text: str, line: int) -> None:
    _, problems = read_study(text, "study.yaml")

    assert [(one.code, one.place.line) for one in problems] == [("yaml.colon_blank", line)]


def test_curly_quotes_around_a_value_are_told() -> None:
    study, problems = read_study("id: x\ntitle: Judul\nsite: “RS Melati”\n", "study.yaml")

    assert [(one.code, one.place.line) for one in problems] == [("yaml.curly_quotes", 3)]
    assert study is not None
    assert study.site == "“RS Melati”"
    assert read_study('id: x\ntitle: "“Halo”"\npilot: ada “uji” kecil\n', "study.yaml")[1] == []


def test_settings_are_told_at_their_own_lines(tmp_path: Path) -> None:
    study = "id: uji\ntitle: Uji\ninstrument: mini\npurpose: null\nethics:\n  status: not_reported\nheadline: verdict\n"

    problems = everything(tmp_path, {"study.yaml": study})

    assert [(one.code, one.place.line) for one in problems] == [
        ("design.purpose_missing", 4),
        ("ethics.not_reported", 5),
    ]


def test_a_wrong_purpose_is_told_once(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"study.yaml": STUDY.replace("internal_evaluation", "penelitian")})

    assert errors(problems) == ["field.not_allowed"]


def test_a_study_yaml_with_another_ending_is_told_by_its_name(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"study.yaml.txt": STUDY}, without=("study.yaml",))

    (problem,) = problems
    assert (problem.code, problem.params["found"]) == ("files.study_misnamed", "study.yaml.txt")


@pytest.mark.parametrize(
    ("name", "content"),
    [("data.ods", b"PK"), ("data.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("participants.ods", b"x")],
)
def test_a_table_in_another_programs_format_is_to_be_saved_as_xlsx(tmp_path: Path, name: str, content: bytes) -> None:
    problems = everything(tmp_path, {name: content}, without=("participants.csv",))

    assert errors(problems) == ["files.save_as_xlsx"]


# --- cells


def test_a_time_alone_at_the_end_of_an_interview_is_of_the_day_it_began(tmp_path: Path) -> None:
    interviews = INTERVIEWS.replace("started_at,", "started_at,ended_at,").replace("14:30,", "14:30,15.10,")
    interviews = interviews.replace("2024-01-06,", "2024-01-06,,")

    record, problems = whole(tmp_path, {"interviews.csv": interviews})

    assert [one.code for one in problems] == ["files.read_as"]
    assert "ended_at" in str(problems[0].params["guesses"])
    assert record is not None
    ended = record.interviews[0].ended_at
    assert isinstance(ended, Moment)
    assert ended.canonical() == "2024-01-05T08:10Z"


def test_an_end_whose_beginning_can_not_be_read_is_not_told_as_well(tmp_path: Path) -> None:
    interviews = INTERVIEWS.replace("started_at,", "started_at,ended_at,").replace("2024-01-05 14:30,", "besok,15.10,")
    interviews = interviews.replace("2024-01-06,", "2024-01-06,,")

    _, problems = whole(tmp_path, {"interviews.csv": interviews})

    assert [one.place.key for one in problems if one.place.file == "interviews.csv"] == ["started_at"]


def test_a_time_alone_at_the_beginning_of_an_interview_lacks_its_day(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"interviews.csv": INTERVIEWS.replace("2024-01-05 14:30", "14:30")})

    assert [(one.code, one.place.key) for one in problems] == [("files.day_missing", "started_at")]


@pytest.mark.parametrize("sign", [",", ";", ", "])
def test_choices_joined_by_a_comma_are_accepted_and_told(tmp_path: Path, sign: str) -> None:
    record, problems = whole(tmp_path, {"responses.csv": RESPONSES.replace("grup|status", f'"grup{sign}status"')})

    assert [one.code for one in problems] == ["files.read_as"]
    assert record is not None
    assert [one.choice for one in record.answers if (one.interview, one.item) == ("W2", "jalur")] == ["grup", "status"]


def test_of_choices_joined_by_a_comma_the_wrong_one_is_named(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"responses.csv": RESPONSES.replace("grup|status", '"grup, statis"')})

    (problem,) = (one for one in problems if one.code == "responses.choice")
    assert (problem.params["value"], problem.params["meant"]) == ("statis", "status")


def test_a_misspelt_label_suggests_the_text_of_the_drop_down(tmp_path: Path) -> None:
    problems = everything(tmp_path, {"responses.csv": RESPONSES.replace("W1,4", "W1,setju")})

    assert [one.params["meant"] for one in problems if one.code == "responses.choice"] == ["4 – setuju"]


def test_not_shown_is_told_where_the_item_was_shown(tmp_path: Path) -> None:
    responses = "interview,nilai,jalur,lama,putusan\nW1,4,grup,.notshown,ya\nW2,2,grup,.notshown,ya\n"

    problems = everything(tmp_path, {"responses.csv": responses})

    assert [(one.code, one.place.line, one.place.key) for one in problems] == [("responses.was_shown", 2, "lama")]
