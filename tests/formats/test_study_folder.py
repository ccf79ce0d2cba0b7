"""The study folder read into one record."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import UsageError
from engage_eval.core.problem import Problem, Severity
from engage_eval.formats import study_folder
from engage_eval.model.interview import Answer
from engage_eval.model.record import StudyRecord

INSTRUMENT = """\
key: mini
version: v1
title: {id: Mini, en: Mini}
forms: {inti: 5}
characteristics:
  informative: {id: Informatif, en: Informative, facet: quality}
scales:
  setuju5:
    agree: [4, 5]
    id: [sangat tidak setuju, tidak setuju, netral, setuju, sangat setuju]
    en: [strongly disagree, disagree, neutral, agree, strongly agree]
  yatidak: {agree: [ya], values: [ya, tidak], id: ["Ya", "Tidak"], en: ["Yes", "No"]}
  jalur: {values: [grup, siaran, status], id: [grup, siaran, status], en: [group, broadcast, status]}
sections:
  satu:
    id: Satu
    en: One
    for: everyone
    items:
      informatif:
        {type: scale, scale: setuju5, measures: informative, id: A, en: B, why: {id: "Mengapa?", en: "Why?"}}
      jalur: {type: multiple, scale: jalur, id: Jalur, en: Ways}
      lama: {type: number, id: Lama, en: Months}
      sejak: {type: date, id: Sejak, en: Since}
      putusan: {type: single, scale: yatidak, role: verdict, id: Putusan, en: Verdict}
