"""`engage-eval import responses`: the same interviews whatever they come through, and what is refused."""

import csv
import io
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import Workbook, load_workbook

from engage_eval.formats.canonical import answer_cell, answers_by_interview, write_folder
from engage_eval.formats.study_folder import read
from engage_eval.formats.submission_heads import read_heads
from engage_eval.model.consent import gate
from engage_eval.model.field_form import CONSENT_COLUMNS, INTERVIEW_COLUMNS, companion, has_companion
from engage_eval.model.instrument import MISSING_CODES
from engage_eval.model.moment import ZONES, Moment
from engage_eval.model.people import ConsentEvent
from engage_eval.model.record import StudyRecord

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]


def record_of(folder: Path) -> StudyRecord:
    record, _problems = read(folder)
    assert record is not None
    return record


def digest(folder: Path) -> str:
    return gate(record_of(folder)).digest()


@pytest.fixture(scope="module")
def whole(sample: Path) -> StudyRecord:
    """Return the sample without its pauses, which no form of a telephone asks."""
    return replace(record_of(sample), interview_events=())


def csv_text(head: Iterable[str], rows: Iterable[Iterable[str]], sign: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=sign, lineterminator="\n").writerows([list(head), *map(list, rows)])
    return stream.getvalue()


def spoken(record: StudyRecord) -> dict[str, ConsentEvent]:
    """Return interview -> the consent that was given before it."""
    given = {one.participant: one for one in record.consent if one.event == "given"}
    return {one.id: given[one.participant] for one in record.interviews if one.participant in given}


def xml(value: object, zone: str = "WIB") -> str:
    """Return a value as a telephone writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Moment():
            assert value.utc is not None
            return value.utc.astimezone(ZONES[zone]).isoformat(timespec="milliseconds")
    return str(value)


def kobo(
    record: StudyRecord, *, sign: str = "/", split: bool = False, zone: str = "WIB"
) -> tuple[list[str], list[list[str]]]:
    """Return the interviews of a record as KoboToolbox or ODK export them."""
    instrument = record.instrument()
    assert instrument is not None
    items = [item for item in instrument.items if item.part != "note"]
    consents, answers = spoken(record), answers_by_interview(record)
    rows = []
    for number, one in enumerate(record.interviews):
        row = {"start": "2023-01-01T00:00:00.000+07:00", "_id": str(number), "__version__": "vK3x"}
        person, _, n = one.id.rpartition("-")
        assert person == one.participant
        venue = {"place": "venue"}
        names = {name: venue.get(column, column) for name, column in INTERVIEW_COLUMNS.items()}
        group = {"instrument": "", "version": "", "form": "", "started_at": ""}
        for name, attribute in names.items():
            row[sign.join(filter(None, (group.get(name, "group_start"), name)))] = xml(getattr(one, attribute), zone)
        row[f"group_start{sign}interview_number"] = n
        said = consents.get(one.id)
        for name, column in CONSENT_COLUMNS.items():
            value = xml(getattr(said, venue.get(column, column)), zone) if said else ""
            if column == "form" and said:
                value = f"{said.form}-{said.version}"
            row[f"group_consent{sign}{name}"] = value
        row[f"group_consent{sign}consent_earlier"] = "no" if said else "yes"
        for item in items:
            base = item.base or item.key
            head = sign.join((f"section_{item.section}", f"q_{base}", item.key))
            cell = answer_cell(answers.get(one.id, {}).get(item.key, ())).removeprefix("'")
            if item.type == "multiple" and split:
                for choice in (*instrument.scales[item.scale].values, *MISSING_CODES[:3]):
                    row[f"{head}/{choice}"] = str(int(choice in cell.split("|"))) if cell else ""
                continue
            is_missing = has_companion(item) and cell in MISSING_CODES
            row[head] = "" if is_missing else cell.replace("|", " ") if item.type == "multiple" else cell
            if has_companion(item):
                row[sign.join((f"section_{item.section}", f"q_{base}", companion(item.key)))] = (
                    cell if is_missing else ""
                )
        row["_uuid" if sign == "/" else "KEY"] = f"uuid:{number:04}-abcd" if sign == "-" else f"{number:04}-abcd"
        row["_submission_time"] = "2023-12-01T03:00:00"
        rows.append(row)
    head = list(rows[0])
    return head, [[row[name] for name in head] for row in rows]


@pytest.fixture(scope="module")
def before(whole: StudyRecord, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample as it stood before any interview: no interviews, nor the consents spoken in them."""
    folder = tmp_path_factory.mktemp("before") / "studi"
    come = list(spoken(whole).values())
    left = tuple(one for one in whole.consent if one not in come)
    write_folder(folder, replace(whole, interviews=(), answers=(), consent=left), sample)
    return folder


