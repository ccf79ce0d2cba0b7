"""Monthly counts as a series around the start: which months and facilities count, and what the model says of them."""

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.analysis.outcomes import Outcomes, outcomes, to_json
from engage_eval.analysis.series import Series, series
from engage_eval.model.outcome import Outcome
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Compare

START = date(2023, 1, 1)
YEARS = Compare(measure="visits", before="2022", after="2023")


def months(facility: str, first: tuple[int, int], counts: Iterable[int], kind: str = "observed") -> list[Outcome]:
    year, month = first
    return [
        Outcome(
            facility=facility,
            period=f"{year + (month - 1 + place) // 12}-{(month - 1 + place) % 12 + 1:02d}",
            measure="visits",
            count=count,
            kind=kind,
        )
        for place, count in enumerate(counts)
    ]


def read(rows: list[Outcome], began: date | None = START) -> tuple[Series | None, str]:
    by_facility: dict[str, list[Outcome]] = {}
    for one in rows:
        by_facility.setdefault(one.facility, []).append(one)
    found, why = series(by_facility, began, {name: name for name in by_facility})
    return found, why.code if why else ""


def test_jump_and_change_of_trend_are_found_again() -> None:
    before = [100 + 2 * n + n % 2 for n in range(12)]
    after = [154 + 5 * n + n % 2 for n in range(12)]

    found, _ = read(months("A", (2022, 1), [*before, *after]))

    assert (found.start, found.whole_start) == ("2023-01", True)
    assert (found.counts.months_before, found.counts.months_after) == (12, 12)
    # Without the wobble: the trend before leads to 124 in January 2023, where 154 were counted; 5 a month, not 2.
    assert found.counts.level.value == pytest.approx(30, abs=0.5)
    assert found.counts.slope.value == pytest.approx(3, abs=0.1)
    assert found.counts.trend_before.value == pytest.approx(2, abs=0.1)
    assert found.ratio.level.value == pytest.approx(154 / 124, abs=0.05)


def test_month_in_which_sending_began_counts_as_after() -> None:
    rows = months("A", (2022, 1), range(100, 125))

    found, _ = read(rows, date(2023, 1, 16))

    assert (found.start, found.whole_start, found.counts.months_after) == ("2023-01", False, 13)


def test_facilities_without_twelve_months_on_each_side_are_left_out_by_name() -> None:
    rows = months("A", (2022, 1), [10] * 24) + months("B", (2022, 2), [10] * 23) + months("C", (2022, 1), [10] * 23)

    found, _ = read(rows)

    assert (found.facilities, found.left_out) == (("A",), ("B", "C"))


def test_series_covers_the_months_that_all_its_facilities_have() -> None:
    rows = months("A", (2021, 1), [10] * 36) + months("B", (2021, 7), [1] * 32)

    found, _ = read(rows)

    assert (found.months[0][0], found.months[-1][0]) == ("2021-07", "2023-12")
    assert len(found.months) == 30
    assert {count for _, count in found.months} == {11}


def test_projected_month_is_a_gap() -> None:
    rows = months("A", (2022, 1), [10] * 24)
    rows[20] = Outcome(facility="A", period="2023-09", measure="visits", count=10, kind="projected")

    found, why = read(rows)

    assert (found, why) == (None, "short_series")


@pytest.mark.parametrize(
    ("rows", "began", "why"),
    [
        ([], START, "no_monthly"),
        ([Outcome(facility="A", period="2022", measure="visits", count=9, kind="observed")], START, "no_monthly"),
        (months("A", (2022, 1), [5] * 24), None, "no_start"),
        (months("A", (2022, 1), [5] * 23), START, "short_series"),
        (months("A", (2022, 1), [5] * 24), date(2030, 1, 1), "short_series"),
    ],
)
def test_reason_says_why_there_is_no_series(rows: list[Outcome], began: date | None, why: str) -> None:
    assert read(rows, began) == (None, why)


def test_short_series_tells_the_months_of_the_facility_that_has_most() -> None:
    _, why = series({"A": months("A", (2022, 3), [5] * 20)}, START, {"A": "A"})

    assert why.params == {"before": 10, "after": 10, "least": 12}


def test_zero_counts_give_a_level_but_no_ratio() -> None:
    found, _ = read(months("A", (2022, 1), [0] * 12 + [7, 8, 9] * 4))

    assert found.counts.level.value is not None
    assert (found.ratio.level.value, found.ratio.why.code) == (None, "zero")


def test_counts_that_never_change_have_no_jump_and_no_interval() -> None:
    found, _ = read(months("A", (2022, 1), [10] * 24))

    assert (found.counts.level.value, found.ratio.level.value) == (pytest.approx(0), pytest.approx(1))
    assert {found.counts.level.why.code, found.ratio.level.why.code} == {"on_the_line"}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 5000), min_size=12, max_size=20), st.lists(st.integers(0, 5000), min_size=12, max_size=20)
)
def test_line_is_the_least_squares_line(before: list[int], after: list[int]) -> None:
    first = 2023 * 12 - len(before)
    rows = months("A", (first // 12, first % 12 + 1), [*before, *after])
    found, _ = read(rows)

    t = np.arange(len(rows), dtype=float)
    come = (t >= len(before)).astype(float)
    design = np.column_stack([np.ones_like(t), t, come, come * (t - len(before))])
    wanted = design @ np.linalg.lstsq(design, np.array([*before, *after], dtype=float), rcond=None)[0]

    assert found.fitted == pytest.approx(wanted, abs=1e-6 * max(1, *before, *after))
    assert len(found.expected) == len(after)
    assert found.expected[0] + found.counts.level.value == pytest.approx(found.fitted[len(before)], abs=1e-6)


def found_in(snap: Callable[..., Snapshot], rows: list[Outcome], **study: object) -> Outcomes:
    return outcomes(snap({}, outcomes=rows, compare=YEARS, **study))


def test_masked_names_reach_the_series(snap: Callable[..., Snapshot]) -> None:
    rows = months("Alpha", (2022, 1), [10] * 24) + months("Beta", (2022, 1), [20] * 24)
    rows += months("Gamma", (2022, 1), [5] * 20)

    result = found_in(snap, rows, mask_facilities=True, intervention_start=START)

    assert (result.segmented.facilities, result.segmented.left_out) == (("F01", "F02"), ("F03",))


def test_series_needs_no_comparison_of_years(snap: Callable[..., Snapshot]) -> None:
    rows = months("A", (2022, 7), [10, 12, 11] * 8)

    result = outcomes(snap({}, outcomes=rows, intervention_start=date(2023, 7, 1)))

    assert (result.facilities, len(result.segmented.months)) == ((), 24)
    assert result.rivals


def test_json_of_the_series_names_every_month(snap: Callable[..., Snapshot]) -> None:
    rows = months("A", (2022, 1), [10, 13] * 12)

    result = to_json(found_in(snap, rows, intervention_start=START), lambda why: why.code)

    assert result["segmented_why"] is None
    assert result["segmented"]["months"][0] == {"month": "2022-01", "count": 10}
    assert {type(one["count"]) for one in result["segmented"]["months"]} == {int}
    assert type(result["segmented"]["level"]["value"]) is float
