"""An erasure leaves no word of the person in the bytes, and the study whole."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.contact import Contact
from engage_eval.model.interview import Answer, Interview, InterviewEvent
from engage_eval.model.moment import Moment
from engage_eval.model.people import Attribute, ConsentEvent, Participant, RecruitmentEvent
from engage_eval.store import connect, erase, merge, register, schema, strays
from engage_eval.store.register import Opening
from engage_eval.store.study_file import Store, create, open_study
from engage_eval.store.write import Stamp, Writer

WORDS = "enam kata sandi yang dipakai di sini"
MORNING = Moment.of(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
CANARIES = {
    "fact": "puskesmaskenanga",
    "attribute": "sukumelayukenari",
    "reason": "alasanpindahtugas",
    "evidence": "rekamankasettujuh",
    "witness": "saksibernamacempaka",
    "venue": "warungkopidermaga",
    "notes": "catatanlapanganteduh",
    "answer": "jawabanterbukapanjang",
    "earlier": "jawabanlamasekali",
    "why": "alasanpembetulan",
    "replaces": "menggantikanlembar",
    "attribution": "bidandesaseberang",
    "comprehension": "mengulangdengankata",
    "others": "ditemanikakakipar",
    "change": "digantikarenakeliru",
}


def fill(writer: Writer, person: str, words: dict[str, str]) -> None:
    """Record somebody with a canary in every free text."""
    writer.add("participants", [Participant(id=person, site="RSX", facility=words["fact"])])
    writer.add("attributes", [Attribute(participant=person, key="ethnicity", value=words["attribute"])])
    writer.add(
        "recruitment",
        [RecruitmentEvent(participant=person, event="declined", on=MORNING, reason=f"other: {words['reason']}")],
    )
    writer.add(
        "consent",
        [
            ConsentEvent(
                participant=person,
                event="given",
                at=MORNING,
                mode="ink",
                evidence=words["evidence"],
                witness=words["witness"],
                venue=words["venue"],
                replaces=words["replaces"],
                attribution=words["attribution"],
                comprehension=words["comprehension"],
            )
        ],
    )
    interview = Interview(
        id=f"W-{person}",
        participant=person,
        instrument="wa-blast",
        version="v1",
        mode="face",
        started_at=MORNING,
        end="complete",
        field_notes=words["notes"],
        others_present=words["others"],
        change_reason=words["change"],
    )
    writer.add("interviews", [interview])
    writer.add("interview_events", [InterviewEvent(interview=interview.id, event="paused", at=MORNING)])
    writer.answers([Answer(interview.id, "kesan", text=words["earlier"])])
    writer.answers([Answer(interview.id, "kesan", text=words["answer"])], stamp=Stamp(at=MORNING, reason=words["why"]))


@contextmanager
def study_with_p1(path: Path) -> Iterator[Store]:
    """Make a study file and keep it open: P1 is in it, with a canary in every free text."""
    with create(str(path), study="a", title="A") as store:
        with store.writing("test") as writer:
            fill(writer, "P1", CANARIES)
        yield store


def withdrawn(person: str) -> ConsentEvent:
    return ConsentEvent(participant=person, event="withdrawn", at=MORNING, withdrawal="erase")


def left_in(folder: Path, words: Iterator[str] | list[str]) -> list[tuple[str, str]]:
    """Return (file, word) for every word of which a window of eight letters stands in a file's bytes."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        data = path.read_bytes()
        for word in words:
            windows = {word[at : at + 8] for at in range(max(1, len(word) - 7))}
            if any(one.encode() in data or one.encode("utf-16-le") in data for one in windows):
                found.append((path.name, word))
    return found


def test_no_word_of_the_person_stays_in_file_journal_register_or_backups(tmp_path: Path) -> None:
    path = tmp_path / "studi.engage"
    with create(str(path), study="a", title="A") as store:
        for number in range(30):
            with store.writing("test") as writer:
                fill(writer, f"P{number:02}", {name: f"{word}{number:02}" for name, word in CANARIES.items()})
        words = [f"{word}07" for word in CANARIES.values()]
        folder = tmp_path / "studi.backups"
        folder.mkdir(exist_ok=True)
        (folder / "20260301T000000Z-work.engage").write_bytes(path.read_bytes())
        assert len({word for _, word in left_in(tmp_path, words)}) == len(words)
        found = erase.erase(store, "P07", {"consent": [withdrawn("P07")]}, at=MORNING, by="lead")
    # Eight letters alone are common to all thirty people, so the number has to be in the window too.
    left = [(p.name, w) for p in tmp_path.rglob("*") if p.is_file() for w in words if w.encode() in p.read_bytes()]
    assert left == []
    assert found.counts == {
        "answer": 2,
        "interview_event": 1,
        "interview_version": 1,
        "interview": 1,
        "attribute": 2,
        "detail": 10,
    }
    assert found.backups_renewed
    assert [one.name.rpartition("-")[2] for one in folder.iterdir()] == ["erasure.engage"]