@pytest.mark.parametrize(
    ("sign", "split", "delimiter", "zone"),
    [("/", False, ",", "WIB"), ("-", True, ";", "UTC"), ("/", True, ",", "WIT"), ("-", False, "\t", "WITA")],
)
def test_the_sample_comes_through_a_field_tool_s_table_whole(
    run_json: RunJson,
    whole: StudyRecord,
    before: Path,
    tmp_path: Path,
    *,
    sign: str,
    split: bool,
    delimiter: str,
    zone: str,
) -> None:
    head, rows = kobo(whole, sign=sign, split=split, zone=zone)
    source = tmp_path / "kobo.csv"
    source.write_text("\ufeff" + csv_text(head, rows, delimiter), encoding="utf-8")

    found = run_json("import", "responses", source, before, "-o", tmp_path / "baru")

    assert (found["new"], found["changed"], found["same"], found["refused"]) == (20, 0, 0, [])
    assert digest(tmp_path / "baru") == gate(whole).digest()


def test_the_sample_comes_through_an_excel_table_of_a_field_tool(
    run_json: RunJson, whole: StudyRecord, before: Path, tmp_path: Path
) -> None:
    head, rows = kobo(whole, split=True)
    book = Workbook()
    book.active.title = "Siaran WhatsApp"
    for row in (head, *rows):
        book.active.append([int(cell) if cell in ("0", "1") else cell or None for cell in row])
    for cell in [cell for row in book.active.iter_rows() for cell in row if isinstance(cell.value, str)]:
        cell.data_type = "s"
    book.save(tmp_path / "kobo.xlsx")

    found = run_json("import", "responses", tmp_path / "kobo.xlsx", before, "-o", tmp_path / "baru")

    assert (found["new"], found["refused"]) == (20, [])
    assert digest(tmp_path / "baru") == gate(whole).digest()


def test_the_sample_comes_through_its_workbook_whole(
    run: Run, run_json: RunJson, sample: Path, before: Path, tmp_path: Path
) -> None:
    run("export", "workbook", sample, tmp_path / "data.xlsx")

    found = run_json("import", "responses", tmp_path / "data.xlsx", before, "-o", tmp_path / "baru")

    assert (found["new"], found["refused"]) == (20, [])
    assert found["rows"]["interview_events"] == 5
    assert digest(tmp_path / "baru") == digest(sample)


@pytest.fixture
def asked(sample: Path, tmp_path: Path) -> Path:
    """Return the sample with its interviews and pauses, and without any answer."""
    study = tmp_path / "asked"
    shutil.copytree(sample, study, ignore=shutil.ignore_patterns("responses.csv"))
    return study


def long_table(record: StudyRecord) -> str:
    cells = answers_by_interview(record)
    rows = [(one, item, answer_cell(said)) for one, by in cells.items() for item, said in by.items()]
    return csv_text(("interview", "item", "value"), rows)


def test_the_sample_is_the_same_study_through_workbook_field_tool_and_long_table(
    run: Run, run_json: RunJson, sample: Path, whole: StudyRecord, asked: Path, tmp_path: Path
) -> None:
    run("export", "workbook", sample, tmp_path / "data.xlsx")
    (tmp_path / "kobo.csv").write_text(csv_text(*kobo(whole, sign="-", split=True)), encoding="utf-8")
    (tmp_path / "long.csv").write_text(long_table(whole), encoding="utf-8")
    found = {}
    for name in ("data.xlsx", "kobo.csv", "long.csv"):
        came = run_json("import", "responses", tmp_path / name, asked, "-o", tmp_path / f"from-{name}")
        found[name] = (came["new"], came["refused"], digest(tmp_path / f"from-{name}"))

    assert found == dict.fromkeys(("data.xlsx", "kobo.csv", "long.csv"), (20, [], digest(sample)))


def test_the_pauses_of_a_field_tool_s_interviews_come_with_the_workbook(
    run: Run, run_json: RunJson, sample: Path, whole: StudyRecord, before: Path, tmp_path: Path
) -> None:
    (tmp_path / "kobo.csv").write_text(csv_text(*kobo(whole)), encoding="utf-8")
    run_json("import", "responses", tmp_path / "kobo.csv", before, "-o", tmp_path / "kobo")
    run("export", "workbook", sample, tmp_path / "data.xlsx")
    book = load_workbook(tmp_path / "data.xlsx")
    for name in set(book.sheetnames) - {"interview_events"}:
        del book[name]
    book.save(tmp_path / "pauses.xlsx")

    found = run_json("import", "responses", tmp_path / "pauses.xlsx", tmp_path / "kobo", "-o", tmp_path / "paused")
    again = run_json("import", "responses", tmp_path / "data.xlsx", tmp_path / "paused", "-o", tmp_path / "again")

    assert (found["rows"]["interview_events"], found["refused"]) == (5, [])
    assert digest(tmp_path / "paused") == digest(sample)
    assert (again["same"], sum(again["rows"].values()), digest(tmp_path / "again")) == (20, 0, digest(sample))


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_the_sample_s_answers_come_through_a_table_whole(
    run_json: RunJson, sample: Path, whole: StudyRecord, asked: Path, tmp_path: Path, shape: str
) -> None:
    source = tmp_path / "jawaban.csv"
    if shape == "wide":
        shutil.copy(sample / "responses.csv", source)
    else:
        source.write_text(long_table(whole), encoding="utf-8")

    found = run_json("import", "responses", source, asked, "-o", tmp_path / "baru")

    assert (found["new"], found["refused"]) == (20, [])
    assert digest(tmp_path / "baru") == digest(sample)


