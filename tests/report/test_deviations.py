"""What the report says of settings that decide results and were changed."""

import io
import itertools
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from engage_eval.actions.analyse import results
from engage_eval.actions.study import open_study
from engage_eval.analysis.deviations import deviations
from engage_eval.core.content import find
from engage_eval.core.messages import messages
from engage_eval.formats import canonical
from engage_eval.model.consent import gate
from engage_eval.model.declared import DECIDING, changes
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.study import SettingChange, Study
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Document, Table, Text
from engage_eval.report.build.deviations import LONGEST, OF_STUDY, TABLE
from engage_eval.report.build.report import build
from engage_eval.report.docx.write import write_docx
from engage_eval.report.html import write_html
from engage_eval.report.make_claims import make_claims
from engage_eval.report.markdown import write_markdown

HEADS = {"id": "Penyimpangan dari yang ditetapkan sebelumnya", "en": "Deviations from what was declared beforehand"}
DAY = Moment(date(2023, 7, 1))


@pytest.fixture(scope="module")
def sample() -> StudyRecord:
    record = open_study(str(find("sample_data", "rs-x-2023"))).record
    assert record
    return record


def change(setting: str = "headline", interviews: int | None = 3, **more: object) -> SettingChange:
    row = SettingChange(at=DAY, setting=setting, by="P1", before="rule", after="verdict", interviews=interviews)
    return replace(row, **more)  # type: ignore[arg-type]


def made(record: StudyRecord, *rows: SettingChange, language: str = "en", kind: str = "lengkap") -> Document:
    return build(results(gate(replace(record, settings=rows))), kind=kind, speech=messages(language))


def section(document: Document) -> str:
    """Return the part on deviations as Markdown; empty where there is none."""
    _before, head, after = write_markdown(document).partition(f"## {HEADS[document.language]}\n")
    return after.partition("\n# ")[0].partition("\n## ")[0] if head else ""


def cells(part: str) -> list[list[str]]:
    rows = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def test_a_study_without_changed_settings_says_nothing_of_them(sample: StudyRecord) -> None:
    assert section(made(sample)) == ""
    assert [one for one in make_claims(results(gate(sample))) if "deviation" in one or "settings" in one] == []


def test_a_change_before_the_first_answer_is_one_sentence_and_no_deviation(sample: StudyRecord) -> None:
    document = made(sample, change(interviews=0))
    assert section(document).strip() == (
        "Recorded changes of settings that decide results: 1, all of them before the first answer came in; there was "
        "none after it."
    )
    assert "decides results" not in write_markdown(made(sample, change(interviews=0), kind="ringkas"))


def test_a_deviation_is_told_with_old_new_day_person_and_interviews(sample: StudyRecord) -> None:
    found = cells(section(made(sample, change())))
    assert found == [["What the headline counts", "rule", "overall verdict", "1 July 2023; P1", "3"]]


def test_a_deviation_is_told_in_indonesian(sample: StudyRecord) -> None:
    found = cells(section(made(sample, change(), language="id")))
    assert found == [["Apa yang dihitung sebagai hasil utama", "aturan", "penilaian akhir", "1 Juli 2023; P1", "3"]]


def test_a_change_without_the_number_of_interviews_is_listed_as_a_possible_deviation(sample: StudyRecord) -> None:
    document = made(sample, change(interviews=None, by=""))
    assert cells(section(document))[0][-2:] == ["1 July 2023; by whom is not recorded", "not recorded"]
    assert "may be deviations" in section(document)
    assert document.claims["design.deviations.count"].count == 0
    assert document.claims["design.deviations.unrecorded"].count == 1


def test_changes_stand_in_the_order_of_time_whatever_the_order_of_rows(sample: StudyRecord) -> None:
    rows = (
        change(at=Moment(date(2023, 8, 2)), setting="rule.k", interviews=9),
        change(interviews=0),
        change(at=Moment(date(2023, 8, 1)), setting="rule.cut", interviews=8),
    )
    document, other = made(sample, *rows), made(sample, *reversed(rows))
    assert [row[-1] for row in cells(section(document))] == ["8", "9"]
    assert write_markdown(document) == write_markdown(other)
    assert document.claims["design.settings.change.2.interviews"].count == 8


