"""Answers by an attribute of the people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engage_eval.analysis.crosstab import Crosstab, attributes_of, crosstabs, to_json, values_of
from engage_eval.core.errors import UsageError
from engage_eval.model.instrument import Item
from engage_eval.model.people import Attribute
from engage_eval.model.snapshot import Snapshot

Snap = Callable[..., Snapshot]
MakePerson = Callable[..., dict[str, Any]]


def with_attributes(snapshot: Snapshot, rows: dict[str, str], key: str = "sex") -> Snapshot:
    made = tuple(Attribute(participant=person, key=key, value=value) for person, value in rows.items())
    return replace(snapshot, attributes=(*snapshot.attributes, *made))


@pytest.fixture
def four(snap: Snap, person: MakePerson) -> Snapshot:
    """Return four people: two agree with p1, two don't."""
    return snap({name: person({"p1": value}) for name, value in zip("ABCD", "5412", strict=True)})


def only(found: tuple[Crosstab, ...], item: str) -> Crosstab:
    return next(one for one in found if one.item == item)


def test_who_agrees_is_counted_in_each_group(four: Snapshot) -> None:
    found = only(crosstabs(with_attributes(four, {"A": "l", "B": "l", "C": "p", "D": "p"}), "sex"), "p1")

    assert found.columns == ("agree", "disagree")
    assert [(group.value, group.n, group.counts) for group in found.groups] == [("l", 2, (2, 0)), ("p", 2, (0, 2))]
    assert (found.test.method, found.test.p, found.without) == ("fisher", pytest.approx(1 / 3), 0)


def test_answers_are_crossed_where_the_scale_does_not_say_which_agree(
    snap: Snap, person: MakePerson, make_item: Callable[..., Item]
) -> None:
    people = {"A": person({"m": "rekan"}), "B": person({"m": "facebook"})}
    snapshot = snap(people, items=[make_item("m", "single", "sources")])
    found = only(crosstabs(with_attributes(snapshot, {"A": "l", "B": "p"}), "sex"), "m")

    assert found.columns == ("facebook", "instagram", "rekan")
    assert [group.counts for group in found.groups] == [(0, 0, 1), (1, 0, 0)]


def test_who_lacks_the_attribute_is_counted_and_left_out(four: Snapshot) -> None:
    found = only(crosstabs(with_attributes(four, {"A": "l", "C": "p"}), "sex"), "p1")

    assert (found.without, [group.n for group in found.groups]) == (2, [1, 1])


def test_of_several_values_the_last_holds(four: Snapshot) -> None:
    twice = with_attributes(with_attributes(four, {"A": "l", "B": "p"}), {"A": "p"})

    assert [group.value for group in only(crosstabs(twice, "sex"), "p1").groups] == ["p"]
    assert only(crosstabs(twice, "sex"), "p1").test.why.code == "one_group"


def test_of_several_values_the_one_with_the_last_day_holds_wherever_its_row_stands(four: Snapshot) -> None:
    days = {"moved": date(2023, 9, 1), "came": date(2023, 1, 1), "": None}
    rows = tuple(Attribute(participant="A", key="ward", value=value, on=on) for value, on in days.items())
    unnamed = Attribute(participant="A", key="ward", value="unknown")

    assert values_of(replace(four, attributes=(*rows, unnamed)), "ward") == {"A": "moved"}


def test_an_attribute_that_parts_everyone_is_refused_with_the_reason(snap: Snap, person: MakePerson) -> None:
    people = {f"P{at:02}": person({"p1": "5" if at % 2 else "1"}) for at in range(11)}
    found = only(crosstabs(with_attributes(snap(people), {name: name for name in people}, "age"), "age"), "p1")

    assert (found.test.p, found.test.why.code, found.test.why.params["groups"]) == (None, "many_groups", 11)


def test_p_is_adjusted_over_the_items_that_have_one(snap: Snap, person: MakePerson) -> None:
    people = {name: person({"p1": one, "p2": one, "p3": "5"}) for name, one in zip("ABCDEF", "555111", strict=True)}
    found = crosstabs(with_attributes(snap(people), dict(zip("ABCDEF", "lllppp", strict=True))), "sex")

    assert only(found, "p1").p_adjusted == pytest.approx(2 * only(found, "p1").test.p)
    assert (only(found, "p3").test.why.code, only(found, "p3").p_adjusted) == ("one_answer", None)


def test_an_attribute_that_nobody_has_is_refused_with_those_there_are(four: Snapshot) -> None:
    with pytest.raises(UsageError) as caught:
        crosstabs(with_attributes(four, {"A": "l"}), "sexx")

    assert caught.value.problem.code == "command.unknown_attribute"
    assert caught.value.problem.params["allowed"] == "sex"


def test_facts_of_the_table_of_participants_count_as_attributes(four: Snapshot) -> None:
    people = tuple(replace(one, role="dokter" if one.id < "C" else "bidan") for one in four.people)
    snapshot = replace(four, people=people)

    assert attributes_of(snapshot) == ("role",)
    assert [group.value for group in only(crosstabs(snapshot, "role"), "p1").groups] == ["bidan", "dokter"]


def test_json_has_counts_by_answer(four: Snapshot) -> None:
    found = to_json(crosstabs(with_attributes(four, {"A": "l", "C": "p"}), "sex"), lambda why: why.code)
    p1 = next(one for one in found if one["item"] == "p1")

    assert p1["groups"][0] == {"group": "l", "n": 1, "counts": {"agree": 1, "disagree": 0}}
    assert p1["test"]["p"] == 1.0
