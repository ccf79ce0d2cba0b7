"""Numbers that are undefined say why, with everything that the sentence needs."""

import pytest

from engage_eval.core.catalogue.reasons import REASONS
from engage_eval.core.estimate import undefined
from engage_eval.core.messages import messages
from engage_eval.stats.paired import cohen_dz


@pytest.mark.parametrize("language", ["id", "en"])
def test_too_few_values_are_told_with_their_number(language: str) -> None:
    why = cohen_dz([3.0]).why

    assert why is not None
    assert "n = 1" in messages(language).reason(why)


def test_the_reason_knows_n() -> None:
    found = undefined("few", method="t", n=2, least=3)

    assert found.n == 2
    assert found.why is not None
    assert REASONS["few"].format_map(found.why.params)
