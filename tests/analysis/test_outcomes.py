"""Counts before and after, annual and monthly, with and without projected months."""

from collections.abc import Callable, Collection, Iterable

import pytest

from engage_eval.analysis.outcomes import Outcomes, outcomes, to_json
from engage_eval.model.outcome import Outcome
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Compare

YEARS = Compare(measure="visits", before="2022", after="2023")


def row(
    facility: str,
    period: str,
    count: int,
    kind: str = "observed",
    measure: str = "visits",
    members: int | None = None,
) -> Outcome:
    return Outcome(
        facility=facility, period=period, measure=measure, count=count, kind=kind, registered_members=members
    )


def months(facility: str, year: int, counts: Iterable[int], projected: Collection[int] = ()) -> list[Outcome]:
    return [
        row(facility, f"{year}-{n:02d}", count, "projected" if n in projected else "observed")
        for n, count in enumerate(counts, start=1)
    ]


def found(snap: Callable[..., Snapshot], rows: list[Outcome], compare: Compare = YEARS, **study: object) -> Outcomes:
    return outcomes(snap({}, outcomes=rows, compare=compare, **study))


def test_facilities_need_a_count_in_both_periods(snap: Callable[..., Snapshot]) -> None:
    rows = [row("A", "2022", 100), row("A", "2023", 150), row("B", "2022", 80), row("C", "2023", 5)]
    result = found(snap, [*rows, row("A", "2023", 9, measure="patients")])
    assert [(one.facility, one.before, one.after, one.change) for one in result.facilities] == [("A", 100, 150, 0.5)]
    assert result.left_out == ("B", "C")


def test_months_are_summed_within_the_year(snap: Callable[..., Snapshot]) -> None:
    rows = months("A", 2022, [10] * 12) + months("A", 2023, [12] * 12)
    one = found(snap, rows).facilities[0]
    assert (one.before, one.after, one.months, one.kind) == (120, 144, 12, "observed")


def test_only_months_that_both_years_have_are_compared(snap: Callable[..., Snapshot]) -> None:
    rows = months("A", 2022, range(1, 13)) + months("A", 2023, [5, 5, 5])
    one = found(snap, rows).facilities[0]
    assert (one.before, one.after, one.months) == (6, 15, 3)


def test_annual_count_is_compared_with_twelve_months_but_not_with_fewer(snap: Callable[..., Snapshot]) -> None:
    whole = [row("A", "2022", 100), *months("A", 2023, [10] * 12)]
    part = [row("B", "2022", 100), *months("B", 2023, [10] * 11)]
    result = found(snap, whole + part)
    assert [(one.facility, one.after, one.months) for one in result.facilities] == [("A", 120, None)]
    assert result.left_out == ("B",)


def test_annual_count_stands_where_months_are_there_too(snap: Callable[..., Snapshot]) -> None:
    rows = [row("A", "2022", 100), row("A", "2023", 130), *months("A", 2023, [1] * 12)]
    assert found(snap, rows).facilities[0].after == 130


def test_without_projected_months_the_same_months_leave_both_years(snap: Callable[..., Snapshot]) -> None:
    rows = months("A", 2022, [10] * 10 + [100, 100]) + months("A", 2023, [12] * 10 + [500, 500], projected=(11, 12))
    result = found(snap, rows)
    assert result.projected_periods == ("2023-11", "2023-12")
    assert result.facilities[0].kind == "partly_projected"
    without = result.excluding_projected
    assert (without.months, without.facilities[0].before, without.facilities[0].after) == (("11", "12"), 100, 120)
    assert without.paired.ratio_of_totals.value == pytest.approx(1.2)


def test_month_projected_in_one_facility_is_dropped_in_all(snap: Callable[..., Snapshot]) -> None:
    rows = months("A", 2022, [10] * 12) + months("A", 2023, [10] * 12, projected=(12,))
    rows += months("B", 2022, [20] * 12) + months("B", 2023, [20] * 12)
    without = found(snap, rows).excluding_projected
    assert [(one.facility, one.before) for one in without.facilities] == [("B", 220), ("A", 110)]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row("A", "2022", 1), row("A", "2023", 2, "partly_projected")], "annual_only"),
        ([row("A", "2022", 1), row("A", "2023", 2)], "no_projected"),
        ([], "no_pairs"),
        (months("A", 2022, [1] * 12) + months("A", 2023, [1] * 12, projected=range(1, 13)), "annual_only"),
    ],
)
def test_reason_says_why_there_is_no_result_without_projection(
    snap: Callable[..., Snapshot], rows: list[Outcome], why: str
) -> None:
    result = found(snap, rows)
    assert (result.excluding_projected, result.excluding_why.code) == (None, why)


