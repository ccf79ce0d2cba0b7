"""Room for 0, 1, 2, ... pages more, until a verb goes through: so each write of a day is the one that fails, once."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from engage_eval.core.errors import StoreError
from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Answer, Interview, InterviewEvent
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Outcome
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.store import backups, connect, erase, verify
from engage_eval.store.study_file import create, open_study
from engage_eval.store.write import Stamp, Writer

AT = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
PAGE = 4096
FULL = {"store.full", "store.disk", "store.read_only", "store.cannot_open"}
Verb = tuple[str, Callable[[Writer], None]]
Room = Callable[[int], None]


def clock() -> Callable[[], datetime]:
    """Return a clock that stands still for a day, so that no backup falls due."""
    return lambda: datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def day() -> Iterator[Verb]:
    """Yield the verbs of a working day: each adds rows that belong together."""
    yield "staff add", lambda writer: writer.add("staff", [Staff(key="rina", roles=("lead",))])
    study = DefinitionText(kind="study", file="study.yaml", text="id: a\n" * 800)
    yield "import definition", lambda writer: writer.define(study)
    for person in ("P1", "P2"):
        yield f"recruit {person}", partial(_recruit, person=person)
        yield f"start {person}", lambda writer, who=person: writer.add("interviews", [_interview(who, "")])
        yield f"answers {person}", lambda writer, who=person: writer.answers(_answers(who, "a"))
        yield f"pause {person}", lambda writer, who=person: writer.add("interview_events", [_pause(who)])
        yield f"correct {person}", lambda writer, who=person: writer.answers(_answers(who, "b"), stamp=Stamp(at=AT))
        yield f"take back {person}", lambda writer, who=person: writer.take_back([(f"W-{who}", "q1")], Stamp(at=AT))
        yield f"finish {person}", lambda writer, who=person: writer.add("interviews", [_interview(who, "complete")])
    visits = [Outcome(facility="F", period=f"{year}", measure="visits", count=1, kind="observed") for year in range(99)]
    yield "import outcomes", lambda writer: writer.add("outcomes", visits)


def _recruit(writer: Writer, person: str) -> None:
    writer.add("participants", [Participant(id=person, site="RSX", role="bidan", added_on=date(2026, 3, 2))])
    writer.add("attributes", [Attribute(participant=person, key="words", value="kata " * 40)])
    writer.add("recruitment", [RecruitmentEvent(participant=person, event="nominated", on=AT, recruiter="seed")])
    writer.add("consent", [ConsentEvent(participant=person, event="given", at=AT, mode="ink", evidence="map")])


def _interview(person: str, end: str) -> Interview:
    return Interview(
        id=f"W-{person}",
        participant=person,
        instrument="wa-blast",
        version="v1",
        mode="face",
        started_at=AT,
        end=end,
        field_notes="catatan " * 30,
    )


def _pause(person: str) -> InterviewEvent:
    return InterviewEvent(interview=f"W-{person}", event="paused", at=AT)


def _answers(person: str, word: str) -> list[Answer]:
    return [Answer(f"W-{person}", f"q{number}", text=word * 300) for number in range(40)]


def state(path: Path) -> object:
    """Return everything that a reader sees."""
    with open_study(str(path)) as store:
        found = store.read()
        return (
            sorted(map(repr, found.definitions)),
            repr(found.tables),
            sorted(map(repr, found.answers)),
            len(store.log()),
        )


def work_through(path: Path, room: Room) -> tuple[int, int, set[str]]:
    """Do each verb of the day with room for one page more at a time; return verbs, refusals and codes."""
    refused, codes = 0, set[str]()
    verbs = list(day())
    for number, (verb, act) in enumerate(verbs):
        room(-1)
        before = state(path)
        for pages in range(1000):
            room(pages)
            try:
                with open_study(str(path), write=True, clock=clock()) as store, store.writing(verb) as writer:
                    act(writer)
                break
            except StoreError as error:
                refused += 1
                codes.add(error.problem.code)
            assert state(path) == before
        room(-1)
        with open_study(str(path)) as store:
            assert len(store.log()) == number + 1
    return len(verbs), refused, codes


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path | None]:
    """Return a folder on a disk of 8 MB of its own, where the program's data lies too; None where none is to be had."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ("/bin/mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder))
    try:
        mounted = not subprocess.run(words, check=False, capture_output=True).returncode  # noqa: S603 - fixed words
    except OSError:
        mounted = False
    if not mounted:
        yield None
        return
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(folder / "data"))
    yield folder
    subprocess.run(("/bin/umount", str(folder)), check=False, capture_output=True)  # noqa: S603 - fixed words


