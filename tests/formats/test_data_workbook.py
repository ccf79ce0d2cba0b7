"""The workbook in which a study's data are typed."""

import gettext
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from engage_eval.core.messages import Messages
from engage_eval.formats import data_workbook, study_folder
from engage_eval.formats.data_workbook import write_workbook
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.workbook_fields import SHEETS, heads_of
from engage_eval.model.instrument import Instrument
from engage_eval.model.interview import Answer
from engage_eval.model.tables import TABLES

INSTRUMENT = """\
key: mini
version: v1
title: {id: Mini, en: Mini}
forms: {inti: 5, lengkap: 20}
characteristics:
  informative: {id: Informatif, en: Informative, facet: quality}
scales:
  setuju3: {agree: [3], id: [tidak setuju, netral, setuju], en: [disagree, neutral, agree]}
  jalur: {values: [grup, siaran], id: [grup, siaran], en: [group, broadcast]}
sections:
  satu:
    id: Satu
    en: One
    for: everyone
    items:
      informatif: {type: scale, scale: setuju3, measures: informative, id: Siaran informatif., en: It informs.}
      jalur: {type: multiple, scale: jalur, id: "Lewat mana?", en: "Which way?"}
      lama: {type: number, forms: [lengkap], id: "Berapa lama?", en: "How long?"}
"""


def instrument() -> Instrument:
    found, problems = read_instrument(INSTRUMENT, "instruments/mini-v1.yaml")
    assert found is not None
    assert problems == []
    return found


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a language; without the compiled catalogue, so that the labels are what is tested."""
    monkeypatch.setattr(data_workbook, "messages", lambda one: Messages(one, gettext.NullTranslations()))
    return str(request.param)


def offered(sheet: Worksheet, head: str) -> list[str]:
    """Return what the drop-down under ``head`` offers."""
    column = next(cell.column_letter for cell in sheet[1] if cell.value == head)
    found = next(one for one in sheet.data_validations.dataValidation if f"{column}2" in one.sqref)
    if found.type != "list":
        return []
    name, _, cells = found.formula1.partition("!")
    rows = sheet.parent[name.strip("'")][cells.replace("$", "")]
    return [row[0].value for row in rows if row[0].value]


def test_a_sheet_a_table_with_its_columns_and_a_frozen_head(tmp_path: Path, language: str) -> None:
    write_workbook(tmp_path / "data.xlsx", instrument(), None, language)

    book = load_workbook(tmp_path / "data.xlsx")
    assert tuple(one.title for one in book.worksheets if one.sheet_state == "visible") == SHEETS
    for name in SHEETS:
        assert tuple(cell.value for cell in book[name][1]) == heads_of(name, instrument(), None)
        assert book[name].freeze_panes == "B2"


def test_an_item_of_another_form_has_no_column() -> None:
    assert "lama" not in heads_of("responses", instrument(), "inti")
    assert "lama" in heads_of("responses", instrument(), None)


def test_the_interviewer_s_notes_come_last() -> None:
    assert heads_of("responses", instrument(), "inti") == (
        "interview",
        "informatif",
        "jalur",
        "informatif_note",
        "jalur_note",
    )


def test_no_cell_holds_a_formula(tmp_path: Path, language: str) -> None:
    write_workbook(tmp_path / "data.xlsx", instrument(), None, language)

    cells = [cell for sheet in load_workbook(tmp_path / "data.xlsx") for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_every_column_has_a_message_within_excel_s_limit(tmp_path: Path, language: str) -> None:
    write_workbook(tmp_path / "data.xlsx", instrument(), None, language)

    for sheet in load_workbook(tmp_path / "data.xlsx").worksheets[:-1]:
        prompts = [one.prompt for one in sheet.data_validations.dataValidation]
        assert len(prompts) == sheet.max_column
        assert all(0 < len(prompt) <= 255 for prompt in prompts)


def test_the_question_stands_at_its_item(tmp_path: Path) -> None:
    write_workbook(tmp_path / "data.xlsx", instrument(), None, "en")

    head = load_workbook(tmp_path / "data.xlsx")["responses"]["B1"]
    assert head.comment is not None
    assert head.comment.text == "It informs."


def test_drop_downs_show_key_and_label(tmp_path: Path) -> None:
    write_workbook(tmp_path / "data.xlsx", instrument(), None, "en")

    book = load_workbook(tmp_path / "data.xlsx")
    assert offered(book["outcomes"], "measure")[:2] == ["visits", "new_referrals – new referrals"]
    assert offered(book["responses"], "informatif")[:3] == ["1 – disagree", "2 – neutral", "3 – agree"]
    assert offered(book["interviews"], "version") == ["v1"]


def test_the_same_instrument_gives_the_same_bytes(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", instrument(), None, "en")
    write_workbook(tmp_path / "b.xlsx", instrument(), None, "en")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml"))) == {b"1980-01-01T"}
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_every_text_of_every_drop_down_is_read_without_an_error(tmp_path: Path, language: str) -> None:
    """Fill a row for each option of the longest list, everything else with plain values."""
    plain: dict[str, object] = {
        "key": "K1",
        "text": "teks",
        "count": 3,
        "day": date(2024, 1, 5),
        "moment": datetime(2024, 1, 5, 14, 30),  # noqa: DTZ001 - Excel's times have no zone
        "period": "2022-01",
        "enums": "coder|lead",
    }
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments/mini-v1.yaml").write_text(INSTRUMENT)
    (tmp_path / "study.yaml").write_text("id: uji\ntitle: Uji\ndates: dmy\ninstrument: mini\n")
    write_workbook(tmp_path / "data.xlsx", instrument(), None, language)
    book = load_workbook(tmp_path / "data.xlsx")
    for name in SHEETS:
        if name not in TABLES:
            continue
        lists = {column.name: offered(book[name], column.name) for column in TABLES[name].columns}
        for row in range(max([len(options) for options in lists.values()] + [1])):
            filled = []
            for column in TABLES[name].columns:
                options = lists[column.name]
                own = f"K{row + 1}" if column.name in ("id", "key") else plain.get(column.kind)
                filled.append(options[row % len(options)] if options else own)
            book[name].append(filled)
    for row, option in enumerate(offered(book["responses"], "informatif"), 1):
        if row <= 3:
            book["responses"].append([f"K{row}", option, "grup|siaran", 2.5])
    book.save(tmp_path / "data.xlsx")

    record, problems = study_folder.read(tmp_path)

    assert problems == []
    assert record is not None
    assert record.consent[0].take_part is True
    assert [one.choice for one in record.answers if one.item == "informatif"] == ["1", "2", "3"]
    assert Answer("K1", "lama", number=2.5) in record.answers


def test_a_missing_answer_chosen_from_the_list_is_read(tmp_path: Path) -> None:
    (tmp_path / "instruments").mkdir()
    (tmp_path / "instruments/mini-v1.yaml").write_text(INSTRUMENT)
    (tmp_path / "study.yaml").write_text("id: uji\ntitle: Uji\ninstrument: mini\n")
    write_workbook(tmp_path / "data.xlsx", instrument(), None, "en")
    book = load_workbook(tmp_path / "data.xlsx")
    chosen = offered(book["responses"], "informatif")
    book["interviews"].append(
        ["W1", "P1", "mini", "v1", "", "face – face to face", "", "2024-01-05", "", "", "", "", "", "", "complete"]
    )
    book["responses"].append(["W1", chosen[4]])
    book.save(tmp_path / "data.xlsx")

    record, problems = study_folder.read(tmp_path)

    assert problems == []
    assert record is not None
    assert record.answers == (Answer("W1", "informatif", missing="refused"),)
