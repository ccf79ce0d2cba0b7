"""How the tests of the command line call it, and small studies to call it on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from engage_eval.cli.main import main
from small_study import FORM, INSTRUMENT_FILE, study_yaml, write_files

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data" / "rs-x-2023"
CALL = "from engage_eval.cli.main import main; main(prog_name='engage-eval')"
Files = Mapping[str, str | bytes]

STUDY = study_yaml(
    zone="WIB",
    dates="dmy",
    languages="[id, en]",
    screening_before_consent="true",
    headline="verdict",
    report_date="2024-02-01",
)
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
      nomor: {type: single, scale: yatidak, id: "Nomor tersimpan?", en: "Number saved?",
              ineligible: {when: "nomor = 'tidak'", reason: no_number, reach: true, id: tanpa nomor, en: no number}}
  penilaian:
    id: Penilaian
    en: Ratings
    for: eligible
    items:
      jelas: {type: scale, scale: setuju5, measures: informative, id: Jelas, en: Clear, why: {id: Mengapa, en: Why}}
      putusan: {type: single, scale: yatidak, role: verdict, id: Putusan, en: Verdict}
      cerita: {type: text, id: Cerita, en: Story}
  tanpa:
    id: Tanpa nomor
    en: Without a number
    for: ineligible
    items:
      sumber: {type: text, id: Sumber lain, en: Other sources}
"""


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(scope="session")
def sample() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def run() -> Callable[..., Result]:
    """Return what calls the command in this process, with click's own handling of errors."""

    def called(*words: object) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], prog_name="engage-eval")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return called


@pytest.fixture(scope="session")
def run_json(run: Callable[..., Result]) -> Callable[..., dict[str, Any]]:
    """Return what calls the command with --json and reads the one object that must stand on standard output."""

    def called(*words: object) -> dict[str, Any]:
        result = run(*words, "--json")
        assert result.stdout.isascii()
        assert result.stderr == ""
        return json.loads(result.stdout)

    return called


@pytest.fixture(scope="session")
def run_process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Return what calls the command in a process of its own, with variables set (or, None, taken away)."""

    def called(*words: object, cwd: Path | None = None, **env: str | None) -> subprocess.CompletedProcess[bytes]:
        taken = {"ENGAGE_EVAL_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", *env}
        kept = {name: value for name, value in os.environ.items() if name not in taken}
        given = {name: value for name, value in env.items() if value is not None}
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", CALL, *map(str, words)],
            cwd=cwd,
            env={**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT / "src"), **given},
            capture_output=True,
            check=False,
            timeout=120,
        )

    return called


@pytest.fixture(scope="session")
def write_study() -> Callable[[Path, Files], Path]:
    """Return what writes a small study folder: the base definitions, and the files that a test names."""

    def written(root: Path, files: Files) -> Path:
        base: Files = {"study.yaml": STUDY, INSTRUMENT_FILE: INSTRUMENT, "consent/psp-v1.id.md": FORM}
        return write_files(root, {**base, **files})

    return written


@pytest.fixture
def make_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what makes a study file of a study folder, for commands that record; replicas are kept apart."""
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("ENGAGE_EVAL_BY", raising=False)

    def made(folder: Path, name: str = "studi.engage") -> str:
        from engage_eval.formats import study_folder
        from engage_eval.model.definition import DefinitionText
        from engage_eval.store.study_file import create

        record, _ = study_folder.read(folder)
        assert record is not None
        path = str(tmp_path / name)
        kinds = {"study": "study.yaml", "instrument": "instruments/*.yaml", "consent": "consent/*.md"}
        tables = ("participants", "attributes", "recruitment", "consent", "interviews", "interview_events", "outcomes")
        with create(path, study=record.study.id, title="Studi") as store, store.writing("import bundle") as writer:
            for kind, pattern in kinds.items():
                for file in sorted(folder.glob(pattern)):
                    text = file.read_text(encoding="utf-8")
                    writer.define(DefinitionText(kind=kind, file=file.relative_to(folder).as_posix(), text=text))
            for table in ("staff", *tables):
                writer.add(table, getattr(record, table))
            writer.answers(record.answers)
        return path

    return made
