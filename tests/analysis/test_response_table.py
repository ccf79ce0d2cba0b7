"""Answers as one table: choices, numbers, dates, and why an answer is missing."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.actions.study import open_study
from engage_eval.analysis.response_table import Gap, ResponseTable, response_table
from engage_eval.analysis.states import STATES
from engage_eval.analysis.variable_names import LONGEST, Names
from engage_eval.formats.spss import spss_bytes, stata_bytes
from engage_eval.model.consent import gate

LONG = "pertanyaan yang sangat panjang dengan huruf é " * 12
INSTRUMENT = f"""\
key: uji
version: v1
title: {{id: Uji, en: Trial}}
forms: {{inti: 5, lengkap: 9}}
scales:
  jalan: {{values: [siaran, grup], id: [Siaran, Grup], en: [Broadcast, Group]}}
  setuju: {{agree: [3], id: [tidak, netral, setuju], en: [disagree, neutral, agree]}}
sections:
  satu:
    id: Satu
    en: One
    items:
      lewat: {{type: multiple, scale: jalan, id: Lewat apa, en: Through what}}
      nilai: {{type: scale, scale: setuju, id: "{LONG}", en: Rating}}
      suhu: {{type: number, id: Suhu, en: Temperature}}
      kapan: {{type: date, id: Kapan, en: When}}
      dalam: {{type: number, forms: [lengkap], id: Dalam, en: Deep}}
      role: {{type: number, when: "nilai = 3", id: Peran, en: Role}}
"""
STUDY = """\
id: uji
title: {id: Uji, en: Trial}
site: RS
purpose: internal_evaluation
instrument: uji
"""
CONSENT = "participant,event,at,form,version,language,mode,take_part\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "instruments").mkdir()
    people = ("P-1", "P-2", "P-3")
    files = {
        "study.yaml": STUDY,
        "instruments/uji-v1.yaml": INSTRUMENT,
        "participants.csv": "id,site\n" + "".join(f"{one},RS\n" for one in people),
        "recruitment.csv": "participant,event,on\n" + "".join(f"{one},enrolled,2024-01-03\n" for one in people),
        "consent.csv": CONSENT + "".join(f"{one},given,2024-01-04,psp,v1,id,ink,yes\n" for one in people),
        "interviews.csv": "id,participant,instrument,version,form,mode,started_at,end\n"
        + "".join(f"W{one},{one},uji,v1,inti,face,2024-01-05T10:00,complete\n" for one in people),
        "responses.csv": "interview,lewat,nilai,suhu,kapan,role\n"
        "WP-1,siaran|grup,3,-95,2024-01-31,7\nWP-2,grup,1,20.5,,\nWP-3,.na,.skip,,,\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def made(folder: Path, language: str) -> ResponseTable:
    record = open_study(str(folder)).record
    assert record
    return response_table(gate(record), language, {state: state for state in STATES})


@pytest.fixture
def table(folder: Path) -> ResponseTable:
    return made(folder, "id")


def column(table: ResponseTable, name: str) -> list[object]:
    at = [one.name for one in table.variables].index(name)
    return [row[at] for row in table.rows]


def test_each_choice_is_a_column_of_0_and_1(table: ResponseTable) -> None:
    assert column(table, "lewat_siaran") == [1, 0, Gap("na")]
    assert column(table, "lewat_grup") == [1, 1, Gap("na")]


def test_why_an_answer_is_missing_stays(table: ResponseTable) -> None:
    assert column(table, "nilai") == [3, 1, Gap("skip")]
    assert column(table, "dalam") == [Gap("notshown")] * 3  # not in the form
    assert column(table, "role_2") == [7, Gap("notshown"), Gap("notshown")]  # its condition did not hold
    assert column(table, "suhu") == [-95, 20.5, None]  # it was asked, and nothing was entered


def test_codes_of_missing_answers_lie_below_every_answer(table: ResponseTable) -> None:
    gaps = {one.name: one.gaps for one in table.variables}

    assert gaps["nilai"]["skip"] == -91
    assert gaps["suhu"]["skip"] == -991


def test_dates_are_dates(table: ResponseTable) -> None:
    assert column(table, "kapan") == [date(2024, 1, 31), None, None]


def test_item_that_is_called_like_a_fixed_column_gets_another_name(table: ResponseTable) -> None:
    assert [one.name for one in table.variables][:4] == ["participant", "facility_kind", "role", "state"]
    assert {one.name: one.item for one in table.variables}["role_2"] == "role"


def test_both_programs_take_long_labels_dates_and_decimals(table: ResponseTable, tmp_path: Path) -> None:
    import pyreadstat

    (tmp_path / "a.sav").write_bytes(spss_bytes(table))
    (tmp_path / "a.dta").write_bytes(stata_bytes(table))
    data, meta = pyreadstat.read_sav(str(tmp_path / "a.sav"), user_missing=True)
    stata, labels = pyreadstat.read_dta(str(tmp_path / "a.dta"), user_missing=True)

    assert list(data["suhu"])[:2] == [-95, 20.5]
    assert data["kapan"][0] == stata["kapan"][0] == date(2024, 1, 31)
    assert list(stata["nilai"]) == [3, 1, "a"]
    assert len(meta.column_names_to_labels["nilai"].encode()) <= 256
    assert len(labels.column_names_to_labels["nilai"]) == 80
    assert meta.column_names_to_labels["nilai"].startswith("pertanyaan yang sangat panjang")


def test_date_that_nobody_gave_is_a_column_of_dates_to_both_programs(folder: Path, tmp_path: Path) -> None:
    import pyreadstat

    answers = (folder / "responses.csv").read_text(encoding="utf-8").replace("2024-01-31", "")
    (folder / "responses.csv").write_text(answers, encoding="utf-8")
    found = made(folder, "en")
    (tmp_path / "a.sav").write_bytes(spss_bytes(found))
    (tmp_path / "a.dta").write_bytes(stata_bytes(found))
    spss = pyreadstat.read_sav(str(tmp_path / "a.sav"))
    stata = pyreadstat.read_dta(str(tmp_path / "a.dta"))

    assert [meta.readstat_variable_types["kapan"] for _, meta in (spss, stata)] == ["double", "double"]
    assert [list(data["kapan"].isna()) for data, _ in (spss, stata)] == [[True] * 3] * 2


def test_study_without_answers_has_heads_and_no_rows(folder: Path, tmp_path: Path) -> None:
    import pyreadstat

    (folder / "responses.csv").unlink()
    found = made(folder, "en")
    (tmp_path / "a.sav").write_bytes(spss_bytes(found))
    (tmp_path / "a.dta").write_bytes(stata_bytes(found))

    assert found.rows == ()
    assert list(pyreadstat.read_sav(str(tmp_path / "a.sav"))[0].columns) == [one.name for one in found.variables]
    assert list(pyreadstat.read_dta(str(tmp_path / "a.dta"))[0].columns) == [one.name for one in found.variables]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), max_size=20))
def test_names_are_allowed_and_differ(wanted: list[str]) -> None:
    names = Names()
    found = [names.take(one) for one in wanted]

    assert len({one.lower() for one in found}) == len(found)
    assert all(1 <= len(one) <= LONGEST and one[0].isalpha() and one.isascii() for one in found)
