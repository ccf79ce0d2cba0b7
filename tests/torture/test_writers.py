"""Many threads of the one program that writes; and a second program, which is told who has the study."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from engage_eval.store import verify
from engage_eval.store.study_file import create
from engage_eval.store.turns import Turns
from engage_eval.store.write import Writer

Record = Callable[[Writer, str], None]
THREADS = 20


class Alone:
    """No lock at all: what twenty threads meet when SQLite alone holds them apart."""

    def __enter__(self) -> None:
        """Take nothing."""

    def __exit__(self, *_: object) -> None:
        """Give nothing back."""

    def acquire(self, *, blocking: bool = True) -> bool:
        """Say that it was taken."""
        return blocking or True

    def release(self) -> None:
        """Give nothing back."""


def crowd(
    path: Path, verbs: int, record: Record, lock: object, *, reading: bool = False
) -> tuple[list[float], list[Exception]]:
    """Have 20 threads record; return how long each verb took in seconds, in order, and what went wrong.

    With ``reading`` each thread also reads the whole study after every fifth verb.
    """
    took: list[float] = []
    wrong: list[Exception] = []
    recorded: list[str] = []
    with create(str(path), study="a", title="A") as store:
        store._writing = lock  # type: ignore[assignment]

        def work(thread: int) -> None:
            for number in range(verbs):
                start = time.perf_counter()
                try:
                    with store.writing("recruit add", by=f"T{thread}") as writer:
                        record(writer, f"P{thread}-{number}")
                    took.append(time.perf_counter() - start)
                    recorded.append(f"P{thread}-{number}")
                    if reading and number % 5 == 0:
                        store.read()
                except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure here
                    wrong.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert {one.id for one in store.read().tables["participants"]} == set(recorded)
    assert verify.verify(str(path)).problems == ()
    return sorted(took), wrong


def p99(took: list[float]) -> float:
    """Return the 99th percentile in milliseconds."""
    return took[int(len(took) * 0.99)] * 1000


def test_twenty_threads_write_without_an_error(
    tmp_path: Path, times: Callable[[int, int], int], record_one: Record, figure: Callable[[str], None]
) -> None:
    verbs = times(10, 50)
    took, wrong = crowd(tmp_path / "studi.engage", verbs, record_one, Turns())
    assert wrong == []
    figure(f"{THREADS} threads x {verbs} verbs: no error, median {median(took) * 1000:.0f} ms, p99 {p99(took):.0f} ms")
    for name, lock in (("threading.RLock", threading.RLock()), ("no lock", Alone())):
        other, errors = crowd(tmp_path / f"{name}.engage", verbs, record_one, lock)
        ratio = p99(other) / p99(took)
        figure(f"  the same with {name}: p99 {p99(other):.0f} ms, {ratio:.1f} times ours; {len(errors)} errors")


def test_twenty_threads_write_and_read_the_whole_study_in_between(
    tmp_path: Path, times: Callable[[int, int], int], record_one: Record, figure: Callable[[str], None]
) -> None:
    verbs = times(6, 50)
    took, wrong = crowd(tmp_path / "studi.engage", verbs, record_one, Turns(), reading=True)
    assert wrong == []
    figure(f"  and each reads the whole study after every fifth verb: no error, p99 of writing {p99(took):.0f} ms")


def test_a_second_program_is_told_who_has_the_study(tmp_path: Path) -> None:
    path = tmp_path / "studi.engage"
    code = "from engage_eval.cli.main import main; main(prog_name='engage-eval')"
    words = ("recruit", "add", str(path), "--by", "AB", "--lang", "en")
    with create(str(path), study="a", title="A"):
        found = subprocess.run(  # noqa: S603 - the program itself
            (sys.executable, "-c", code, *words), capture_output=True, text=True, check=False
        )
    assert found.returncode == 3
    assert f", {os.getpid()}, " in found.stderr
    assert "Traceback" not in found.stderr
