"""Agreement on one code and on sets of codes: what nobody used is undefined, never 0 or 1."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.core.estimate import Estimate
from engage_eval.stats.code_agreement import (
    CodeAgreement,
    code_agreement,
    jaccard_distance,
    masi_distance,
    set_alpha,
)
from engage_eval.stats.resampling import Resampling

VALUE_ONLY = Resampling(draws=0)
TRUST, SPEED = frozenset({"trust"}), frozenset({"speed"})
BOTH, NONE = TRUST | SPEED, frozenset[str]()
SETS = st.frozensets(st.sampled_from("abcd"))


def coefficients(found: CodeAgreement) -> list[Estimate]:
    return [found.positive_agreement, found.alpha, found.kappa, found.ac1]


def test_the_four_cells_of_two_coders() -> None:
    """Both 4, one 2, other 1, neither 13: p_a = .85, Cohen's p_e = .3 x .25 + .7 x .75, AC1's 2 x .275 x .725."""
    one = [True] * 4 + [True] * 2 + [False] * 1 + [False] * 13
    other = [True] * 4 + [False] * 2 + [True] * 1 + [False] * 13
    found = code_agreement([one, other], VALUE_ONLY)

    assert (found.units, found.coders) == (20, 2)
    assert found.prevalence.value == pytest.approx(11 / 40)
    assert found.positive_agreement.value == pytest.approx(8 / 11)
    chance = 0.3 * 0.25 + 0.7 * 0.75
    assert found.kappa.value == pytest.approx((0.85 - chance) / (1 - chance))
    assert found.kappa.method == "cohen_kappa"
    chance = 2 * 0.275 * 0.725
    assert found.ac1.value == pytest.approx((0.85 - chance) / (1 - chance))


def test_three_coders_get_fleiss_kappa_and_pooled_positive_agreement() -> None:
    found = code_agreement([[True, False, False], [True, True, False], [True, False, None]], VALUE_ONLY)

    assert found.kappa.method == "fleiss_kappa"
    # Unit 1: three pairs agree on use; unit 2: two of three pairs have one use; unit 3: no use.
    assert found.positive_agreement.value == pytest.approx(2 * 3 / (2 * 3 + 2))


@pytest.mark.parametrize(
    "used",
    [
        [[False, False, False], [False, False, False]],
        [[False, False, True], [False, False, None]],
    ],
)
def test_a_code_that_nobody_used_where_two_read_has_no_agreement(used: list[list[bool | None]]) -> None:
    found = code_agreement(used)

    assert [one.value for one in coefficients(found)] == [None] * 4
    assert {one.why.code for one in coefficients(found)} == {"code_unused"}
    assert found.prevalence.value is not None


def test_a_code_used_everywhere_agrees_on_use_but_chance_is_unknown() -> None:
    found = code_agreement([[True, True], [True, True]])

    assert found.positive_agreement.value == 1
    assert {one.why.code for one in coefficients(found)[1:]} == {"one_category"}


def test_nothing_to_compare_has_its_own_reason() -> None:
    assert {one.why.code for one in coefficients(code_agreement([[True, False]]))} == {"few_coders"}
    assert {one.why.code for one in coefficients(code_agreement([[True, None], [None, True]]))} == {"no_rated_twice"}
    assert {one.why.code for one in coefficients(code_agreement([]))} == {"empty"}
    with pytest.raises(ValueError, match="each unit"):
        code_agreement([[True], [True, False]])


def test_a_rare_code_splits_kappa_and_ac1() -> None:
    """One use each, in different units of a hundred: the kappa paradox."""
    found = code_agreement([[True] + [False] * 99, [False] * 99 + [True]])

    assert found.kappa.value < 0
    assert found.ac1.value > 0.97
    assert found.positive_agreement.value == 0


def test_sets_that_are_the_same_agree_fully_and_empty_sets_count() -> None:
    sets = [TRUST, BOTH, NONE, SPEED]

    assert set_alpha([sets, sets], "masi", VALUE_ONLY).value == 1
    assert set_alpha([[NONE, TRUST], [NONE, TRUST]], "jaccard", VALUE_ONLY).value == 1
    assert set_alpha([sets, [SPEED, NONE, TRUST, NONE]], "masi", VALUE_ONLY).value < 0


def test_sets_without_any_code_are_undefined() -> None:
    assert set_alpha([[NONE, NONE], [NONE, None]]).why.code == "code_unused"
    assert set_alpha([[TRUST, TRUST], [TRUST, TRUST]]).why.code == "one_category"
    assert set_alpha([[TRUST, None], [None, BOTH]]).why.code == "no_rated_twice"


def test_an_overlap_is_nearer_than_nothing_in_common() -> None:
    near = set_alpha([[BOTH, TRUST, NONE], [TRUST, TRUST, NONE]], "masi", VALUE_ONLY).value
    far = set_alpha([[SPEED, TRUST, NONE], [TRUST, TRUST, NONE]], "masi", VALUE_ONLY).value

    assert near > far


def test_method_of_sets_names_the_distance() -> None:
    found = set_alpha([[BOTH, TRUST, NONE], [TRUST, TRUST, NONE]], "jaccard", Resampling(clusters=["A", "B", "C"]))

    assert found.method == "set_alpha jaccard bootstrap_clusters"


@given(SETS, SETS)
@settings(max_examples=60, deadline=None)
def test_distances_of_sets_are_symmetric_and_zero_only_for_the_same(one: frozenset[str], other: frozenset[str]) -> None:
    for distance in (masi_distance, jaccard_distance):
        found = distance(one, other)
        assert found == distance(other, one)
        assert 0 <= found <= 1
        assert (found == 0) == (one == other)
    assert masi_distance(one, other) >= jaccard_distance(one, other) - 1e-12


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.booleans())] * 3), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_figure_is_finite_or_has_a_reason(units: list[tuple[bool | None, ...]]) -> None:
    found = code_agreement(list(zip(*units, strict=True)), Resampling(draws=30))

    for one in (found.prevalence, *coefficients(found)):
        assert (one.value is None) <= (one.why is not None)
        assert all(number is None or math.isfinite(number) for number in (one.value, one.low, one.high))
