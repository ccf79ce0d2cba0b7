"""What the report says of the experts' panel, in its part on the questionnaire."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Number, Runs
from engage_eval.report.build.context import Context
from engage_eval.report.panel_claims import too_low
from engage_eval.report.prose import listed
from engage_eval.report.references import cite


def panel_sentences(context: Context) -> Iterator[Runs]:
    """Yield the result of the panel, or that none is recorded."""
    say, found = context.prose.text, context.results.panel
    if found is None:
        yield say(N_("No judgement of the content validity of the questionnaire by a panel of experts is recorded."))
        return
    yield say(
        N_(
            "{experts} experts judged the relevance of {items} items from 1 (not relevant) to 4 (highly "
            "relevant) {cite}."
        ),
        experts=Number("validity.experts", "count"),
        items=Number("validity.i_cvi", "n", "count"),
        cite=cite("aiken_1985", "lynn_1986"),
    )
    yield say(
        N_("The content validity index of the items ranges from {low} to {high}, Aiken's V from {least} to {most}."),
        low=Number("validity.i_cvi", "low", "decimal2"),
        high=Number("validity.i_cvi", "high", "decimal2"),
        least=Number("validity.aiken_v", "low", "decimal2"),
        most=Number("validity.aiken_v", "high", "decimal2"),
    )
    yield say(
        N_(
            "On average over the items (S-CVI/Ave) it is {mean}; {enough} of {n} items reach what is asked for with "
            "that many experts."
        ),
        mean=Number("validity.s_cvi", "value", "decimal2"),
        enough=Number("validity.enough.items", "count"),
        n=Number("validity.enough.items", "n", "count"),
    )
    low = too_low(found)
    if low:
        yield say(N_("Below it lie: {items}."), items=listed([f"“{item}”" for item in low], context.speech))