"""
STUDY = "id: uji\ntitle: {id: Uji, en: Trial}\nsite: RS\nzone: WIB\ndates: dmy\ninstrument: mini\n"
INTERVIEWS = (
    "id,participant,instrument,version,mode,started_at,end\n"
    "W1,P1,mini,v1,face,2024-01-05 14:30,complete\n"
    "W2,P2,mini,v1,telephone,2024-01-06,partial\n"
)
PARTICIPANTS = "id,site,facility,added_on\nP1,RS,F1,2024-01-02\nP2,RS,F2,2024-01-03\n"


def folder(root: Path, files: dict[str, str | bytes]) -> Path:
    base: dict[str, str | bytes] = {"study.yaml": STUDY, "instruments/mini-v1.yaml": INSTRUMENT}
    for name, content in (base | files).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def read(root: Path, files: dict[str, str | bytes]) -> tuple[StudyRecord, list[Problem]]:
    record, problems = study_folder.read(folder(root, files))
    assert record is not None
    return record, problems


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def places(problems: list[Problem]) -> list[tuple[str, int | None, str]]:
    return [(one.place.file, one.place.line, one.place.key) for one in problems]


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


def test_a_folder_with_study_yaml_alone_is_a_study(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY)

    record, problems = study_folder.read(tmp_path)

    assert problems == []
    assert record is not None
    assert record.study.id == "uji"
    assert record.participants == ()


def test_a_missing_folder_and_a_file_in_its_place_stop_the_command(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="no_folder"):
        study_folder.read(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="folder_is_file"):
        study_folder.read(tmp_path / "file")


def test_without_study_yaml_there_is_no_record_but_the_tables_are_checked(tmp_path: Path) -> None:
    (tmp_path / "study.yml").write_text(STUDY)
    (tmp_path / "participants.csv").write_text("id,site\nP1,\n")

    record, problems = study_folder.read(tmp_path)

    assert record is None
    assert codes(problems) == ["files.study_misnamed", "files.required"]
    assert problems[0].params["found"] == "study.yml"


def test_a_canonical_folder_is_read_without_a_word(tmp_path: Path) -> None:
    record, problems = read(
        tmp_path,
        {
            "participants.csv": PARTICIPANTS,
            "interviews.csv": INTERVIEWS,
            "responses.csv": (
                "interview,informatif,informatif_why,jalur,lama,sejak,putusan\n"
                "W1,4,'=jelas,grup|status,3.5,2020-01-31,ya\n"
                "W2,.skip,,.refused,.na,.notshown,\n"
            ),
        },
    )

    assert problems == []
    assert record.answers == (
        Answer("W1", "informatif", choice="4"),
        Answer("W1", "informatif_why", text="=jelas"),
        Answer("W1", "jalur", 0, choice="grup"),
        Answer("W1", "jalur", 1, choice="status"),
        Answer("W1", "lama", number=3.5),
        Answer("W1", "sejak", text="2020-01-31"),
        Answer("W1", "putusan", choice="ya"),
        Answer("W2", "informatif", missing="skip"),
        Answer("W2", "jalur", missing="refused"),
        Answer("W2", "lama", missing="na"),
    )
    assert record.interviews[0].started_at.utc == datetime(2024, 1, 5, 7, 30, tzinfo=UTC)
    assert record.interviews[1].started_at.utc is None
    assert record.answers[0].place is record.answers[1].place
    assert record.answers[0].place.line == 2


def canonical() -> dict[str, str | bytes]:
    return {
        "participants.csv": PARTICIPANTS,
        "recruitment.csv": "participant,event,on,network_size\nP1,enrolled,2024-01-03 09:15,12\n",
        "consent.csv": (
            "participant,event,at,zone,form,version,language,mode,take_part,quotation,place\n"
            "P1,given,2024-01-04 10:00,WITA,psp,v1,id,ink,yes,verbatim,Café Sorè\n"
        ),
        "interviews.csv": INTERVIEWS,
        "responses.csv": 'interview,informatif,informatif_why,lama,sejak\nW1,4,"jelas, dan\nlengkap",3.5,2020-05-01\n',
        "outcomes.csv": "facility,period,measure,count,kind\nF1,2022-01,visits,1558,observed\n",
        "broadcasts.csv": "on,topic,recipients\n2024-02-13,Jadwal poli,1200\n",
        "staff.csv": "key,roles,employed_by_hospital\nina,interviewer|coder,no\n",
    }


def indonesian() -> dict[str, str | bytes]:
    """Return the same study as Excel with Indonesian settings saves it."""
    tables = {
        "partisipan.csv": (
            "Responden;Rumah Sakit;Faskes;Tanggal ditambahkan\nP1;RS;F1;02/01/2024\nP2;RS;F2;03/01/2024\n"
        ),
        "perekrutan.csv": "partisipan;kejadian;tanggal;jumlah kenalan\nP1;ikut serta;03/01/2024 09.15;12,0\n",
        "persetujuan.csv": (
            "Kode Partisipan;Kejadian;Waktu;Zona;Formulir;Versi;Bahasa;Cara;Ikut_serta;Kutipan;Tempat\n"
            "P1;given – diberikan;04/01/2024 10.00;WITA;psp;v1;id;tanda tangan di kertas;Ya;Verbatim;Café Sorè\n"
        ),
        "wawancara.csv": (
            "Wawancara;Partisipan;Instrumen;Versi;Cara;Waktu mulai;Hasil akhir\n"
            "W1;P1;mini;v1;tatap muka;05/01/2024 14.30;lengkap\n"
            "W2;P2;mini;v1;Telepon;06/01/2024;sebagian\n"
        ),
        "jawaban.csv": (
            'Wawancara;Informatif;informatif_why;lama;sejak\nW1;4 – setuju;"jelas, dan\nlengkap";3,5;01/05/2020\n'
        ),
        "kunjungan.csv": "Faskes;Periode;Ukuran;Jumlah;Jenis\nF1;01/2022;kunjungan;1.558;angka nyata\n",
        "siaran.csv": "Tanggal;Topik;Penerima\n13/02/2024;Jadwal poli;1.200\n",
        "staf.csv": "Kode staf;Peran;Pegawai RS\nina;pewawancara|pengode;tidak\n",
    }
    return {name: text.replace("\n", "\r\n").encode("cp1252") for name, text in tables.items()}


@pytest.mark.parametrize("name", ["study", "Studi Ñandú – tahun kedua"])
def test_an_indonesian_excel_folder_is_the_same_record_as_the_canonical_one(tmp_path: Path, name: str) -> None:
    expected, told = read(tmp_path / "canonical", canonical())
    found, guessed = read(tmp_path / name, indonesian())

    assert told == []
    assert found == expected
    assert set(codes(guessed)) == {"files.read_as"}
    assert len(guessed) == len({problem.place.file for problem in guessed})


def test_the_guesses_of_a_file_are_one_warning(tmp_path: Path) -> None:
    _, problems = read(tmp_path, {"siaran.csv": indonesian()["siaran.csv"]})

    assert codes(problems) == ["files.read_as"]
    assert problems[0].params["guesses"] == "1.234 = 1234, dd/mm/yyyy, “;”"


def test_a_workbook_with_a_sheet_a_table_is_the_same_record(tmp_path: Path) -> None:
    expected, _ = read(tmp_path / "csv", {"participants.csv": PARTICIPANTS, "interviews.csv": INTERVIEWS})
    rows: dict[str, list[list[object]]] = {
        "Partisipan": [
            ["id", "site", "facility", "added_on"],
            ["P1", "RS", "F1", date(2024, 1, 2)],
            ["P2", "RS", "F2", date(2024, 1, 3)],
        ],
        "interviews": [
            ["id", "participant", "instrument", "version", "mode", "started_at", "end"],
            ["W1", "P1", "mini", "v1", "face – tatap muka", datetime(2024, 1, 5, 14, 30), "complete"],  # noqa: DTZ001
            ["W2", "P2", "mini", "v1", "telephone", date(2024, 1, 6), "partial"],
        ],
    }

    found, problems = read(tmp_path / "xlsx", {"data.xlsx": workbook(rows)})

    assert problems == []
    assert found == expected
    assert found.participants[0].place.file == "data.xlsx [Partisipan]"


def test_long_responses_are_the_same_answers_as_wide_ones(tmp_path: Path) -> None:
    people: dict[str, str | bytes] = {"participants.csv": PARTICIPANTS, "interviews.csv": INTERVIEWS}
    wide, _ = read(
        tmp_path / "wide", people | {"responses.csv": "interview,informatif,jalur,lama\nW1,4,grup|siaran,2\nW2,.na,,\n"}
    )
    long, problems = read(
        tmp_path / "long",
        people
        | {
            "jawaban.csv": "wawancara,butir,nilai\n"
            "W1,informatif,agree\nW1,jalur,grup|siaran\nW1,lama,2\nW2,informatif,.na\n"
        },
    )

    assert problems == []
    assert long.answers == wide.answers


def test_faults_of_answers_are_told_with_line_and_item(tmp_path: Path) -> None:
    record, problems = read(
        tmp_path,
        {
            "interviews.csv": INTERVIEWS,
            "responses.csv": (
                "interview,informatif,jalur,lama,informatiff\nW1,7,grup|grup,dua,x\nW1,4,,,\nW9,4,,,\nW2,stuju,.skp,,\n"
            ),
        },
    )

    assert list(zip(codes(problems), [place[1:] for place in places(problems)], strict=True)) == [
        ("files.unknown_column", (1, "informatiff")),
        ("responses.choice", (2, "informatif")),
        ("responses.choice_twice", (2, "jalur")),
        ("files.number", (2, "lama")),
        ("responses.interview_twice", (3, "interview")),
        ("responses.unknown_interview", (4, "interview")),
        ("responses.choice", (5, "informatif")),
        ("responses.missing_code", (5, "jalur")),
    ]
    assert problems[0].params["meant"] == "informatif"
    assert problems[1].params["allowed"] == "1, 2, 3, 4, 5"
    assert problems[6].params["meant"] == "4 – setuju"
    assert problems[7].params["meant"] == ".skip"
    assert record.answers == ()


@pytest.mark.parametrize("cell", ["4", "4,0", "4.0", "setuju", "Agree", "4 – setuju", "4 - agree"])
def test_a_scale_point_is_its_key_its_label_or_the_drop_down_s_text(tmp_path: Path, cell: str) -> None:
    record, problems = read(
        tmp_path, {"interviews.csv": INTERVIEWS, "responses.csv": f'interview,informatif\nW1,"{cell}"\n'}
    )

    assert problems == []
    assert record.answers == (Answer("W1", "informatif", choice="4"),)


def test_labels_that_differ_in_signs_only_are_not_mixed_up(tmp_path: Path) -> None:
    instrument = INSTRUMENT.replace(
        "[grup, siaran, status], en: [group, broadcast, status]",
        '["< 5 kali", "> 5 kali", "5 kali"], en: ["a", "b", "c"]',
    )
    record, _ = read(
        tmp_path,
        {
            "instruments/mini-v1.yaml": instrument,
            "interviews.csv": INTERVIEWS,
            "responses.csv": "interview,jalur\nW1,> 5 kali\nW2,5 kali\n",
        },
    )

    assert [answer.choice for answer in record.answers] == ["siaran", "status"]


def test_an_instrument_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    _, problems = read(
        tmp_path,
        {
            "interviews.csv": INTERVIEWS.replace("v1", "v2"),
            "responses.csv": "interview,informatif\nW1,4\nW2,4\n",
        },
    )

    assert codes(problems) == ["responses.no_instrument"]


def test_answers_of_an_interview_whose_own_row_is_faulty_are_not_told_again(tmp_path: Path) -> None:
    _, problems = read(
        tmp_path,
        {
            "interviews.csv": INTERVIEWS.replace("telephone", "telegram"),
            "responses.csv": "interview,informatif\nW2,4\n",
        },
    )

    assert codes(problems) == ["files.choice"]


def test_a_row_that_lacks_a_required_cell_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    record, problems = read(tmp_path, {"participants.csv": "id,site\nP1,RS\nP2,\nP3,RS\n"})

    assert [person.id for person in record.participants] == ["P1", "P3"]
    assert list(zip(codes(problems), places(problems), strict=True)) == [
        ("files.required", ("participants.csv", 3, "site"))
    ]


def test_a_missing_required_column_is_told(tmp_path: Path) -> None:
    _, problems = read(tmp_path, {"participants.csv": "\n\nid,role\nP1,dokter\n"})

    assert list(zip(codes(problems), places(problems), strict=True)) == [
        ("files.missing_column", ("participants.csv", 3, "site"))
    ]
    assert problems[0].params["column"] == "site"


def test_an_unknown_column_names_the_likely_one_unless_it_is_empty(tmp_path: Path) -> None:
    _, problems = read(tmp_path, {"participants.csv": "id,site,fasilitass,catatan\nP1,RS,F1,\n"})

    assert codes(problems) == ["files.unknown_column"]
    assert problems[0].params["meant"] == "facility"


def test_a_table_with_rows_in_two_places_is_an_error_that_names_both(tmp_path: Path) -> None:
    book = workbook({"participants": [["id", "site"], ["P1", "RS"]]})

    _, problems = read(tmp_path, {"participants.csv": PARTICIPANTS, "data.xlsx": book})

    assert codes(problems) == ["files.two_sources"]
    assert {problems[0].params["first"], problems[0].params["second"]} == {
        "participants.csv",
        "data.xlsx [participants]",
    }


def test_an_empty_second_place_is_ignored(tmp_path: Path) -> None:
    book = workbook({"participants": [["id", "site"]]})

    record, problems = read(tmp_path, {"participants.csv": PARTICIPANTS, "data.xlsx": book})

    assert problems == []
    assert len(record.participants) == 2


def test_a_date_that_the_setting_does_not_decide_is_an_error(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "study.yaml": STUDY.replace("dates: dmy\n", ""),
        "participants.csv": "id,site,added_on\nP1,RS,02/01/2024\n",
    }
    _, undecided = read(tmp_path / "a", files)
    decided, told = read(
        tmp_path / "b", files | {"participants.csv": f"{files['participants.csv']!s}P2,RS,13/01/2024\n"}
    )

    assert codes(undecided) == ["files.ambiguous_date"]
    assert codes(told) == ["files.read_as"]
    assert decided.participants[0].added_on == date(2024, 1, 2)


def test_the_column_s_own_dates_come_before_the_setting(tmp_path: Path) -> None:
    record, _ = read(tmp_path, {"participants.csv": "id,site,added_on\nP1,RS,02/01/2024\nP2,RS,01/13/2024\n"})

    assert record.participants[0].added_on == date(2024, 2, 1)


def test_the_coder_of_codings_is_their_file_s_name(tmp_path: Path) -> None:
    head = "id,transcript,start,stop,code,origin,quotation,at\n"
    row = "T1,0,5,informative,hand,halo,2024-01-05 10:00\n"
    record, problems = read(
        tmp_path, {"codings/ina.csv": f"{head}C1,{row}", "codings/budi.csv": f"{head}C2,{row}", "codings/~$x.xlsx": ""}
    )

    assert problems == []
    assert [(coding.id, coding.coder) for coding in record.codings] == [("C2", "budi"), ("C1", "ina")]


def test_consent_forms_are_filled_with_the_placeholders(tmp_path: Path) -> None:
    form = "---\nid: psp\nversion: v1\nlanguage: id\napproved: {from: null, to: null}\n---\nSaya setuju, {hospital}.\n"
    record, problems = read(
        tmp_path,
        {
            "study.yaml": f"{STUDY}placeholders:\n  hospital: RS Contoh\n",
            "consent/psp-v1.id.md": form,
            "consent/catatan.md": "bukan formulir",
        },
    )

    assert problems == []
    assert [one.text for one in record.forms] == ["Saya setuju, RS Contoh.\n"]


def test_unknown_files_are_told_with_the_likely_name_and_leftovers_are_not(tmp_path: Path) -> None:
    _, problems = read(
        tmp_path,
        {
            "participant.csv": PARTICIPANTS,
            "~$data.xlsx": "lock",
            ".gitignore": "*",
            "README.md": "hello",
            "laporan.docx": "x",
            "anggaran.xlsx": b"x",
            "instrument/x.yaml": "a",
        },
    )

    assert [(one.code, one.place.file, one.params["meant"]) for one in problems] == [
        ("files.unknown_file", "anggaran.xlsx", ""),
        ("files.unknown_file", "instrument", "instruments"),
        ("files.unknown_file", "participant.csv", "participants.csv"),
    ]


def test_a_hidden_sheet_is_read_too(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("participants").append(["id", "site"])
    book["participants"].append(["P1", "RS"])
    book["participants"].sheet_state = "hidden"
    book.save(tmp_path / "data.xlsx")

    record, _ = read(tmp_path, {})

    assert len(record.participants) == 1


def test_codings_outside_their_folder_have_no_coder_and_are_told(tmp_path: Path) -> None:
    book = workbook({"codings": [["id", "transcript"], ["C1", "T1"]]})

    _, problems = read(tmp_path, {"codings.csv": "id,transcript\nC1,T1\n", "codings.xlsx": book, "data.xlsx": book})

    assert codes(problems) == ["files.unknown_file", "files.unknown_file", "files.unknown_sheet"]


def test_an_unknown_sheet_is_told_and_its_formulas_are_not(tmp_path: Path) -> None:
    book = workbook({"participants": [["id", "site"], ["P1", "RS"]], "rekap": [["=SUM(A1:A2)"]], "_lists": [["a"]]})

    _, problems = read(tmp_path, {"data.xlsx": book})

    assert codes(problems) == ["files.unknown_sheet"]


def test_a_folder_named_like_a_table_and_a_file_named_like_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "participants.csv").mkdir(parents=True)

    _, problems = read(tmp_path, {"codings": "x"})

    assert [(one.code, one.place.file) for one in problems] == [
        ("files.is_file", "codings"),
        ("files.is_folder", "participants.csv"),
    ]


def test_problems_are_sorted_by_file_and_line(tmp_path: Path) -> None:
    _, problems = read(
        tmp_path,
        {"staff.csv": "key,roles\n1,coder\nina,kepala\n", "participants.csv": "id,site\nP1,RS\n2,RS\n,RS\n"},
    )

    assert [place[:2] for place in places(problems)] == [
        ("participants.csv", 3),
        ("participants.csv", 4),
        ("staff.csv", 2),
        ("staff.csv", 3),
    ]


NAMES = (
    "study.yaml",
    "instruments/a.yaml",
    "codebooks/a.yaml",
    "consent/a-v1.id.md",
    "participants.csv",
    "responses.csv",
    "data.xlsx",
    "codings/x.csv",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.one_of(st.binary(max_size=80), st.text('id,:;{}[]"\n\t-é0123', max_size=60).map(str.encode)),
        max_size=4,
    )
)
def test_any_bytes_in_any_file_never_raise_and_nothing_is_written(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    root = folder(tmp_path_factory.mktemp("study"), dict(files))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    _, problems = study_folder.read(root)

    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
    for problem in problems:
        entry = lookup(problem.code)
        assert entry.severity in Severity
        entry.message.format_map(problem.params)
        entry.hint.format_map(problem.params)
