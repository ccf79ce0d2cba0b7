"""A folder into a study file and out again: nothing lost, nothing let in that was erased, taken back or is disputed."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from engage_eval.actions import bundle
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.formats import study_folder
from engage_eval.model.moment import Moment
from engage_eval.model.people import Staff
from engage_eval.store import backups, schema
from engage_eval.store.study_file import open_study
from engage_eval.store.verify import verify
from engage_eval.store.write import Stamp
from small_study import FORM, HOW_LONG, INFORMATIVE, INSTRUMENT_FILE, VERDICT, instrument, study_yaml, write_files

FILES = {
    "study.yaml": study_yaml(dates="dmy"),
    INSTRUMENT_FILE: instrument(INFORMATIVE, VERDICT, HOW_LONG),
    "instruments/arsip/catatan.txt": "bukan: definisi\n",
    "consent/psp-v1.id.md": FORM,
    "participants.csv": "id,site,role,added_on\nRS-A,RS,bidan,2026-01-02\nRS-B,RS,,\n",
    "staff.csv": "key,roles\nRN,lead|coder\nSA,interviewer\n",
    "attributes.csv": "participant,key,value,on\nRS-A,umur,31,\nRS-A,umur,30,\nRS-A,umur,30,2026-01-02\n",
    "recruitment.csv": (
        "participant,event,on,reason,recruiter\n"
        "RS-A,nominated,0202-01-02 23:50+05:45,,Seed\n"
        "RS-B,nominated,2026-01-02,,RS-A\n"
        'RS-B,declined,2026-01-05 10:00,"other: ""tak mau"", =1+1",\n'
    ),
    "consent.csv": (
        "participant,event,at,zone,form,version,language,mode,take_part,evidence,replaces\n"
        'RS-A,given,2026-01-03T09:00,WIT,psp,v1,id,ink,yes,"\'\tmap,\r3",lama\n'
    ),
    "interviews.csv": (
        "id,participant,instrument,version,mode,started_at,end,repeat_of,field_notes\n"
        "W-1,RS-A,mini,v1,face,2026-01-03T10:00,complete,,'=1+1\n"
        "W-2,RS-A,mini,v1,face,2026-01-04T10:00,partial,W-1,\n"
    ),
    "responses.csv": 'interview,informatif,informatif_why,lama\nW-1,3,"\'+62\nbaris dua",4.5\nW-2,.skip,,\n',
    "superseded.csv": "interview,item,value,at,by,reason\nW-1,lama,5,,,\nW-1,lama,4,2026-01-05,RN,salah\n",
    "broadcasts.csv": "on,topic,recipients\n2026-01-01,jadwal,40\n2026-01-01,jadwal,40\n",
    "panel.csv": "expert,item,rating\nA1,informatif,4\n",
    "settings.csv": "at,by,setting,before,after,interviews\n2026-01-06T08:00,RN,rule.cut,3,4,2\n",
}
# What the folder is warned of, and goes in all the same.
WARNED = (
    "consent.quotation_missing",
    "files.read_as",
    "files.unknown_file",
    "tables.same_row",
)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the program knows of replicas apart for each test."""
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))


def folder(root: Path, files: Mapping[str, str] = FILES) -> Path:
    return write_files(root, files)


def take_in(source: Path, file: Path, *, by: str = "", skip_refused: bool = False) -> bundle.Imported:
    seconds, numbers = count(), count(1)
    prefix = f"{source.name}{file.name}{datetime.now(UTC).timestamp()}"
    request = bundle.Request(folder=str(source), study=str(file), by=by, skip_refused=skip_refused)
    clock: Callable[[], datetime] = lambda: datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=next(seconds))  # noqa: E731
    return bundle.take_in(request, clock=clock, ids=lambda: f"{prefix}{next(numbers)}")


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_rows_that_are_easily_lost_go_in_and_come_out_the_same(tmp_path: Path) -> None:
    source = folder(tmp_path / "asal")
    before, _ = study_folder.read(source)
    assert before is not None

    take_in(source, tmp_path / "a.engage")
    bundle.write_out(str(tmp_path / "a.engage"), tmp_path / "keluar")
    after, problems = study_folder.read(tmp_path / "keluar")

    assert after is not None
    assert [one for one in problems if one.code not in WARNED] == []
    for name in bundle.ORDER:
        assert sorted(map(repr_of, getattr(after, name))) == sorted(map(repr_of, getattr(before, name))), name
    take_in(tmp_path / "keluar", tmp_path / "b.engage")
    bundle.write_out(str(tmp_path / "b.engage"), tmp_path / "lagi")
    assert tree(tmp_path / "lagi") == tree(tmp_path / "keluar")