@pytest.mark.parametrize("now", ["rule", "verdict"])
def test_changes_of_one_minute_stand_as_they_were_made(sample: StudyRecord, now: str) -> None:
    rows = (change(before="rule", after="verdict"), change(before="verdict", after="rule"))
    study = replace(sample.study, headline=now)
    found = deviations(gate(replace(sample, study=study, settings=rows))).changes
    assert [one.after for one in found] == [("verdict" if now == "rule" else "rule"), now]
    longer = (change(before="b", after="c"), change(before="c", after="a"), change(before="a", after="b"))
    of_scale = tuple(replace(one, setting="instrument.wa-blast.scale.agree5.agree") for one in (*longer[:2], longer[1]))
    for settings in (of_scale, of_scale[::-1]):
        found = deviations(gate(replace(sample, settings=settings))).changes
        assert [(one.before, one.after) for one in found] == [("b", "c"), ("c", "a")]


@pytest.mark.parametrize("steps", ["abcab", "abacab", "ababab", "abab", "abcda", "abcbdba", "aba", "acbca"])
def test_however_often_a_setting_changes_in_one_minute_its_changes_are_a_chain(sample: StudyRecord, steps: str) -> None:
    names = {"a": "rule", "b": "verdict", "c": "c", "d": "d"}
    setting = "headline" if steps[-1] in "ab" else "instrument.wa-blast.scale.agree5.agree"
    rows = [change(setting=setting, before=names[one], after=names[other]) for one, other in itertools.pairwise(steps)]
    study = replace(sample.study, headline=names[steps[-1]]) if setting == "headline" else sample.study
    made_so = [(one.before, one.after) for one in rows]
    for settings in (rows, rows[::-1], sorted(rows, key=lambda one: (one.after, one.before))):
        found = deviations(gate(replace(sample, study=study, settings=tuple(settings)))).changes
        pairs = [(one.before, one.after) for one in found]
        assert sorted(pairs) == sorted(made_so)
        assert all(one[1] == other[0] for one, other in itertools.pairwise(pairs))
        assert pairs[-1][1] == names[steps[-1]]


def test_changes_of_two_copies_in_one_minute_all_stand(sample: StudyRecord) -> None:
    rows = (change(before="rule", after="verdict"), change(before="rule", after="verdict", by="P2"))
    found = deviations(gate(replace(sample, settings=rows))).changes
    assert sorted(one.by for one in found) == ["P1", "P2"]


def test_a_row_that_stands_twice_is_one_change(sample: StudyRecord) -> None:
    document = made(sample, change(), change())
    assert document.claims["design.settings.changed"].count == 1
    assert len(cells(section(document))) == 1


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("id", "Satu pengaturan penentu hasil diubah setelah", "Pengaturan penentu hasil diubah 2 kali setelah"),
        ("en", "A setting that decides results was changed after", "results were changed 2 times after"),
    ],
)
def test_the_short_report_has_a_line_on_deviations(sample: StudyRecord, language: str, one: str, two: str) -> None:
    short = made(sample, change(), language=language, kind="ringkas")
    longer = made(sample, change(), change("rule.k"), language=language, kind="ringkas")
    assert one in write_markdown(short)
    assert two in write_markdown(longer)


def test_every_setting_has_a_name_in_both_languages() -> None:
    assert set(OF_STUDY) == set(DECIDING)
    for message in OF_STUDY.values():
        assert messages("id").text(message) != message


def test_values_that_are_words_are_told_in_words(sample: StudyRecord) -> None:
    before, after = Study(id="s", title=Texts("S", "S")), replace(sample.study, screening_before_consent=True)
    rows = changes(before, replace(after, break_off_as="refusal"), at=DAY, by="P1", interviews=1)
    found = {row[0]: row[1:3] for row in cells(section(made(sample, *rows)))}
    assert found["What an interview that was broken off counts as"] == ["a partial interview", "a refusal"]
    assert found["Screening before consent"] == ["no", "yes"]
    assert found["The codebook"][0] == "not set"


