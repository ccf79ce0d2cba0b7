"""The study file: answers written, a Snapshot read, one consent on disk, and how time grows. `make bench` runs it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from math import log
from pathlib import Path
from statistics import median

from engage_eval.actions import bundle as actions
from engage_eval.core.collector import paused_collector
from engage_eval.core.content import find
from engage_eval.formats import bundle, study_folder
from engage_eval.model.consent import gate
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, Participant, RecruitmentEvent
from engage_eval.store.study_file import Store, create, new_id, open_study

AT = Moment.of(datetime(2023, 8, 29, 3, 0, tzinfo=UTC))
ITEMS = 40
# Items that an answer to another leaves out.
SOMETIMES = ("tidak_dibuka", "waktu_jawab", "mau_siaran")


def clocked(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def people(store: Store, count: int) -> None:
    """Record people with consent and an interview each, and the sample study's definitions."""
    keys = [f"R{number:05}A" for number in range(count)]
    with store.writing("people") as writer:
        for one in bundle.folder_texts(find("sample_data", "rs-x-2023")).definitions:
            writer.define(one)
        writer.add("participants", [Participant(id=key, site="RSX", role="bidan") for key in keys])
        writer.add("recruitment", [RecruitmentEvent(participant=key, event="contacted", on=AT) for key in keys])
        writer.add("consent", [consent(key) for key in keys])
        writer.add("interviews", [interview(key) for key in keys])


def consent(key: str) -> ConsentEvent:
    """Return a consent by ink."""
    return ConsentEvent(
        participant=key,
        event="given",
        at=AT,
        mode="ink",
        form="psp",
        version="v1",
        language="id",
        take_part=True,
        quotation="none",
    )


def interview(key: str) -> Interview:
    """Return a complete interview."""
    return Interview(
        id=f"{key}-1",
        participant=key,
        instrument="wa-blast",
        version="v1",
        form="lengkap",
        mode="face",
        started_at=AT,
        ended_at=AT,
        end="complete",
    )


def answers(count: int) -> list[Answer]:
    """Return the answers of ``count`` people to 40 items, such as `check` finds nothing wrong with."""
    record, _ = study_folder.read(find("sample_data", "rs-x-2023"))
    assert record is not None  # noqa: S101 - the sample study is sound
    instrument = record.instruments[0]
    items = [one for one in instrument.items if one.type in ("scale", "single") and one.key not in SOMETIMES][:ITEMS]
    values = {one.key: instrument.scales[one.scale].values for one in items}
    # A single choice is always the first: others end an interview, or make a question a wrong one.
    given = {one.key: values[one.key] if one.type == "scale" else values[one.key][:1] for one in items}
    return [
        Answer(f"R{number:05}A-1", key, 0, of[number % len(of)]) for number in range(count) for key, of in given.items()
    ]


def snapshot(path: str) -> None:
    """Read a study file and send it through the gate."""
    with paused_collector():
        with open_study(path) as store:
            contents = store.read()
        record, _ = bundle.assemble(contents.definitions, contents.rows)
        assert record is not None  # noqa: S101 - the sample study is sound
        gate(record)


def write(folder: Path, count: int) -> tuple[float, str]:
    """Return the seconds that the answers of ``count`` people take on their way into a new file, and the file."""
    name = str(folder / f"{count}.engage")
    given = answers(count)
    with create(name, study="rs-x-2023", title="", fill=lambda store: people(store, count)) as store:

        def go() -> None:
            with store.writing("answers") as writer:
                writer.answers(given)

        return clocked(go), name


def bench_store() -> None:
    """Print every figure of the study file."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["ENGAGE_EVAL_DATA"] = str(folder / "data")
        seconds = {count: write(folder, count) for count in (250, 1000, 2500, 4000)}
        for count, (took, _) in seconds.items():
            print(f"answers written {count * ITEMS:>9,}  {took:6.2f} s   {count * ITEMS / took:10,.0f} a second")
        growth = log(seconds[4000][0] / seconds[1000][0]) / log(4)
        print(f"growth of writing, 40,000 to 160,000 answers: exponent {growth:.2f}")
        name = seconds[1000][1]
        # In a process of its own, as each command is: there the definitions are parsed.
        first = float(subprocess.check_output([sys.executable, __file__, name], text=True))
        again = median(clocked(lambda: snapshot(name)) for _ in range(7))
        print(f"Snapshot of 1,000 people x {ITEMS} items: first in a process {first:.2f} s, again {again:.2f} s")
        more = clocked(lambda: snapshot(seconds[4000][1]))
        print(f"growth of reading, 1,000 to 4,000 people: exponent {log(more / again) / log(4):.2f}")
        many = folder / "many"
        actions.write_out(seconds[2500][1], many)
        whole = [clocked(partial(import_folder, many, folder / str(turn))) for turn in range(3)]
        print(
            f"`import bundle` of a folder of {2500 * ITEMS:,} answers: {min(whole):.2f} s, slowest {max(whole):.2f} s"
        )
        with open_study(name, write=True) as store:
            each = [clocked(partial(record_one, store, number)) for number in range(21)]
        print(f"one consent on disk: median {median(each) * 1000:.1f} ms, slowest {max(each) * 1000:.1f} ms")


def import_folder(folder: Path, name: Path) -> None:
    """Read and check a study folder and write it to a new study file."""
    study = str(name.with_suffix(".engage"))
    request = actions.Request(folder=str(folder), study=study)
    actions.take_in(request, clock=lambda: datetime.now(UTC), ids=new_id)


def record_one(store: Store, number: int) -> None:
    """Record one consent."""
    with store.writing("consent record") as writer:
        writer.add("consent", [consent(f"R{number:05}A")])


if __name__ == "__main__":
    if sys.argv[1:]:
        print(clocked(lambda: snapshot(sys.argv[1])))
    else:
        bench_store()
