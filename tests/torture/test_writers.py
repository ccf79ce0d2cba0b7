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
from engage_eval.store.write import Writer

Record = Callable[[Writer, str], None]
THREADS = 20


def test_twenty_threads_write_without_an_error(
    tmp_path: Path, times: Callable[[int, int], int], record_one: Record, figure: Callable[[str], None]
) -> None:
    path = tmp_path / "studi.engage"
    verbs, took, wrong = times(10, 100), [], []
    with create(str(path), study="a", title="A") as store:

        def work(thread: int) -> None:
            try:
                for number in range(verbs):
                    start = time.perf_counter()
                    with store.writing("recruit add", by=f"T{thread}") as writer:
                        record_one(writer, f"P{thread}-{number}")
                    took.append(time.perf_counter() - start)
                    if number % 5 == 0:
                        store.read()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure here
                wrong.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert wrong == []
        assert len(store.read().tables["participants"]) == THREADS * verbs
    assert verify.verify(str(path)).problems == ()
    p99 = sorted(took)[int(len(took) * 0.99)]
    figure(f"{THREADS} threads x {verbs} verbs: no error, median {median(took) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")


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