def test_criteria_of_the_questionnaire_are_named_by_scale_and_question(sample: StudyRecord) -> None:
    rows = (
        change("instrument.wa-blast.scale.setuju5.agree", before="4, 5", after="5"),
        change("instrument.wa-blast.item.simpan.ineligible", before="", after="x: simpan = 'tidak'"),
        change("instrument.wa-blast.item.simpan.role"),
        change("instrument.wa-blast.item.simpan.measures"),
    )
    names = [row[0] for row in cells(section(made(sample, *rows)))]
    assert len(names) == len(set(names)) == 4
    assert all("wa-blast" in name and ("simpan" in name or "setuju5" in name) for name in names)
    assert [row[1] for row in cells(section(made(sample, rows[1])))] == ["not set"]


def test_the_checklist_on_instruments_points_to_the_deviations(sample: StudyRecord) -> None:
    record = replace(sample, settings=(change(),))
    with_change = build(results(gate(record)), kind="lengkap", speech=messages("en"), checklists=("srqr",))
    without = build(results(gate(sample)), kind="lengkap", speech=messages("en"), checklists=("srqr",))
    assert "settings.csv" in write_markdown(with_change)
    assert "settings.csv" not in write_markdown(without)


ODD = {
    "formula": '=HYPERLINK("https://example.org";"x")',
    "lines": "satu\r\ndua\n\ntiga",
    "pipe": "a | b \\| **c** <b>d</b> [e](f)",
    "braces": "{n} {0} {{x}} %s",
    "long": "panjang " * 200,
    "unbroken": "x" * 2000,
    "signs": "\u200b\u202eabc\x07 😀",
    "apostrophe": "'=1+1",
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_odd_values_of_a_folder_come_through_every_format(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "studi"
    shutil.copytree(find("sample_data", "rs-x-2023"), folder)
    head = ("at", "by", "setting", "before", "after", "interviews")
    rows = tuple((f"2023-07-0{day}", "P1", odd, odd, f"{odd}!", "4") for day, odd in enumerate(ODD.values(), 1))
    (folder / "settings.csv").write_bytes(canonical.csv_text(canonical.Sheet(head, rows)).encode())
    record = open_study(str(folder)).record
    assert record
    document = build(results(gate(record)), kind="lengkap", speech=messages(language))

    (table,) = [block for block in document.blocks if isinstance(block, Table) and block.label == TABLE]
    assert len(table.rows) == len(ODD)
    texts = [run.text for row in table.rows for cell in row.cells for run in cell if isinstance(run, Text)]
    assert max(map(len, texts)) == LONGEST
    assert not any("\n" in text for text in texts)
    html = write_html(document)
    assert "<b>d</b>" not in html
    assert HEADS[language] in html
    with zipfile.ZipFile(io.BytesIO(write_docx(document))) as archive:
        words = "".join(etree.fromstring(archive.read("word/document.xml")).itertext())
    assert "=HYPERLINK" in words


@pytest.mark.parametrize("name", ODD)
def test_odd_values_come_back_from_a_canonical_folder(sample: StudyRecord, tmp_path: Path, name: str) -> None:
    row = change(before=ODD[name], after="")
    source = find("sample_data", "rs-x-2023")
    once, twice = tmp_path / "a", tmp_path / "b"
    canonical.write_folder(once, replace(sample, settings=(row,)), Path(str(source)))
    first = open_study(str(once)).record
    assert first
    canonical.write_folder(twice, first, once)
    assert (once / "settings.csv").read_bytes() == (twice / "settings.csv").read_bytes()
    assert len(first.settings) == 1
    (back,) = first.settings
    assert back.before.split() == ODD[name].split()


def test_the_digest_changes_with_the_settings_and_not_with_their_order(sample: StudyRecord) -> None:
    one, two = change(), change("rule.k")
    digests = [gate(replace(sample, settings=rows)).digest() for rows in ((), (one,), (one, two), (two, one))]
    assert len(set(digests)) == 3
    assert digests[2] == digests[3]


def test_the_table_is_labelled_once(sample: StudyRecord) -> None:
    labels = [getattr(block, "label", "") for block in made(sample, change()).blocks]
    assert labels.count(TABLE) == 1
