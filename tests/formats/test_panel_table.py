"""The experts' panel, as its sheet has it and as a long table."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from engage_eval.actions.stats_scale import RatingScale, expert_table
from engage_eval.actions.study import open_study, sound
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.panel_workbook import judged_items, panel_bytes
from engage_eval.model.instrument import Instrument
from small_study import INSTRUMENT_FILE, VERDICT, study_yaml, write_files
from small_study import instrument as questionnaire

INSTRUMENT = questionnaire(
    'nomor: {type: single, scale: yatidak, id: "Nomor tersimpan?", en: "Number saved?"}',
    "jelas: {type: scale, scale: setuju3, measures: informative, id: Jelas, en: Clear, why: {id: Mengapa, en: Why}}",
    VERDICT,
)

Files = Mapping[str, str]


@pytest.fixture
def instrument() -> Instrument:
    found, problems = read_instrument(INSTRUMENT, "mini")
    assert found
    assert not problems
    return found


@pytest.fixture
def study(tmp_path: Path) -> Callable[[Files], Path]:
    def made(files: Files) -> Path:
        definitions = {"study.yaml": study_yaml(languages="[id, en]"), INSTRUMENT_FILE: INSTRUMENT}
        return write_files(tmp_path / "studi", {**definitions, **files})

    return made


def rows(folder: Path) -> list[tuple[str, str, int]]:
    record = open_study(str(folder)).record
    assert record
    return sorted((one.expert, one.item, one.rating) for one in record.panel)


def codes(folder: Path) -> set[str]:
    return {one.code for one in open_study(str(folder)).problems if one.place.file.startswith("panel")}


def test_row_an_expert_and_row_a_rating_say_the_same(study: Callable[[Files], Path]) -> None:
    wide = study({"panel.csv": "ahli;jelas;putusan\nA-1;4;3\nA-2;;2\n"})
    expected = [("A-1", "jelas", 4), ("A-1", "putusan", 3), ("A-2", "putusan", 2)]

    assert rows(wide) == expected
    (wide / "panel.csv").write_text("expert,item,rating\nA-1,jelas,4\nA-1,putusan,3\nA-2,putusan,2\n", encoding="utf-8")
    assert rows(wide) == expected


def test_rating_off_the_scale_and_unknown_items_are_errors(study: Callable[[Files], Path]) -> None:
    assert codes(study({"panel.csv": "expert,item,rating\nA-1,jelas,5\nA-1,tidakada,2\n"})) == {
        "panel.rating",
        "panel.unknown_item",
    }


def test_word_in_place_of_a_rating_is_named(study: Callable[[Files], Path]) -> None:
    folder = study({"panel.csv": "expert,jelas\nA-1,bagus\n"})
    found = next(one for one in open_study(str(folder)).problems if one.place.file == "panel.csv")

    assert (found.place.line, found.place.key) == (2, "rating")


def test_study_without_a_panel_keeps_its_digest(study: Callable[[Files], Path]) -> None:
    folder = study({})
    before = sound(open_study(str(folder))).digest()

    (folder / "panel.csv").write_text("expert,item,rating\n", encoding="utf-8")
    assert sound(open_study(str(folder))).digest() == before
    (folder / "panel.csv").write_text("expert,item,rating\nA-1,jelas,4\n", encoding="utf-8")
    assert sound(open_study(str(folder))).digest() != before


@pytest.mark.parametrize("language", ["id", "en"])
def test_exported_sheet_comes_back_as_a_panel_and_as_a_table_of_validity(
    study: Callable[[Files], Path], instrument: Instrument, language: str
) -> None:
    folder = study({})
    book = load_workbook(BytesIO(panel_bytes(instrument, language)))
    sheet = book["panel"]
    heads = [cell.value for cell in sheet[1]]
    for row, rating in ((2, 4), (3, 3), (4, 2)):
        for column in range(2, len(heads) + 1):
            sheet.cell(row, column).value = rating
    book.save(folder / "panel.xlsx")

    assert heads[1:] == [item.key for item in judged_items(instrument)]
    assert len(rows(folder)) == 3 * (len(heads) - 1)
    assert codes(folder) == set()
    found = expert_table(folder / "panel.xlsx", RatingScale(low=1, high=4)).validity
    assert found.experts == 3
    assert found.items[0].i_cvi.value == pytest.approx(2 / 3)


def test_sheet_offers_one_to_four_and_no_live_formula(instrument: Instrument) -> None:
    book = load_workbook(BytesIO(panel_bytes(instrument, "en")))

    assert {rule.formula1 for rule in book["panel"].data_validations.dataValidation} == {'"1,2,3,4"'}
    assert [c.coordinate for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"] == []


def test_twins_notes_and_probes_are_not_judged(instrument: Instrument) -> None:
    assert [item.key for item in judged_items(instrument)] == ["nomor", "jelas", "putusan"]
