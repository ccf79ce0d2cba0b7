"""The commands export xlsform and import xlsform, as people call them."""

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from openpyxl import Workbook, load_workbook

from engage_eval.formats.instrument import read_instrument

Run = Callable[..., Result]
RunJson = Callable[..., dict[str, Any]]

HEAD = ("type", "name", "label::English (en)", "label::Français (fr)", "hint::English (en)", "relevant", "constraint")
OTHER = ("required", "appearance", "calculation", "media::image", "choice_filter")
SURVEY = (
    ("start", "start"),
    ("note", "hello", "Welcome"),
    ("text", "Full Name", "Your name?", "Nom ?", "As on the card", "", "", "yes", "multiline"),
    ("integer", "age", "Age?", "", "", "", ". >= 18 and . < 120", "true()"),
    ("begin group", "clinic", "Clinic", "", "", "${age} > 20"),
    ("select_one yesno", "visited", "Visited?"),
    ("select_multiple channels or_other", "channels", "Channels?", "", "", "${visited} = '1'"),
    ("calculate", "total", "", "", "", "", "", "", "", "${age} * 2"),
    ("date", "day_w", "When?", "", "", "${total} > 3", ". <= today()"),
    ("begin repeat", "kids", "Children"),
    ("text", "kid", "Name"),
    ("end repeat", "kids"),
    ("geopoint", "where", "Where?"),
    ("select_one yesno", "again", "Again?", "", "", "${visited} != '1' and selected(${channels}, 'wa msg')"),
    ("end group", "clinic"),
)
CHOICES = (
    ("yesno", "1", "Yes"),
    ("yesno", "2", "No"),
    ("channels", "wa msg", "WhatsApp"),
    ("channels", "sms", "SMS"),
)


def third_party(path: Path) -> Path:
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    choices, settings = book.create_sheet("choices"), book.create_sheet("settings")
    for row in ((*HEAD, *OTHER), *SURVEY):
        survey.append(row)
    for row in (("list name", "name", "label::English (en)"), *CHOICES):
        choices.append(row)
    settings.append(("form_title", "form_id", "version"))
    settings.append(("Clinic survey", "Clinic_Survey 2024", "2024030501"))
    book.save(path)
    return path


def told(found: Mapping[str, Any]) -> set[tuple[str, str, int, str]]:
    return {(one["code"].partition(".")[2], one["file"], one["line"], one["key"]) for one in found["problems"]}


def test_form_of_others_comes_in_with_a_list_of_what_was_not_taken_over(run_json: RunJson, tmp_path: Path) -> None:
    target = tmp_path / "clinic.yaml"
    found = run_json("import", "xlsform", third_party(tmp_path / "f.xlsx"), "-o", target, "--lang", "en")

    survey, choices, settings = "f.xlsx [survey]", "f.xlsx [choices]", "f.xlsx [settings]"
    assert {
        ("left_out", survey, 1, "label"),
        ("left_out", survey, 2, "type"),
        ("left_out", survey, 3, "type"),
        ("renamed", survey, 4, "name"),
        ("left_out", survey, 4, "appearance"),
        ("left_out", survey, 8, "type"),
        ("left_out", survey, 9, "type"),
        ("condition_left_out", survey, 10, "relevant"),
        ("condition_left_out", survey, 10, "constraint"),
        ("renamed", survey, 10, "name"),
        ("left_out", survey, 11, "type"),
        ("left_out", survey, 12, "type"),
        ("left_out", survey, 14, "type"),
        ("renamed", choices, 4, "name"),
        ("renamed", settings, 2, "version"),
    } == {one for one in told(found) if one[0] != "translation"}
    made, problems = read_instrument(target.read_text(encoding="utf-8"), "clinic.yaml")
    assert made is not None
    assert {one.code for one in problems} == {"field.translation"}
    items = made.by_key
    assert [item.key for item in made.items if not item.base] == [
        *("full_name", "age", "visited", "channels", "dayw", "again")
    ]
    assert str(items["age"].constraint.holds if items["age"].constraint else "") == ". >= 18 and . < 120"
    assert [str(one) for one in items["channels"].when] == ["age > 20", "visited = 1"]
    assert str(items["again"].when[-1]) == "(visited = '' or visited != 1) and has(channels, 'wa_msg')"
    assert (items["full_name"].note.en, items["full_name"].required) == ("As on the card", True)


