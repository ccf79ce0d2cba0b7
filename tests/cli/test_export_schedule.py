"""The commands export schedule and export consent, as someone calls them who is about to go into the field."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[Path, Mapping[str, str | bytes]], Path]

TELEPHONE = "---\nid: telepon\nversion: v{n}\nlanguage: id\n---\n# Telepon\n\nBacakan: halo {hospital}, versi {n}.\n"


def words(path: Path) -> str:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    return "\n".join(one.text for one in document.element.body.iter() if one.text)


def test_the_sample_s_schedule_is_written_in_the_study_s_languages(run: Run, sample: Path, tmp_path: Path) -> None:
    target = tmp_path / "pedoman.docx"
    result = run("export", "schedule", sample, target, "--lang", "en")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        f"Written: {target.as_posix()}",
        "Form inti: 27 questions, in Indonesian and English.",
    ]
    assert "Pedoman wawancara / Interview schedule" in words(target)
    assert "RS X" in words(target)


def test_no_word_about_a_person_gets_onto_paper(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(
        tmp_path / "studi",
        {
            "participants.csv": "id,site,facility,role\nRAHASIA1,RS,PUSKESMASRAHASIA,dokter\n",
            "interviews.csv": "id,participant,instrument,version,mode,started_at,field_notes\n"
            "W1,RAHASIA1,mini,v1,face,2024-01-05T10:00,catatan rahasia\n",
            "responses.csv": "interview,nomor,cerita\nW1,ya,cerita rahasia\n",
            "staff.csv": "key,roles\nrahasia,interviewer\n",
        },
    )
    run("export", "schedule", study, tmp_path / "p.docx")
    run("export", "consent", study, tmp_path / "psp")

    assert "rahasia" not in words(tmp_path / "p.docx").lower()
    assert [path.name for path in (tmp_path / "psp").iterdir() if "rahasia" in words(path).lower()] == []


def test_a_study_whose_tables_have_errors_can_be_printed(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(tmp_path / "studi", {"participants.csv": "id,site\nP1,RS\nP1,RS\n"})

    assert run("export", "schedule", study, tmp_path / "p.docx").exit_code == 0


def test_an_instrument_with_errors_is_not_printed(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(tmp_path / "studi", {})
    path = study / "instruments" / "mini-v1.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("scale: setuju5, measures", "scale: entah, measures"), encoding="utf-8"
    )
    result = run("export", "schedule", study, tmp_path / "p.docx", "--lang", "en")

    assert result.exit_code == 1
    assert "instrument.unknown_scale" in result.stderr
    assert "The questionnaire can't be printed" in result.stderr
    assert not (tmp_path / "p.docx").exists()


def test_a_telephone_script_with_gaps_is_refused_unless_the_consent_is_left_out(
    run: Run, write_study: Write, tmp_path: Path
) -> None:
    study = write_study(tmp_path / "studi", {"consent/telepon-v1.id.md": TELEPHONE.replace("{n}", "1")})
    refused = run("export", "schedule", study, tmp_path / "p.docx", "--lang", "en")
    without = run("export", "schedule", study, tmp_path / "p.docx", "--lang", "en", "--without-consent")

    assert refused.exit_code == 1
    assert "{hospital}" in refused.stderr
    assert "--without-consent" in refused.stderr
    assert without.exit_code == 0
    assert "Bacakan:" not in words(tmp_path / "p.docx")


def test_the_newest_telephone_script_is_read_and_ten_is_newer_than_nine(
    run: Run, write_study: Write, tmp_path: Path
) -> None:
    files = {
        f"consent/telepon-v{n}.id.md": TELEPHONE.replace("{n}", str(n)).replace("{hospital}", "RS") for n in (9, 10)
    }
    study = write_study(tmp_path / "studi", files)
    run("export", "schedule", study, tmp_path / "p.docx", "--language", "id")

    assert "versi 10." in words(tmp_path / "p.docx")
    assert "versi 9." not in words(tmp_path / "p.docx")


@pytest.mark.parametrize(
    ("what", "target", "refusal"),
    [
        ("schedule", "p.docx", (("--form", "panjang"), "instrument.unknown_form")),
        ("schedule", "p.pdf", ((), "command.wrong_ending")),
        ("schedule", "p", ((), "command.wrong_ending")),
        ("schedule", "ada.docx", ((), "command.file_exists")),
        ("schedule", "tidak/ada.docx", ((), "command.no_folder")),
        ("schedule", "studi/p.docx", (("--force",), "command.inside_study")),
        ("consent", "p.pdf", ((), "command.wrong_ending")),
        ("consent", "penuh", (("--force",), "command.folder_not_empty")),
        ("consent", "studi/psp", ((), "command.inside_study")),
        ("consent", "p.docx", (("--form", "spp"), "printing.unknown_form")),
        ("consent", "p.docx", (("--language", "en"), "printing.no_consent_forms")),
        ("consent", "p.docx", (("--language", "both"), "printing.one_file")),
    ],
)
def test_what_can_t_be_written_is_refused_with_a_reason(
    run: Run, write_study: Write, tmp_path: Path, what: str, target: str, refusal: tuple[tuple[str, ...], str]
) -> None:
    study = write_study(
        tmp_path / "studi",
        {"consent/psp-v2.id.md": TELEPHONE.replace("telepon", "lain").replace("{n}", "2").replace("{hospital}", "RS")},
    )
    (study / "consent" / "psp-v2.id.md").rename(study / "consent" / "lain-v2.id.md")
    options, code = refusal
    (tmp_path / "ada.docx").write_bytes(b"lama")
    (tmp_path / "penuh").mkdir()
    (tmp_path / "penuh" / "lama.txt").write_text("lama")
    result = run("export", what, study, tmp_path / target, *options, "--json")

    assert result.exit_code == 2
    assert f'"{code}"' in result.stdout
    assert (tmp_path / "ada.docx").read_bytes() == b"lama"
    assert [path.name for path in (tmp_path / "penuh").iterdir()] == ["lama.txt"]


def test_force_replaces_the_file(run: Run, write_study: Write, tmp_path: Path) -> None:
    study = write_study(tmp_path / "studi", {})
    (tmp_path / "p.docx").write_bytes(b"lama")

    assert run("export", "schedule", study, tmp_path / "p.docx", "--force").exit_code == 0
    assert (tmp_path / "p.docx").read_bytes().startswith(b"PK")


def test_a_single_argument_is_the_target_and_the_study_is_here(
    run: Run, write_study: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_study(tmp_path / "studi", {}))

    assert run("export", "schedule", "../p.docx").exit_code == 0
    assert run("export", "consent", "../psp.docx").exit_code == 0
    assert (tmp_path / "p.docx").is_file()
    assert (tmp_path / "psp.docx").is_file()


def test_all_forms_go_into_a_folder_filled_in(run: Run, sample: Path, tmp_path: Path) -> None:
    result = run("export", "consent", sample, tmp_path / "psp", "--lang", "id")
    names = sorted(path.name for path in (tmp_path / "psp").iterdir())

    assert result.exit_code == 0
    assert names == [
        f"{form}-v1.{one}.docx" for form in ("naskah-penjelasan", "psp", "telepon") for one in ("en", "id")
    ]
    assert [name for name in names if "{" in words(tmp_path / "psp" / name)] == []
    assert "Hospital X" in words(tmp_path / "psp" / "psp-v1.en.docx")


def test_a_form_with_gaps_is_refused_with_each_gap_and_no_folder_is_made(
    run: Run, write_study: Write, tmp_path: Path
) -> None:
    study = write_study(
        tmp_path / "studi",
        {"consent/telepon-v1.id.md": TELEPHONE.replace("{n}", "{versi_saya}").replace("v{versi_saya}", "v1")},
    )
    result = run("export", "consent", study, tmp_path / "psp", "--lang", "en")
    one = run("export", "consent", study, tmp_path / "psp.docx", "--form", "psp")

    assert result.exit_code == 1
    assert "{hospital}" in result.stderr
    assert "{versi_saya}" in result.stderr
    assert not (tmp_path / "psp").exists()
    assert one.exit_code == 0


def test_a_broken_form_is_named_and_an_older_version_can_be_asked_for(
    run: Run, write_study: Write, tmp_path: Path
) -> None:
    forms = {
        f"consent/telepon-v{n}.id.md": TELEPHONE.replace("{n}", str(n)).replace("{hospital}", "RS") for n in (1, 2)
    }
    study = write_study(tmp_path / "studi", forms)
    run("export", "consent", study, tmp_path / "lama.docx", "--form", "telepon-v1")
    run("export", "consent", study, tmp_path / "baru.docx", "--form", "telepon")
    (study / "consent" / "telepon-v1.id.md").write_text("tanpa kepala", encoding="utf-8")
    (study / "consent" / "telepon-v2.id.md").unlink()
    (study / "consent" / "psp-v1.id.md").unlink()
    broken = run("export", "consent", study, tmp_path / "x.docx")

    assert "versi 1." in words(tmp_path / "lama.docx")
    assert "versi 2." in words(tmp_path / "baru.docx")
    assert broken.exit_code == 1
    assert "consent_form.head" in broken.stderr
