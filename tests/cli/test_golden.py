"""What the program says, word for word: help, check and the reports of the sample, in both languages.

`pytest --update-golden` renews tests/golden; look at the difference before you commit it.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Golden = Callable[[str, str], None]
# Versions that depend on where the tests run.
VERSIONS = re.compile(r"\b(matplotlib|numpy|scipy|statsmodels|scikit-learn|Python) \d[\d.a-z+]*\d")
GOLDEN = Path(__file__).resolve().parents[1] / "golden"
COMMANDS = {
    "engage-eval": (),
    "demo": ("demo",),
    "new": ("new",),
    "check": ("check",),
    "analyse": ("analyse",),
    "analyse-dispositions": ("analyse", "dispositions"),
    "analyse-responses": ("analyse", "responses"),
    "analyse-outcomes": ("analyse", "outcomes"),
    "export": ("export",),
    "export-workbook": ("export", "workbook"),
    "export-schedule": ("export", "schedule"),
    "export-consent": ("export", "consent"),
    "export-xlsform": ("export", "xlsform"),
    "export-responses": ("export", "responses"),
    "export-panel": ("export", "panel"),
    "export-kit": ("export", "kit"),
    "import-xlsform": ("import", "xlsform"),
    "import-responses": ("import", "responses"),
    "report": ("report",),
    "explain": ("explain",),
    "stats": ("stats",),
    "stats-proportion": ("stats", "proportion"),
    "stats-paired": ("stats", "paired"),
    "stats-saturation": ("stats", "saturation"),
    "stats-plan": ("stats", "plan"),
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_help(run: Run, golden: Golden, name: str, language: str) -> None:
    golden(f"help/{name}.{language}.txt", run(*COMMANDS[name], "--help", "--lang", language).stdout)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_five_tasks(run: Run, golden: Golden, language: str) -> None:
    golden(f"tasks.{language}.txt", run("--lang", language).stdout)


@pytest.mark.parametrize("language", ["id", "en"])
def test_check_of_the_sample(run: Run, golden: Golden, sample: Path, language: str) -> None:
    golden(f"check.{language}.txt", run("check", sample, "--lang", language).stdout)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", ["lengkap", "ringkas"])
def test_the_report_of_the_sample(
    run: Run, golden: Golden, sample: Path, tmp_path: Path, kind: str, language: str
) -> None:
    run("report", sample, "-o", tmp_path / "a.md", "--kind", kind, "--lang", language)
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    golden(f"report-{kind}.{language}.md", VERSIONS.sub(r"\1 (version)", text))


def test_no_golden_file_is_left_over() -> None:
    helps = {f"help/{name}.{language}.txt" for name in COMMANDS for language in ("id", "en")}
    others = {f"{name}.{language}.txt" for name in ("tasks", "check") for language in ("id", "en")}
    reports = {f"report-{kind}.{language}.md" for kind in ("lengkap", "ringkas") for language in ("id", "en")}

    assert {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.*")} == helps | others | reports
