"""kill -9 in mid-erasure and in mid-backup: all of the person or nothing, and never a backup that can't be read."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, Participant
from engage_eval.store import backups, erase, verify
from engage_eval.store.study_file import create, open_study
from engage_eval.store.write import Writer

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
PEOPLE = 30
WORD = "rahasiatentang"  # with the person's number it stands in each free text, and nowhere else


def fill(writer: Writer, number: int) -> None:
    """Record somebody with a word of their own in every text, long enough that rows move between pages."""
    word = f"{WORD}{number:02}"
    writer.add("participants", [Participant(id=f"P{number:02}", site="RSX", facility=word)])
    writer.add("attributes", [Attribute(participant=f"P{number:02}", key="note", value=f"{word} " * 20)])
    sitting = Interview(
        id=f"W{number:02}",
        participant=f"P{number:02}",
        instrument="wa-blast",
        version="v1",
        mode="face",
        started_at=Moment.of(NOON),
        end="complete",
        field_notes=f"{word} " * 30,
    )
    writer.add("interviews", [sitting])
    writer.answers([Answer(sitting.id, f"q{item}", text=f"{word} " * 10) for item in range(20)])


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a study of 30 people and its backup; what the program knows of it lies in there too."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(folder / "data"))
    with create(str(folder / "studi.engage"), study="a", title="A", clock=lambda: NOON) as store:
        for number in range(PEOPLE):
            with store.writing("recruit add", subjects=[f"P{number:02}"]) as writer:
                fill(writer, number)
        assert backups.keep(store.target, NOON, backups.WORK)
    return folder


def killed_after(seconds: float, work: Callable[[], None]) -> bool:
    """Do ``work`` in a child process that is killed after so many seconds; return whether it was done before."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # the child never comes back from here
        try:
            work()
            os.write(writing, b"done")
        finally:
            os._exit(0)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = os.read(reading, 16)
    os.close(reading)
    return said == b"done"


def files_with(folder: Path, word: str) -> list[str]:
    """Return the files of which the bytes hold a word."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and word.encode() in path.read_bytes()]


def erase_one(folder: Path) -> None:
    """Erase the person P07."""
    with open_study(str(folder / "studi.engage"), write=True, clock=lambda: NOON) as store:
        erase.erase(store, "P07", {}, at=Moment.of(NOON), by="lead")


def test_an_erasure_that_is_killed_erased_all_or_nothing_and_is_finished_by_the_next_opening(
    study: Path, tmp_path: Path, times: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    before = tmp_path / "before"
    shutil.copytree(study, before)
    start = time.perf_counter()
    erase_one(study)
    length = time.perf_counter() - start
    chance = random.Random(72)  # noqa: S311 - moments to kill at
    kills, undone, half, done = times(20, 200), 0, 0, 0
    for _ in range(kills):
        shutil.rmtree(study)
        shutil.copytree(before, study)
        acknowledged = killed_after(chance.uniform(0, 1.5 * length), lambda: erase_one(study))
        with open_study(str(study / "studi.engage")) as store:
            erased, waits = bool(store.read().tables["erasures"]), bool(erase.unfinished(store))
        with open_study(str(study / "studi.engage"), write=True, clock=lambda: NOON) as store:
            answers = {interview for interview, *_ in store.read().answers}
            assert erase.unfinished(store) == ()
        assert verify.verify(str(study / "studi.engage")).problems == ()
        assert len(answers) == PEOPLE - erased
        assert ("W07" not in answers) == erased
        assert (files_with(study, f"{WORD}07") == []) == erased
        assert "studi.engage" in files_with(study, f"{WORD}08")
        assert erased or not acknowledged
        undone, half, done = undone + (not erased), half + waits, done + (erased and not waits)
    assert undone
    assert half + done
    figure(
        f"kill -9 in an erasure: {kills} kills, {undone} times nothing was erased, {half} times the rows and the next "
        f"opening did the bytes and backups, {done} times all of it"
    )


def test_a_backup_that_is_killed_leaves_only_backups_that_can_be_read(
    study: Path, times: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    name = str(study / "studi.engage")

    def backups_without_end() -> None:
        with open_study(name, write=True) as store:
            for turn in range(1, 1000):
                backups.keep(store.target, NOON + timedelta(seconds=turn), backups.WORK)

    chance = random.Random(30)  # noqa: S311 - moments to kill at
    kills, left = times(20, 200), 0
    for _ in range(kills):
        killed_after(chance.uniform(0.05, 0.25), backups_without_end)
        with open_study(name, write=True) as store:
            there = backups.listed(store.target)
            names = {one.name for one in there}
            left += any(path.name not in names for path in (study / "studi.backups").iterdir())
            assert there
            assert len(there) <= backups.KEPT + 1
            assert [one.name for one in there if not backups.opens(one.path)] == []
            made = backups.keep(store.target, NOON + timedelta(days=1), backups.WORK)
            assert made is not None
            names = {one.name for one in backups.listed(store.target)}
            assert {path.name for path in (study / "studi.backups").iterdir()} == names
    assert verify.verify(name).problems == ()
    figure(f"kill -9 in a backup: {kills} kills, {left} left something half made, which was never listed and went away")