def test_the_bare_node_and_its_events_stay_and_nothing_goes_in_again(store: Store) -> None:
    with store.writing("test") as writer:
        fill(writer, "P1", CANARIES)
        fill(writer, "P2", CANARIES)
    erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    found = store.read()
    assert Participant(id="P1", site="RSX") in found.tables["participants"]
    assert sum(one.participant == "P1" for one in found.tables["consent"]) == 2
    assert all(not one.evidence for one in found.tables["consent"] if one.participant == "P1")
    assert {one[0] for one in found.answers} == {"W-P2"}
    (certificate,) = found.tables["erasures"]
    assert (certificate.participant, certificate.by, certificate.scope) == ("P1", "lead", "person")
    assert "answer 2" in certificate.counts
    assert "teduh" not in certificate.counts

    def again() -> None:
        with store.writing("test") as writer:
            writer.add("attributes", [Attribute(participant="P1", key="sex", value="f")])

    with pytest.raises(StoreError) as told:
        again()
    assert told.value.problem.code == "store.erased_person"


def test_rows_present_and_tombstones_are_what_the_log_says_was_added(store: Store) -> None:
    with store.writing("test") as writer:
        fill(writer, "P1", CANARIES)
        fill(writer, "P2", CANARIES)
    erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    added: dict[str, int] = {}
    for row in store.log():
        for name, n in row.counts.items():
            added[name] = added.get(name, 0) + n
    with store.reading() as connection:
        stones = [row.table_name for row in connection.execute(schema.TOMBSTONE.select())]
        present = {table.name: len(connection.execute(table.select()).all()) for table in schema.CONTENT}
    assert {name: present[name] + stones.count(name) for name in present} == {name: added[name] for name in present}


def test_an_erasure_that_the_program_did_not_live_to_finish_is_finished_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "studi.engage"
    with study_with_p1(path) as store:
        folder = tmp_path / "studi.backups"
        folder.mkdir(exist_ok=True)
        (folder / "20260301T000000Z-work.engage").write_bytes(path.read_bytes())
        monkeypatch.setattr(erase, "finish", lambda *_, **__: ())
        erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        monkeypatch.undo()
        monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "data"))
        assert erase.unfinished(store) == ("P1",)
    assert left_in(folder, list(CANARIES.values())) != []
    with open_study(str(path), write=True) as store:
        assert erase.unfinished(store) == ()
    assert left_in(tmp_path, list(CANARIES.values())) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.text("bcdfghjklmnpqrstvwxyz", min_size=8, max_size=3000), min_size=15, max_size=15),
    others=st.integers(0, 12),
)
def test_erasing_leaves_no_word_of_the_person_in_the_bytes(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], others: int
) -> None:
    folder = tmp_path_factory.mktemp("erase")
    marked = {name: f"qz{word}zq" for name, word in zip(CANARIES, words, strict=True)}
    at = datetime(2026, 3, 2, tzinfo=UTC)
    with create(str(folder / "a.engage"), study="a", title="A", clock=lambda: at + timedelta(hours=1)) as store:
        with store.writing("test") as writer:
            fill(writer, "P", marked)
        # Rows that come after split pages and move the person's rows about.
        for number in range(others):
            with store.writing("test") as writer:
                fill(writer, f"N{number}", dict.fromkeys(CANARIES, "WORDS OF OTHERS " * (number + 1)))
        erase.erase(store, "P", {}, at=MORNING, by="lead")
    assert left_in(folder, list(marked.values())) == []


def test_the_server_keeps_no_word_among_its_statistics(server: str) -> None:
    from uuid import uuid4

    from engage_eval.store import connect

    name = f"{server}{'&' if '?' in server else '?'}study=s_{uuid4().hex[:12]}"
    with create(name, study="a", title="A") as store:
        for number in range(40):
            with store.writing("test") as writer:
                fill(writer, f"P{number}", CANARIES)
        engine = connect.engine(store.target, write=True)
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
            wanted = "SELECT coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '') FROM pg_stats"
            kept = " ".join(connection.exec_driver_sql(f"{wanted} WHERE schemaname = current_schema()").scalars())
        engine.dispose()
    assert [word for word in CANARIES.values() if word in kept] == []


