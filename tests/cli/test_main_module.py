"""`python -m engage_eval` does what `engage-eval` does, where scripts are not on the path."""

import subprocess
import sys


def test_python_m_engage_eval_is_the_command() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "engage_eval", "--version"], capture_output=True, text=True, check=True
    )
    assert found.stdout.startswith("engage-eval ")
