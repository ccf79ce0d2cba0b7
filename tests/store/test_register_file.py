"""The register as a file of its own (SQLite): its bytes tell nobody's name, and a bad file is a sentence."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.coding import Erasure
from engage_eval.model.contact import Contact, SignedForm
from engage_eval.model.moment import Moment
from engage_eval.model.people import Participant
from engage_eval.store import register, register_crypto
from engage_eval.store.register import Opening
from engage_eval.store.register_crypto import Cost
from engage_eval.store.study_file import Store, create

PASSPHRASE, NEW = "kucing hujan meja lampu", "frasa yang baru sekali"
CANARIES = ("Kenariwati", "081234509876", "kenari@example.org", "Puskesmas Kenarijaya", "catatankenari", "mapkenari")
REASON = "alasan burungkenari"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_crypto, "COST", Cost(n=16))


@pytest.fixture
def study(tmp_path: Path, clock: Callable[[], datetime], ids: Callable[[], str]) -> Iterator[Store]:
    """Return a study with participants and a register that has everything of one of them."""
    with create(str(tmp_path / "studi satu.engage"), study="s", title="S", clock=clock, ids=ids) as made:
        with made.writing("recruit add", by="K1") as writer:
            writer.add("participants", [Participant(id=f"P{n}", site="BU") for n in (1, 2)])
        register.make(made, opening())
        with register.unlocked(made, opening()) as found:
            name, phone, email, facility, note, kept_at = CANARIES
            found.put(Contact(participant="P1", name=name, phone=phone, email=email, facility=facility, note=note))
            found.put(Contact(participant="P2", name="Budi"))
            found.add_form(SignedForm(participant="P1", form="psp", version="v1", language="id", kept_at=kept_at))
        yield made


def opening(**changed: str) -> Opening:
    given: dict[str, Any] = {"by": "K1", "what": "register unlock", "reason": REASON, "passphrase": PASSPHRASE}
    return Opening(**(given | changed))


def contacts(study: Store) -> Path:
    path = study.target.register()
    assert path is not None
    return path


def pieces(text: str) -> set[bytes]:
    """Return a text and every window of five characters of it, as UTF-8 and UTF-16."""
    cut = {text, *(text[at : at + 5] for at in range(len(text) - 4))}
    return {one.encode(name) for one in cut for name in ("utf-8", "utf-16-le", "utf-16-be")}


def everything(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_clear_text_stands_in_any_file_beside_the_study(study: Store, tmp_path: Path) -> None:
    found = everything(tmp_path)
    assert register.is_there(study)
    assert b"P1" in found
    for canary in (*CANARIES, REASON, PASSPHRASE):
        assert not [one for one in pieces(canary) if one in found], canary


def test_no_clear_text_stands_in_the_journals_while_a_transaction_is_open(study: Store, tmp_path: Path) -> None:
    with register.unlocked(study, opening()) as found:
        found.put(Contact(participant="P2", name="Kenariwati", phone="081234509876"))
        # A page that is written before the end goes through the journal.
        found.connection.exec_driver_sql("PRAGMA cache_spill=1")
        seen = everything(tmp_path)
        assert list(tmp_path.glob("*-journal"))
    for canary in ("Kenariwati", "081234509876"):
        assert not [one for one in pieces(canary) if one in seen]


def test_after_a_rotation_no_old_ciphertext_stands_in_the_bytes(study: Store, tmp_path: Path) -> None:
    from engage_eval.store.register_schema import FORM, KEY, PERSON

    with register.unlocked(study, opening()) as found:
        rows = [tuple(row) for table in (PERSON, FORM, KEY) for row in found.connection.execute(table.select())]
    old = [value for row in rows for value in row if isinstance(value, bytes)]
    assert len(old) >= 10
    assert all(one in everything(tmp_path) for one in old)
    with register.unlocked(study, opening(what="register rotate")) as found:
        found.rotate(NEW)
    after = everything(tmp_path)
    assert not [one for one in old if one in after]


def test_an_erased_persons_ciphertext_leaves_the_bytes(study: Store, tmp_path: Path) -> None:
    from engage_eval.store.register_schema import PERSON

    with register.unlocked(study, opening()) as found:
        sealed = [one for one in found.connection.execute(PERSON.select()).first() or () if isinstance(one, bytes)]
    assert len(sealed) == 5
    with study.writing("consent withdraw", by="L1") as writer:
        writer.add("erasures", [Erasure(participant="P1", scope="person", at=Moment.of(study.clock()), by="L1")])
        register.attach(writer.connection, study.target)
        register.erase_person(writer.connection, "P1", writer.at)
    assert not [one for one in sealed if one in everything(tmp_path)]


def test_the_register_keeps_the_settings_of_the_study_file(study: Store) -> None:
    with register.unlocked(study, opening()) as found:
        asked = {
            name: found.connection.exec_driver_sql(f"PRAGMA contacts.{name}").scalar()
            for name in ("secure_delete", "synchronous", "journal_mode", "application_id")
        }
        assert found.connection.exec_driver_sql("PRAGMA trusted_schema").scalar() == 0
    assert asked == {"secure_delete": 1, "synchronous": 2, "journal_mode": "delete", "application_id": 0x454E4743}


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "register.damaged"),
    "a text": (lambda _: b"Nama: Sari\n" * 50, "register.foreign"),
    "a few bytes": (lambda data: data[:40], "register.foreign"),
    "cut off": (lambda data: data[: len(data) // 2], "register.damaged"),
    "newer": (lambda data: data[:60] + (99).to_bytes(4, "big") + data[64:], "register.newer"),
    "another program's": (lambda data: data[:68] + b"ABCD" + data[72:], "register.foreign"),
    "a study file": (lambda data: data[:68] + b"ENGE" + data[72:], "register.foreign"),
    "zeros in the middle": (lambda data: data[:4096] + bytes(8192) + data[12288:], "register.damaged"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_register_is_a_sentence_and_nothing_is_changed(kind: str, study: Store) -> None:
    change, code = BAD[kind]
    path = contacts(study)
    bad = change(path.read_bytes())
    path.write_bytes(bad)
    logged = study.log()
    with pytest.raises(StoreError) as refused, register.unlocked(study, opening()):
        pass
    assert refused.value.problem.code == code
    assert refused.value.problem.params["name"] == "studi satu.contacts"
    assert path.read_bytes() == bad
    assert study.log() == logged


def test_any_one_bit_flipped_is_noticed_or_changes_no_ones_contact(study: Store) -> None:
    path = contacts(study)
    whole = path.read_bytes()
    with register.unlocked(study, opening()) as found:
        truth = {one.participant: one for one in found.people()}
    outcomes = set()
    for at in range(0, len(whole) * 8, 1511):
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        path.write_bytes(bytes(flipped))
        try:
            with register.unlocked(study, opening()) as found:
                people = found.people()
        except (StoreError, UsageError) as error:
            outcomes.add(error.problem.code)
            continue
        for one in people:
            same = truth.get(one.participant)
            kept = {name: getattr(one, name) for name in ("name", "phone", "email") if name not in one.unreadable}
            outcomes.add("unreadable" if one.unreadable else "read")
            assert all(same is not None and getattr(same, name) == value for name, value in kept.items() if value)
    assert {"read", "unreadable", "register.damaged"} <= outcomes
    path.write_bytes(whole)


def test_a_register_that_is_not_at_hand_is_said(study: Store) -> None:
    contacts(study).unlink()
    assert not register.is_there(study)
    assert register.was_made(study)
    with pytest.raises(UsageError) as refused, study.writing("x", by="K1") as writer:
        register.attach(writer.connection, study.target)
    assert refused.value.problem.code == "register.missing"


def test_a_protected_register_is_said_not_crashed_on(study: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from engage_eval.store import connect

    # Root may write to protected files, so the file is opened for reading only.
    monkeypatch.setattr(connect, "uri", lambda path, _mode: f"file:{path.as_posix().replace(' ', '%20')}?mode=ro")
    with pytest.raises(StoreError) as refused, study.writing("x", by="K1") as writer:  # noqa: PT012 - either may
        register.attach(writer.connection, study.target)
        register.erase_person(writer.connection, "P1", writer.at)
    assert refused.value.problem.code == "store.read_only"


def test_a_second_program_is_told_who_has_the_study(study: Store) -> None:
    script = "import sys; from engage_eval.store.study_file import open_study; open_study(sys.argv[1], write=True)"
    assert study.target.path is not None
    run = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", script, str(study.target.path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ},
    )
    assert "store.in_use" in run.stderr
    with register.unlocked(study, opening()) as found:
        assert len(found.people()) == 2


def test_a_register_whose_log_row_failed_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with create(str(tmp_path / "b.engage"), study="s", title="S") as made:
        monkeypatch.setattr(Store, "_log", _fails)
        with pytest.raises(StoreError):
            register.make(made, opening())
        assert not register.is_there(made)
    assert not list(tmp_path.glob("*.new"))


def _fails(*_: object) -> None:
    raise StoreError("store.full", name="b.engage")
