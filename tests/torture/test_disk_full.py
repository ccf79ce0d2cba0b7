"""A disk that fills up at every write of a recorded day: a message, nothing acknowledged lost, and it goes on."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from engage_eval.core.errors import StoreError
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.store import verify
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.write import Stamp, Writer

Record = Callable[[Writer, str], None]
MORNING = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
LEFT = (0, 4096, 20_480, 61_440)  # bytes that stay free, so that the failure hits another write each time
FULL = ("store.full", "store.disk", "store.read_only", "store.cannot_open")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 4 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ("/bin/mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder))
    if subprocess.run(words, check=False, capture_output=True).returncode:  # noqa: S603 - a fixed command
        yield Path()
        return
    yield folder
    subprocess.run(("/bin/umount", str(folder)), check=False, capture_output=True)  # noqa: S603 - a fixed command


def day(record: Record) -> Iterator[tuple[str, Callable[[Writer], None]]]:
    """Yield the verbs of a working day, one after the other; each is acknowledged when it returns."""
    for number in range(1, 7):
        who = f"P{number}"
        yield f"recruit {who}", partial(record, person=who)
        yield f"interview {who}", lambda writer, who=who: writer.add("interviews", [_interview(who, "")])
        yield f"answers {who}", lambda writer, who=who: writer.answers(_answers(who, "a"))
        yield f"correct {who}", lambda writer, who=who: writer.answers(_answers(who, "b"), stamp=Stamp(by="x"))
        yield f"finish {who}", lambda writer, who=who: writer.add("interviews", [_interview(who, "complete")])


def _interview(person: str, end: str) -> Interview:
    return Interview(
        id=f"W-{person}",
        participant=person,
        instrument="wa-blast",
        version="v1",
        mode="face",
        started_at=MORNING,
        end=end,
        field_notes="catatan " * 30,
    )


def _answers(person: str, word: str) -> list[Answer]:
    return [Answer(f"W-{person}", f"q{number}", text=word * 200) for number in range(20)]


def clock() -> Callable[[], datetime]:
    """Return a clock that goes on by 31 minutes at each look, so that every verb is followed by a backup."""
    at = datetime(2026, 3, 2, tzinfo=UTC)

    def now() -> datetime:
        nonlocal at
        at += timedelta(minutes=31)
        return at

    return now


def fill_up(folder: Path, left: int) -> Path:
    """Fill a disk but for ``left`` bytes."""
    filler = folder / "filler"
    free = os.statvfs(folder)
    filler.write_bytes(b"x" * max(0, free.f_bavail * free.f_frsize - left))
    return filler


def acknowledged(store: Store) -> list[str]:
    """Return the verbs that stand in the log."""
    return [row.verb for row in sorted(store.log(), key=lambda row: row.at)]


def test_every_write_of_a_day_fails_once_for_want_of_room(
    small_disk: Path, record_one: Record, figure: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if small_disk == Path():
        figure("disk full: mounting a small disk does not work here; see the next two tests (RLIMIT_FSIZE, max pages)")
        small_disk = tmp_path
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(small_disk / "data"))
    path, failed, tries = small_disk / "studi.engage", 0, 0
    done: list[str] = []
    told: set[str] = set()
    create(str(path), study="a", title="A").close()
    for left in LEFT if small_disk != tmp_path else ():
        path.unlink()
        create(str(path), study="a", title="A").close()
        done = []
        for verb, act in day(record_one):
            filler = fill_up(small_disk, left)
            tries += 1
            try:
                with open_study(str(path), write=True, clock=clock()) as store, store.writing(verb) as writer:
                    act(writer)
                done.append(verb)
            except StoreError as error:
                failed += error.problem.code in FULL
                told.add(error.problem.code)
            with open_study(str(path)) as store:
                assert acknowledged(store) == done
            filler.unlink()
            if not done or done[-1] != verb:
                with open_study(str(path), write=True, clock=clock()) as store, store.writing(verb) as writer:
                    act(writer)
                done.append(verb)
        assert verify.verify(str(path)).problems == ()
        assert len(done) == 30
    assert told <= set(FULL)
    if tries:
        assert failed > tries // 4
        figure(f"disk full (tmpfs of 4 MB): {tries} verbs tried on a full disk, {failed} refused, 0 acknowledged lost")


def test_a_file_that_may_not_grow_refuses_and_goes_on_when_it_may(
    tmp_path: Path, record_one: Record, figure: Callable[[str], None]
) -> None:
    path = tmp_path / "studi.engage"
    create(str(path), study="a", title="A").close()
    size, refused = path.stat().st_size, 0
    for limit in range(size, size + 65_536, 8192):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = _limited(path, limit, record_one)
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) in (0, 3)
        refused += os.waitstatus_to_exitcode(status) == 3
        with open_study(str(path)) as store:
            store.read()
    with open_study(str(path), write=True) as store, store.writing("go on") as writer:
        record_one(writer, "PZ")
    assert verify.verify(str(path)).problems == ()
    assert refused
    figure(f"RLIMIT_FSIZE: 8 limits, {refused} refused with a sentence, goes on without the limit")


def _limited(path: Path, limit: int, record: Record) -> int:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        with open_study(str(path), write=True) as store:
            for number in range(200):
                with store.writing("recruit add") as writer:
                    record(writer, f"P{limit}-{number}")
    except StoreError as error:
        return 3 if error.problem.code in FULL else 4
    return 0
