"""Times the tabulation of 1,000,000 answers (25,000 people, 40 items) against pandas on the same answers.

Run: python benchmarks/bench_tabulate.py [PEOPLE]. Prints seconds of processor time (a busy machine then matters less),
the ratio to pandas, and the peak of memory.
"""

import gc
import importlib
import random
import resource
import sys
import time
from datetime import UTC, datetime

from engage_eval.analysis.dispositions import dispositions
from engage_eval.analysis.responses import responses
from engage_eval.model.condition import parse
from engage_eval.model.consent import gate
from engage_eval.model.instrument import Characteristic, Instrument, Item, Scale
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import ConsentEvent, Participant, RecruitmentEvent
from engage_eval.model.record import StudyRecord
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts

PEOPLE, ITEMS, CHARACTERISTICS = 25_000, 40, 9
SEED = 20
EVERY = 5  # this one of the items has a condition
SHARE_MISSING = 0.02
MIB_IN_KIB = 1024


def instrument() -> Instrument:
    """Return an instrument with 40 closed items: nine characteristics, a verdict, conditions on every fifth item."""
    scale = Scale(
        key="agree5",
        values=("1", "2", "3", "4", "5"),
        labels=tuple(Texts(en=str(value)) for value in range(1, 6)),
        agree=frozenset({"4", "5"}),
    )
    items = tuple(
        Item(
            key=f"q{number}",
            section="s",
            type="scale",
            text=Texts(en=f"Question {number}"),
            scale="agree5",
            audience="eligible",
            when=(parse(f"q{number - 1} >= 2"),) if number % EVERY == EVERY - 1 else (),
            measures=f"c{number}" if number < CHARACTERISTICS else "",
            role="verdict" if number == CHARACTERISTICS else "",
        )
        for number in range(ITEMS)
    )
    return Instrument(
        key="bench",
        version="v1",
        title=Texts(en="Bench"),
        forms={"full": 30},
        characteristics=tuple(Characteristic(key=f"c{n}", text=Texts(en=f"C{n}")) for n in range(CHARACTERISTICS)),
        scales={"agree5": scale},
        sections=(),
        items=items,
    )


def snapshot(people: int) -> Snapshot:
    """Return a Snapshot in which everyone consented and answered nearly everything."""
    draw = random.Random(SEED)  # noqa: S311 - no secret
    day = Moment.of(datetime(2024, 1, 1, 9, 0, tzinfo=UTC))
    later = Moment.of(datetime(2024, 1, 2, 9, 0, tzinfo=UTC))
    names = [f"BU-{number:05d}" for number in range(people)]
    items = [f"q{number}" for number in range(ITEMS)]
    levels = ("1", "2", "3", "4", "5")
    answers = tuple(
        Answer(f"i{name}", item, choice=draw.choice(levels))
        if draw.random() > SHARE_MISSING
        else Answer(f"i{name}", item, missing="skip")
        for name in names
        for item in items
    )
    return gate(
        StudyRecord(
            study=Study(id="bench", title=Texts(en="Bench"), instrument="bench"),
            instruments=(instrument(),),
            participants=tuple(Participant(id=name, site="BU") for name in names),
            recruitment=tuple(RecruitmentEvent(participant=name, event="enrolled", on=day) for name in names),
            consent=tuple(
                ConsentEvent(participant=name, event="given", at=day, mode="ink", take_part=True) for name in names
            ),
            interviews=tuple(
                Interview(
                    id=f"i{name}",
                    participant=name,
                    instrument="bench",
                    version="v1",
                    mode="face",
                    started_at=later,
                    end="complete",
                )
                for name in names
            ),
            answers=answers,
        )
    )


def pandas_crosstab(study: Snapshot) -> float:
    """Return the seconds that pandas needs to count item x level from the same answers."""
    import pandas as pd

    start = time.process_time()
    frame = pd.DataFrame(((answer.item, answer.choice) for answer in study.answers), columns=["item", "level"])
    pd.crosstab(frame["item"], frame["level"])
    return time.process_time() - start


def peak_mib() -> float:
    """Return the peak resident memory of this process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB_IN_KIB


def main() -> None:
    """Make the Snapshot, tabulate it and print the figures."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    study = snapshot(people)
    importlib.import_module("scipy.stats")  # its import is not what is measured

    gc.collect()  # what making the Snapshot left to do is not what is measured
    before = peak_mib()
    start = time.process_time()
    found = responses(study)
    tabulated = time.process_time() - start
    after = peak_mib()
    start = time.process_time()
    dispositions(study)
    disposed = time.process_time() - start
    by_pandas = pandas_crosstab(study)
    print(f"answers                  {len(study.answers):>10,}")
    print(f"items                    {len(found.items):>10,}")
    print(f"responses()              {tabulated:>10.2f} s")
    print(f"dispositions()           {disposed:>10.2f} s")
    print(f"pandas crosstab          {by_pandas:>10.2f} s")
    print(f"responses() / pandas     {tabulated / by_pandas:>10.2f}")
    print(f"peak memory, read        {before:>10.0f} MiB")
    print(f"peak memory, tabulated   {after:>10.0f} MiB")


if __name__ == "__main__":
    main()