def repr_of(row: object) -> str:
    return repr([(name, getattr(row, name)) for name in row.__slots__ if name != "place"])  # type: ignore[attr-defined]


def test_who_is_not_of_the_staff_does_not_get_into_the_log(tmp_path: Path) -> None:
    source = folder(tmp_path / "asal")
    with pytest.raises(UsageError) as caught:
        take_in(source, tmp_path / "a.engage", by="Ibu Sari")
    assert caught.value.problem.code == "recording.not_in_staff"
    assert not (tmp_path / "a.engage").exists()
    take_in(source, tmp_path / "a.engage", by="SA")
    with open_study(str(tmp_path / "a.engage")) as store:
        assert [row.by for row in store.log()] == ["SA"]


def test_who_was_added_to_the_file_may_take_in_a_folder_that_does_not_know_them(tmp_path: Path) -> None:
    file, source = tmp_path / "a.engage", folder(tmp_path / "asal")
    take_in(source, file)
    with open_study(str(file), write=True) as store, store.writing("staff add") as writer:
        writer.add("staff", [Staff(key="BARU", roles=("interviewer",))])
    (source / "panel.csv").write_text("expert,item,rating\nA1,informatif,4\nA2,informatif,3\n", encoding="utf-8")

    assert take_in(source, file, by="BARU").rows["panel"] == 1
    with pytest.raises(UsageError) as caught:
        take_in(source, file, by="LAIN")

    assert caught.value.problem.code == "recording.not_in_staff"
    with open_study(str(file)) as store:
        assert "BARU" in [row.by for row in store.log()]


def test_a_folder_without_staff_goes_in_whoever_is_named(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name.endswith(".yaml")}
    take_in(folder(tmp_path / "asal", files), tmp_path / "a.engage", by="Ibu Sari")
    with open_study(str(tmp_path / "a.engage")) as store:
        assert [row.by for row in store.log()] == [""]


def test_words_about_who_was_erased_do_not_go_in_with_the_rows_that_are_kept(tmp_path: Path) -> None:
    files = {
        name: FILES[name]
        for name in (
            "study.yaml",
            "instruments/mini-v1.yaml",
            "consent/psp-v1.id.md",
            "participants.csv",
            "recruitment.csv",
        )
    } | {
        "staff.csv": "key,roles\nRN,lead\n",
        "consent.csv": (
            "participant,event,at,form,version,language,mode,take_part,evidence\n"
            "RS-B,given,2026-01-03,psp,v1,id,ink,yes,rahasia\n"
        ),
        "erasures.csv": "participant,scope,at,by\nRS-A,person,2026-02-01,RN\nRS-B,person,2026-02-01,RN\n",
    }
    take_in(folder(tmp_path / "asal", files), tmp_path / "a.engage")
    with open_study(str(tmp_path / "a.engage")) as store, store.reading() as connection:
        assert connection.execute(schema.DETAIL.select()).all() == []
        assert connection.execute(schema.ATTRIBUTE.select()).all() == []
    held = (tmp_path / "a.engage").read_bytes()
    assert [word for word in (b"bidan", b"rahasia", b"tak mau") if word in held] == []


def test_an_older_folder_brings_back_no_answer_that_was_taken_back(tmp_path: Path) -> None:
    source, file = folder(tmp_path / "asal"), tmp_path / "a.engage"
    take_in(source, file)
    with open_study(str(file), write=True) as store, store.writing("answers correct", by="RN") as writer:
        at = Moment.of(datetime(2026, 3, 3, tzinfo=UTC))
        writer.take_back([("W-1", "informatif_why")], Stamp(at=at, by="RN", reason="bukan jawabannya"))
    with pytest.raises(ProblemsError) as caught:
        take_in(source, file)
    assert [(one.code, one.params["key"]) for one in caught.value.problems if one.place.file == "responses.csv"] == [
        ("bundle.contradicts", "W-1, informatif_why")
    ]
    take_in(source, file, skip_refused=True)
    with open_study(str(file)) as store:
        assert "informatif_why" not in {row[1] for row in store.read().answers}


def test_a_folder_settles_no_answer_that_two_copies_gave_differently(tmp_path: Path) -> None:
    source, file = folder(tmp_path / "asal"), tmp_path / "a.engage"
    take_in(source, file)
    with open_study(str(file), write=True) as store, store.writing("merge", by="RN") as writer:
        row = {"interview": "W-1", "participant": "RS-A", "item": "lama", "position": 0, "seq": 2, "number": 7.0}
        writer.insert(schema.ANSWER, [row])
    with pytest.raises(ProblemsError) as caught:
        take_in(source, file)
    assert [(one.code, one.params["key"]) for one in caught.value.problems] == [("bundle.contradicts", "W-1, lama")]
    with open_study(str(file)) as store:
        assert store.read().conflicts == (("W-1", "lama"),)