def test_answers_that_a_text_repeats_are_named_and_a_repeat_does_not_part_what_stands_around_it(
    run_json: RunJson, tmp_path: Path
) -> None:
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (
        ("type", "name", "label", "hint"),
        ("text", "channel", "Which channel?"),
        ("begin_repeat", "kids", "Children"),
        ("text", "kid", "Name"),
        ("end_repeat", "kids"),
        ("text", "why", "Why ${channel}?", "Not ${channel} and ${kid}"),
    ):
        survey.append(row)
    book.save(tmp_path / "f.xlsx")
    found = run_json("import", "xlsform", tmp_path / "f.xlsx", "-o", tmp_path / "f.yaml", "--lang", "en")
    made, _ = read_instrument((tmp_path / "f.yaml").read_text(encoding="utf-8"), "f.yaml")

    references = [(one["line"], one["key"], one["message"]) for one in found["problems"] if one["line"] == 6]
    assert references == [
        (6, column, f"Not taken over: {column} “${{{name}}}”.")
        for column, name in (("label", "channel"), ("hint", "channel"), ("hint", "kid"))
    ]
    assert made is not None
    assert [(item.section, item.key) for item in made.items if not item.base] == [("umum", "channel"), ("umum", "why")]


@pytest.mark.parametrize("language", ["id", "en"])
def test_list_is_printed_row_by_row(run: Run, tmp_path: Path, language: str) -> None:
    source = third_party(tmp_path / "f.xlsx")
    result = run("import", "xlsform", source, "-o", tmp_path / "clinic.yaml", "--lang", language)
    assert result.exit_code == 0
    assert "xlsform.left_out" in result.stdout
    assert "today()" in result.stdout
    assert ("Tidak terbawa" if language == "id" else "Not taken over") in result.stdout
    assert max(map(len, result.stdout.splitlines()[1:])) <= 80


def test_form_with_errors_writes_nothing_and_lists_them(run: Run, tmp_path: Path) -> None:
    source = third_party(tmp_path / "f.xlsx")
    book = load_workbook(source)
    book["survey"]["F6"] = "contain(${agee}, 'x'"
    book["survey"]["F7"] = "contain(${agee}, 'x')"
    book.save(source)
    result = run("import", "xlsform", source, "-o", tmp_path / "clinic.yaml", "--lang", "en")
    assert result.exit_code == 1
    assert {"xlsform.syntax", "xlsform.unknown_function", "xlsform.unknown_name"} <= set(
        re.findall(r"\[(xlsform\.\w+)\]", result.stderr)
    )
    assert not (tmp_path / "clinic.yaml").exists()


def test_wrong_sources_are_refused_with_a_sentence(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.yaml"
    book = io.BytesIO()
    Workbook().save(book)
    for name, content, code in (
        ("empty.xlsx", b"", 1),
        ("text.xlsx", b"type,name\ntext,a\n", 1),
        ("plain.xlsx", book.getvalue(), 1),
    ):
        (tmp_path / name).write_bytes(content)
        result = run("import", "xlsform", tmp_path / name, "-o", target, "--lang", "en")
        assert result.exit_code == code, name
        assert result.stderr
    assert run("import", "xlsform", tmp_path / "none.xlsx", "-o", target).exit_code == 2
    assert run("import", "xlsform", tmp_path, "-o", target).exit_code == 2
    assert run("import", "xlsform", tmp_path / "plain.xlsx", "-o", tmp_path / "out.txt").exit_code == 2
    assert not target.exists()


def test_export_says_what_was_written_and_never_replaces_it(run: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "form.xlsx"
    first = run("export", "xlsform", sample, target, "--form", "lengkap", "--lang", "en")
    assert first.exit_code == 0
    assert "wa-blast-lengkap" in first.stdout
    assert run("export", "xlsform", sample, target).exit_code == 2
    assert run("export", "xlsform", sample, target, "--force").exit_code == 0
    assert run("export", "xlsform", sample, tmp_path / "form.csv").exit_code == 2
    assert run("export", "xlsform", sample, sample / "form.xlsx").exit_code == 2
    unknown = run("export", "xlsform", sample, tmp_path / "x.xlsx", "--form", "pendek", "--lang", "en")
    assert (unknown.exit_code, "inti, lengkap" in unknown.stderr) == (2, True)


def test_form_holds_definitions_and_no_data(run: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "form.xlsx"
    run("export", "xlsform", sample, target)
    cells = {str(cell.value) for sheet in load_workbook(target).worksheets for row in sheet.iter_rows() for cell in row}
    people = [row.split(",")[0] for row in (sample / "participants.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert people
    assert not any(person in cell for person in people for cell in cells)


def test_unfinished_study_can_be_prepared_but_not_a_wrong_instrument(
    run: Run, write_study: Callable[[Path, Mapping[str, str | bytes]], Path], tmp_path: Path
) -> None:
    bad = "participant,event,at\nX,given,kapan\n"
    study = write_study(tmp_path / "a", {"consent.csv": bad})
    assert run("export", "xlsform", study, tmp_path / "a.xlsx").exit_code == 0
    broken = (study / "instruments" / "mini-v1.yaml").read_text(encoding="utf-8").replace("scale: setuju5,", "", 1)
    (study / "instruments" / "mini-v1.yaml").write_text(broken, encoding="utf-8")
    assert run("export", "xlsform", study, tmp_path / "b.xlsx").exit_code == 1
    assert not (tmp_path / "b.xlsx").exists()
