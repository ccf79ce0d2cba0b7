"""Rival explanations and cautions: those, and only those, that fit the data."""

from collections.abc import Callable
from datetime import date

import pytest

from engage_eval.analysis.outcomes import outcomes
from engage_eval.analysis.rivals import Facts, kind, rivals
from engage_eval.core.catalogue import reason_text
from engage_eval.core.catalogue.rivals import CAUTIONS, RIVALS
from engage_eval.core.messages import messages
from engage_eval.model.outcome import Outcome
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import Compare
from engage_eval.report.build.rivals import sentences

YEARS = Compare(before="2022", after="2023")
ALWAYS = {"caution.no_control", "caution.association", "caution.selection", "rival.clinics", "rival.routing"}


def codes(compare: Compare = YEARS, began: date | None = date(2023, 1, 1), **facts: object) -> set[str]:
    return {one.code for one in rivals(Facts(compare=compare, began=began, **facts))}


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [("visits", {"caution.visits"}), ("patients", {"caution.patients"}), ("new_referrals", set())],
)
def test_what_is_no_referral_is_said(measure: str, wanted: set[str]) -> None:
    found = codes(Compare(measure=measure, before="2024", after="2025"), began=date(2025, 1, 1), by_members="all")

    assert found == ALWAYS | wanted


@pytest.mark.parametrize(
    ("by_members", "wanted"), [("none", "rival.insurance"), ("some", "rival.insurance_partly"), ("all", "")]
)
def test_growth_of_membership_is_a_rival_unless_every_member_is_counted(by_members: str, wanted: str) -> None:
    assert {one for one in codes(by_members=by_members) if "insurance" in one} == ({wanted} if wanted else set())


@pytest.mark.parametrize(("before", "there"), [("2021", True), ("2022-05", True), ("2019", False), ("2023", False)])
def test_recovery_after_the_pandemic_is_a_rival_where_the_first_period_lies_in_it(before: str, there: bool) -> None:  # noqa: FBT001
    assert ("rival.recovery" in codes(Compare(before=before, after="2024"))) is there


def test_season_is_a_rival_of_different_months_and_of_a_series() -> None:
    assert "rival.season" not in codes(Compare(before="2022-05", after="2023-05"))
    assert "rival.season" in codes(Compare(before="2022-05", after="2023-07"))
    assert "rival.season" in codes(series=True)


@pytest.mark.parametrize(
    ("began", "wanted"),
    [
        (None, "caution.no_start"),
        (date(2022, 12, 31), "caution.start_in_before"),
        (date(2020, 1, 1), "caution.start_in_before"),
        (date(2023, 1, 1), ""),
        (date(2023, 1, 2), "caution.start_in_after"),
    ],
)
def test_start_that_does_not_part_the_periods_is_said(began: date | None, wanted: str) -> None:
    assert {one for one in codes(began=began) if "start" in one} == ({wanted} if wanted else set())


def test_projection_and_series_have_their_cautions() -> None:
    assert {"caution.projection", "caution.one_series"} <= codes(projected=True, series=True)
    assert not {"caution.projection", "caution.one_series"} & codes()


def test_every_code_has_a_text_of_its_kind() -> None:
    everything = (*RIVALS, *CAUTIONS)

    assert {one.split(".")[0] for one in RIVALS} == {"rival"}
    assert {one.split(".")[0] for one in CAUTIONS} == {"caution"}
    assert [code for code in everything if not reason_text(code)] == []
    assert all(text.endswith(".") for text in CAUTIONS.values())


def row(facility: str, period: str, count: int, members: int | None = None, kind: str = "observed") -> Outcome:
    return Outcome(
        facility=facility, period=period, measure="visits", count=count, kind=kind, registered_members=members
    )


def test_comparison_carries_the_codes_that_its_data_ask_for(snap: Callable[..., Snapshot]) -> None:
    rows = [row("A", "2022", 10, 100), row("A", "2023", 12, 100, "projected"), row("B", "2022", 9), row("B", "2023", 9)]

    found = {one.code for one in outcomes(snap({}, outcomes=rows, compare=YEARS)).rivals}

    assert {"caution.projection", "caution.no_start", "rival.insurance_partly", "rival.recovery"} <= found


def test_nothing_compared_has_no_rivals(snap: Callable[..., Snapshot]) -> None:
    assert outcomes(snap({}, compare=YEARS)).rivals == ()


@pytest.mark.parametrize(("language", "head"), [("en", "Rival explanations: "), ("id", "Penjelasan lain")])
def test_rivals_stand_in_one_sentence_and_nothing_twice(
    snap: Callable[..., Snapshot], language: str, head: str
) -> None:
    found = outcomes(snap({}, outcomes=[row("A", "2022", 10), row("A", "2023", 12)], compare=YEARS))

    said = list(sentences(found, messages(language)))

    assert sum(one.startswith(head) for one in said) == 1
    assert len(said) == len(set(said)) == 1 + sum(kind(one) == "caution" for one in found.rivals)
