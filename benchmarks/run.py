"""All benchmarks in one run: `make bench`. Prints figures and ratios; it judges nothing and never fails a test run."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from engage_eval.actions.report import Wanted, write
from engage_eval.actions.study import Workspace, open_study
from engage_eval.core.content import find

HERE = Path(__file__).resolve().parent
ROUNDS = 7
BARE = (sys.executable, "-c", "import click")
HELP = (sys.executable, "-c", "from engage_eval.cli.main import main; main(['--help'])")


def wall(command: Sequence[str]) -> float:
    """Return the seconds that a whole process takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def clocked(work: Callable[[], object]) -> float:
    """Return the seconds of processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bench_help() -> None:
    """Compare `engage-eval --help` with a bare import of click, turn by turn."""
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(wall(BARE))
        ours.append(wall(HELP))
    print(f"import click              {median(bare) * 1000:7.0f} ms")
    print(f"engage-eval --help        {median(ours) * 1000:7.0f} ms   {median(ours) / median(bare):.2f} times")


def bench_report() -> None:
    """Time the sample report as a whole process, from reading to the file."""
    study = str(find("sample_data", "rs-x-2023"))
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".docx", ".html", ".md"):
            target = str(Path(folder) / f"report{suffix}")
            code = f"from engage_eval.cli.main import main; main(['report', {study!r}, '-o', {target!r}, '--force'])"
            seconds = median(wall((sys.executable, "-c", code)) for _ in range(3))
            print(f"sample report {suffix:<11} {seconds:7.2f} s")


def enlarged(workspace: Workspace, times: int) -> Workspace:
    """Return the sample study with its people, interviews and answers copied under new names."""
    from dataclasses import replace

    record = workspace.record
    if record is None:
        raise ValueError("the sample study can't be read")

    def again(name: str, turn: int) -> str:
        return f"{name}-{turn}" if turn and name else name

    turns = range(times)
    bigger = replace(
        record,
        participants=tuple(replace(p, id=again(p.id, t)) for t in turns for p in record.participants),
        recruitment=tuple(
            replace(e, participant=again(e.participant, t), recruiter=again(e.recruiter, t))
            for t in turns
            for e in record.recruitment
        ),
        consent=tuple(replace(e, participant=again(e.participant, t)) for t in turns for e in record.consent),
        interviews=tuple(
            replace(i, id=again(i.id, t), participant=again(i.participant, t)) for t in turns for i in record.interviews
        ),
        answers=tuple(replace(a, interview=again(a.interview, t)) for t in turns for a in record.answers),
    )
    return Workspace(record=bigger, problems=())


def bench_growth() -> None:
    """Compare the report of 20 people with that of 2,000: it should grow with items, not with people."""
    workspace = open_study(str(find("sample_data", "rs-x-2023")))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.docx"

        def report(study: Workspace) -> None:
            write(study, target, Wanted(language="en"), force=True)

        report(workspace)
        small = median(clocked(lambda: report(workspace)) for _ in range(3))
        print(f"report of 20 people       {small:7.2f} s of processor time, warm")
        for times in (10, 100):
            more = enlarged(workspace, times)
            large = clocked(lambda: report(more))  # noqa: B023 - called at once
            print(f"report of {20 * times:,} people    {large:7.2f} s   {large / small:.2f} times")


def main() -> None:
    """Run all."""
    bench_help()
    bench_report()
    bench_growth()
    for name in ("bench_store.py", "bench_tabulate.py", "bench_agreement.py", "bench_reliability.py"):
        print(flush=True)
        subprocess.run((sys.executable, str(HERE / name)), check=True)


if __name__ == "__main__":
    main()
