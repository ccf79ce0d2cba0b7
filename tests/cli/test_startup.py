"""`engage-eval --help` answers at once: it imports nothing heavy."""

import json
import os
import subprocess
import sys

import pytest

HEAVY = "numpy pandas sqlalchemy docx matplotlib openpyxl scipy yaml rich babel statsmodels pingouin sklearn nltk lxml"
PROGRAM = """
import json, sys
from engage_eval.cli.main import main
try:
    main(sys.argv[1:], prog_name="engage-eval")
except SystemExit:
    pass
sys.stderr.write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("words", [["--help"], [], ["--version"], ["--lang", "id", "--help"]])
def test_help_imports_no_heavy_library(words: list[str]) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    found = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, *words], env=env, capture_output=True, text=True, check=True
    )

    assert "engage-eval" in found.stdout
    assert set(json.loads(found.stderr)) & set(HEAVY.split()) == set()
