"""AAPOR's outcome rates from final states: which state is which kind of case."""

from collections.abc import Callable
from typing import Any

import pytest

from engage_eval.analysis.dispositions import dispositions
from engage_eval.model.snapshot import Snapshot

Snap = Callable[..., Snapshot]
NAMES = (
    *("RR1", "RR2", "RR3", "RR4", "RR5", "RR6", "COOP1", "COOP2", "COOP3", "COOP4"),
    *("REF1", "REF2", "REF3", "CON1", "CON2", "CON3"),
)


def rates(snapshot: Snapshot) -> dict[str, float | None]:
    return {name: rate.value for name, rate in dispositions(snapshot).aapor.items()}


def test_the_source_study_has_13_of_14(snap: Snap, source_study: dict[str, dict[str, Any]]) -> None:
    found = rates(snap(source_study))

    assert tuple(found) == NAMES
    assert found["RR1"] == found["RR3"] == found["RR5"] == pytest.approx(13 / 14)
    assert found["RR2"] == 1
    assert found["REF1"] == 0


def test_break_offs_count_as_study_yaml_says(snap: Snap, source_study: dict[str, dict[str, Any]]) -> None:
    found = rates(snap(source_study, break_off_as="refusal"))

    assert found["RR2"] == pytest.approx(13 / 14)
    assert found["REF1"] == pytest.approx(1 / 14)


def test_a_withdrawal_counts_as_refusal_unless_study_yaml_says_complete(
    snap: Snap, person: Callable[..., dict[str, Any]]
) -> None:
    gone = person()
    gone["consent"] = [("given", 2), ("withdrawn", 20, {"withdrawal": "erase"})]
    before_interview = {
        "events": [("contacted", 1), ("eligible", 2)],
        "consent": [("given", 2), ("withdrawn", 3, {"withdrawal": "erase"})],
    }
    people = {"P1": person(), "P2": gone, "P3": before_interview, "P4": before_interview}

    assert rates(snap(people))["RR1"] == pytest.approx(1 / 4)
    assert rates(snap(people, withdrawn_as="complete"))["RR1"] == pytest.approx(2 / 4)


def test_each_state_is_its_kind_of_case(snap: Snap, person: Callable[..., dict[str, Any]]) -> None:
    people = {
        "complete": person(),
        "partial": person(end="partial"),
        "declined": {"events": [("contacted", 1), ("declined", 2)]},
        "consented": {"events": [("eligible", 1)], "consent": [("given", 2)]},
        "eligible, then not reached": {"events": [("eligible", 1), ("unreachable", 2)]},
        "another such": {"events": [("eligible", 1), ("unreachable", 2)]},
        "not reached": {"events": [("unreachable", 2)]},
        "not contacted": {},
        "eligible, pending": {"events": [("eligible", 1)]},
        "contacted": {"events": [("contacted", 1)]},
        "contacted too": {"events": [("contacted", 1)]},
        "not eligible": {"events": [("ineligible", 1, "no_number")]},
    }
    found = rates(snap({f"P{number}": one for number, one in enumerate(people.values())}))

    # I 1, P 1, R 1, NC 3, O 1, UH 2, UO 2: eleven cases, of which seven are eligible or taken for it. No two kinds
    # that only the screening tells apart (NC and UH, O and UO) are of one number.
    assert found["RR1"] == pytest.approx(1 / 11)
    assert found["RR2"] == pytest.approx(2 / 11)
    assert found["RR5"] == pytest.approx(1 / 7)
    # Screened: 6 eligible (two interviewed, one consented, two not reached, one pending) and 1 not: e = 6/7.
    assert found["RR3"] == pytest.approx(1 / (7 + 6 / 7 * 4))
    assert found["COOP1"] == pytest.approx(1 / 4)
    assert found["COOP3"] == pytest.approx(1 / 3)
    assert found["REF1"] == pytest.approx(1 / 11)
    assert found["CON1"] == pytest.approx(4 / 11)
    assert found["CON3"] == pytest.approx(4 / 7)


def test_without_cases_each_rate_is_undefined(snap: Snap) -> None:
    found = dispositions(snap({}))

    assert tuple(found.aapor) == NAMES
    assert {rate.value for rate in found.aapor.values()} == {None}
    assert {rate.why.code for rate in found.aapor.values() if rate.why} <= {"zero_cases", "no_eligibility"}
