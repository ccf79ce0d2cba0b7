"""kill -9 in mid-write: no acknowledged row is lost, no half transaction stays, and the file opens again in 2 s."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from engage_eval.store import verify
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.write import Writer

Record = Callable[[Writer, str], None]
PER_FILE = 20
SECONDS = 2.0


def killed(path: Path, first: int, record: Record, wait: float) -> list[str]:
    """Record people in a child process, kill it at a random moment, and return whom it had acknowledged."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # the child never comes back from here
        os.close(reading)
        try:
            with open_study(str(path), write=True) as store:
                for number in range(first, first + 10_000):
                    with store.writing("recruit add", by="AB", subjects=[f"P{number}"]) as writer:
                        record(writer, f"P{number}")
                    os.write(writing, f"P{number}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    said = os.read(reading, 64)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 65536):
        said += more
    os.close(reading)
    return said.decode().split()


def whole(store: Store) -> set[str]:
    """Return the people that are recorded whole; fail where somebody is half recorded, or the log says otherwise."""
    contents = store.read()
    people = {one.id for one in contents.tables["participants"] if one.role}
    assert {one.id for one in contents.tables["participants"]} == people
    assert {one.participant for one in contents.tables["attributes"]} == people
    assert {one.participant for one in contents.tables["consent"] if one.evidence} == people
    logged = {subject for row in store.log() for subject in row.subjects}
    assert logged == people
    return people


def test_no_acknowledged_row_is_lost_when_the_program_is_killed(
    tmp_path: Path, times: Callable[[int, int], int], record_one: Record, figure: Callable[[str], None]
) -> None:
    chance = random.Random(20260302)  # noqa: S311 - moments to kill at
    kills, slowest, left, recorded = times(200, 1000), 0.0, 0, 0
    path = tmp_path / "studi.engage"
    for kill in range(kills):
        if kill % PER_FILE == 0:
            path.unlink(missing_ok=True)
            create(str(path), study="a", title="A").close()
            acknowledged: set[str] = set()
        acknowledged |= set(killed(path, kill * 10_000, record_one, chance.uniform(0, 0.03)))
        left += path.with_name(f"{path.name}-journal").exists()
        start = time.perf_counter()
        with open_study(str(path), write=True) as store:
            people = whole(store)
        slowest = max(slowest, time.perf_counter() - start)
        assert acknowledged <= people
        assert len(people - acknowledged) <= kill % PER_FILE + 1
        recorded = max(recorded, len(people))
        if kill % PER_FILE == PER_FILE - 1:
            assert verify.verify(str(path)).problems == ()
    assert slowest < SECONDS
    assert left > 0, "no kill hit a transaction; the moments must be chosen anew"
    figure(f"kill -9: {kills} kills, {left} in mid-transaction, 0 rows lost, slowest opening {slowest * 1000:.0f} ms")


def test_a_bundle_import_that_is_killed_leaves_no_file_or_a_whole_one(
    tmp_path: Path, times: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    from engage_eval.actions import bundle
    from engage_eval.core.content import find
    from engage_eval.store.study_file import new_id, now

    sample = str(find("sample_data", "rs-x-2023"))
    bundle.take_in(bundle.Request(folder=sample, study=str(tmp_path / "warm.engage")), clock=now, ids=new_id)
    kills, whole_ones, chance = times(12, 60), 0, random.Random(7)  # noqa: S311 - moments to kill at
    for kill in range(kills):
        target = tmp_path / f"s{kill}.engage"
        child = os.fork()
        if child == 0:
            try:
                bundle.take_in(bundle.Request(folder=sample, study=str(target)), clock=now, ids=new_id)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0.05, 2.0))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if target.exists():
            whole_ones += 1
            with open_study(str(target)) as store:
                assert len(store.read().tables["participants"]) == 20
    figure(f"kill -9 in import bundle: {kills} kills, {whole_ones} times the file was there and whole, else not there")
