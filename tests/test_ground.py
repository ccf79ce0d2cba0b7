"""The ground holds: dependencies, rooms, the size of modules, the README."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from engage_eval.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "engage_eval"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
MOST_LINES = 400
ROOMS = ["core", "model", "stats", "analysis", "formats", "store", "report", "actions", "cli", "web", "locale"]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def test_the_lock_file_has_names_versions_and_markers_alone() -> None:
    line = re.compile(
        r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+( ; [a-z_]+ [<>=!]+ '[^']+'( (and|or) [a-z_]+ [<>=!]+ '[^']+')*)?"
    )

    assert [row for row in LOCK if not line.fullmatch(row)] == []


def test_the_lock_file_covers_all_dependencies() -> None:
    locked = {normal(row.partition("==")[0]) for row in LOCK}
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *extras["test"], *extras["build"]]

    assert sorted({normal(re.split(r"[<>=!~ \[;]", one)[0]) for one in wanted} - locked) == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_in_one_sentence_what_it_is(room: str) -> None:
    said = docstring(SOURCES / room / "__init__.py")

    assert said.endswith(".")
    assert "\n\n" not in said
    assert re.findall(r"\.\s+[A-Z]", said) == []


def test_there_is_no_room_that_is_not_listed() -> None:
    assert {path.name for path in SOURCES.iterdir() if (path / "__init__.py").is_file()} == set(ROOMS)


def test_every_module_begins_with_a_docstring_and_stays_small() -> None:
    modules = [path for path in SOURCES.rglob("*.py") if path.name != "__init__.py"]

    assert len(modules) > 80
    assert [path.name for path in modules if not docstring(path)] == []
    assert [path.name for path in modules if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_mentions_every_command(command: str) -> None:
    assert re.search(rf"engage-eval {command}\b|`{command}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_version_is_the_same_everywhere() -> None:
    from engage_eval import __version__

    assert __version__ == PROJECT["version"]
    assert f"version: {__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
