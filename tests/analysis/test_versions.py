"""Answers are read by the version of the instrument that the interview used."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from engage_eval.analysis.answers import OTHER_VERSION, latest
from engage_eval.analysis.dispositions import dispositions
from engage_eval.analysis.responses import responses
from engage_eval.model.condition import parse
from engage_eval.model.instrument import Characteristic, Ineligible, Instrument, Item, Scale
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Rule
from engage_eval.model.texts import Texts

Build = Callable[..., Snapshot]
Person = Callable[..., dict[str, Any]]


def renewed(instrument: Instrument, version: str = "v2", **changes: object) -> Instrument:
    """Return a later version in which only ``changes`` differ."""
    return replace(instrument, version=version, **changes)


def with_items(instrument: Instrument, **changed: Item | None) -> tuple[Item, ...]:
    """Return the items, those of ``changed`` replaced, or left out where it has None."""
    found = (changed.get(one.key, one) for one in instrument.items)
    return tuple(one for one in found if one is not None)


def in_version(snapshot: Snapshot, versions: Mapping[str, str], *instruments: Instrument) -> Snapshot:
    """Return the snapshot with interview -> version, and these instruments."""
    interviews = tuple(replace(one, version=versions.get(one.id, one.version)) for one in snapshot.interviews)
    return replace(snapshot, instruments=instruments, interviews=interviews)


def scale(values: str, agree: str) -> Scale:
    return Scale(key="agree5", values=tuple(values), labels=tuple(Texts(en=one) for one in values), agree={*agree})


def test_an_item_that_the_version_lacked_was_not_shown(snap: Build, person: Person) -> None:
    """Two of three were asked p3; the one who was and did not answer is the only one unanswered."""
    plain = snap({name: person() for name in ("P1", "P2", "P3")})
    newer = plain.instruments[0]
    older = renewed(newer, "v1", items=with_items(newer, p3=None), characteristics=newer.characteristics[:2])
    answers = tuple(one for one in plain.answers if one.item != "p3" or one.interview == "i-P3-1")
    study = in_version(replace(plain, answers=answers), {"i-P2-1": "v2", "i-P3-1": "v2"}, older, renewed(newer))
    found = responses(study).of("p3")
    assert (found.n, found.who, found.missing) == (1, ("P3",), (("unanswered", 1),))


def test_an_item_that_is_gone_is_no_longer_reported(snap: Build, person: Person) -> None:
    plain = snap({"P1": person()})
    study = replace(plain, instruments=(plain.instruments[0], renewed(plain.instruments[0], items=())))
    assert responses(study).items == ()


def test_answers_on_another_scale_are_left_out_and_said(snap: Build, person: Person) -> None:
    plain = snap({"P1": person(), "P2": person({"p1": "4"}), "P3": person({"p1": ".skip"})})
    older = plain.instruments[0]
    newer = renewed(older, scales={**older.scales, "agree5": scale("1234", "34")})
    found = responses(in_version(plain, {"i-P2-1": "v2"}, older, newer)).of("p1")
    assert (found.n, found.who, found.agree.value, found.mean.value) == (1, ("P2",), 1.0, 4.0)
    assert found.missing == (("skip", 1), (OTHER_VERSION, 1))


def test_answers_to_an_item_of_another_type_are_left_out(
    snap: Build, person: Person, make_item: Callable[..., Item]
) -> None:
    plain = snap({"P1": person(), "P2": person({"p1": ["4", "5"]})})
    older = plain.instruments[0]
    newer = renewed(older, items=with_items(older, p1=make_item("p1", "multiple", measures="c1")))
    found = responses(in_version(plain, {"i-P2-1": "v2"}, older, newer)).of("p1")
    assert ([level.count for level in found.levels], found.missing) == ([0, 0, 0, 1, 1], ((OTHER_VERSION, 1),))


def test_new_words_for_the_same_values_still_count_together(snap: Build, person: Person) -> None:
    plain = snap({"P1": person({"p1": "5"}), "P2": person({"p1": "5"})})
    older = plain.instruments[0]
    newer = renewed(older, scales={**older.scales, "agree5": scale("12345", "45")})
    found = responses(in_version(plain, {"i-P2-1": "v2"}, older, newer)).of("p1")
    assert (found.n, found.levels[4].who, found.missing) == (2, ("P1", "P2"), ())


def test_agreement_is_what_the_own_version_says(snap: Build, person: Person) -> None:
    plain = snap({"P1": person({"p1": "3"}), "P2": person({"p1": "3"})})
    older = plain.instruments[0]
    newer = renewed(older, scales={**older.scales, "agree5": scale("12345", "345")})
    result = responses(in_version(plain, {"i-P2-1": "v2"}, older, newer))
    assert (result.of("p1").n, result.of("p1").who_agree) == (2, ("P2",))
    assert (result.rule.fit, result.rule.not_fit) == (("P2",), ("P1",))


def test_where_the_old_scale_says_no_agreement_the_new_one_does(snap: Build, person: Person) -> None:
    plain = snap({"P1": person(), "P2": person()})
    newer = renewed(plain.instruments[0])
    older = replace(newer, version="v1", scales={**newer.scales, "agree5": scale("12345", "")})
    assert responses(in_version(plain, {"i-P2-1": "v2"}, older, newer)).of("p1").who_agree == ("P1", "P2")


def test_a_characteristic_is_tallied_by_the_item_that_measured_it(
    snap: Build, person: Person, make_item: Callable[..., Item]
) -> None:
    """In v2 the first statement has another key; the rule over characteristics goes on, the item begins anew."""
    plain = snap({"P1": person(), "P2": person({"q1": "2"})})
    older = plain.instruments[0]
    newer = renewed(older, items=with_items(older, p1=make_item("q1", measures="c1")))
    result = responses(in_version(plain, {"i-P2-1": "v2"}, older, newer))
    assert (result.rule.fit, result.rule.not_fit) == (("P1",), ("P2",))
    assert (result.of("q1").who, result.of("q1").missing) == (("P2",), ())


def test_a_characteristic_that_was_not_asked_leaves_the_rule_open(snap: Build, person: Person) -> None:
    plain = snap({"P1": person(), "P2": person()})
    newer = renewed(plain.instruments[0])
    older = replace(newer, version="v1", items=with_items(newer, p3=None))
    result = responses(in_version(plain, {"i-P2-1": "v2"}, older, newer))
    assert (result.rule.fit, result.rule.undetermined) == (("P2",), ("P1",))


def test_a_cut_leaves_answers_on_another_scale_open(snap: Build, person: Person) -> None:
    plain = snap({"P1": person(), "P2": person({"p1": "4", "p2": "3"})}, rule=Rule(cut=3, k=3))
    older = plain.instruments[0]
    newer = renewed(older, scales={**older.scales, "agree5": scale("1234", "34")})
    result = responses(in_version(plain, {"i-P2-1": "v2"}, older, newer)).rule
    assert (result.fit, result.undetermined) == (("P2",), ("P1",))


def test_the_verdict_is_the_own_versions(snap: Build, person: Person, make_item: Callable[..., Item]) -> None:
    plain = snap({"P1": person(), "P2": person({"putusan2": "tidak"}), "P3": person({"putusan2": "ya"})})
    older = plain.instruments[0]
    verdict = make_item("putusan2", "single", "yesno", role="verdict")
    newer = renewed(older, items=with_items(older, putusan=verdict))
    eligible = dispositions(in_version(plain, {"i-P2-1": "v2", "i-P3-1": "v2"}, older, newer)).headline[1]
    assert (eligible.who, eligible.n, eligible.bounds) == (("P1", "P3"), 3, (2 / 3, 2 / 3))


def test_screening_is_by_the_question_that_was_asked(
    snap: Build, person: Person, make_item: Callable[..., Item]
) -> None:
    people = {"P1": person({"punya_nomor": "tidak"}), "P2": person({"nomor2": "tidak"}), "P3": person({"nomor2": "ya"})}
    for one in people.values():
        one["events"] = [("contacted", 1)]
    plain = snap(people)
    older = plain.instruments[0]
    rule = Ineligible(when=parse("nomor2 = 'tidak'"), reason="no_number", reach=True)
    asked = make_item("nomor2", "single", "yesno", audience="everyone", ineligible=(rule,))
    newer = renewed(older, items=with_items(older, punya_nomor=asked))
    found = dispositions(in_version(plain, {"i-P2-1": "v2", "i-P3-1": "v2"}, older, newer))
    assert (found.who("ineligible.no_number"), found.who("eligible"), found.who("reached")) == (
        ("P1", "P2"),
        ("P3",),
        ("P3",),
    )


def test_form_audience_and_conditions_are_the_own_versions(
    snap: Build, person: Person, make_item: Callable[..., Item]
) -> None:
    people = {name: person({"p1": "2"}) for name in ("P1", "P2")}
    people["P3"] = {
        "events": [("ineligible", 2, "no_number")],
        "consent": [("given", 2)],
        "interviews": [{"answers": {"punya_nomor": "tidak"}}],
    }
    plain = snap(people)
    newer = renewed(plain.instruments[0])
    versions = {"i-P2-1": "v2"}

    def missing(old: Item, new: Item) -> tuple[tuple[str, int], ...]:
        items = (replace(newer, version="v1", items=(*newer.items, old)), replace(newer, items=(*newer.items, new)))
        return responses(in_version(plain, versions, *items)).of("x").missing

    asked = make_item("x", audience="everyone")
    assert missing(asked, asked) == (("unanswered", 3),)
    assert missing(make_item("x"), asked) == (("unanswered", 2),)
    assert missing(make_item("x", audience="ineligible"), asked) == (("unanswered", 2),)
    assert missing(make_item("x", when="p1 > 4", audience="everyone"), asked) == (("unanswered", 1),)
    assert missing(make_item("x", forms=("lengkap",), audience="everyone"), asked) == (("unanswered", 1),)


def test_the_first_form_is_the_own_versions(snap: Build, person: Person) -> None:
    from engage_eval.model.consent import gate
    from engage_eval.model.interview import Interview
    from engage_eval.model.record import StudyRecord

    plain = snap({"P1": person(), "P2": person()})
    newer = renewed(plain.instruments[0], forms={"lengkap": 60, "inti": 20})
    record = StudyRecord(
        study=plain.study,
        instruments=(newer, plain.instruments[0]),
        interviews=tuple(
            Interview(
                id=one.id,
                participant=one.participant,
                instrument="kit",
                version=version,
                mode="face",
                started_at=one.started_at,
                end="complete",
            )
            for one, version in zip(plain.interviews, ("v1", "v2"), strict=True)
        ),
    )
    assert [one.form for one in gate(record).interviews] == ["inti", "lengkap"]


def test_a_person_interviewed_in_two_versions_has_the_latest_answer_that_can_be_compared(
    snap: Build, person: Person
) -> None:
    one = person({"p1": "1", "p2": "1"}, day=10)
    one["interviews"].append({"day": 11, "answers": {"p1": "4", "p2": "2"}})
    one["interviews"].append({"day": 12, "answers": {"p2": "5"}})
    plain = snap({"P1": one})
    newer = renewed(plain.instruments[0], scales={**plain.instruments[0].scales, "agree5": scale("1234", "34")})
    study = in_version(plain, {"i-P1-2": "v2"}, plain.instruments[0], newer)
    found = latest(study)
    assert (found.of("p1"), found.of("p2")) == ({"P1": "4"}, {"P1": "2"})
    assert len(found.parts) == 3
    again = latest(in_version(plain, {"i-P1-2": "v2"}, plain.instruments[0], renewed(plain.instruments[0])))
    assert again.of("p2") == {"P1": "5"}


def test_another_instrument_is_no_version(snap: Build, person: Person) -> None:
    plain = snap({"P1": person(), "P2": person({"p1": "1"})}, instrument="kit")
    kit = plain.instruments[0]
    other = replace(kit, key="pilot", version="v9")
    study = replace(
        plain, interviews=(plain.interviews[0], replace(plain.interviews[1], instrument="pilot", version="v9"))
    )
    found = responses(replace(study, instruments=(kit, other)))
    assert (found.of("p1").who, found.of("p1").missing, found.rule.fit) == (("P1",), (), ("P1",))


@pytest.mark.parametrize("key", ["", "kit"])
def test_results_do_not_depend_on_the_order_of_instruments(snap: Build, person: Person, key: str) -> None:
    plain = snap({"P1": person(), "P2": person({"p1": "1"})}, instrument=key)
    kit = plain.instruments[0]
    twin = replace(kit, digest="q", characteristics=(Characteristic(key="c1", text=Texts(en="c1")),))
    other = replace(kit, key="other", version="v7")
    found = [responses(replace(plain, instruments=order)) for order in ((kit, twin, other), (other, twin, kit))]
    assert found[0] == found[1]
    assert found[0].rule.j == 1
