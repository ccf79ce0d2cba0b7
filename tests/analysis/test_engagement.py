"""Engagement item by item, and what became of the broadcasts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from statsmodels.stats.proportion import proportion_confint

from engage_eval.analysis.broadcasts import broadcasts
from engage_eval.analysis.engagement import Engagement, engagement, to_json
from engage_eval.analysis.responses import responses
from engage_eval.model.outcome import Broadcast
from engage_eval.model.snapshot import Snapshot

Snap = Callable[..., Snapshot]
Make = Callable[..., Any]


def found(snapshot: Snapshot) -> Engagement:
    return engagement(snapshot, responses(snapshot))


def answered(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "events": [("contacted", 1), ("eligible", 2)],
        "consent": [("given", 2)],
        "interviews": [{"answers": given}],
    }


def test_items_stand_by_role_whatever_their_order_in_the_questionnaire(snap: Snap, make_item: Make) -> None:
    items = [
        make_item("niat", role="intention"),
        make_item("percaya", role="relational"),
        make_item("putusan", "single", "yesno", role="verdict"),
        make_item("baca", "single", "yesno", role="behaviour"),
        make_item("bebas"),
    ]

    result = found(snap({"P1": answered(niat="5")}, items=items))

    assert [(one.item, one.role) for one in result.items] == [
        ("baca", "behaviour"),
        ("percaya", "relational"),
        ("niat", "intention"),
    ]


def test_every_choice_has_its_share_with_wilson_s_interval(snap: Snap, make_item: Make) -> None:
    people = {f"P{n}": answered(baca="ya" if n < 3 else "tidak") for n in range(8)}

    (one,) = found(snap(people, items=[make_item("baca", "single", "yesno", role="behaviour")])).items

    assert [(choice.level, choice.count, choice.share.value) for choice in one.choices] == [
        ("ya", 3, 0.375),
        ("tidak", 5, 0.625),
    ]
    wanted = proportion_confint(5, 8, method="wilson")
    assert (one.choices[1].share.low, one.choices[1].share.high) == pytest.approx(wanted)
    assert (one.how, one.counted, one.count, one.share) == ("agree", ("ya",), 3, one.choices[0].share)
    assert one.who == ("P0", "P1", "P2")


def test_behaviour_on_a_scale_that_names_no_agreement_counts_all_above_the_lowest(snap: Snap, make_item: Make) -> None:
    people = {"P1": answered(balas="1"), "P2": answered(balas="2"), "P3": answered(balas="5"), "P4": answered()}
    base = snap(people, items=[make_item("balas", role="behaviour"), make_item("dekat", role="relational")])
    kit = base.instruments[0]
    scales = {key: replace(one, agree=frozenset()) for key, one in kit.scales.items()}
    snapshot = replace(base, instruments=(replace(kit, scales=scales),))

    behaviour, relational = found(snapshot).items

    assert (behaviour.how, behaviour.counted, behaviour.count) == ("above_lowest", ("2", "3", "4", "5"), 2)
    assert behaviour.share.value == pytest.approx(2 / 3)
    assert behaviour.who == ("P2", "P3")
    assert (relational.how, relational.count, relational.share.value, relational.share.why.code) == (
        "",
        None,
        None,
        "no_agree",
    )


def test_number_has_a_median_and_no_share(snap: Snap, make_item: Make) -> None:
    people = {"P1": answered(berapa=4.0), "P2": answered(berapa=9.0)}

    (one,) = found(snap(people, items=[make_item("berapa", "number", "", role="behaviour")])).items

    assert (one.median, one.count, one.share.value, one.choices) == (6.5, None, None, ())


def test_missing_answers_are_named_and_not_counted(snap: Snap, make_item: Make) -> None:
    people = {"P1": answered(baca="ya"), "P2": answered(baca=".na"), "P3": answered(baca=".skip")}

    (one,) = found(snap(people, items=[make_item("baca", "single", "yesno", role="behaviour")])).items

    assert (one.n, one.missing, one.share.value) == (1, (("skip", 1), ("na", 1)), 1.0)


def test_items_of_a_role_are_those_that_someone_was_asked(snap: Snap, make_item: Make) -> None:
    items = [
        make_item("baca", "single", "yesno", role="behaviour"),
        make_item("niat", role="intention"),
        make_item("percaya", role="relational"),
    ]

    result = found(snap({"P1": answered(baca="ya", niat=".na")}, items=items))

    assert [[one.item for one in result.of(role)] for role in ("behaviour", "intention")] == [["baca"], ["niat"]]


def test_nobody_asked_leaves_no_item_and_no_share(snap: Snap, make_item: Make) -> None:
    result = found(snap({}, items=[make_item("baca", "single", "yesno", role="behaviour")]))

    assert (result.of("behaviour"), result.items[0].share.why.code) == ((), "empty")


def sent(day: int, *counts: int | None, month: int = 7) -> Broadcast:
    names = ("recipients", "delivered", "read", "replied")
    return Broadcast(on=date(2023, month, day), topic="t", **dict(zip(names, counts, strict=False)))


def test_broadcasts_are_summed_in_all_and_by_month() -> None:
    result = broadcasts([sent(3, 50, 40, 20, 4, month=8), sent(3, 50, 40, 30, 2), sent(10, 60, 40, 10, 4)])

    assert [(one.month, one.sent, one.recipients, one.replied) for one in (result.total, *result.months)] == [
        ("", 3, 160, 10),
        ("2023-07", 2, 110, 6),
        ("2023-08", 1, 50, 4),
    ]
    rates = {name: (rate.value, rate.n) for name, rate in result.total.rates}
    assert rates == {"delivered": (120 / 160, 160), "read": (60 / 120, 120), "replied": (10 / 120, 120)}
    assert (result.missing, result.partly) == ((), ())


def test_rate_of_broadcasts_has_no_interval_and_says_why() -> None:
    rate = broadcasts([sent(3, 50, 40)]).total.rate("delivered")

    assert (rate.low, rate.high, rate.why.code) == (None, None, "same_people")


def test_missing_columns_are_named_and_a_rate_rests_on_rows_that_give_both() -> None:
    result = broadcasts([sent(3, 50, 40, 20), sent(10, 60), sent(17, None, 30, 15)])

    assert (result.missing, result.partly) == (("replied",), ("recipients", "delivered", "read"))
    assert (result.total.delivered, result.total.replied) == (70, None)
    assert (result.total.rate("delivered").value, result.total.rate("delivered").n) == (0.8, 50)
    assert (result.total.rate("read").value, result.total.rate("read").n) == (0.5, 70)
    assert (result.total.rate("replied").value, result.total.rate("replied").why.code) == (None, "not_given")


def test_nothing_delivered_has_no_rate_of_reading() -> None:
    assert broadcasts([sent(3, 50, 0, 0, 0)]).total.rate("read").why.code == "empty"


def test_no_broadcast_misses_no_column() -> None:
    result = broadcasts([])

    assert (result.total.sent, result.total.recipients, result.months, result.missing) == (0, None, (), ())


def test_json_never_has_a_total_score(snap: Snap, make_item: Make) -> None:
    snapshot = snap({"P1": answered(baca="ya")}, items=[make_item("baca", "single", "yesno", role="behaviour")])

    engaged = replace(found(snapshot), broadcasts=broadcasts([sent(3, 50, 40)]))

    result = to_json(engaged, "en", lambda why: why.code)

    assert set(result) == {"items", "total_score", "total_score_why", "broadcasts"}
    assert (result["total_score"], result["total_score_why"]["code"]) == (None, "not_validated")
    assert [result["broadcasts"]["total"][key] for key in ("month", "sent")] == [None, 1]
    assert [one["month"] for one in result["broadcasts"]["months"]] == ["2023-07"]