# --- the small study

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
sections:
  penyaringan:
    id: Penyaringan
    en: Screening
    for: everyone
    items:
      nomor: {type: single, scale: yatidak, id: "Nomor tersimpan?", en: "Number saved?"}
  penilaian:
    id: Penilaian
    en: Ratings
    for: eligible
    items:
      jelas: {type: scale, scale: setuju5, measures: informative, id: Jelas, en: Clear}
      putusan: {type: single, scale: yatidak, role: verdict, id: Putusan, en: Verdict}
      cerita: {type: text, id: Cerita, en: Story}
"""
PEOPLE = "id,site\nP1,RS\nP2,RS\n"
STAFF = "key,roles\nS1,interviewer|lead\n"
BASE = {"participants.csv": PEOPLE, "staff.csv": STAFF, "instruments/mini-v1.yaml": INSTRUMENT}
ROW = {
    "start": "2024-01-05T09:59:00.000+07:00",
    "instrument": "mini",
    "version": "v1",
    "form": "inti",
    "group_start/participant": "P1",
    "group_start/interview_number": "1",
    "group_start/mode": "face",
    "group_start/interviewer": "S1",
    "section_penyaringan/q_nomor/nomor": "ya",
    "group_consent/consent_earlier": "no",
    "group_consent/consent_at": "2024-01-05T10:00:00.000+07:00",
    "group_consent/consent_form": "psp-v1",
    "group_consent/consent_language": "id",
    "group_consent/consent_mode": "ink",
    "group_consent/consent_take_part": "yes",
    "group_consent/consent_quotation": "none",
    "group_consent/consent_evidence": "lembar P1",
    "started_at": "2024-01-05T10:05:00.000+07:00",
    "section_penilaian/q_jelas/jelas": "4",
    "section_penilaian/q_putusan/putusan": "ya",
    "section_penilaian/q_cerita/cerita": "Jadwalnya jelas.",
    "section_penilaian/q_cerita/cerita_m": "",
    "group_end/end_state": "complete",
    "group_end/ended_at": "2024-01-05T10:30:00.000+07:00",
    "_id": "7",
    "_uuid": "aaaa-1",
    "_submission_time": "2024-01-05T04:00:00",
}


def table(*rows: Mapping[str, str], sign: str = ",", head: Iterable[str] | None = None) -> str:
    """Return rows as a field tool's CSV; each is ROW with what a test changes."""
    names = list(head or dict.fromkeys((*ROW, *(name for row in rows for name in row))))
    return csv_text(names, ([({**ROW, **row}).get(name, "") for name in names] for row in rows), sign)


JELAS, PUTUSAN, PERSON = (
    "section_penilaian/q_jelas/jelas",
    "section_penilaian/q_putusan/putusan",
    "group_start/participant",
)
NUMBER, CERITA = "group_start/interview_number", "section_penilaian/q_cerita/cerita"


@pytest.fixture
def study(write_study: Write, tmp_path: Path) -> Path:
    return write_study(tmp_path / "studi", BASE)


@pytest.fixture
def taken(run_json: RunJson, study: Path, tmp_path: Path) -> Path:
    """Return the small study with one submission in it."""
    (tmp_path / "satu.csv").write_text(table({}), encoding="utf-8")
    run_json("import", "responses", tmp_path / "satu.csv", study, "-o", tmp_path / "berisi")
    return tmp_path / "berisi"


def look(run: Run, tmp_path: Path, text: str | bytes, study: Path, *words: object) -> dict[str, Any]:
    """Return what --dry-run says of a table."""
    import json

    source = tmp_path / "masuk.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = json.loads(run("import", "responses", source, study, "--dry-run", "--json", *words).stdout)
    assert isinstance(found, dict)
    return found


