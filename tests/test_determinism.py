"""The same study gives the same bytes: in another process, with another hash seed, with its rows in another order."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data" / "rs-x-2023"
PROGRAM = """
import sys
from pathlib import Path
from engage_eval.actions.analyse import results
from engage_eval.actions.report import Wanted, write_results
from engage_eval.actions.study import open_study, sound
found = results(sound(open_study(sys.argv[1])))
for name, annotate in (("a.docx", True), ("a.html", False), ("a.md", False)):
    write_results(found, Path(sys.argv[2], name), Wanted(annotate=annotate))
"""


def shuffled(target: Path) -> Path:
    """Return a copy of the sample whose tables have their rows in another order, the head first."""
    shutil.copytree(SAMPLE, target, copy_function=shutil.copyfile)
    for path in target.glob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        rows = sorted(rows, key=lambda row: hashlib.sha256(row.encode()).digest())
        path.write_text("\n".join([head, *rows, ""]), encoding="utf-8", newline="\n")
    return target


def written(study: Path, folder: Path, seed: str) -> dict[str, str]:
    folder.mkdir()
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, str(study), str(folder)], env=env, check=True
    )
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return written(SAMPLE, tmp_path_factory.mktemp("first") / "out", "1")


def test_the_reports_are_the_same_bytes_whatever_the_process_and_the_order_of_rows(
    first: dict[str, str], tmp_path: Path
) -> None:
    second = written(shuffled(tmp_path / "study"), tmp_path / "out", "2")

    assert set(first) == {"a.docx", "a.html", "a.md"}
    assert json.dumps(second, sort_keys=True) == json.dumps(first, sort_keys=True)
