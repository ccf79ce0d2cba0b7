"""Content validity against the table of Polit, Beck & Owen (2007), statsmodels and scipy."""

import pytest

from engage_eval.stats.validity import aiken_v, chance_agreement, content_validity, modified_kappa

# Polit, Beck & Owen (2007), Research in Nursing & Health 30, 459-467, table of modified kappa, from its reprints:
# experts, of them relevant, I-CVI, p_c, kappa*. One row was computed from rounded figures (see below).
PUBLISHED = [
    (3, 3, 1.00, 0.125, 1.00),
    (3, 2, 0.67, 0.375, 0.47),
    (4, 4, 1.00, 0.063, 1.00),
    (4, 3, 0.75, 0.250, 0.67),
    (5, 5, 1.00, 0.031, 1.00),
    (5, 4, 0.80, 0.156, 0.76),
    (6, 5, 0.83, 0.094, 0.81),
    (7, 6, 0.86, 0.055, 0.85),
    (8, 7, 0.88, 0.031, 0.87),
    (8, 6, 0.75, 0.109, 0.72),
    (9, 8, 0.89, 0.018, 0.89),
    (9, 7, 0.78, 0.070, 0.76),
]


@pytest.mark.parametrize(("experts", "relevant", "share", "chance", "kappa"), PUBLISHED)
def test_published_modified_kappa(experts: int, relevant: int, share: float, chance: float, kappa: float) -> None:
    """A half may be rounded up or down in print (0.0625 as 0.063); .81 is .812 from .83 and .094, but .816."""
    ratings = [(4,)] * relevant + [(2,)] * (experts - relevant)
    item = content_validity(ratings, ["a"], low=1, high=4).items[0]

    assert item.i_cvi.value == pytest.approx(share, abs=0.0051)
    assert item.chance == pytest.approx(chance, abs=0.00051)
    if (experts, relevant) == (6, 5):
        assert round((share - chance) / (1 - chance), 2) == kappa
        assert round(item.modified_kappa.value, 3) == 0.816
    else:
        assert item.modified_kappa.value == pytest.approx(kappa, abs=0.0051)


@pytest.mark.parametrize("experts", [1, 2, 7, 40])
def test_chance_is_the_binomial_with_a_half(experts: int) -> None:
    from scipy.stats import binom

    for count in range(experts + 1):
        assert chance_agreement(count, experts) == pytest.approx(binom(experts, 0.5).pmf(count))


@pytest.mark.parametrize("ratings", [[5, 5, 4, 4], [1, 2, 1], [3, 3, 3, 3, 3], [5] * 6, [1] * 3, [1, 5]])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_interval_of_v_is_wilsons_for_nk_trials(ratings: list[int], level: float) -> None:
    """V is the share of n k steps that were climbed; statsmodels has the score interval of a share."""
    from statsmodels.stats.proportion import proportion_confint

    found = aiken_v(ratings, 1, 5, level)
    steps = 4 * len(ratings)
    low, high = proportion_confint(sum(ratings) - len(ratings), steps, alpha=1 - level, method="wilson")

    assert found.value == pytest.approx((sum(ratings) - len(ratings)) / steps)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_v_by_hand() -> None:
    """Aiken's S = sum of (rating - lowest) = 4 + 4 + 3 + 3 + 2 = 16 of n (c - 1) = 5 * 4 = 20."""
    assert aiken_v([5, 5, 4, 4, 3], 1, 5).value == pytest.approx(16 / 20)


def test_average_by_hand() -> None:
    """Lynn's rule counts 3 and 4 of four: 3/3, 2/3 and 1/3 have the mean 2/3."""
    found = content_validity([(4, 3, 1), (3, 4, 2), (4, 2, 3)], ["a", "b", "c"], low=1, high=4)

    assert found.s_cvi_ave.value == pytest.approx(2 / 3)
    assert [round(one.modified_kappa.value, 2) for one in found.items] == [1.0, 0.47, -0.07]
    assert modified_kappa(1, 3).value == pytest.approx((1 / 3 - 3 / 8) / (5 / 8))
