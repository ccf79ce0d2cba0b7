"""The reference of the study folder says what the program reads."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from engage_eval.model import vocabulary
from engage_eval.model.tables import TABLES

ROOT = Path(__file__).resolve().parent.parent


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_tables", ROOT / "tools" / "reference_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_up_to_date_with_tables_and_vocabulary() -> None:
    module = tool()
    page = module.PAGE.read_text(encoding="utf-8")
    assert module.rendered(page) == page, "run: python tools/reference_tables.py"


def test_every_table_has_its_heading_and_every_column_its_row() -> None:
    generated = "\n".join(tool().lines())
    for table in TABLES.values():
        part = generated.split(f"### {table.name}\n")[1].split("\n##")[0]
        for column in table.columns:
            assert f"| `{column.name}`" in part
    assert f"### {vocabulary.RESPONSES}\n" in generated


def test_what_stands_outside_the_markers_is_kept_and_what_is_old_between_them_goes() -> None:
    module = tool()
    page = f"by hand\n{module.BEGIN}\nold\n{module.END}\nalso by hand\n"
    renewed = module.rendered(page)
    assert renewed.startswith(f"by hand\n{module.BEGIN}\n")
    assert renewed.endswith(f"{module.END}\nalso by hand\n")
    assert "\nold\n" not in renewed
    assert module.rendered(renewed) == renewed


def test_a_page_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="marker"):
        tool().rendered("no markers here")
