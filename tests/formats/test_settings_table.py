"""The table of changed settings in a study folder, and workbooks that have a sheet called so."""

from datetime import date
from pathlib import Path

from openpyxl import Workbook

from engage_eval.formats import study_folder
from engage_eval.model.moment import Moment
from engage_eval.model.study import SettingChange

STUDY = "id: contoh\ntitle: {id: Contoh, en: Sample}\n"


def folder(root: Path, **files: str) -> Path:
    (root / "study.yaml").write_text(STUDY, encoding="utf-8")
    for name, text in files.items():
        (root / f"{name}.csv").write_text(text, encoding="utf-8")
    return root


def test_changed_settings_are_read_under_either_name(tmp_path: Path) -> None:
    text = "waktu,oleh,pengaturan,nilai lama,nilai baru,jumlah wawancara\n2026-03-01,S1,rule.k,,6,12\n"
    record, _problems = study_folder.read(folder(tmp_path, **{"perubahan pengaturan": text}))
    assert record
    assert record.settings == (
        SettingChange(at=Moment(date(2026, 3, 1)), by="S1", setting="rule.k", after="6", interviews=12),
    )


def test_a_workbook_of_another_program_with_a_sheet_settings_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "survey"
    sheet = book.create_sheet("settings")
    sheet.append(["form_title", "form_id"])
    sheet.append(["Kuesioner", "wa"])
    book.save(folder(tmp_path) / "kuesioner.xlsx")
    record, problems = study_folder.read(tmp_path)
    assert record
    assert record.settings == ()
    assert [one.code for one in problems if one.place.file.startswith("kuesioner")] == ["files.unknown_file"]


def test_a_workbook_of_the_study_may_have_the_sheet_settings(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "staff"
    book.active.append(["key", "roles"])
    book.active.append(["S1", "lead"])
    sheet = book.create_sheet("settings")
    sheet.append(["at", "by", "setting", "after"])
    sheet.append(["2026-03-01", "S1", "rule.k", "6"])
    book.save(folder(tmp_path) / "data.xlsx")
    record, _problems = study_folder.read(tmp_path)
    assert record
    assert [(one.by, one.setting, one.after) for one in record.settings] == [("S1", "rule.k", "6")]
