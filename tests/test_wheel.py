"""The wheel holds everything: installed away from the checkout, it makes the demo."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])  # before the editable install of the checkout
import engage_eval
from engage_eval.cli.main import main
print(engage_eval.__file__, file=sys.stderr)
main(["demo", "contoh", "--lang", "en"], prog_name="engage-eval")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built without isolation and so without a network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(  # noqa: S603 - the project's own build
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as package:
        return set(package.namelist())


@pytest.mark.parametrize("content", ["instruments", "codebooks", "sample_data"])
def test_all_shipped_content_is_in_the_wheel(names: set[str], content: str) -> None:
    ours = {
        f"engage_eval/content/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / content).rglob("*")
        if path.is_file()
    }

    assert len(ours) > 0
    assert sorted(ours - names) == []


def test_the_problem_pages_and_the_catalogues_are_in_the_wheel(names: set[str]) -> None:
    pages = {f"engage_eval/content/problems/{path.name}" for path in (ROOT / "docs" / "problems").glob("*.md")}
    catalogues = {f"engage_eval/locale/id/LC_MESSAGES/{domain}.mo" for domain in ("engage_eval", "click")}

    assert len(pages) > 100
    assert sorted((pages | catalogues) - names) == []


def test_nothing_else_is_in_the_wheel(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"engage_eval"}
    assert [name for name in names if "test" in name.lower() or name.endswith((".pyc", ".log"))] == []


def test_the_wheel_makes_the_demo_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target, work = tmp_path / "installed", tmp_path / "kerja"
    work.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)  # noqa: S603 - our own wheel
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "ENGAGE_EVAL_LANG")}
    result = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(target)], cwd=work, env=env, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stderr
    assert Path(result.stderr.splitlines()[0]).is_relative_to(target)
    assert str(ROOT) not in result.stdout + result.stderr
    made = {path.relative_to(work / "contoh").as_posix() for path in (work / "contoh").iterdir()}
    assert {"study", "laporan-lengkap.docx", "laporan-ringkas.html", "report-full.docx", "report-brief.html"} <= made
    assert (work / "contoh" / "study" / "responses.csv").read_bytes() == (
        ROOT / "sample_data" / "rs-x-2023" / "responses.csv"
    ).read_bytes()
    assert "+24.66%" in result.stdout
