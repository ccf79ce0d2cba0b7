"""Paired measures against the source study's counts, published examples and independent computations."""

import itertools
import math
import statistics

import pytest

from engage_eval.core.estimate import Estimate
from engage_eval.stats.mean import mean_t
from engage_eval.stats.paired import Paired, paired
from engage_eval.stats.signed_rank import hodges_lehmann, rank_biserial, wilcoxon

BEFORE = [1558, 773, 767, 415, 336, 263, 216, 206, 204, 125]
AFTER = [1891, 966, 835, 449, 549, 266, 248, 263, 324, 271]
# Hollander & Wolfe (1973), Nonparametric Statistical Methods, pp. 29-33: Hamilton depression scale factor IV of nine
# patients before and after therapy; also the example of R's help page of wilcox.test (V = 40, p = 0.03906 two-sided).
FIRST = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
SECOND = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
DEPRESSION = [one - other for one, other in zip(FIRST, SECOND, strict=True)]
# Student (1908), Biometrika 6, table of hours of sleep gained (Cushny & Peebles): difference of the two drugs.
SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]


@pytest.fixture(scope="module")
def source() -> Paired:
    return paired(BEFORE, AFTER)


def rounded(estimate: Estimate, digits: int) -> tuple[float, ...]:
    return tuple(round(number, digits) for number in (estimate.value, estimate.low, estimate.high))


def test_source_studys_changes(source: Paired) -> None:
    """Printed: means 486.3 and 606.2, +24.66%; the mean and median of the ten changes computed by hand."""
    assert (source.pairs, source.total_before / 10, source.total_after / 10) == (10, 486.3, 606.2)
    assert round(100 * (source.ratio_of_totals.value - 1), 2) == 24.66
    assert round(100 * source.mean_change.value, 2) == 34.60
    assert round(100 * source.median_change.value, 2) == 23.17


@pytest.mark.parametrize(
    ("place", "printed"),
    list(enumerate([21.37, 24.97, 8.87, 8.19, 63.39, 1.14, 14.81, 27.67, 58.82, 116.8])),
)
def test_source_studys_printed_changes_per_facility(place: int, printed: float) -> None:
    change = paired(BEFORE[place : place + 1], AFTER[place : place + 1]).mean_change.value
    assert 100 * change == pytest.approx(printed, abs=0.01)


def test_source_studys_ratios_with_intervals(source: Paired) -> None:
    assert rounded(source.geometric_mean_ratio, 3) == (1.310, 1.106, 1.552)
    assert rounded(source.rate_ratio_clustered, 3) == (1.247, 1.131, 1.374)
    assert round(source.rate_ratio_clustered.value, 4) == 1.2466


def test_source_studys_dispersion_is_that_of_the_chi_square_test(source: Paired) -> None:
    """The design's phi of 7.6; scipy's chi-square of the 10 x 2 table over its 9 degrees."""
    from scipy.stats import chi2_contingency

    table = chi2_contingency([BEFORE, AFTER], correction=False)
    assert source.dispersion.value == pytest.approx(table.statistic / table.dof)
    assert round(source.dispersion.value, 1) == 7.6


def test_source_studys_ranks(source: Paired) -> None:
    assert (source.wilcoxon.statistic, source.wilcoxon.p) == (55, 1 / 512)
    assert rounded(source.hodges_lehmann, 1) == (112.5, 44.5, 195.0)
    assert (round(source.cohen_dz.value, 3), source.rank_biserial.value) == (1.164, 1.0)


def test_source_studys_leave_one_out(source: Paired) -> None:
    ratios = [ratio.value for _, ratio in source.leave_one_out]
    assert (round(100 * (min(ratios) - 1), 1), round(100 * (max(ratios) - 1), 1)) == (21.8, 27.6)


def test_depression_scale_has_the_published_statistic_and_p() -> None:
    found = wilcoxon(DEPRESSION)
    assert (found.statistic, round(found.p, 5)) == (40, 0.03906)


def test_rank_biserial_follows_from_the_published_ranks() -> None:
    """V = 40 of 45: (40 - 5) / 45."""
    assert rank_biserial(DEPRESSION).value == pytest.approx(35 / 45)


def test_students_sleep_data_have_the_known_mean_and_interval() -> None:
    """R's t.test(sleep, paired): mean 1.58, interval 0.7001 to 2.4599, t = 4.0621 with 9 degrees."""
    found = mean_t(SLEEP)
    assert rounded(found, 4) == (1.58, 0.7001, 2.4599)
    assert found.value / (statistics.stdev(SLEEP) / math.sqrt(10)) == pytest.approx(4.0621, abs=5e-5)


@pytest.mark.parametrize("differences", [DEPRESSION, [a - b for a, b in zip(AFTER, BEFORE, strict=True)], [-2, 5, 1]])
def test_scipy_finds_the_same_exact_p_without_ties(differences: list[float]) -> None:
    """Independent computation by scipy.stats.wilcoxon."""
    from scipy.stats import wilcoxon as scipys

    assert wilcoxon(differences).p == pytest.approx(scipys(differences, method="exact").pvalue)
    greater = scipys(differences, method="exact", alternative="greater").statistic
    assert wilcoxon(differences).statistic == greater


def test_hodges_lehmann_interval_inverts_the_exact_test() -> None:
    """Independent computation: the shifts that scipy's exact test doesn't reject at 5%."""
    from scipy.stats import wilcoxon as scipys

    found, step = hodges_lehmann(DEPRESSION), 1e-6
    for bound, inwards in ((found.low, step), (found.high, -step)):
        inside = [one - bound - inwards for one in DEPRESSION]
        outside = [one - bound + inwards for one in DEPRESSION]
        assert scipys(inside, method="exact").pvalue > 0.05
        assert scipys(outside, method="exact").pvalue <= 0.05
    means = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(DEPRESSION, 2)]
    assert found.value == pytest.approx(statistics.median(means))


def test_t_interval_is_scipys() -> None:
    """Independent computation by scipy.stats.ttest_1samp."""
    from scipy.stats import ttest_1samp

    interval = ttest_1samp(SLEEP, 0).confidence_interval(0.99)
    found = mean_t(SLEEP, 0.99)
    assert (found.low, found.high) == (pytest.approx(interval.low), pytest.approx(interval.high))


def test_clustered_rate_ratio_is_the_linearised_one() -> None:
    """Independent computation: log R by numeric derivatives in the facilities' totals (delta method)."""
    step, n = 1e-4, len(BEFORE)
    pulls = []
    for place in range(n):
        weights = [1 + step * (index == place) for index in range(n)]
        tilted = math.log(
            sum(w * a for w, a in zip(weights, AFTER, strict=True))
            / sum(w * b for w, b in zip(weights, BEFORE, strict=True))
        )
        pulls.append((tilted - math.log(sum(AFTER) / sum(BEFORE))) / step)
    error = math.sqrt(n / (n - 1) * sum(pull**2 for pull in pulls))
    half = 2.262157 * error  # t with 9 degrees, 97.5%: printed tables
    found = paired(BEFORE, AFTER).rate_ratio_clustered
    assert math.log(found.high / found.low) / 2 == pytest.approx(half, rel=1e-3)


def test_dz_is_t_over_the_root_of_n() -> None:
    """Lakens (2013): d_z = t / sqrt(n); t by scipy."""
    from scipy.stats import ttest_rel

    statistic = ttest_rel(AFTER, BEFORE).statistic
    assert paired(BEFORE, AFTER).cohen_dz.value == pytest.approx(statistic / math.sqrt(10))
