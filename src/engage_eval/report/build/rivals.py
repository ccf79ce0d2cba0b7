"""Rival explanations and cautions of a comparison of counts, as sentences: the same on a terminal and in the limits."""

from collections.abc import Iterator

from engage_eval.analysis.outcomes import Outcomes
from engage_eval.analysis.rivals import RIVAL, kind
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages


def sentences(found: Outcomes, say: Messages) -> Iterator[str]:
    """Yield each caution, and all rivals in one sentence where the first of them stands."""
    named = [say.reason(one) for one in found.rivals if kind(one) == RIVAL]
    for one in found.rivals:
        if kind(one) != RIVAL:
            yield say.reason(one)
        elif named:
            yield say.text(N_("Rival explanations: {rivals}."), rivals="; ".join(named))
            named = []