def test_observed_annual_counts_stay_and_projected_ones_are_left_out_by_name(snap: Callable[..., Snapshot]) -> None:
    rows = [
        row("Big", "2022", 1000),
        row("Big", "2023", 2000),
        row("Gone", "2022", 50),
        row("Gone", "2023", 90, "projected"),
    ]
    rows += months("Small", 2022, [10] * 12) + months("Small", 2023, [10] * 12, projected=(12,))
    result = found(snap, rows)
    without = result.excluding_projected
    assert [(one.facility, one.before, one.after) for one in without.facilities] == [
        ("Big", 1000, 2000),
        ("Small", 110, 110),
    ]
    assert (without.months, without.left_out, without.pairs, without.paired.pairs) == (("12",), ("Gone",), 2, 2)


def test_observed_months_stay_whole_beside_a_projected_annual_count(snap: Callable[..., Snapshot]) -> None:
    rows = [row("A", "2022", 1), row("A", "2023", 2, "projected")]
    rows += months("B", 2022, [1] * 12) + months("B", 2023, [1] * 12)
    without = found(snap, rows, mask_facilities=True).excluding_projected
    assert ([one.before for one in without.facilities], without.months, without.left_out) == ([12], (), ("F02",))


def test_each_side_says_whether_it_is_projected(snap: Callable[..., Snapshot]) -> None:
    rows = [row("A", "2022", 10, "projected"), row("A", "2023", 12)]
    rows += months("B", 2022, [1] * 12) + months("B", 2023, [1] * 12, projected=(12,))
    sides = {one.facility: (one.kind_before, one.kind_after, one.kind) for one in found(snap, rows).facilities}
    assert sides == {
        "A": ("projected", "observed", "partly_projected"),
        "B": ("observed", "partly_projected", "partly_projected"),
    }


def test_single_months_can_be_compared(snap: Callable[..., Snapshot]) -> None:
    compare = Compare(measure="visits", before="2022-05", after="2023-05")
    result = found(snap, [*months("A", 2022, range(1, 13)), *months("A", 2023, range(2, 14))], compare)
    assert (result.facilities[0].before, result.facilities[0].after) == (5, 6)


def test_masked_names_follow_the_count_before_and_reach_every_part(snap: Callable[..., Snapshot]) -> None:
    rows = [row("Alpha", "2022", 10), row("Alpha", "2023", 10), row("Beta", "2022", 90), row("Beta", "2023", 99)]
    result = found(snap, [*rows, row("Gamma", "2022", 5)], mask_facilities=True)
    assert [(one.facility, one.before) for one in result.facilities] == [("F01", 90), ("F02", 10)]
    assert [name for name, _ in result.paired.leave_one_out] == ["F01", "F02"]
    assert result.left_out == ("F03",)
    assert "Alpha" not in repr(result)


def test_facility_with_nothing_before_has_no_change_and_says_why(snap: Callable[..., Snapshot]) -> None:
    result = found(snap, [row("A", "2022", 0), row("A", "2023", 4)])
    assert result.facilities[0].change is None
    assert (result.paired.ratio_of_totals.value, result.paired.mean_change.why.code) == (None, "zero")


def test_registered_members_are_kept_beside_the_counts(snap: Callable[..., Snapshot]) -> None:
    rows = [row("A", "2022", 10, members=1000), row("A", "2023", 12, members=1100)]
    one = found(snap, rows).facilities[0]
    assert (one.members_before, one.members_after) == (1000, 1100)


def test_json_has_the_keys_of_the_contract(snap: Callable[..., Snapshot]) -> None:
    keys = {
        *("pairs", "total_before", "total_after", "ratio_of_totals", "mean_change", "median_change"),
        *("geometric_mean_ratio", "wilcoxon", "hodges_lehmann", "cohen_dz", "rank_biserial"),
        *("rate_ratio_clustered", "dispersion", "leave_one_out", "measure", "projected_periods", "excluding_projected"),
        "excluding_projected_why",
        "left_out",
        *("per_member", "segmented", "segmented_why", "rivals"),
    }
    for rows in ([], [row("A", "2022", 1), row("A", "2023", 2, "projected")]):
        result = to_json(found(snap, rows), lambda why: why.code)
        assert set(result) == keys
        assert set(result["wilcoxon"]) == {"statistic", "p"}
        assert result["excluding_projected"] is None
        assert result["segmented"] is None
        assert set(result["per_member"]) == {"facilities", "left_out", "before", "after", "ratio"}
    assert result["segmented_why"] == {"code": "no_monthly", "message": "no_monthly"}
    assert {one["kind"] for one in result["rivals"]} == {"rival", "caution"}
    assert result["excluding_projected_why"] == {"code": "annual_only", "message": "annual_only"}