def test_a_damaged_register_does_not_hold_an_erasure_up(tmp_path: Path) -> None:
    path = tmp_path / "studi.engage"
    with study_with_p1(path) as store:
        with store.writing("register make") as writer:
            writer.note()
        (tmp_path / "studi.contacts").write_bytes(b"SQLite format 3\0" + bytes(5000))
        found = erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    assert found.register_rows is None
    assert left_in(tmp_path, list(CANARIES.values())) == []
    with open_study(str(path), write=True) as store:
        assert erase.unfinished(store) == ()


@pytest.mark.parametrize("whose", ["lain", "lebih baru"])
def test_a_register_of_another_study_or_program_does_not_hold_an_erasure_up(tmp_path: Path, whose: str) -> None:
    path, contacts = tmp_path / "studi.engage", tmp_path / "studi.contacts"
    with create(str(tmp_path / "lain.engage"), study="b", title="B") as other:
        register.make(other, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    with study_with_p1(path) as store:
        contacts.write_bytes((tmp_path / "lain.contacts").read_bytes())
        if whose != "lain":
            with closing(connect.open_sqlite(contacts, "rw")) as connection:
                connection.execute("PRAGMA user_version=99")
        before = contacts.read_bytes()
        found = erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert (found.register_rows, erase.in_register(store)("P1")) == (None, "none")
    assert contacts.read_bytes() == before
    assert left_in(tmp_path, list(CANARIES.values())) == []


def test_backups_that_kept_the_name_of_a_file_that_was_renamed_are_reached(tmp_path: Path) -> None:
    old, new = tmp_path / "lama.engage", tmp_path / "baru.engage"
    with create(str(old), study="a", title="A") as store:
        with store.writing("test") as writer:
            writer.add("participants", [Participant(id="P0", site="RSX")])
        (clean,) = [one.read_bytes() for one in (tmp_path / "lama.backups").iterdir()]
        with store.writing("test") as writer:
            fill(writer, "P1", CANARIES)
    with create(str(tmp_path / "lain.engage"), study="b", title="B") as other, other.writing("test") as writer:
        fill(writer, "P1", CANARIES)
    folder = tmp_path / "lama.backups"
    (folder / "20260301T000000Z-work.engage").write_bytes(old.read_bytes())
    (folder / "20260302T000000Z-damaged.engage").write_bytes(b"rusak")
    (tmp_path / "asing.backups").mkdir()
    foreign = tmp_path / "asing.backups" / "20260301T000000Z-work.engage"
    foreign.write_bytes((tmp_path / "lain.engage").read_bytes())
    own = {"20260304T000000Z-work.engage": foreign.read_bytes(), "catatan.txt": b"milik orang"}
    for name, data in own.items():
        (folder / name).write_bytes(data)
    old.rename(new)
    with open_study(str(new), write=True) as store:
        assert strays.of(store.target).own == (folder,)
        erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    assert sorted(one.read_bytes() for one in folder.iterdir()) == sorted([clean, *own.values()])
    assert foreign.exists()
    assert {name for name, _ in left_in(folder, list(CANARIES.values()))} == {"20260304T000000Z-work.engage"}
    assert left_in(tmp_path / "baru.backups", list(CANARIES.values())) == []


def test_a_computer_that_keeps_nothing_does_not_renew_the_backups_at_each_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "berkas").write_text("tidak bisa menjadi folder")
    monkeypatch.setenv("ENGAGE_EVAL_DATA", str(tmp_path / "berkas" / "data"))
    path, folder = tmp_path / "studi.engage", tmp_path / "studi.backups"
    with study_with_p1(path) as store:
        erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert erase.unfinished(store) == ()
    backup = next(iter(folder.iterdir()))
    backup.rename(folder / "20260302T000000Z-work.engage")
    with open_study(str(path), write=True) as store:
        assert erase.unfinished(store) == ()
    assert [one.name for one in folder.iterdir()] == ["20260302T000000Z-work.engage"]


