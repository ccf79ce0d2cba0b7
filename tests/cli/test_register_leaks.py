"""Nothing of the register reaches an export, a report or another command's output; the disclosure check knows it."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from click.testing import Result

from engage_eval.analysis.identifiers import PHONE, identifiers, known_numbers
from engage_eval.core import content
from engage_eval.store import register_crypto
from engage_eval.store.register_crypto import Cost

Run = Callable[..., Result]
PERSON = "RSX-1DQ4-K"
CANARIES = ("Kenariwati", "0812-3450-9876", "kenari@example.org", "Puskesmas Kenarijaya", "catatankenari", "mapkenari")
REASON = "alasankenari"


@pytest.fixture
def study(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the sample study as a study file, with a register that knows one of its people."""
    monkeypatch.setattr(register_crypto, "COST", Cost(n=16))
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ENGAGE_EVAL_PASSPHRASE", "kucing hujan meja lampu")
    monkeypatch.setenv("ENGAGE_EVAL_BY", "P4")
    path = tmp_path / "studi.engage"
    assert run("import", "bundle", content.find("sample_data", "rs-x-2023"), path).exit_code == 0
    assert run("register", "unlock", path, "--reason", REASON).exit_code == 0
    name, phone, email, facility, note, kept_at = CANARIES
    fields = ("--name", name, "--phone", phone, "--email", email, "--facility", facility, "--note", note)
    form = ("--form", "psp", "--kept-at", kept_at)
    assert run("register", "add", path, PERSON, *fields, *form, "--reason", REASON).exit_code == 0
    return path


def written(folder: Path) -> bytes:
    """Return the bytes of all files in a folder, and of what is packed in them."""
    found = b""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        found += path.read_bytes()
        if is_zipfile(path):
            with ZipFile(path) as packed:
                found += b"".join(packed.read(name) for name in packed.namelist())
    return found


def test_no_other_command_writes_or_prints_anything_of_the_register(study: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "keluar"
    out.mkdir()
    calls = [
        ("check", study),
        *(("analyse", what, study) for what in ("dispositions", "responses", "recruitment")),
        *(("export", what, study, out / name) for what, name in EXPORTS.items()),
        *(("report", study, "-o", out / f"laporan.{kind}", "--share") for kind in ("md", "docx")),
        ("explain", study),
        ("report", study, "-o", out / "laporan.pdf"),
        ("import", "bundle", tmp_path / "tidak ada", study),
    ]
    said = ""
    for words in calls:
        for more in ((), ("--json",)):
            result = run(
                *words, *more, *(("--force",) if more and words[0] == "export" and words[1] != "bundle" else ())
            )
            said += result.stdout + result.stderr
    bytes_written = written(out)
    assert {*EXPORTS.values(), "laporan.md", "laporan.docx"} <= {one.name for one in out.iterdir()}
    for canary in (*CANARIES, REASON, "81234509876"):
        assert canary not in said
        assert canary not in json.dumps(said)
        assert canary.encode() not in bytes_written
        assert canary.encode("utf-16-le") not in bytes_written


EXPORTS = {
    "bundle": "folder",
    "workbook": "data.xlsx",
    "schedule": "jadwal.docx",
    "responses": "jawaban.csv",
    "kit": "paket.zip",
}


def test_a_report_to_be_shared_is_looked_through_for_the_register_s_names(
    study: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "laporan.md"
    # These two words stand in the sample's staff table, and so in its report.
    run("register", "add", study, PERSON, "--name", "Pegawai rumah", "--reason", REASON)
    refused = run("report", study, "-o", target, "--share", "--json")
    assert refused.exit_code == 1
    assert {one["code"] for one in json.loads(refused.stdout)["problems"]} == {"disclosure.name"}
    assert not target.exists()
    monkeypatch.delenv("ENGAGE_EVAL_PASSPHRASE")
    open_report = run("report", study, "-o", target, "--share", "--lang", "en")
    assert open_report.exit_code == 0
    assert "were not looked for: add --register" in " ".join(open_report.stdout.split())


def test_register_is_an_option_of_a_shared_report_of_a_study_file(study: Path, run: Run, tmp_path: Path) -> None:
    refused = run("report", study, "-o", tmp_path / "a.md", "--register", "--json")
    assert json.loads(refused.stdout)["error"]["code"] == "register.without_share"
    done = run("report", study, "-o", tmp_path / "a.md", "--share", "--register", "--json")
    assert json.loads(done.stdout)["register"] is True
    folder = content.find("sample_data", "rs-x-2023")
    other = run("report", folder, "-o", tmp_path / "b.md", "--share", "--json")
    assert json.loads(other.stdout)["register"] is False


@pytest.mark.parametrize("text", ["81234509876", "62/812/3450/9876", "0812 3450-9876", "+62 (0)812 34509876"])
def test_a_known_number_is_found_in_any_spelling(text: str) -> None:
    found = identifiers(f"Telepon {text}, pagi.", None, known_numbers(["081234509876"]))
    assert [one.kind for one in found] == [PHONE]
    assert identifiers("Telepon 181234509876.", None, known_numbers(["081234509876"])) == ()
