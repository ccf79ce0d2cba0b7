"""Write tests/store/fixtures/studi-0001.engage: the sample study as revision 0001 of the schema holds it.

The file is kept: every later revision is tried on it. Clock and ids are fixed, so that it can be made again as long as
0001 is the newest revision: python tests/store/make_fixture.py
"""

import os
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from engage_eval.formats import study_folder
from engage_eval.formats.bundle import folder_texts
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord
from engage_eval.store import replica
from engage_eval.store.erase import erase
from engage_eval.store.study_file import Store, create
from engage_eval.store.write import Stamp

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data" / "rs-x-2023"
FIXTURE = Path(__file__).with_name("fixtures") / "studi-0001.engage"
TABLES = (
    "staff",
    "participants",
    "attributes",
    "recruitment",
    "consent",
    "interviews",
    "interview_events",
    "outcomes",
    "broadcasts",
)


def make(target: Path) -> None:
    """Write the sample study to ``target``, with a correction and an erasure after it."""
    record, _ = study_folder.read(SAMPLE)
    if record is None:
        sys.exit("the sample study can't be read")
    seconds, numbers = count(), count(1)
    with create(
        str(target),
        study=record.study.id,
        title="Studi contoh",
        clock=lambda: datetime(2026, 3, 2, 1, 0, tzinfo=UTC) + timedelta(seconds=next(seconds)),
        ids=lambda: f"f{next(numbers):09x}",
    ) as store:
        _collect(store, record)
        _correct(store, record)
        at = Moment.of(datetime(2026, 3, 2, 1, 5, tzinfo=UTC))
        erase(store, record.interviews[-1].participant, {}, at=at, by=record.staff[0].key)


def _collect(store: Store, record: StudyRecord) -> None:
    with store.writing("import bundle") as writer:
        for one in folder_texts(SAMPLE).definitions:
            writer.define(one)
        for name in TABLES:
            writer.add(name, getattr(record, name))
        writer.answers(record.answers)


def _correct(store: Store, record: StudyRecord) -> None:
    one = next(found for found in record.answers if found.number == 4)
    at = Moment.of(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    with store.writing("answers correct", by=record.staff[0].key) as writer:
        writer.answers([replace(one, number=5)], stamp=Stamp(at=at, by=record.staff[0].key, reason="salah ketik"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ[replica.DATA_VARIABLE] = folder
        beside = Path(folder) / FIXTURE.name
        make(beside)
        FIXTURE.parent.mkdir(exist_ok=True)
        FIXTURE.write_bytes(beside.read_bytes())
    print(FIXTURE.relative_to(ROOT), FIXTURE.stat().st_size)  # noqa: T201 - a script