@pytest.mark.parametrize("what", ["damaged", "no file", "not readable"])
def test_a_register_that_can_not_be_read_keeps_nobody_from_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    path, contacts = tmp_path / "studi.engage", tmp_path / "studi.contacts"
    with study_with_p1(path) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    if what == "damaged":
        contacts.write_bytes(contacts.read_bytes()[:3000] + bytes(5000))
    elif what == "no file":
        contacts.write_bytes(b"")
    else:  # as where only the keeper may read it; who runs the tests may well be allowed everything
        opened = Path.open

        def refused(self: Path, *args: str, **kwargs: str) -> object:
            if self == contacts:
                raise PermissionError(13, "refused")
            return opened(self, *args, **kwargs)

        monkeypatch.setattr(Path, "open", refused)
    with open_study(str(path), write=True) as store, store.writing("test") as writer:
        writer.add("participants", [Participant(id="P2", site="RSX")])
    with open_study(str(path)) as store:
        assert len(store.read().tables["participants"]) == 2


def test_a_folder_of_an_old_name_that_can_not_be_written_to_is_told_before_the_backups_are_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, folder = tmp_path / "studi.engage", tmp_path / "lama.backups"
    with study_with_p1(path) as store:
        folder.mkdir()
        stray = folder / "20260301T000000Z-work.engage"
        stray.write_bytes(path.read_bytes())
        before = sorted(one.name for one in (tmp_path / "studi.backups").iterdir())
        unlink = Path.unlink

        def held(self: Path, *, missing_ok: bool = False) -> None:
            if self == stray:
                raise PermissionError(13, "in use")
            unlink(self, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", held)
        with pytest.raises(StoreError) as told:
            erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert told.value.problem.code == "erase.unfinished"
        assert sorted(one.name for one in (tmp_path / "studi.backups").iterdir()) == before
        monkeypatch.setattr(Path, "unlink", unlink)
    with open_study(str(path), write=True):
        pass
    assert left_in(tmp_path, list(CANARIES.values())) == []


@pytest.mark.parametrize("knows", [True, False])
def test_a_register_of_another_study_with_the_same_id_has_nobody_erased(tmp_path: Path, *, knows: bool) -> None:
    here, there = tmp_path / "studi.engage", tmp_path / "lain.engage"
    opening = Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS)
    for path in (here, there):
        with study_with_p1(path):
            pass
    with open_study(str(there), write=True) as store:
        register.make(store, opening)
        erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    if knows:  # of a register of its own
        with open_study(str(here), write=True) as store:
            register.make(store, opening)
    (tmp_path / "studi.contacts").write_bytes((tmp_path / "lain.contacts").read_bytes())
    with open_study(str(here), write=True) as store:
        assert store.read().tables["erasures"] == []
        with pytest.raises(StoreError) as refused, register.unlocked(store, opening):
            pass
        assert refused.value.problem.code == "register.not_known"


def test_backups_of_another_study_with_the_same_id_are_left_alone(tmp_path: Path) -> None:
    here, there = tmp_path / "satu.engage", tmp_path / "dua.engage"
    for path in (here, there):
        with study_with_p1(path):
            pass
    folder = tmp_path / "dua.backups"
    with open_study(str(there), write=True) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    (tmp_path / "disimpan").mkdir()
    there.rename(tmp_path / "disimpan" / "dua.engage")
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert before
    with open_study(str(here), write=True) as store:
        assert strays.of(store.target).own == ()
        found = erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    assert found.left == ("dua.backups", "dua.contacts")
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before


def test_a_register_that_the_file_does_not_know_is_adopted_by_its_passphrase(tmp_path: Path) -> None:
    here, there = tmp_path / "studi.engage", tmp_path / "lama.engage"
    opening = Opening(by="AB", what="register keep", reason="uji", passphrase=WORDS)
    for path in (here, there):
        with study_with_p1(path) as store, store.writing("test") as writer:
            writer.add("participants", [Participant(id="P2", site="BU")])
    with open_study(str(there), write=True) as store:
        register.make(store, opening)
        with register.unlocked(store, opening) as opened:
            opened.put(Contact(participant="P1", name="Kenari"))
        erase.erase(store, "P2", {"consent": [withdrawn("P2")]}, at=MORNING, by="lead")
    (tmp_path / "lama.contacts").rename(tmp_path / "studi.contacts")
    with open_study(str(here), write=True) as store:
        with pytest.raises(UsageError) as told:
            register.adopt(store, opening)
        assert (told.value.problem.code, told.value.problem.params["people"]) == ("register.erases", "P2")
        erase.erase(store, "P2", {"consent": [withdrawn("P2")]}, at=MORNING, by="lead")
        with pytest.raises(UsageError) as told:
            register.adopt(store, replace(opening, passphrase=WORDS[1:]))
        assert told.value.problem.code == "register.wrong_passphrase"
        with pytest.raises(StoreError), register.unlocked(store, opening):
            pass
        assert register.adopt(store, opening)
        assert not register.adopt(store, opening)
        with register.unlocked(store, opening) as opened:
            assert [one.name for one in opened.people()] == ["Kenari"]
        erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    with open_study(str(here), write=True) as store, register.unlocked(store, opening) as opened:
        assert opened.people() == ()