def codes(found: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return code and line of everything that is refused, or of the problems of an error."""
    rows = found["problems"] if "error" in found else [row for one in found["refused"] for row in one["problems"]]
    return [(row["code"], row["line"]) for row in rows]


def test_a_submission_becomes_an_interview_its_consent_and_its_answers(taken: Path) -> None:
    record = record_of(taken)
    interview, consent = record.interviews[0], record.consent[0]

    assert (interview.id, interview.participant, interview.form, interview.end) == ("P1-1", "P1", "inti", "complete")
    assert (interview.submission, interview.interviewer) == ("aaaa-1", "S1")
    assert interview.started_at.canonical() == "2024-01-05T03:05Z"
    assert (consent.event, consent.form, consent.version, consent.take_part) == ("given", "psp", "v1", True)
    assert {one.item: one.choice or one.text for one in record.answers} == {
        "nomor": "ya",
        "jelas": "4",
        "putusan": "ya",
        "cerita": "Jadwalnya jelas.",
    }


def test_the_same_file_again_changes_nothing(run_json: RunJson, taken: Path, tmp_path: Path) -> None:
    found = run_json("import", "responses", tmp_path / "satu.csv", taken, "-o", tmp_path / "lagi")

    assert (found["new"], found["changed"], found["same"], found["refused"]) == (0, 0, 1, [])
    for name in ("interviews.csv", "responses.csv", "consent.csv"):
        assert (tmp_path / "lagi" / name).read_bytes() == (taken / name).read_bytes()
    assert not (tmp_path / "lagi" / "superseded.csv").exists()


def test_a_changed_answer_replaces_the_earlier_one_which_is_kept_with_the_reason(
    run: Run, run_json: RunJson, taken: Path, tmp_path: Path
) -> None:
    source = tmp_path / "ubah.csv"
    source.write_text(table({JELAS: "2", CERITA: ""}), encoding="utf-8")
    without = run("import", "responses", source, taken, "-o", tmp_path / "baru", "--lang", "en")
    words = ("-o", tmp_path / "baru", "--reason", "salah ketik", "--by", "S1")
    found = run_json("import", "responses", source, taken, *words)
    record = record_of(tmp_path / "baru")

    assert without.exit_code == 2
    assert "no reason is given" in without.stderr
    assert (found["changed"], found["interviews"][0]["items"]) == (1, ["jelas", "cerita"])
    assert [(one.item, one.value, one.by, one.reason) for one in record.superseded] == [
        ("cerita", "Jadwalnya jelas.", "S1", "salah ketik"),
        ("jelas", "4", "S1", "salah ketik"),
    ]
    assert record.interviews[0].change_reason == "salah ketik"
    assert {one.item: one.choice for one in record.answers} == {"nomor": "ya", "jelas": "2", "putusan": "ya"}
    assert run("check", tmp_path / "baru", "--lang", "en").exit_code == 0


def test_a_changed_column_of_the_interview_leaves_its_earlier_value_in_the_reason(
    run_json: RunJson, taken: Path, tmp_path: Path
) -> None:
    source = tmp_path / "ubah.csv"
    source.write_text(table({"group_start/mode": "telephone"}), encoding="utf-8")
    found = run_json("import", "responses", source, taken, "-o", tmp_path / "baru", "--reason", "salah pilih")

    assert found["interviews"][0]["columns"] == ["mode"]
    assert record_of(tmp_path / "baru").interviews[0].change_reason == "salah pilih [mode: face]"


def test_an_edited_submission_is_known_by_the_id_it_had_before(run: Run, taken: Path, tmp_path: Path) -> None:
    edited = table({"_uuid": "bbbb-2", "meta/deprecatedID": "uuid:aaaa-1", JELAS: "5"})
    rooted = table({"_uuid": "bbbb-2", "meta/rootUuid": "uuid:aaaa-1", JELAS: "5"})

    assert [look(run, tmp_path, one, taken)["changed"] for one in (edited, rooted)] == [1, 1]


def test_a_submission_that_was_edited_twice_is_known_by_its_interview_and_its_beginning(
    run: Run, taken: Path, tmp_path: Path
) -> None:
    twice = {"_uuid": "cccc-3", "meta/deprecatedID": "uuid:bbbb-2", JELAS: "5"}
    later = {**twice, "started_at": "2024-01-05T10:20:00.000+07:00"}

    assert look(run, tmp_path, table(twice), taken)["changed"] == 1
    assert codes(look(run, tmp_path, table(later), taken)) == [("import.interview_taken", 2)]


@pytest.mark.parametrize("number", ["1", "01", "1.0", "1,00"])
def test_the_number_of_an_interview_is_the_same_however_it_is_written(
    run: Run, taken: Path, tmp_path: Path, number: str
) -> None:
    assert look(run, tmp_path, table({NUMBER: number}), taken)["same"] == 1


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "9" * 400, "\u0661", "\u00b2", "satu"])
def test_an_interview_without_a_plain_number_is_refused_and_leaves_nothing(
    run: Run, study: Path, tmp_path: Path, number: str
) -> None:
    found = look(run, tmp_path, table({NUMBER: number}), study)

    assert [row["key"] for one in found["refused"] for row in one["problems"]] == [NUMBER]
    assert (codes(found), found["rows"]["consent"]) == ([("files.count", 2)], 0)


def test_an_interview_s_id_that_excel_would_make_a_date_is_refused_and_leaves_nothing(
    run: Run, write_study: Write, tmp_path: Path
) -> None:
    study = write_study(tmp_path / "studi", {**BASE, "participants.csv": "id,site\nSEP,RS\n"})
    found = look(run, tmp_path, table({PERSON: "SEP"}), study)

    assert (codes(found), found["rows"]["consent"]) == ([("files.key_date", 2)], 0)


def test_an_empty_cell_of_a_table_of_answers_takes_nothing_back(run: Run, taken: Path, tmp_path: Path) -> None:
    found = look(run, tmp_path, "interview,jelas,cerita\nP1-1,,Lain.\n", taken)

    assert found["interviews"][0]["items"] == ["cerita"]
    assert found["reason_needed"] == 1


def test_the_preview_writes_nothing_and_says_what_each_row_would_do(run: Run, taken: Path, tmp_path: Path) -> None:
    text = table({JELAS: "5"}, {PERSON: "P2", "_uuid": "cccc"}, {PERSON: "P9", "_uuid": "dddd"})
    (tmp_path / "kobo.csv").write_text(text, encoding="utf-8")
    there = sorted(tmp_path.rglob("*"))
    result = run("import", "responses", tmp_path / "kobo.csv", taken, "--dry-run", "--lang", "en")

    assert result.exit_code == 1
    assert result.stdout.startswith("kobo.csv: new interviews 1, changed 1, the same 0, refused 1.\n")
    assert "changed: P1-1, line 2: jelas" in result.stdout
    assert "kobo.csv, line 4, group_start/participant" in result.stdout
    assert sorted(tmp_path.rglob("*")) == there


def test_a_refused_row_stops_the_import_unless_it_is_skipped(
    run: Run, run_json: RunJson, study: Path, tmp_path: Path
) -> None:
    (tmp_path / "kobo.csv").write_text(table({}, {PERSON: "P2", "_uuid": "cccc", JELAS: "9"}), encoding="utf-8")
    stopped = run("import", "responses", tmp_path / "kobo.csv", study, "-o", tmp_path / "baru", "--lang", "en")
    is_there = (tmp_path / "baru").exists()
    looked = run("import", "responses", tmp_path / "kobo.csv", study, "--dry-run", "--lang", "en")
    found = run_json("import", "responses", tmp_path / "kobo.csv", study, "-o", tmp_path / "baru", "--skip-refused")

    assert (stopped.exit_code, is_there) == (1, False)
    assert "--skip-refused" in stopped.stderr
    assert looked.exit_code == 1
    assert "Mend what is refused in the file first" in looked.stdout
    assert "in place of --dry-run" not in looked.stdout
    assert (found["new"], codes(found)) == (1, [("responses.choice", 3)])
    assert found["refused"][0]["interview"] == "P2-1"
    record = record_of(tmp_path / "baru")
    assert [one.id for one in record.interviews] == ["P1-1"]
    assert [one.participant for one in record.consent] == ["P1"]


def test_an_unknown_column_can_be_left_out_and_is_named(
    run_json: RunJson, study: Path, taken: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(table({"q_lain/lain": "x"}), encoding="utf-8")
    (tmp_path / "b.csv").write_text("interview,jelas,lain\nP1-1,4,x\n", encoding="utf-8")
    first = run_json("import", "responses", tmp_path / "a.csv", study, "-o", tmp_path / "a", "--skip-refused")
    second = run_json("import", "responses", tmp_path / "b.csv", taken, "-o", tmp_path / "b", "--skip-refused")

    assert (first["new"], codes(first)) == (1, [("import.unknown_column", 1)])
    assert (second["same"], codes(second)) == (1, [("files.unknown_column", 1)])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"_uuid": ""}], [("import.no_submission_id", 2)]),
        ([{}, {JELAS: "1"}], [("import.submission_twice", 2), ("import.submission_twice", 3)]),
        ([{}, {"_uuid": "b"}], [("import.interview_twice", 2), ("import.interview_twice", 3)]),
        ([{PERSON: "P9"}], [("participants.unknown", 2)]),
        ([{PERSON: "Bu Sari"}], [("files.key_person", 2)]),
        ([{PERSON: ""}], [("files.required", 2)]),
        ([{NUMBER: "dua"}], [("files.count", 2)]),
        ([{"group_start/interviewer": "S9"}], [("staff.unknown", 2)]),
        ([{"version": "v7"}], [("interviews.version_unknown", 2)]),
        ([{"instrument": "lain"}], [("interviews.instrument_unknown", 2)]),
        ([{JELAS: "9"}], [("responses.choice", 2)]),
        ([{"section_penilaian/q_cerita/cerita_m": ".skip"}], [("import.answered_and_missing", 2)]),
        ([{"group_end/ended_at": "2024-01-05T09:00:00.000+07:00"}], [("interviews.ended_before_started", 2)]),
        ([{"started_at": ""}], [("files.required", 2)]),
        ([{"started_at": "kemarin"}], [("files.date", 2)]),
        ([{"q_baru/baru": "x"}], [("import.unknown_column", 1)]),
    ],
)
def test_what_a_field_tool_s_table_can_not_say(
    run: Run, study: Path, tmp_path: Path, rows: list[dict[str, str]], expected: list[tuple[str, int]]
) -> None:
    assert codes(look(run, tmp_path, table(*rows), study)) == expected


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({PERSON: "P2"}, "import.other_interview"),
        ({"_uuid": "b"}, "import.interview_taken"),
        ({"group_consent/consent_quotation": "verbatim"}, "import.consent_differs"),
        ({"group_consent/consent_at": "2024-01-05T10:01:00.000+07:00"}, "import.consent_differs"),
        ({"group_consent/consent_at": "2024-01-04T10:00:00.000+07:00"}, "import.consent_differs"),
        ({"group_consent/consent_take_part": "no"}, "import.consent_differs"),
    ],
)
def test_what_a_submission_must_not_change(
    run: Run, taken: Path, tmp_path: Path, row: dict[str, str], code: str
) -> None:
    assert codes(look(run, tmp_path, table(row), taken)) == [(code, 2)]


def test_nothing_comes_back_of_a_person_who_was_erased(run: Run, write_study: Write, tmp_path: Path) -> None:
    erasures = "participant,scope,at,by\nP1,person,2024-01-20T10:00,S1\n"
    study = write_study(tmp_path / "studi", {**BASE, "erasures.csv": erasures})

    assert ("import.erased", 2) in codes(look(run, tmp_path, table({}), study))


def test_the_same_row_twice_counts_once(run: Run, study: Path, tmp_path: Path) -> None:
    found = look(run, tmp_path, table({}, {"_id": "8"}), study)

    assert (found["new"], found["refused"]) == (1, [])


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_separators_and_byte_order_marks_do_not_matter(
    run: Run, study: Path, tmp_path: Path, sign: str, bom: str
) -> None:
    assert look(run, tmp_path, bom + table({}, sign=sign), study)["new"] == 1


def test_dates_and_times_that_excel_wrote_are_read_in_the_study_s_order(
    run_json: RunJson, study: Path, tmp_path: Path
) -> None:
    times = {
        "started_at": "05/01/2024 10.05",
        "group_end/ended_at": "05/01/2024 10:30",
        "group_consent/consent_at": "5/1/2024 10:00",
    }
    (tmp_path / "a.csv").write_text(table(times, sign=";"), encoding="cp1252")
    run_json("import", "responses", tmp_path / "a.csv", study, "-o", tmp_path / "baru")
    record = record_of(tmp_path / "baru")

    assert record.interviews[0].started_at.canonical() == "2024-01-05T03:05Z"
    assert record.consent[0].at.canonical() == "2024-01-05T03:00Z"


def test_a_telephone_in_another_zone_is_read_in_the_study_s(run_json: RunJson, study: Path, tmp_path: Path) -> None:
    times = {
        "started_at": "2024-01-04T19:05:00.000-08:00",
        "group_end/ended_at": "2024-01-05T03:30:00Z",
        "group_consent/consent_at": "2024-01-05T12:00:00.000+09:00",
    }
    (tmp_path / "a.csv").write_text(table(times), encoding="utf-8")
    run_json("import", "responses", tmp_path / "a.csv", study, "-o", tmp_path / "baru")
    interviews = (tmp_path / "baru" / "interviews.csv").read_text(encoding="utf-8")

    assert "2024-01-05T10:05,2024-01-05T10:30" in interviews


def test_labels_are_read_as_names(run: Run, study: Path, tmp_path: Path) -> None:
    labels = {
        "group_start/mode": "tatap muka",
        "section_penyaringan/q_nomor/nomor": "Ya",
        JELAS: "setuju",
        "group_end/end_state": "lengkap",
        "group_consent/consent_language": "Indonesian",
        "group_consent/consent_take_part": "ya",
        "group_consent/consent_mode": "tanda tangan di kertas",
        "group_consent/consent_attribution": "peran saja",
    }
    named = look(run, tmp_path, table({"group_consent/consent_attribution": "role"}), study)

    assert look(run, tmp_path, table(labels), study)["interviews"] == named["interviews"]
    assert named["new"] == 1


def test_the_server_s_columns_are_named_and_left_out(run: Run, study: Path, tmp_path: Path) -> None:
    found = look(run, tmp_path, table({"_validation_status": "ok", "note_late": "", "username": "budi"}), study)

    assert found["refused"] == []
    assert found["left_out"] == ["_id", "_submission_time", "_validation_status", "username"]


def test_a_person_who_declines_leaves_the_decision_and_no_permission(
    run_json: RunJson, study: Path, tmp_path: Path
) -> None:
    declined = {
        "group_consent/consent_take_part": "no",
        "group_consent/consent_quotation": "",
        JELAS: "",
        PUTUSAN: "",
        CERITA: "",
        "group_end/end_state": "break_off",
    }
    (tmp_path / "a.csv").write_text(table(declined), encoding="utf-8")
    run_json("import", "responses", tmp_path / "a.csv", study, "-o", tmp_path / "baru")
    record = record_of(tmp_path / "baru")

    assert [(one.event, one.take_part) for one in record.consent] == [("declined", False)]
    assert [one.item for one in record.answers] == ["nomor"]


@pytest.mark.parametrize("offset", ["+09", "+0900", "+09:00"])
def test_the_offset_of_a_zone_may_be_short(run_json: RunJson, study: Path, tmp_path: Path, offset: str) -> None:
    times = {"started_at": f"2024-01-05T12:05:00.000{offset}", "group_consent/consent_at": f"2024-01-05T12:00{offset}"}
    (tmp_path / "a.csv").write_text(table(times), encoding="utf-8")
    run_json("import", "responses", tmp_path / "a.csv", study, "-o", tmp_path / "baru")
    record = record_of(tmp_path / "baru")

    assert record.interviews[0].started_at.canonical() == "2024-01-05T03:05Z"
    assert record.consent[0].at.canonical() == "2024-01-05T03:00Z"


@pytest.mark.parametrize("text", ["<html><table>", "\n <!DOCTYPE html>", "\ufeff<?xml version='1.0'?><Workbook/>"])
def test_a_web_page_that_is_called_a_workbook_is_named_as_such(
    run: Run, study: Path, tmp_path: Path, text: str
) -> None:
    assert [code for code, _line in codes(look(run, tmp_path, text, study))] == ["files.not_a_workbook"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "command.empty_table"), ("\n\n", "command.empty_table"), (b"PK\x03\x04rusak", "import.unreadable")],
)
def test_a_file_without_a_table_is_refused_as_a_whole(
    run: Run, study: Path, tmp_path: Path, text: str | bytes, code: str
) -> None:
    assert look(run, tmp_path, text, study)["error"]["code"] == code


def test_a_table_of_answers_must_name_interviews_and_items_of_the_study(run: Run, taken: Path, tmp_path: Path) -> None:
    unknown = look(run, tmp_path, "interview;item;value\nP1-7;jelas;4\nP1-1;jelass;4\n", taken)
    column = look(run, tmp_path, "interview,jelas,jelass\nP1-1,4,4\n", taken)

    assert codes(unknown) == [("responses.unknown_interview", 2), ("responses.unknown_item", 3)]
    assert codes(column) == [("files.unknown_column", 1)]


def test_people_and_staff_of_the_workbook_are_taken_in_when_they_are_new(
    run: Run, run_json: RunJson, taken: Path, tmp_path: Path
) -> None:
    run("export", "workbook", taken, tmp_path / "data.xlsx")
    book = load_workbook(tmp_path / "data.xlsx")
    book["participants"].append(["P3", "RS"])
    book["participants"]["C2"] = "PKM-A"
    book.save(tmp_path / "data.xlsx")
    found = run_json("import", "responses", tmp_path / "data.xlsx", taken, "-o", tmp_path / "baru", "--skip-refused")

    assert found["rows"]["participants"] == 1
    assert codes(found) == [("import.row_differs", 2)]
    assert [(one.id, one.facility) for one in record_of(tmp_path / "baru").participants] == [
        ("P1", ""),
        ("P2", ""),
        ("P3", ""),
    ]


def test_a_study_with_errors_a_full_folder_and_no_folder_are_refused(
    run: Run, study: Path, taken: Path, tmp_path: Path
) -> None:
    source = tmp_path / "satu.csv"
    full = run("import", "responses", source, study, "-o", taken, "--lang", "en")
    none = run("import", "responses", source, study, "--lang", "en")
    inside = run("import", "responses", source, study, "-o", study / "baru", "--lang", "en")
    (study / "participants.csv").write_text("id,site\nP1,\n", encoding="utf-8")
    broken = run("import", "responses", source, study, "-o", tmp_path / "baru", "--lang", "en")

    assert [one.exit_code for one in (full, none, inside, broken)] == [2, 2, 2, 1]
    assert "so nothing was imported" in broken.stderr
    assert "--dry-run" in none.stderr
    assert not (tmp_path / "baru").exists()


def test_a_study_that_waits_for_its_counts_takes_answers_in(
    run: Run, run_json: RunJson, study: Path, tmp_path: Path
) -> None:
    yaml = study / "study.yaml"
    told = yaml.read_text(encoding="utf-8") + "compare: {measure: visits, before: 2024, after: 2025}\n"
    yaml.write_text(told, encoding="utf-8")
    source, target = tmp_path / "satu.csv", tmp_path / "berisi"
    source.write_text(table({}), encoding="utf-8")

    result = run("import", "responses", source, study, "-o", target, "--lang", "id")

    assert "[design.period_without_counts]" in run("check", study).stdout
    assert result.exit_code == 0, result.stderr
    assert "Baris baru di consent: 1" in result.stdout
    assert f"engage-eval export workbook {target.as_posix()} data.xlsx" in " ".join(result.stdout.split())
    assert run_json("check", target)["rows"]["interviews"] == 1


# --- versions of a form

TWO = {
    "instruments/mini-v2.yaml": INSTRUMENT.replace("version: v1", "version: v2")
    .replace("values: [ya, tidak]", "values: [ya, tidak, ragu]")
    .replace('["Ya", "Tidak"]', '["Ya", "Tidak", "Ragu"]')
    .replace('["Yes", "No"]', '["Yes", "No", "Unsure"]')
}


def test_each_row_is_read_in_the_version_that_was_asked(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(tmp_path / "studi", {**BASE, **TWO})
    both = table({PUTUSAN: "ragu"}, {PUTUSAN: "ragu", "version": "v2", PERSON: "P2", "_uuid": "b"})
    by_server = [name for name in ROW if name != "version"] + ["FormVersion"]
    served = table({"FormVersion": "v2", PUTUSAN: "ragu"}, head=by_server)
    unknown = table({"FormVersion": "20240101"}, head=by_server)

    assert codes(look(run, tmp_path, both, study)) == [("responses.choice", 2)]
    assert look(run, tmp_path, served, study)["new"] == 1
    assert codes(look(run, tmp_path, unknown, study)) == [("import.version_unknown", 2)]


def test_an_interview_keeps_the_version_of_its_answers(run: Run, taken: Path, tmp_path: Path) -> None:
    for name, text in TWO.items():
        (taken / name).write_text(text, encoding="utf-8")

    assert codes(look(run, tmp_path, table({"version": "v2"}), taken)) == [("import.other_version", 2)]


@pytest.mark.parametrize("name", [PERSON, "started_at", "group_end/end_state", "group_start/mode", "_uuid"])
def test_a_table_without_what_every_interview_needs_is_refused_as_a_whole(
    run: Run, study: Path, tmp_path: Path, name: str
) -> None:
    head = [one for one in ROW if one not in (name, "start")]
    found = look(run, tmp_path, table({}, head=head), study)

    assert found["error"]["code"] == "import.unreadable"
    assert [code for code, _line in codes(found)] == ["import.missing_column"]


def test_two_columns_of_one_question_and_a_zip_are_refused_as_a_whole(run: Run, study: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    zipped = run("import", "responses", tmp_path / "a.zip", study, "--dry-run", "--lang", "en")

    assert codes(look(run, tmp_path, table({"jelas": "4"}), study)) == [("files.column_twice", 1)]
    assert (zipped.exit_code, "Unpack it" in zipped.stderr) == (2, True)


def test_a_formula_in_a_workbook_refuses_its_row(run: Run, study: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(list(ROW))
    for row in (ROW, {**ROW, PERSON: "P2", "_uuid": "b", JELAS: "=2+2"}):
        book.active.append(list(row.values()))
    book.save(tmp_path / "a.xlsx")
    result = run("import", "responses", tmp_path / "a.xlsx", study, "--dry-run", "--lang", "en")

    assert result.stdout.startswith("a.xlsx: new interviews 1, changed 0, the same 0, refused 1.\n")
    assert "files.formula" in result.stdout


def test_a_form_that_does_not_ask_the_times_has_those_of_the_telephone(run: Run, study: Path, tmp_path: Path) -> None:
    head = [name for name in ROW if name not in ("started_at", "group_end/ended_at")]
    early = {"group_consent/consent_at": "2024-01-05T09:58:00.000+07:00"}

    assert look(run, tmp_path, table(early, head=head), study)["new"] == 1


def test_every_question_of_our_form_is_known_when_it_comes_back(run: Run, sample: Path, tmp_path: Path) -> None:
    instrument = record_of(sample).instrument()
    assert instrument is not None
    for form in instrument.forms:
        run("export", "xlsform", sample, tmp_path / f"{form}.xlsx", "--form", form)
        survey = load_workbook(tmp_path / f"{form}.xlsx")["survey"]
        heads = [cell.value for cell in survey[1]]
        groups: list[str] = []
        paths = []
        for row in survey.iter_rows(min_row=2, values_only=True):
            kind, name = row[heads.index("type")], row[heads.index("name")]
            if kind == "begin_group":
                groups.append(str(name))
            elif kind == "end_group":
                groups.pop()
            elif kind:
                paths.append("/".join((*groups, str(name))))

        found = read_heads([*paths, *(path.replace("/", "-") for path in paths)], [instrument])
        assert [paths[index] for index in found.unknown if index < len(paths)] == []
        assert len(found.single) > 40


# --- texts that a spreadsheet would take for something else


@pytest.mark.parametrize(
    "text", ["=1+1", "'=1", "'", "-", "@a", "\u201ckutip\u201d", 'a "b", c', "baris 1\nbaris 2", "😀"]
)
def test_a_text_comes_in_as_it_was_typed(run_json: RunJson, study: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(table({CERITA: text}), encoding="utf-8")
    run_json("import", "responses", tmp_path / "a.csv", study, "-o", tmp_path / "baru")
    again = run_json("import", "responses", tmp_path / "a.csv", tmp_path / "baru", "-o", tmp_path / "lagi")

    assert [one.text for one in record_of(tmp_path / "baru").answers if one.item == "cerita"] == [text]
    assert again["same"] == 1