@pytest.mark.parametrize("kind", ["a file", "a folder that is none"])
def test_a_data_folder_that_can_t_be_written_to_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "bukan").write_text("x", encoding="utf-8")
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "bukan" / ("" if kind == "a file" else "dalam")))
    file = tmp_path / "a.engage"
    take_in(folder(tmp_path / "asal"), file)
    with open_study(str(file), write=True) as store, store.writing("answers correct", by="RN") as writer:
        writer.note()
    with open_study(str(file)) as store:
        assert len(store.log()) == 2


@pytest.mark.parametrize(("letters", "is_refused"), [(238, False), (239, True), (300, True)])
def test_a_name_that_has_no_room_for_what_stands_beside_is_refused(
    tmp_path: Path, letters: int, *, is_refused: bool
) -> None:
    source, file = folder(tmp_path / "asal"), tmp_path / f"{'x' * (letters - 7)}.engage"
    if is_refused:
        with pytest.raises(UsageError) as caught:
            take_in(source, file)
        assert caught.value.problem.code == "command.name_too_long"
    else:
        take_in(source, file)
        with open_study(str(file), write=True) as store, store.writing("again") as writer:
            writer.note()


def test_an_erasure_that_comes_in_with_a_folder_is_carried_out(tmp_path: Path) -> None:
    file, secret = tmp_path / "a.engage", b"baris dua"
    take_in(folder(tmp_path / "asal"), file)
    with open_study(str(file), write=True) as store:
        backups.keep(store.target, datetime(2026, 3, 2, tzinfo=UTC), backups.WORK)
    assert secret in file.read_bytes()
    bare = {name: text for name, text in FILES.items() if "interview" not in name and name != "attributes.csv"}
    bare |= {
        "responses.csv": "interview,informatif\n",
        "superseded.csv": "interview,item,value,at,by,reason\n",
        "participants.csv": "id,site\nRS-A,RS\nRS-B,RS\n",
        "consent.csv": (
            "participant,event,at,zone,form,version,language,mode,take_part,withdrawal\n"
            "RS-A,given,2026-01-03T09:00,WIT,psp,v1,id,ink,yes,\nRS-A,withdrawn,2026-02-01T08:00,,,,,,,erase\n"
        ),
        "erasures.csv": "participant,scope,at,by\nRS-A,person,2026-02-01T08:00,RN\n",
    }
    take_in(folder(tmp_path / "lagi", bare), file, skip_refused=True)

    with open_study(str(file)) as store:
        found = store.read()
    assert [one.participant for one in found.tables["erasures"]] == ["RS-A"]
    assert not found.answers
    assert verify(str(file)).problems == ()
    left = [path for path in tmp_path.rglob("*.engage") if secret in path.read_bytes()]
    assert left == []


def test_notes_beside_definitions_stay_in_the_folder_and_are_named(tmp_path: Path) -> None:
    source = folder(tmp_path / "asal", {**FILES, "consent/catatan.txt": "Ibu Kenanga ragu"})
    found = take_in(source, tmp_path / "a.engage")
    assert found.left == ("consent/catatan.txt", "instruments/arsip/catatan.txt")
    assert b"Kenanga" not in (tmp_path / "a.engage").read_bytes()


def test_transcripts_are_not_kept_as_if_they_were_definitions(tmp_path: Path) -> None:
    source = folder(tmp_path / "asal", {**FILES, "transcripts/RS-A-1.txt": "kata orang"})
    with pytest.raises(UsageError) as caught:
        take_in(source, tmp_path / "a.engage")
    assert caught.value.problem.code == "bundle.later"
    assert not (tmp_path / "a.engage").exists()


def test_a_journal_that_an_earlier_file_left_does_not_get_into_a_new_one(tmp_path: Path) -> None:
    file = tmp_path / "a.engage"
    take_in(folder(tmp_path / "asal"), file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=2")
        connection.execute("BEGIN IMMEDIATE")
        for number in range(500):
            connection.execute("INSERT INTO tombstone VALUES (?, ?, ?)", ("answer", f"{number}{'x' * 200}", "d"))
        hot = (tmp_path / "a.engage-journal").read_bytes()
    file.unlink()
    (tmp_path / "a.engage-journal").write_bytes(hot)

    take_in(folder(tmp_path / "baru"), file)
    assert verify(str(file)).problems == ()
