"""Every code has its page, every code is used, and no code is used that the catalogue doesn't have."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from engage_eval.core.catalogue import CATALOGUE
from engage_eval.core.problem import Severity

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ROOT / "docs" / "problems"
SOURCES = ROOT / "src" / "engage_eval"
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
# What takes a code as its first argument or as `code`, besides everything called ...Error.
TAKES_A_CODE = frozenset({"Problem", "fault", "add", "wrong", "report", "_report", "__init__"})


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("problem_pages", ROOT / "tools" / "problem_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def trees() -> Iterator[ast.Module]:
    for path in sorted(SOURCES.rglob("*.py")):
        if "catalogue" not in path.parts:
            yield ast.parse(path.read_text(encoding="utf-8"))


def texts(node: ast.AST) -> Iterator[str]:
    for found in ast.walk(node):
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield found.value


def codes_given(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in TAKES_A_CODE or name.endswith("Error"):
            values = [*node.args[:2], *(keyword.value for keyword in node.keywords if keyword.arg == "code")]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and CODE.fullmatch(value.value):
                    yield value.value


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_each_code_has_a_page_in_both_languages_with_a_part_written_by_hand(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    above, marker, below = page.partition("<!-- below: written by hand -->")
    assert above.startswith(f"# {code}\n")
    assert "## Bahasa Indonesia" in above
    assert "## English" in above
    assert marker
    assert re.search(r"\*\*Mengapa\.\*\* \S", below)
    assert re.search(r"\*\*Why\.\*\* \S", below)


def test_no_page_is_left_of_a_code_that_is_gone() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {*CATALOGUE, "README"}


def test_the_index_links_each_page_and_each_area_has_a_name() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert [code for code in CATALOGUE if f"({code}.md)" not in index] == []
    assert {code.partition(".")[0] for code in CATALOGUE} <= set(tool().AREAS)


def test_every_code_of_the_catalogue_is_used() -> None:
    used = {text for tree in trees() for text in texts(tree)}
    assert sorted(set(CATALOGUE) - used) == []


def test_every_code_that_is_used_is_in_the_catalogue() -> None:
    given = {code for tree in trees() for code in codes_given(tree)}
    assert len(given) > 100
    assert sorted(given - set(CATALOGUE)) == []


def test_every_code_says_what_is_wrong_and_its_severity_has_words() -> None:
    assert [code for code, entry in CATALOGUE.items() if not entry.message] == []
    assert set(tool().SEVERITY) == set(Severity)


def test_the_part_written_by_hand_survives_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = tool()
    monkeypatch.setattr(pages, "PAGES", tmp_path)
    monkeypatch.setattr("sys.argv", ["problem_pages.py"])
    assert pages.main() == 1  # nothing is written by hand yet
    code = min(CATALOGUE)
    page = tmp_path / f"{code}.md"
    page.write_text("# old\n" + pages.MARKER + "\n\nBy hand.\n", encoding="utf-8")
    pages.main()
    assert page.read_text(encoding="utf-8") == pages.top(code) + "\nBy hand.\n"


def test_a_stale_page_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = tool()
    monkeypatch.setattr(pages, "PAGES", tmp_path)
    (tmp_path / "files.gone.md").write_text("# files.gone\n", encoding="utf-8")
    told = list(pages.complaints(pages.pages()))
    assert "no code has this page: files.gone.md; delete it" in told
    assert "not current: README.md; run: python tools/problem_pages.py" in told


def test_the_pages_are_what_the_catalogue_and_its_translations_make(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["problem_pages.py", "--check"])

    assert tool().main() == 0, capsys.readouterr().out
