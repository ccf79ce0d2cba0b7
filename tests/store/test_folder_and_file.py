"""Any study folder through a real study, on both engines: same rows, same places, same problems, same bytes again."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from engage_eval.actions import bundle
from engage_eval.actions.study import open_study, sound
from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Problem
from engage_eval.formats.bundle import LATER
from engage_eval.model.tables import TABLES
from engage_eval.store.study_file import new_id
from small_study import FORM, HOW_LONG, INSTRUMENT_FILE, STORY, WAYS, instrument, study_yaml, write_files

STUDY = study_yaml(zone="WIB")
INSTRUMENT = instrument(
    'jelas: {type: single, scale: setuju3, id: "Jelas?", en: "Clear?"}',
    WAYS,
    HOW_LONG,
    'putusan: {type: single, scale: setuju3, role: verdict, id: "Cocok?", en: "Does it fit?"}',
    STORY,
)
HEADS = {
    "participants": "id,site,role,facility,added_on",
    "recruitment": "participant,event,on,reason,recruiter",
    "consent": "participant,event,at,form,version,language,mode,take_part,quotation,evidence,comprehension",
    "interviews": "id,participant,instrument,version,form,mode,started_at,ended_at,end,field_notes",
    "responses": "interview,jelas,jalur,lama,cerita",
    "superseded": "interview,item,value,at,by,reason",
    "attributes": "participant,key,value,on",
    "outcomes": "facility,period,measure,count,kind,registered_members",
    "staff": "key,roles",
    "broadcasts": "on,topic,recipients",
}
TEXT = st.lists(
    st.sampled_from([*"=+-@'\t\r\n\",;|. ab1–\xa0", "\r\n", "\n\n", "🙂", "\u2028", "\x85", ".skip", "é", "e\u0301"]),
    max_size=6,
).map("".join)
CELL = st.just("") | TEXT
ANSWERS = st.tuples(
    st.sampled_from(["", "1", "3", ".skip", ".refused"]),
    st.sampled_from(["", "grup", "lain|grup", "siaran|grup|lain", ".na"]),
    st.sampled_from(["", "0", "2.5", "1e3", "0,25", "-0", ".skip"]),
    CELL,
)


@st.composite
def folders(draw: st.DrawFn) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of a study's tables, as somebody typed them."""
    people = [f"R{number:02}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in HEADS}
    rows["staff"] = [("k1", "lead|coder")]
    for number, one in enumerate(people):
        day = f"2024-01-{number + 2:02}"
        rows["participants"].append(
            (one, "RS", draw(CELL), draw(st.sampled_from(["", "klinik-a"])), draw(st.sampled_from(["", day])))
        )
        who = "seed" if number == 0 else people[number - 1]
        step = draw(st.sampled_from(["contacted", "declined"]))
        rows["recruitment"] += [
            (one, "nominated", day, "", who),
            (one, step, f"{day} 10:00", f"other: x{draw(CELL)}", ""),
        ]
        rows["consent"].append(
            (one, "given", f"{day}T09:00", "psp", "v1", "id", "ink", "yes", "none", draw(CELL), draw(CELL))
        )
        if draw(st.booleans()):
            sitting = f"W{number}"
            times = (f"{day}T10:00", draw(st.sampled_from(["", f"{day}T10:30"])))
            end, notes = draw(st.sampled_from(["complete", "partial"])), draw(CELL)
            rows["interviews"].append((sitting, one, "mini", "v1", "inti", "face", *times, end, notes))
            rows["responses"].append((sitting, *draw(ANSWERS)))
            if old := draw(CELL):
                rows["superseded"].append((sitting, "cerita", f"x{old}", "2024-02-01T10:00", "k1", draw(CELL)))
        rows["attributes"] += [(one, "umur", f"x{draw(CELL)}", draw(st.sampled_from(["", day])))]
        rows["outcomes"].append(
            (f"klinik-{number}", "2024-01", "visits", "41", "observed", draw(st.sampled_from(["", "7"])))
        )
    rows["broadcasts"] = [("2024-01-01", f"x{draw(CELL)}", "40")] * draw(st.integers(0, 2))
    return rows


def write(root: Path, rows: dict[str, list[tuple[str, ...]]]) -> Path:
    files = {"study.yaml": STUDY, INSTRUMENT_FILE: INSTRUMENT, "consent/psp-v1.id.md": FORM}
    for name, of_table in rows.items():
        lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in of_table]
        files[f"{name}.csv"] = "\n".join([HEADS[name], *lines]) + "\n"
    return write_files(root, files)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def seen(study: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return a study's rows with their places, and its problems."""
    workspace = open_study(study)
    record = workspace.record
    assert record is not None
    names = [*(name for name in TABLES if name not in LATER), "answers"]
    rows = {name: sorted(f"{one.place} {one!r}" for one in getattr(record, name)) for name in names}
    return rows, sorted(map(_told, workspace.problems))


def _told(one: Problem) -> str:
    return f"{one.code} {one.place} {sorted(one.params.items())}"


def content_of(study: str) -> Any:  # noqa: ANN401 - the digest, or the codes of what keeps it from being analysed
    try:
        return sound(open_study(study)).digest()
    except ProblemsError as error:
        return {one.code for one in error.problems}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=folders())
def test_a_folder_is_the_same_study_in_a_file_and_in_the_folder_of_that(
    new_name: Callable[[], str], tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[tuple[str, ...]]]
) -> None:
    root = tmp_path_factory.mktemp("studi")
    given_folder, first, second = write(root / "asal", rows), root / "satu", root / "dua"
    here, there = new_name(), new_name()

    refused = take_in(given_folder, here, skip_refused=True)
    bundle.write_out(here, first)
    take_in(first, there)
    bundle.write_out(there, second)

    event("whole" if not refused else f"refused: {', '.join(sorted({one.code for one in refused}))}")
    if not refused:
        assert content_of(str(given_folder)) == content_of(here)
    assert content_of(here) == content_of(str(first)) == content_of(there)
    assert seen(here) == seen(str(first)) == seen(there)
    assert bytes_of(first) == bytes_of(second)


def take_in(folder: Path, study: str, *, skip_refused: bool = False) -> Sequence[Problem]:
    """Return what was refused."""
    request = bundle.Request(folder=str(folder), study=study, skip_refused=skip_refused)
    return bundle.take_in(request, clock=lambda: datetime(2026, 3, 2, tzinfo=UTC), ids=new_id).refused