def test_one_look_at_the_register_is_enough_for_an_erasure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, looked = tmp_path / "studi.engage", []
    with study_with_p1(path) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
        is_there = register.is_there
        monkeypatch.setattr(register, "is_there", lambda store: looked.append(store) or is_there(store))
        found = erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert (found.register, len(looked)) == ("erased", 1)
        (tmp_path / "studi.contacts").write_bytes(b"rusak")
        looked.clear()
        assert (erase.in_register(store)("P1"), len(looked)) == ("not_at_hand", 1)


def test_what_somebody_put_among_the_backups_goes_with_them_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "studi.engage"
    with study_with_p1(path) as store:
        (tmp_path / "studi.backups" / "semua.zip").write_bytes(b"arsip")
        found = erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
    assert found.deleted == ("semua.zip",)
    assert not (tmp_path / "studi.backups" / "semua.zip").exists()


def test_a_register_that_can_not_be_written_to_is_named_and_nothing_is_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "studi.engage"
    with study_with_p1(path) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
        uri = connect.uri
        # As root no file is protected, so it is opened as one that is.
        monkeypatch.setattr(connect, "uri", lambda one, mode: uri(one, "ro" if one.suffix == ".contacts" else mode))
        with pytest.raises(StoreError) as told:
            erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert (told.value.problem.code, told.value.problem.params["name"]) == ("store.read_only", "studi.contacts")
        assert store.read().tables["erasures"] == []


def test_a_register_that_another_copy_made_is_not_at_hand(tmp_path: Path) -> None:
    here, there = tmp_path / "satu.engage", tmp_path / "dua.engage"
    opening = Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS)
    with study_with_p1(here):
        pass
    shutil.copyfile(here, there)
    for path in (there, here):
        with open_study(str(path), write=True) as store:
            register.make(store, opening)
    with open_study(str(here), write=True) as store, open_study(str(there)) as other:
        merge.merge(store, other, merge.Request(other=str(there)), lambda _: ())
        erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert erase.in_register(store)("P1") == "another"


def test_a_backup_of_another_file_among_the_own_ones_is_left_and_named(tmp_path: Path) -> None:
    here, there = tmp_path / "satu.engage", tmp_path / "dua.engage"
    for path in (here, there):
        with study_with_p1(path):
            pass
    strange = tmp_path / "satu.backups" / "20260101T000000Z-work.engage"
    strange.write_bytes(there.read_bytes())
    with open_study(str(here), write=True) as store:
        assert [one.name for one in strays.of(store.target).doubtful] == [strange.name]
        found = erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert (found.left, erase.unfinished(store)) == ((f"satu.backups/{strange.name}",), ())
    assert strange.read_bytes() == there.read_bytes()


def test_a_damaged_page_of_the_register_holds_up_nothing(tmp_path: Path) -> None:
    path, contacts = tmp_path / "studi.engage", tmp_path / "studi.contacts"
    with study_with_p1(path) as store:
        register.make(store, Opening(by="AB", what="register unlock", reason="uji", passphrase=WORDS))
    whole = contacts.read_bytes()
    pages = range(100, len(whole), 4096)
    for at in pages:
        contacts.write_bytes(whole[:at] + b"aaaa" + whole[at + 4 :])
        with open_study(str(path), write=True) as store, store.writing("test") as writer:
            writer.add("participants", [Participant(id=f"Q{at}", site="BU")])
    contacts.write_bytes(whole[:100] + b"aaaa" + whole[104:])
    with open_study(str(path), write=True) as store:
        found = erase.erase(store, "P1", {"consent": [withdrawn("P1")]}, at=MORNING, by="lead")
        assert (found.register_rows, erase.in_register(store)("P1")) == (None, "not_at_hand")
