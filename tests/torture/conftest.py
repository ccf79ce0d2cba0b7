"""Long runs: few in CI, many with ENGAGE_EVAL_TORTURE=1 (`make torture`). What was measured is printed at the end."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, ConsentEvent, Participant
from engage_eval.store.write import Writer

LONG = bool(os.environ.get("ENGAGE_EVAL_TORTURE"))
FIGURES: list[str] = []
MORNING = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what the program knows of replicas apart for each test."""
    folder = tmp_path / "data"
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(folder))
    return folder


@pytest.fixture
def times() -> Callable[[int, int], int]:
    """Return how often: the first number in CI, the second in torture."""
    return lambda few, many: many if LONG else few


@pytest.fixture
def record_one() -> Callable[[Writer, str], None]:
    """Return a verb of three tables: rows that belong together, so that half of it would show."""

    def record(writer: Writer, person: str) -> None:
        writer.add("participants", [Participant(id=person, site="RSX", role="bidan")])
        writer.add("attributes", [Attribute(participant=person, key="words", value="kata " * 40)])
        writer.add("consent", [ConsentEvent(participant=person, event="given", at=MORNING, mode="ink", evidence="map")])

    return record


@pytest.fixture
def figure() -> Callable[[str], None]:
    """Return what notes a measured figure for the summary."""
    return FIGURES.append


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Print the figures, for docs/reliability.md."""
    if FIGURES:
        terminalreporter.section("measured")
        for one in FIGURES:
            terminalreporter.write_line(one)
    return iter(())
