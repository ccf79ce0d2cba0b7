"""A new study folder."""

from pathlib import Path

import pytest

from engage_eval.core.content import find
from engage_eval.core.errors import StoreError, UsageError
from engage_eval.formats import new_folder, study_folder
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.new_folder import Starter, create, study_id
from engage_eval.formats.settings import read_study
from engage_eval.formats.study_template import PLACEHOLDERS, study_yaml


@pytest.fixture
def starter() -> Starter:
    """Return what is shipped."""
    instrument_text = find("instruments", "wa-blast.yaml").read_text(encoding="utf-8")
    codebook_text = find("codebooks", "nine-characteristics.yaml").read_text(encoding="utf-8")
    instrument, _ = read_instrument(instrument_text, "instruments/wa-blast.yaml")
    codebook, _ = read_codebook(codebook_text, "codebooks/nine-characteristics.yaml")
    assert instrument is not None
    assert codebook is not None
    forms = {path.name: path.read_text(encoding="utf-8") for path in find("instruments", "consent").glob("*-v*.md")}
    return Starter(
        instrument_text=instrument_text,
        instrument=instrument,
        codebook_text=codebook_text,
        codebook=codebook,
        forms=forms,
    )


@pytest.mark.parametrize("csv_heads", [False, True])
def test_a_new_folder_is_read_without_a_word(tmp_path: Path, starter: Starter, csv_heads: bool) -> None:  # noqa: FBT001
    target = tmp_path / "Studi Ñandú 2026"

    create(target, starter, language="en", csv_heads=csv_heads)
    record, problems = study_folder.read(target)

    assert problems == []
    assert record is not None
    assert (record.study.instrument, record.study.codebook) == ("wa-blast", "nine-characteristics")
    assert record.study.dates == "dmy"
    assert record.study.ethics.status == "not_reported"
    assert record.study.ethics.number == ""
    assert len(record.forms) == len(starter.forms)
    assert (target / "data.xlsx").exists() is not csv_heads
    assert (target / "participants.csv").exists() is csv_heads
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_everything_collected_is_kept_out_of_version_control(tmp_path: Path, starter: Starter) -> None:
    create(tmp_path / "studi", starter, language="en")

    ignored = (tmp_path / "studi" / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"*.csv", "*.xlsx", "*.engage", "transcripts/", "codings/"} <= set(ignored)
    assert not {"study.yaml", "*.yaml", "instruments/", "codebooks/", "consent/"} & set(ignored)


def test_the_placeholders_of_the_shipped_forms_all_stand_in_study_yaml(starter: Starter) -> None:
    from engage_eval.formats.consent_form import placeholders

    assert {name for text in starter.forms.values() for name in placeholders(text)} == set(PLACEHOLDERS)


def test_an_empty_folder_is_taken(tmp_path: Path, starter: Starter) -> None:
    (tmp_path / "studi").mkdir()

    create(tmp_path / "studi", starter, language="en", csv_heads=True)

    assert (tmp_path / "studi" / "study.yaml").is_file()


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_stands_there_already_is_left_alone(tmp_path: Path, starter: Starter, kind: str) -> None:
    taken = tmp_path / "studi" / "catatan.txt" if kind == "folder" else tmp_path / "studi"
    taken.parent.mkdir(exist_ok=True)
    taken.write_text("punya saya")

    with pytest.raises(UsageError, match="folder_not_empty"):
        create(tmp_path / "studi", starter, language="en")

    assert taken.read_text() == "punya saya"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [taken]


def test_a_failure_half_way_leaves_nothing(tmp_path: Path, starter: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_folder, "write_workbook", full)

    with pytest.raises(StoreError, match="cannot_write") as caught:
        create(tmp_path / "studi", starter, language="en")

    assert caught.value.problem.params == {"name": "studi"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "meant"), [("Siaran RS (2026)", "siaran-rs-2026"), ("2026", "studi-2026"), ("—", "studi")]
)
def test_the_study_s_id_comes_from_the_folder_s_name(name: str, meant: str) -> None:
    assert study_id(name) == meant


def test_study_yaml_explains_each_part_in_both_languages_and_asks_first_what_matters() -> None:
    text = study_yaml(study="uji", instrument="mini", codebook="buku", language="id")

    study, problems = read_study(text, "study.yaml")
    assert problems == []
    assert study is not None
    assert study.languages == ("id", "en")
    assert study.placeholders == ()
    assert text.count("# ID ") == text.count("# EN ")
    assert text.index("ethics:") < text.index("placeholders:") < text.index("headline:")
