"""Backups are made while people work, never stand in their way, and one put back holds nothing that was erased."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engage_eval.core.errors import EngageError, StoreError, UsageError
from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Answer, Interview
from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.store import backups, connect, erase, look, merge, register, restore
from engage_eval.store.erase import unfinished
from engage_eval.store.lock import WriterLock
from engage_eval.store.merge import rows_of
from engage_eval.store.register import Opening
from engage_eval.store.state import state
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.target import parse
from engage_eval.store.verify import verify
from small_study import FORM

MORNING = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
WORDS = "enam kata sandi yang dipakai di sini"


class Clock:
    """A clock that a test puts on."""

    def __init__(self) -> None:
        """Begin in the morning."""
        self.at = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def later(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)


@pytest.fixture
def hands() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "studi kita.engage"


@pytest.fixture
def study(path: Path, hands: Clock) -> Iterator[Store]:
    with create(str(path), study="uji", title="Uji", clock=hands) as store:
        with store.writing("staff add", by="AB") as writer:
            writer.add("staff", [Staff(key="AB", roles=("lead", "keeper"))])
        yield store


def work(store: Store, person: str, word: str = "") -> None:
    """Record somebody with an interview that holds ``word``."""
    with store.writing("recruit add", by="AB", subjects=[person]) as writer:
        writer.add("participants", [Participant(id=person, site="RS", role="bidan")])
        writer.add("recruitment", [RecruitmentEvent(participant=person, event="nominated", on=MORNING)])
        writer.add("consent", [ConsentEvent(participant=person, event="given", at=MORNING)])
        writer.add("attributes", [Attribute(participant=person, key="sex", value="p")])
        key = f"W-{person}"
        made = {"id": key, "participant": person, "instrument": "wa", "version": "v1", "mode": "face"}
        writer.add("interviews", [Interview(**made, started_at=MORNING, end="complete")])
        writer.answers([Answer(key, "cerita", text=word or "panjang sekali")])


def names(path: Path) -> list[str]:
    folder = path.with_suffix(".backups")
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with connect.reading(parse(str(path))) as connection:
        return {name: sorted(found, key=str) for name, found in rows_of(connection).items()}


def people(path: Path) -> list[str]:
    return [row[0] for row in rows(path)["participant"]]


def put_back(path: Path, name: str, hands: Clock) -> restore.Restored:
    return restore.restore(str(path), name, by="AB", clock=hands, ids=lambda: os.urandom(10).hex())


def code(found: EngageError) -> str:
    return found.problem.code


def test_the_first_work_makes_a_backup_and_then_every_half_hour(study: Store, path: Path, hands: Clock) -> None:
    assert names(path) == ["20260302T030002Z-work.engage"]
    hands.later(29)
    work(study, "R01")
    assert len(names(path)) == 1
    hands.later(1)
    work(study, "R02")
    assert len(names(path)) == 2
    assert people(path.with_suffix(".backups") / names(path)[1]) == ["R01", "R02"]
    assert verify(str(path.with_suffix(".backups") / names(path)[1])).problems == ()


def test_ten_are_kept_and_the_oldest_go(study: Store, path: Path, hands: Clock) -> None:
    for number in range(12):
        hands.later(30)
        work(study, f"R{number:02}")
    assert len(names(path)) == backups.KEPT
    assert people(path.with_suffix(".backups") / names(path)[-1])[-1] == "R11"
    assert people(path.with_suffix(".backups") / names(path)[0])[-1] == "R02"


def test_a_clock_that_was_put_back_does_not_stop_backups(study: Store, path: Path, hands: Clock) -> None:
    hands.later(-24 * 60)
    work(study, "R01")
    assert len(names(path)) == 2


def test_backups_of_a_clock_that_was_wrong_for_a_day_push_no_others_out(study: Store, path: Path, hands: Clock) -> None:
    hands.later(24 * 60)
    for number in range(12):
        work(study, f"R{number:02}")
        hands.later(30)
    hands.later(-2 * 24 * 60)
    work(study, "S01")
    work(study, "S02")
    today = [one for one in names(path) if one < "20260302"]
    assert len(today) == 1
    assert people(path.with_suffix(".backups") / today[0])[-1] == "S01"
    hands.later(30)
    work(study, "S03")
    assert len([one for one in names(path) if one < "20260302"]) == 2
    assert len(names(path)) == backups.KEPT


def test_a_clock_that_went_back_for_years_does_not_push_the_good_backups_out(
    study: Store, path: Path, hands: Clock
) -> None:
    for number in range(11):
        hands.later(30)
        work(study, f"R{number:02}")
    good = names(path)[-5:]
    hands.later(-60 * 24 * 365 * 15)
    for number in range(12):
        hands.later(30)
        work(study, f"S{number:02}")
    assert names(path)[-5:] == good
    assert len(names(path)) == backups.KEPT


def test_a_backup_that_fails_fails_no_verb_and_doctor_tells_it(
    study: Store, path: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("store.full", name="x")

    hands.later(40)
    with monkeypatch.context() as patch:
        patch.setattr(backups, "keep", full)
        work(study, "R01")
    assert people(path) == ["R01"]
    assert state(str(path)).backup_failed == f"{hands.at:%Y-%m-%d %H:%M} UTC"
    work(study, "R02")
    assert state(str(path)).backup_failed == ""
    assert len(names(path)) == 2


def test_a_failure_that_could_not_even_be_noted_is_told_by_the_age_of_the_newest(
    study: Store, path: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.later(40)
    monkeypatch.setattr(backups, "after_work", lambda *_: None)
    work(study, "R01")
    assert state(str(path)).backup_failed != ""


def test_where_the_folder_can_not_be_made_work_goes_on(tmp_path: Path, hands: Clock) -> None:
    path = tmp_path / "a.engage"
    path.with_suffix(".backups").write_text("bukan folder")
    with create(str(path), study="uji", title="Uji", clock=hands) as store:
        work(store, "R01")
    assert people(path) == ["R01"]
    assert backups.listed(parse(str(path))) == ()


def test_a_backup_of_a_damaged_file_is_not_kept_and_pushes_no_other_out(
    study: Store, path: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = names(path)
    hands.later(40)
    monkeypatch.setattr(backups, "opens", lambda _: False)
    work(study, "R01")
    assert [one for one in names(path) if one.endswith(".engage")] == before


def test_renewing_deletes_all_and_makes_one(study: Store, path: Path, hands: Clock) -> None:
    (path.with_suffix(".backups") / ".restoring.engage").write_bytes(b"sisa")
    (path.with_suffix(".backups") / "milik orang.txt").write_bytes(b"x")
    assert backups.renew(study.target, hands())
    assert [one.rpartition("-")[2] for one in names(path)] == ["erasure.engage"]


def test_a_database_has_no_backups(server: str) -> None:
    name = f"{server}{'&' if '?' in server else '?'}study=b_{os.urandom(6).hex()}"
    with create(name, study="uji", title="Uji") as store:
        with store.writing("test") as writer:
            writer.note()
        assert backups.listed(store.target) == ()
        assert backups.keep(store.target, store.clock(), backups.WORK) is None
    for call in (lambda: restore.history(name), lambda: restore.outlook(name, "a.engage")):
        with pytest.raises(UsageError) as refused:
            call()
        assert code(refused.value) == "backup.database"


# --- backups of another study that has this id


def _lay_strange(path: Path, hands: Clock, *stamps: str) -> list[Path]:
    """Lay backups of another study with the same id among those of ``path``."""
    other = path.with_name("lain.engage")
    with create(str(other), study="uji", title="Lain", clock=hands) as store:
        with store.writing("staff add", by="AB") as writer:
            writer.add("staff", [Staff(key="AB", roles=("lead",))])
        work(store, "R01")
    strange = [path.with_suffix(".backups") / f"{stamp}-work.engage" for stamp in stamps]
    for one in strange:
        shutil.copyfile(other, one)
    return strange


def test_a_newer_backup_of_another_study_does_not_hold_a_due_one_up(study: Store, path: Path, hands: Clock) -> None:
    hands.later(40)
    (strange,) = _lay_strange(path, hands, f"{hands.at:%Y%m%dT%H%M%SZ}")
    work(study, "R01")
    assert [people(path.with_suffix(".backups") / one) for one in names(path) if one != strange.name] == [[], ["R01"]]
    work(study, "R02")
    assert len(names(path)) == 3


def test_backups_of_another_study_are_not_thinned_out_and_push_no_own_ones_out(
    study: Store, path: Path, hands: Clock
) -> None:
    young = (f"20260302T0300{number:02}Z" for number in range(30, 42))
    strange = {one.name for one in _lay_strange(path, hands, "20260101T000000Z", *young)}
    for number in range(12):
        hands.later(31)
        work(study, f"R{number:02}")
    assert strange <= set(names(path))
    own = sorted(set(names(path)) - strange)
    assert len(own) == backups.KEPT
    assert people(path.with_suffix(".backups") / own[-1])[-1] == "R11"


def test_a_newer_backup_of_another_study_hides_no_failure(
    study: Store, path: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.later(40)
    _lay_strange(path, hands, f"{hands.at:%Y%m%dT%H%M%SZ}")
    monkeypatch.setattr(backups, "after_work", lambda *_: None)
    work(study, "R01")
    found = state(str(path))
    assert found.backup_failed != ""
    assert len(found.backups or ()) == 1


def test_while_none_is_due_one_backup_at_most_is_opened(
    study: Store, path: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        hands.later(31)
        work(study, f"R{number:02}")
    opened: list[Path] = []
    is_stranger = backups.is_stranger

    def watched(one: Path, own: Path) -> bool:
        opened.append(one)
        return is_stranger(one, own)

    monkeypatch.setattr(backups, "is_stranger", watched)
    work(study, "R09")
    assert [one.name for one in opened] == names(path)[-1:]


# --- restoring


@pytest.fixture
def closed(study: Store, path: Path, hands: Clock) -> Path:
    """Return a study with two backups (R01; R01 and R02) and R03 recorded after them."""
    for person in ("R01", "R02"):
        hands.later(30)
        work(study, person, f"kata{person}")
    work(study, "R03", "kataR03")
    study.close()
    return path


def test_a_backup_takes_the_files_place_and_that_is_kept(closed: Path, hands: Clock) -> None:
    before, first = rows(closed), names(closed)[1]
    ahead = restore.outlook(str(closed), first)
    assert (ahead.lost, ahead.is_kept, ahead.erased) == (2, True, ())
    found = put_back(closed, first, hands)
    assert people(closed) == ["R01"]
    assert found.kept in names(closed)
    assert rows(closed.with_suffix(".backups") / found.kept) == before
    assert verify(str(closed)).problems == ()
    with open_study(str(closed), write=True, clock=hands) as store:
        assert [one.verb for one in store.log()].count("backup restore") == 1
        work(store, "R04")
    assert verify(str(closed)).problems == ()
    put_back(closed, found.kept, hands)
    assert people(closed) == ["R01", "R02", "R03"]
    assert not [one for one in closed.parent.rglob("*") if one.name.startswith(".restoring")]


@pytest.mark.parametrize("what", ["missing", "empty", "cut", "scrambled", "journal"])
def test_it_works_where_the_present_file_is_gone_or_damaged(closed: Path, hands: Clock, what: str) -> None:
    data = closed.read_bytes()
    if what == "missing":
        closed.unlink()
    else:
        damage = {
            "empty": b"",
            "cut": data[: len(data) // 2],
            "scrambled": b"\0" * len(data),
            "journal": data[:4096] + b"\7" * 8192 + data[12288:],
        }
        closed.write_bytes(damage[what])
    closed.with_name(f"{closed.name}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\1" * 600)
    found = put_back(closed, names(closed)[2], hands)
    assert people(closed) == ["R01", "R02"]
    assert verify(str(closed)).problems == ()
    assert found.outlook.lost is None
    assert bool(found.kept) == (what not in ("missing", "empty"))


def test_who_was_erased_since_is_erased_again_and_no_word_is_left(closed: Path, hands: Clock) -> None:
    old = closed.with_suffix(".backups") / names(closed)[2]
    aside = closed.parent / "simpanan"
    shutil.copyfile(old, aside)
    with open_study(str(closed), write=True, clock=hands) as store:
        erase.erase(store, "R02", {}, at=MORNING, by="AB")
    shutil.copyfile(aside, old)  # somebody put an old backup back into the folder
    aside.unlink()

    found = put_back(closed, old.name, hands)
    assert found.outlook.erased == ("R02",)
    assert found.deleted == (old.name,)
    assert people(closed) == ["R01", "R02"]
    assert verify(str(closed)).problems == ()
    assert [one.name for one in closed.parent.rglob("*") if one.is_file() and b"kataR02" in one.read_bytes()] == []
    with open_study(str(closed), write=True, clock=hands) as store:
        assert unfinished(store) == ()
        assert found.kept in names(closed)
        with pytest.raises(StoreError), store.writing("test") as writer:
            writer.add("attributes", [Attribute(participant="R02", key="sex", value="p")])


def test_the_present_file_is_not_kept_where_a_backup_knows_of_an_erasure(closed: Path, hands: Clock) -> None:
    before = closed.read_bytes()
    with open_study(str(closed), write=True, clock=hands) as store:
        erase.erase(store, "R02", {}, at=MORNING, by="AB")
    (newest,) = names(closed)
    closed.write_bytes(before)  # an older copy was put in its place
    assert not restore.outlook(str(closed), newest).is_kept
    found = put_back(closed, newest, hands)
    assert (found.kept, found.outlook.erased) == ("", ())
    assert [one.name for one in closed.parent.rglob("*") if one.is_file() and b"kataR02" in one.read_bytes()] == []


def test_a_damaged_file_is_not_kept_where_somebody_was_erased(closed: Path, hands: Clock) -> None:
    with open_study(str(closed), write=True, clock=hands) as store:
        erase.erase(store, "R02", {}, at=MORNING, by="AB")
    closed.write_bytes(closed.read_bytes()[:5000])
    assert put_back(closed, names(closed)[0], hands).kept == ""
    assert verify(str(closed)).problems == ()


def test_the_register_tells_who_was_erased_where_nothing_else_does(closed: Path, hands: Clock) -> None:
    with open_study(str(closed), write=True, clock=hands) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
        saved = {one: (closed.with_suffix(".backups") / one).read_bytes() for one in names(closed)}
        erase.erase(store, "R01", {}, at=MORNING, by="AB")
    folder = closed.with_suffix(".backups")
    for one in names(closed):
        (folder / one).unlink()
    for one, data in saved.items():
        (folder / one).write_bytes(data)
    closed.unlink()
    found = put_back(closed, max(saved), hands)
    assert found.outlook.erased == ("R01",)
    assert people(closed) == ["R01", "R02"]
    assert b"kataR01" not in closed.read_bytes()
    # The other backups hold R01 too, but for the first, in which there is nobody.
    assert len(found.deleted) == 2
    closed.with_suffix(".contacts").write_bytes(b"rusak")
    assert restore.outlook(str(closed), min(saved)).register_unread


def test_who_withdrew_or_declined_since_has_done_so_in_the_restored_file_too(closed: Path, hands: Clock) -> None:
    first = names(closed)[-1]
    copy = closed.with_name("salinan.engage")
    with open_study(str(closed), write=True, clock=hands) as store:
        before = len(store.read().tables["consent"])
        for person, kind, withdrawal in (("R01", "withdrawn", "stop"), ("R02", "declined", ""), ("R02", "given", "")):
            with store.writing("consent", by="AB", subjects=[person]) as writer:
                event = ConsentEvent(participant=person, event=kind, at=MORNING, withdrawal=withdrawal)
                writer.add("consent", [event])
    shutil.copyfile(closed, copy)
    found = put_back(closed, first, hands)
    assert found.decided.people == ("R01", "R02")
    with open_study(str(closed)) as store:
        consent = store.read().tables["consent"]
    assert len(consent) == 2 + 3  # of R01 and R02, whom the backup knows
    assert {(one.participant, one.event) for one in consent if one.event != "given"} == {
        ("R01", "withdrawn"),
        ("R02", "declined"),
    }
    assert verify(str(closed)).problems == ()
    request = merge.Request(other=str(copy), by="AB")
    with open_study(str(closed), write=True, clock=hands) as store, open_study(str(copy)) as other:
        merge.merge(store, other, request, lambda _: ())
        assert len(store.read().tables["consent"]) == before + 3
    assert verify(str(closed)).problems == ()


def test_what_was_consented_to_since_stands_in_the_restored_file_with_its_words(closed: Path, hands: Clock) -> None:
    first, copy = names(closed)[-1], closed.with_name("salinan.engage")
    with (
        open_study(str(closed), write=True, clock=hands) as store,
        store.writing("consent record", by="AB", subjects=["R01"]) as writer,
    ):
        writer.add("staff", [Staff(key="B2", roles=("interviewer",))])
        writer.define(DefinitionText(kind="consent", file="consent/psp.id.md", text=FORM, name="psp", version="v1"))
        narrower = ConsentEvent(participant="R01", event="given", at=MORNING, quotation="none", witness="saksi map 3")
        writer.add("consent", [narrower])
    shutil.copyfile(closed, copy)
    assert put_back(closed, first, hands).decided.people == ("R01",)
    with open_study(str(closed)) as store:
        given = [one for one in store.read().tables["consent"] if one.participant == "R01"]
        found = store.read()
    assert sorted((one.quotation, one.witness) for one in given) == [("", ""), ("none", "saksi map 3")]
    # What a consent refers to comes with it.
    assert [one.key for one in found.tables["staff"]] == ["AB", "B2"]
    assert [one.name for one in found.definitions] == ["psp"]
    assert verify(str(closed)).problems == ()
    request = merge.Request(other=str(copy), by="AB")
    with open_study(str(closed), write=True, clock=hands) as store, open_study(str(copy)) as other:
        merge.merge(store, other, request, lambda _: ())
    assert verify(str(closed)).problems == ()


def test_of_a_backup_of_an_older_revision_nothing_is_recorded_twice(
    closed: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_study(str(closed), write=True, clock=hands) as store, store.writing("consent", by="AB") as writer:
        writer.add("consent", [ConsentEvent(participant="R01", event="withdrawn", at=MORNING, withdrawal="stop")])
    first = names(closed)[-1]
    found = look.look

    def older(path: Path) -> look.Look:
        return replace(found(path), decisions=None) if path.name == first else found(path)

    monkeypatch.setattr(restore, "look", older)
    assert restore.outlook(str(closed), first).is_older
    assert put_back(closed, first, hands).decided.withdrawn == ("R01",)
    with open_study(str(closed)) as store:
        consent = [(one.participant, one.event) for one in store.read().tables["consent"]]
    assert sorted(consent) == [("R01", "given"), ("R01", "withdrawn"), ("R02", "given")]
    assert verify(str(closed)).problems == ()


def test_a_code_that_a_merge_renamed_brings_nobody_anothers_consent(closed: Path, hands: Clock) -> None:
    other = closed.with_name("lain.engage")
    shutil.copyfile(closed, other)
    # Two people, each R09 in one copy; the other copy's becomes R99 in the merged file, which takes this file's place.
    with open_study(str(other), write=True, clock=hands) as store:
        work(store, "R09", "orang lain")
    hands.later(40)
    with open_study(str(closed), write=True, clock=hands) as store:
        work(store, "R09")
        with store.writing("consent", by="AB", subjects=["R09"]) as writer:
            writer.add("consent", [ConsentEvent(participant="R09", event="declined", at=MORNING)])
    kept = max(names(closed))
    request = merge.Request(other=str(closed), by="AB", names=(("R09", "R99"), ("W-R09", "W-R99")))
    with open_study(str(other), write=True, clock=hands) as store, open_study(str(closed)) as there:
        merge.merge(store, there, request, lambda _: ())
        erase.erase(store, "R09", {}, at=MORNING, by="AB")
    shutil.copyfile(other, closed)
    found = put_back(closed, kept, hands)
    assert found.outlook.erased == ()
    with open_study(str(closed)) as store:
        events = [one.event for one in store.read().tables["consent"] if one.participant == "R09"]
    assert "R09" in people(closed)
    assert sorted(events) == ["declined", "given"]  # what R09 of this copy decided as R99, and nothing of the other


@pytest.fixture
def renamed(closed: Path, hands: Clock) -> tuple[Path, str]:
    """Return a file in which R99 is who was R09 in ``closed``, whose newest backup is given: there R09 is another."""
    other = closed.with_name("lain.engage")
    shutil.copyfile(closed, other)
    with open_study(str(other), write=True, clock=hands) as store:
        work(store, "R09", "orang lain")
    for person, word in (("R09", "RAHASIA-R99"), ("R10", "")):
        hands.later(40)
        with open_study(str(closed), write=True, clock=hands) as store:
            work(store, person, word)
    request = merge.Request(other=str(closed), by="AB", names=(("R09", "R99"), ("W-R09", "W-R99")))
    with open_study(str(other), write=True, clock=hands) as store, open_study(str(closed)) as there:
        merge.merge(store, there, request, lambda _: ())
    return other, max(names(closed))


def test_who_was_erased_under_a_new_code_is_erased_in_a_backup_that_has_the_old_one(
    closed: Path, hands: Clock, renamed: tuple[Path, str]
) -> None:
    other, kept = renamed
    with open_study(str(other), write=True, clock=hands) as store:
        erase.erase(store, "R99", {}, at=MORNING, by="AB")
    shutil.copyfile(other, closed)
    found = put_back(closed, kept, hands)
    assert found.outlook.erased == ("R09",)
    assert b"RAHASIA-R99" not in closed.read_bytes()
    left = [closed.with_suffix(".backups") / name for name in names(closed)]
    assert [one.name for one in left if b"RAHASIA-R99" in one.read_bytes()] == []
    assert verify(str(closed)).problems == ()


def test_of_people_who_were_imported_in_one_go_the_one_who_was_erased_is_erased(closed: Path, hands: Clock) -> None:
    here, third = closed.with_name("lain.engage"), closed.with_name("ketiga.engage")
    for one in (here, third):
        shutil.copyfile(closed, one)
        with open_study(str(one), write=True, clock=hands) as store:
            work(store, "P01", "orang lain")
    hands.later(40)
    three = ("P01", "P02", "P03")
    with open_study(str(closed), write=True, clock=hands) as store, store.writing("import participants") as writer:
        writer.add("participants", [Participant(id=one, site="RS", role=f"peran {one}") for one in three])
        writer.add("consent", [ConsentEvent(participant=one, event="given", at=MORNING) for one in three])
    hands.later(40)
    with open_study(str(closed), write=True, clock=hands) as store:
        work(store, "R10")
    kept = max(names(closed))
    with open_study(str(here), write=True, clock=hands) as store:
        for other, words in (
            (closed, (("P01", "P11"), ("P02", "P12"), ("P03", "P13"))),
            (third, (("P01", "P02"), ("W-P01", "W-P02"))),
        ):
            with open_study(str(other)) as there:
                merge.merge(store, there, merge.Request(other=str(other), by="AB", names=words), lambda _: ())
        erase.erase(store, "P12", {}, at=MORNING, by="AB")
    shutil.copyfile(here, closed)
    assert put_back(closed, kept, hands).outlook.erased == ("P02",)
    content = closed.read_bytes()
    assert [one.encode() in content for one in ("peran P01", "peran P02", "peran P03")] == [True, False, True]


def test_who_was_erased_under_an_old_code_leaves_others_backups(
    closed: Path, hands: Clock, renamed: tuple[Path, str]
) -> None:
    other, kept = renamed
    with open_study(str(other), write=True, clock=hands) as store:
        erase.erase(store, "R09", {}, at=MORNING, by="AB")
    shutil.copyfile(other, closed)
    before = names(closed)
    found = put_back(closed, kept, hands)
    # It comes in as erased under no code, since R09 is somebody else there; the merge of the files erases.
    assert (found.outlook.erased, found.decided.left, found.deleted) == ((), ("R09",), ())
    assert set(before) <= set(names(closed))
    assert b"RAHASIA-R99" in closed.read_bytes()


def test_what_somebody_decided_under_a_new_code_is_recorded_under_the_old_one(
    closed: Path, hands: Clock, renamed: tuple[Path, str]
) -> None:
    other, kept = renamed
    with open_study(str(other), write=True, clock=hands) as store, store.writing("consent", by="AB") as writer:
        writer.add("consent", [ConsentEvent(participant="R99", event="withdrawn", at=MORNING, withdrawal="stop")])
    shutil.copyfile(other, closed)
    found = put_back(closed, kept, hands)
    assert found.decided.withdrawn == ("R09",)
    request = merge.Request(other=str(closed), by="AB", names=(("R09", "R99"), ("W-R09", "W-R99")))
    with open_study(str(closed)) as store:
        events = [(one.participant, one.event) for one in store.read().tables["consent"]]
    assert ("R09", "withdrawn") in events
    with open_study(str(other), write=True, clock=hands) as store, open_study(str(closed)) as there:
        merge.merge(store, there, request, lambda _: ())
    assert [verify(str(one)).problems for one in (closed, other)] == [(), ()]


def test_who_came_in_since_and_decided_something_comes_with_the_way_to_it_and_no_answers(
    closed: Path, hands: Clock
) -> None:
    first = names(closed)[-1]
    kept, copy = closed.with_suffix(".backups") / first, closed.with_name("salinan.engage")
    before = kept.read_bytes()
    stop = ConsentEvent(participant="R31", event="withdrawn", at=MORNING, withdrawal="no_contact")
    referred = RecruitmentEvent(participant="R32", event="contacted", on=MORNING, recruiter="R33")
    with open_study(str(closed), write=True, clock=hands) as store:
        for person in ("R31", "R32"):
            work(store, person, f"rahasia {person}")
        with store.writing("recruit refer", by="AB") as writer:
            writer.add("participants", [Participant(id=one, site="RS", role="bidan") for one in ("R33", "R34")])
            new = [RecruitmentEvent(participant=one, event="nominated", on=MORNING) for one in ("R33", "R34")]
            writer.add("recruitment", [*new, referred])
            writer.add("consent", [stop])
        shutil.copyfile(closed, copy)
        erase.erase(store, "R32", {}, at=MORNING, by="AB")
    kept.write_bytes(before)
    found = put_back(closed, first, hands)
    assert (found.decided.people, found.decided.withdrawn) == (("R31", "R32"), ("R31",))
    assert found.outlook.erased == ("R32",)
    # R33 comes in as who recruited R32; R34, who decided nothing, doesn't.
    assert people(closed) == ["R01", "R02", "R31", "R32", "R33"]
    assert [row[1] for row in rows(closed)["interview"]] == ["R01", "R02"]
    assert b"rahasia" not in closed.read_bytes()
    assert verify(str(closed)).problems == ()
    request = merge.Request(other=str(copy), by="AB")
    with open_study(str(closed), write=True, clock=hands) as store, open_study(str(copy)) as other:
        assert merge.merge(store, other, request, lambda _: ()).left_out
    assert verify(str(closed)).problems == ()
    assert b"rahasia R32" not in closed.read_bytes()
    assert b"rahasia R31" in closed.read_bytes()


def test_who_declined_at_the_door_since_has_done_so_in_the_restored_file_too(closed: Path, hands: Clock) -> None:
    first = names(closed)[-1]
    with open_study(str(closed), write=True, clock=hands) as store, store.writing("recruit screen", by="AB") as writer:
        writer.add(
            "recruitment",
            [RecruitmentEvent(participant="R01", event="declined", on=MORNING, reason="other: kata di pintu")],
        )
    assert put_back(closed, first, hands).decided.people == ("R01",)
    with open_study(str(closed)) as store:
        steps = [(one.event, one.reason) for one in store.read().tables["recruitment"] if one.participant == "R01"]
    assert steps == [("nominated", ""), ("declined", "other: kata di pintu")]
    assert verify(str(closed)).problems == ()


def test_a_backup_of_another_study_with_the_same_id_is_refused_and_tells_nothing(closed: Path, hands: Clock) -> None:
    other = closed.with_name("lain.engage")
    with create(str(other), study="uji", title="Lain", clock=hands) as store:
        work(store, "R01")
        erase.erase(store, "R01", {}, at=MORNING, by="AB")
    own = names(closed)[-1]
    strange = closed.with_suffix(".backups") / "20300101T000000Z-work.engage"
    shutil.copyfile(other, strange)
    before = closed.read_bytes()
    with pytest.raises(StoreError) as told:
        put_back(closed, strange.name, hands)
    assert code(told.value) == "backup.no_origin"
    assert closed.read_bytes() == before
    found = put_back(closed, own, hands)
    assert (found.outlook.erased, found.deleted, found.outlook.is_kept) == ((), (), True)
    assert "R01" in people(closed)


@pytest.mark.parametrize("present", ["gone", "not readable"])
def test_where_the_file_tells_nothing_a_backup_alone_among_those_of_one_study_is_refused(
    closed: Path, hands: Clock, present: str
) -> None:
    (strange,) = _lay_strange(closed, hands, "20260302T010000Z")
    own = [one for one in names(closed) if one != strange.name]
    if present == "gone":
        closed.unlink()
    else:
        closed.write_bytes(b"rusak")
    target = parse(str(closed))
    for call in (lambda: restore.outlook(str(closed), strange.name), lambda: put_back(closed, strange.name, hands)):
        with pytest.raises(StoreError) as refused:
            call()
        assert code(refused.value) == "backup.alone"
    assert closed.exists() == (present != "gone")
    assert backups.outsiders(target) == {strange}
    assert backups.unrelated(target, own[-1]) == ()
    put_back(closed, own[-1], hands)
    assert people(closed) == ["R01", "R02"]
    assert strange.exists()


def test_a_damaged_file_whose_log_can_be_read_tells_whose_a_backup_is(closed: Path, hands: Clock) -> None:
    (strange,) = _lay_strange(closed, hands, "20260302T010000Z")
    for one in names(closed):
        if one != strange.name:
            (closed.with_suffix(".backups") / one).unlink()
    with closing(connect.open_sqlite(closed, "rw")) as connection:
        connection.execute("INSERT INTO log VALUES ('r', 1, '', '', '', '[]', '{}', '', 'no hash')")
    assert not look.look(closed).is_whole
    with pytest.raises(StoreError) as refused:
        put_back(closed, strange.name, hands)
    assert code(refused.value) == "backup.alone"


def test_where_nothing_tells_whose_two_backups_are_either_is_restored_and_the_other_named(
    closed: Path, hands: Clock
) -> None:
    (strange,) = _lay_strange(closed, hands, "20260302T010000Z")
    folder, own = closed.with_suffix(".backups"), names(closed)[-1]
    for one in names(closed):
        if one not in (strange.name, own):
            (folder / one).unlink()
    target = parse(str(closed))
    assert backups.unrelated(target, own) == ()
    closed.unlink()
    assert backups.outsiders(target) == frozenset()
    assert (backups.unrelated(target, own), backups.unrelated(target, strange.name)) == ((strange.name,), (own,))
    put_back(closed, strange.name, hands)
    assert people(closed) == ["R01"]
    assert own in names(closed)


def test_of_two_studies_with_several_backups_each_either_is_restored_and_the_others_named(
    closed: Path, hands: Clock
) -> None:
    strange = {one.name for one in _lay_strange(closed, hands, "20260302T010000Z", "20260302T011000Z")}
    own = set(names(closed)) - strange
    closed.unlink()
    target = parse(str(closed))
    assert backups.outsiders(target) == frozenset()
    assert set(backups.unrelated(target, max(own))) == strange
    assert set(backups.unrelated(target, max(strange))) == own
    put_back(closed, max(own), hands)
    assert people(closed) == ["R01", "R02"]


def _with_a_strangers_register(path: Path, hands: Clock) -> None:
    """Put beside a study the register of another study with the same id, in which R01 was erased."""
    other = path.with_name("lain.engage")
    with create(str(other), study="uji", title="Lain", clock=hands) as store:
        work(store, "R01")
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
        erase.erase(store, "R01", {}, at=MORNING, by="AB")
    path.with_suffix(".contacts").write_bytes(other.with_suffix(".contacts").read_bytes())


def test_a_register_that_only_has_the_id_has_nobody_erased_while_the_present_file_tells(
    closed: Path, hands: Clock
) -> None:
    _with_a_strangers_register(closed, hands)
    outlook = restore.outlook(str(closed), names(closed)[-1])
    assert (outlook.erased, outlook.register_unread) == ((), True)


def _with_register(path: Path, hands: Clock) -> dict[str, bytes]:
    """Make a register, erase R01, and return the backups from before."""
    with open_study(str(path), write=True, clock=hands) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
        hands.later(40)
        work(store, "R04")
        saved = {one: (path.with_suffix(".backups") / one).read_bytes() for one in names(path)}
        erase.erase(store, "R01", {}, at=MORNING, by="AB")
    return saved


def test_a_register_of_another_study_with_the_same_id_has_nobody_erased_in_a_restored_file(
    closed: Path, hands: Clock
) -> None:
    with open_study(str(closed), write=True, clock=hands) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    _with_a_strangers_register(closed, hands)
    assert put_back(closed, names(closed)[-1], hands).outlook.erased == ()


def test_a_register_that_was_made_anew_since_is_still_the_studys_own_in_a_restored_file(
    closed: Path, hands: Clock
) -> None:
    opening = Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS)
    with open_study(str(closed), write=True, clock=hands) as store:
        register.make(store, opening)
        hands.later(40)
        work(store, "R04")
        closed.with_suffix(".contacts").unlink()
        register.make(store, opening)
    put_back(closed, names(closed)[-1], hands)
    with open_study(str(closed), write=True, clock=hands) as store, register.unlocked(store, opening) as opened:
        assert opened.people() == ()


def test_a_register_that_a_restore_took_for_the_studys_own_is_its_own_from_then_on(closed: Path, hands: Clock) -> None:
    first = names(closed)[-1]
    with open_study(str(closed), write=True, clock=hands) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    closed.unlink()
    put_back(closed, first, hands)
    assert look.of_register(parse(str(closed))).created_at in look.registers_in(closed)


def test_a_register_whose_writer_died_still_tells_who_was_erased(closed: Path, hands: Clock) -> None:
    saved = _with_register(closed, hands)
    folder, contacts = closed.with_suffix(".backups"), closed.with_suffix(".contacts")
    for one in names(closed):
        (folder / one).unlink()
    (folder / max(saved)).write_bytes(saved[max(saved)])
    closed.unlink()
    die = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA cache_size=2'); c.execute('BEGIN IMMEDIATE');"
        "[c.execute('INSERT INTO contact_erasure VALUES (?, ?)', (f'{n}' + 'x' * 200, 'd')) for n in range(2000)];"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", die, str(contacts)], check=False)  # noqa: S603 - our own words
    assert contacts.with_name(f"{contacts.name}-journal").exists()
    found = put_back(closed, max(saved), hands)
    assert (found.outlook.register_unread, found.outlook.erased) == (False, ("R01",))
    assert b"kataR01" not in closed.read_bytes()


def test_who_was_erased_is_erased_again_where_an_older_file_was_put_back_by_hand(closed: Path, hands: Clock) -> None:
    saved = _with_register(closed, hands)
    closed.write_bytes(saved[max(saved)])
    with open_study(str(closed), write=True, clock=hands) as store:
        assert unfinished(store) == ()
        contents = store.read()
    (certificate,) = contents.tables["erasures"]
    assert certificate.participant == "R01"
    assert ("R01", "erase") in {(one.participant, one.withdrawal) for one in contents.tables["consent"]}
    folder = closed.with_suffix(".backups")
    left = [one.name for one in (closed, *folder.iterdir()) if b"kataR01" in one.read_bytes()]
    assert left == []
    assert verify(str(closed)).problems == ()


def test_an_unclean_backup_that_can_not_be_deleted_leaves_the_erasure_unfinished(
    closed: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = closed.with_suffix(".backups")
    saved = {one: (folder / one).read_bytes() for one in names(closed)}
    with open_study(str(closed), write=True, clock=hands) as store:
        erase.erase(store, "R01", {}, at=MORNING, by="AB")
    for one, data in saved.items():
        (folder / one).write_bytes(data)
    unlink = Path.unlink

    def held(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == max(saved):
            raise PermissionError(13, "in use")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        with pytest.raises(StoreError) as refused:
            put_back(closed, max(saved), hands)
    assert code(refused.value) == "backup.not_deleted"
    with open_study(str(closed), write=True, clock=hands) as store:
        assert unfinished(store) == ()
    assert [one.name for one in (closed, *folder.iterdir()) if b"kataR01" in one.read_bytes()] == []


def test_a_study_reached_by_a_link_has_the_backups_and_the_register_of_its_real_name(
    closed: Path, tmp_path: Path, hands: Clock
) -> None:
    link = tmp_path / "ke sana" / "studi lain.engage"
    link.parent.mkdir()
    link.symlink_to(closed)
    hands.later(40)
    saved = (closed.with_suffix(".backups") / names(closed)[-1]).read_bytes()
    with open_study(str(link), write=True, clock=hands) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
        erase.erase(store, "R01", {}, at=MORNING, by="AB")
    assert [one.name for one in link.parent.iterdir()] == [link.name]
    assert [one.name for one in tmp_path.rglob("*") if one.is_file() and b"kataR01" in one.read_bytes()] == []
    (closed.with_suffix(".backups") / "20260301T000000Z-work.engage").write_bytes(saved)
    assert put_back(link, "20260301T000000Z-work.engage", hands).outlook.erased == ("R01",)
    assert link.is_symlink()
    assert b"kataR01" not in closed.read_bytes()


def test_a_link_that_leads_nowhere_or_round_is_told(tmp_path: Path) -> None:
    gone, loop = tmp_path / "hilang.engage", tmp_path / "putar.engage"
    gone.symlink_to(tmp_path / "tidak ada.engage")
    loop.symlink_to(loop)
    for link in (gone, loop):
        with pytest.raises(EngageError) as refused:
            open_study(str(link))
        assert code(refused.value) == "store.no_file"
        with pytest.raises(UsageError) as taken:
            create(str(link), study="uji", title="Uji")
        assert code(taken.value) == "store.exists"


def test_what_can_not_be_restored_is_refused_and_nothing_changes(closed: Path, tmp_path: Path, hands: Clock) -> None:
    folder, before = closed.with_suffix(".backups"), closed.read_bytes()
    first = names(closed)[0]
    shutil.copyfile(folder / first, folder / "rusak.engage")
    data = bytearray((folder / first).read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    (folder / "rusak.engage").write_bytes(data)
    other = tmp_path / "lain.engage"
    with create(str(other), study="lain", title="Lain", clock=hands) as store:
        work(store, "R01")
    shutil.copyfile(other, folder / "lain.engage")
    (folder / "teks.engage").write_text("halo")
    for name, wanted in {
        "tidak ada.engage": "backup.unknown",
        "rusak.engage": "backup.damaged",
        "lain.engage": "backup.other_study",
        "teks.engage": "store.foreign",
        ".restoring.engage": "backup.unknown",
        "": "backup.unknown",
    }.items():
        with pytest.raises(EngageError) as refused:
            put_back(closed, name, hands)
        assert code(refused.value) == wanted
    lock = WriterLock.take(parse(str(closed)))
    with pytest.raises(StoreError) as used:
        put_back(closed, first, hands)
    lock.release()
    assert code(used.value) == "store.in_use"
    with pytest.raises(UsageError) as none:
        put_back(tmp_path / "tiada.engage", first, hands)
    assert code(none.value) == "backup.none"
    assert closed.read_bytes() == before


def test_a_full_disk_leaves_the_file_as_it_was(closed: Path, hands: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    before = closed.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(shutil, "copyfile", full)
    monkeypatch.setattr(backups, "copy", full)
    with pytest.raises(StoreError):
        put_back(closed, names(closed)[0], hands)
    assert closed.read_bytes() == before


def test_killed_anywhere_in_a_restore_the_file_is_whole_old_or_new(closed: Path, hands: Clock) -> None:
    folder, before = closed.with_suffix(".backups"), rows(closed)
    kept = {one: (folder / one).read_bytes() for one in names(closed)}
    original, ends = closed.read_bytes(), []
    for step in range(1, 400, 3):
        for one in names(closed):
            (folder / one).unlink()
        for one, data in kept.items():
            (folder / one).write_bytes(data)
        closed.write_bytes(original)
        child = os.fork()
        if child == 0:
            _die_at(step)
            put_back(closed, sorted(kept)[1], hands)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        found = rows(closed)
        assert found == before or [row[0] for row in found["participant"]] == ["R01"]
        ends.append(found == before)
        problems = [one.code for one in verify(str(closed)).problems]
        assert problems in ([], ["verify.log_head"])
        with open_study(str(closed), write=True, clock=hands) as store:
            work(store, "R77")
        assert verify(str(closed)).problems == ()
        if os.waitstatus_to_exitcode(status) == 0:
            break
    else:
        pytest.fail("the restore never ended")
    assert set(ends) == {True, False}


def _die_at(step: int) -> None:
    """End this process, without a word, at the ``step``-th thing that it does with files."""
    seen = 0

    def watch(event: str, _arguments: object) -> None:
        nonlocal seen
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "sqlite3.connect"):
            seen += 1
            if seen == step:
                os._exit(9)

    sys.addaudithook(watch)


def test_history_lists_the_newest_first_and_says_which_can_be_opened(closed: Path) -> None:
    folder = closed.with_suffix(".backups")
    (folder / names(closed)[0]).write_bytes(b"rusak")
    found = restore.history(str(closed))
    assert [one.name for one, _ in found] == names(closed)[::-1]
    assert [opens for _, opens in found] == [True, True, False]