def leave(disk: Path, pages: int) -> None:
    """Fill a disk but for so many pages; -1 makes it empty again."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    if pages >= 0:
        free = os.statvfs(disk)
        filler.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - pages * PAGE)))


def test_whichever_write_the_disk_has_no_room_for_the_day_goes_on_from_where_it_was(
    small_disk: Path | None, figure: Callable[[str], None]
) -> None:
    if small_disk is None:
        figure("disk full, page by page: no small disk can be mounted here; only max_page_count was tried (next test)")
        return
    path = small_disk / "studi.engage"
    for pages in range(1000):
        leave(small_disk, pages)
        try:
            create(str(path), study="a", title="A", clock=clock()).close()
            break
        except StoreError as error:
            assert error.problem.code in FULL  # noqa: PT017 - which try it is that passes isn't known before
            assert not path.exists()
    verbs, refused, codes = work_through(path, partial(leave, small_disk))
    assert codes <= FULL
    assert refused > verbs
    assert verify.verify(str(path)).problems == ()
    figure(f"disk full, page by page (tmpfs): {verbs} verbs, {refused} times refused, nothing lost, all went through")


def test_a_backup_that_finds_no_room_is_none_and_the_file_stays_whole(
    small_disk: Path | None, figure: Callable[[str], None]
) -> None:
    if small_disk is None:
        return
    path = small_disk / "studi.engage"
    with create(str(path), study="a", title="A", clock=clock()) as store:
        for verb, act in day():
            with store.writing(verb) as writer:
                act(writer)
        failed = 0
        for pages in range(1000):
            leave(small_disk, pages)
            try:
                backups.keep(store.target, clock()() + timedelta(days=1), backups.WORK)
                break
            except StoreError as error:
                failed += 1
                assert error.problem.code in FULL  # noqa: PT017 - as above
            assert all(backups.opens(one.path) for one in backups.listed(store.target))
        leave(small_disk, -1)
        newest = backups.listed(store.target)[0]
        assert newest.path.stat().st_size == path.stat().st_size
        assert failed > 10
    assert verify.verify(str(path)).problems == ()
    figure(f"disk full in a backup, page by page: {failed} times none was made, then a whole one")


def erased(path: Path, person: str) -> str:
    """Erase a person and return the code of what went wrong, if anything did."""
    try:
        with open_study(str(path), write=True, clock=clock()) as store:
            if not store.read().tables["erasures"]:
                erase.erase(store, person, {}, at=AT, by="rina")
    except StoreError as error:
        return error.problem.code
    return ""


def test_an_erasure_on_a_full_disk_erases_nothing_or_is_finished_when_there_is_room(
    small_disk: Path | None, figure: Callable[[str], None]
) -> None:
    if small_disk is None:
        return
    path = small_disk / "studi.engage"
    with create(str(path), study="a", title="A", clock=clock()) as store:
        for verb, act in day():
            with store.writing(verb) as writer:
                act(writer)
        backups.keep(store.target, clock()(), backups.WORK)
    codes: list[str] = []
    for pages in range(1000):
        leave(small_disk, pages)
        codes.append(erased(path, "P1"))
        if not codes[-1]:
            break
        state(path)  # it can still be read
    leave(small_disk, -1)
    with open_study(str(path), write=True, clock=clock()) as store:
        assert erase.unfinished(store) == ()
        assert {interview for interview, *_ in store.read().answers} == {"W-P2"}
    assert verify.verify(str(path)).problems == ()
    assert set(codes) <= {*FULL, "erase.unfinished", ""}
    figure(f"disk full in an erasure, page by page: {len(codes) - 1} times told, then nothing of the person was left")


def test_whichever_page_the_file_may_not_grow_by_the_day_goes_on_from_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figure: Callable[[str], None]
) -> None:
    path, pragmas = tmp_path / "studi.engage", connect.PRAGMAS
    create(str(path), study="a", title="A", clock=clock()).close()

    def room(pages: int) -> None:
        most = f"PRAGMA max_page_count={path.stat().st_size // PAGE + pages}"
        monkeypatch.setattr(connect, "PRAGMAS", (*pragmas, most) if pages >= 0 else pragmas)

    verbs, refused, codes = work_through(path, room)
    assert codes == {"store.full"}
    assert refused > verbs
    assert verify.verify(str(path)).problems == ()
    figure(f"max_page_count, page by page: {verbs} verbs, {refused} times refused, nothing lost, all went through")
