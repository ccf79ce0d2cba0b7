"""The contacts register with an open study, on both engines: what it gives to whom, keeps, and lets go."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from engage_eval.core.errors import StoreError, UsageError
from engage_eval.model.coding import Erasure
from engage_eval.model.contact import Contact, SignedForm
from engage_eval.model.moment import Moment
from engage_eval.model.people import Participant, Staff
from engage_eval.store import register, register_crypto
from engage_eval.store.register import Opening
from engage_eval.store.register_crypto import Cost
from engage_eval.store.register_schema import ERASED, KEY, META, PERSON
from engage_eval.store.study_file import Store

PASSPHRASE, WRONG = "kucing hujan meja lampu", "salah sama sekali"
SARI = Contact(participant="P1", name="Sari Dewi", phone="0812 0000 1234", email="sari@example.org", note="siang")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_crypto, "COST", Cost(n=16))


@pytest.fixture
def study(store: Store) -> Iterator[Store]:
    """Return a study with three participants."""
    with store.writing("recruit add", by="K1") as writer:
        writer.add("staff", [Staff(key="K1", roles=("keeper",))])
        writer.add("participants", [Participant(id=f"P{n}", site="BU") for n in (1, 2, 3)])
    return store


def opening(**changed: str) -> Opening:
    given: dict[str, Any] = {
        "by": "K1",
        "what": "register unlock",
        "reason": "menelepon Sari",
        "passphrase": PASSPHRASE,
    }
    return Opening(**(given | changed))


def erase(study: Store, person: str) -> dict[str, int]:
    """Erase a person as the verb of the study does: in the study, and without a passphrase in the register."""
    with study.writing("consent withdraw", by="L1", subjects=(person,)) as writer:
        at = Moment.of(study.clock())
        writer.add("erasures", [Erasure(participant=person, scope="person", at=at, by="L1")])
        register.attach(writer.connection, study.target)
        return dict(register.erase_person(writer.connection, person, writer.at))


def test_what_is_put_in_comes_out_by_passphrase_and_by_recovery_key(study: Store) -> None:
    recovery = register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        assert found.put(SARI)
        found.add_form(SignedForm(participant="P1", form="psp", version="v1", language="id", kept_at="map Sari"))
    for way in ({}, {"passphrase": "", "recovery": recovery}):
        with register.unlocked(study, opening(**way)) as found:
            assert found.people() == (SARI,)
            (form,) = found.forms()
            assert (form.form, form.version, form.kept_at) == ("psp", "v1", "map Sari")


def test_another_passphrase_is_refused_and_leaves_no_row_in_the_log(study: Store) -> None:
    register.make(study, opening())
    before = len(study.log())
    with pytest.raises(UsageError) as refused, register.unlocked(study, opening(passphrase=WRONG)):
        pass
    assert refused.value.problem.code == "register.wrong_passphrase"
    assert len(study.log()) == before


def test_a_recovery_key_of_another_register_and_a_mistyped_one_are_told_apart(study: Store) -> None:
    register.make(study, opening())
    other = register_crypto.written_recovery("0" * 32)
    for typed, code in ((other, "register.wrong_recovery"), (other[:-1] + "Z", "register.mistyped_recovery")):
        with pytest.raises(UsageError) as refused, register.unlocked(study, opening(recovery=typed)):
            pass
        assert refused.value.problem.code == code


def test_every_unlocking_is_kept_with_its_reason_and_logged_without(study: Store) -> None:
    register.make(study, opening())
    with register.unlocked(study, opening(what="register find", reason="panggilan tak terjawab Sari")) as found:
        kept = [(one.by, one.what, one.reason) for one in found.accesses()]
    assert kept == [
        ("K1", "register unlock", "menelepon Sari"),
        ("K1", "register find", "panggilan tak terjawab Sari"),
    ]
    logged = study.log()[-2:]
    assert [(one.verb, one.by, dict(one.counts)) for one in logged] == [
        ("register make", "K1", {}),
        ("register find", "K1", {}),
    ]
    assert "Sari" not in repr(study.log())


def test_an_error_while_it_is_open_undoes_everything_in_both(study: Store) -> None:
    register.make(study, opening())
    logged = len(study.log())
    with pytest.raises(UsageError), register.unlocked(study, opening()) as found:  # noqa: PT012 - the first is undone
        found.put(SARI)
        found.put(Contact(participant="P9"))
    assert len(study.log()) == logged
    with register.unlocked(study, opening()) as found:
        assert found.people() == ()
        assert len(found.accesses()) == 2


def test_nobody_outside_the_study_is_taken_in(study: Store) -> None:
    register.make(study, opening())
    with pytest.raises(UsageError) as refused, register.unlocked(study, opening()) as found:
        found.put(Contact(participant="P9", name="Sari"))
    assert refused.value.problem.code == "register.unknown_person"
    assert "Sari" not in str(refused.value)


def test_an_erased_person_leaves_the_register_without_the_passphrase_and_never_comes_back(study: Store) -> None:
    register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        found.put(SARI)
        found.put(Contact(participant="P2", name="Budi"))
        for n in range(2):
            found.add_form(SignedForm(participant="P1", form="psp", version=f"v{n}", language="id"))
    assert erase(study, "P1") == {"contact_person": 1, "contact_form": 2}
    with register.unlocked(study, opening()) as found:
        assert [one.participant for one in found.people()] == ["P2"]
        assert found.forms() == ()
    for wanted in (
        lambda one: one.put(SARI),
        lambda one: one.add_form(SignedForm(participant="P1", form="psp", version="", language="")),
    ):
        with pytest.raises(UsageError) as refused, register.unlocked(study, opening()) as found:
            wanted(found)
        assert refused.value.problem.code == "register.erased_person"


def test_erasing_twice_deletes_nothing_more(study: Store) -> None:
    register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        found.put(SARI)
    with study.writing("x", by="K1") as writer:
        writer.note()
        register.attach(writer.connection, study.target)
        assert register.erase_person(writer.connection, "P1", writer.at) == {"contact_person": 1, "contact_form": 0}
        assert register.erase_person(writer.connection, "P1", writer.at) == {"contact_person": 0, "contact_form": 0}
        assert register.erased_in_register(writer.connection) == {"P1"}


def test_an_erasure_that_the_register_missed_is_replayed_when_it_is_opened(study: Store) -> None:
    register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        found.put(SARI)
    with study.writing("consent withdraw", by="L1") as writer:  # the register was not at hand
        writer.add("erasures", [Erasure(participant="P1", scope="person", at=Moment.of(study.clock()), by="L1")])
    with register.unlocked(study, opening()) as found:
        assert found.people() == ()
        assert register.erased_in_register(found.connection) == {"P1"}


def test_after_a_rotation_the_old_passphrase_and_recovery_key_open_nothing(study: Store) -> None:
    old = register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        found.put(SARI)
        found.add_form(SignedForm(participant="P1", form="psp", version="v1", language="id", kept_at="map 3"))
    with register.unlocked(study, opening(what="register rotate")) as found:
        new = found.rotate("frasa yang baru sekali")
    for way in ({}, {"recovery": old}):
        with pytest.raises(UsageError), register.unlocked(study, opening(**way)):
            pass
    for way in ({"passphrase": "frasa yang baru sekali"}, {"recovery": new}):
        with register.unlocked(study, opening(**way)) as found:
            assert found.people() == (SARI,)
            assert found.forms()[0].kept_at == "map 3"
            assert found.accesses()[0].reason == "menelepon Sari"


def test_a_rotation_leaves_no_old_ciphertext_in_any_row(study: Store) -> None:
    register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        found.put(SARI)
        before = set(found.connection.execute(select(PERSON.c.name, PERSON.c.phone, PERSON.c.note)).one())
        before |= set(found.connection.execute(select(KEY.c.wrapped)).scalars())
        found.rotate("frasa yang baru sekali")
        after = set(found.connection.execute(select(PERSON.c.name, PERSON.c.phone, PERSON.c.note)).one())
        after |= set(found.connection.execute(select(KEY.c.wrapped)).scalars())
    assert not before & after


def test_a_new_passphrase_by_the_recovery_key_leaves_the_recovery_key_as_it_is(study: Store) -> None:
    recovery = register.make(study, opening())
    with register.unlocked(study, opening(recovery=recovery)) as found:
        found.put(SARI)
        found.set_passphrase("frasa pengganti yang lama")
    for way in ({"passphrase": "frasa pengganti yang lama"}, {"recovery": recovery}):
        with register.unlocked(study, opening(**way)) as found:
            assert found.people() == (SARI,)


def test_a_field_whose_bytes_were_changed_is_named_and_the_others_can_be_read(study: Store) -> None:
    register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        found.put(SARI)
        found.put(Contact(participant="P2", name="Budi"))
        phone = found.connection.execute(PERSON.select()).first().phone
        changed = bytes([*phone[:-1], phone[-1] ^ 1])
        found.connection.execute(PERSON.update().where(PERSON.c.participant == "P1").values(phone=changed))
    with register.unlocked(study, opening()) as found:
        sari, budi = found.people()
    assert (sari.unreadable, sari.name, sari.phone, sari.note) == (("phone",), "Sari Dewi", "", "siang")
    assert (budi.unreadable, budi.name) == ((), "Budi")
    with pytest.raises(StoreError) as refused, register.unlocked(study, opening()) as found:
        found.rotate("frasa yang baru sekali")
    assert refused.value.problem.code == "register.unreadable"
    with register.unlocked(study, opening()) as found:  # the refused rotation changed nothing
        assert found.people()[1].name == "Budi"


def test_fields_swapped_between_two_people_cant_be_read(study: Store) -> None:
    register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        found.put(SARI)
        found.put(Contact(participant="P2", name="Budi"))
        names = dict(
            found.connection.execute(PERSON.select().with_only_columns(PERSON.c.participant, PERSON.c.name)).all()
        )
        for person, other in (("P1", "P2"), ("P2", "P1")):
            found.connection.execute(PERSON.update().where(PERSON.c.participant == person).values(name=names[other]))
        assert [one.unreadable for one in found.people()] == [("name",), ("name",)]


def test_a_register_is_made_once(study: Store) -> None:
    assert not register.is_there(study)
    register.make(study, opening())
    assert register.is_there(study)
    assert register.was_made(study)
    with pytest.raises(UsageError) as refused:
        register.make(study, opening())
    assert refused.value.problem.code == "register.exists"


def test_without_a_register_the_way_to_one_is_said(study: Store) -> None:
    with pytest.raises(UsageError) as refused, register.unlocked(study, opening()):
        pass
    assert refused.value.problem.code == "register.missing"


def test_a_register_of_a_newer_version_or_another_study_is_left_alone(study: Store) -> None:
    register.make(study, opening())
    for values, code in (
        ({"version": 99}, "register.newer"),
        ({"version": 1, "study": "lain"}, "register.other_study"),
    ):
        with study.writing("x", by="K1") as writer:
            writer.note()
            register.attach(writer.connection, study.target)
            writer.connection.execute(META.update().values(values))
        with pytest.raises(StoreError) as refused, register.unlocked(study, opening()):
            pass
        assert refused.value.problem.code == code


def test_costs_that_no_program_wrote_are_a_damage_not_a_crash(study: Store) -> None:
    register.make(study, opening())
    with study.writing("x", by="K1") as writer:
        writer.note()
        register.attach(writer.connection, study.target)
        writer.connection.execute(KEY.update().where(KEY.c.id == "passphrase").values(n=2**30))
    with pytest.raises(StoreError) as refused, register.unlocked(study, opening()):
        pass
    assert refused.value.problem.code == "register.damaged"


def test_a_new_register_knows_who_was_erased_before_it(study: Store) -> None:
    with study.writing("consent withdraw", by="L1") as writer:
        writer.add("erasures", [Erasure(participant="P3", scope="person", at=Moment.of(study.clock()), by="L1")])
    register.make(study, opening())
    with register.unlocked(study, opening()) as found:
        assert [one.participant for one in found.connection.execute(ERASED.select())] == ["P3"]


def test_the_study_stays_readable_beside_a_register(study: Store) -> None:
    register.make(study, opening())
    assert [one.id for one in study.read().tables["participants"]] == ["P1", "P2", "P3"]
