"""How numbers were computed, in sentences that cite their sources; only what this report holds."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Heading, Paragraph, Runs
from engage_eval.report.build.context import Context
from engage_eval.report.build.fit import fit_methods
from engage_eval.report.build.software import software
from engage_eval.report.prose import joined
from engage_eval.report.references import cite


def analysis(context: Context) -> Iterator[Block]:
    """Yield the paragraphs on the analysis, the software last."""
    yield Heading(2, context.words(N_("Analysis")))
    parts = (_shares(context), fit_methods(context), _recruitment(context), _counts(context), (software(context),))
    for part in parts:
        sentences = list(part)
        if sentences:
            yield Paragraph(joined(sentences))


def _shares(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    if context.study.intervals != "hidden":
        yield say(
            N_(
                "Shares are given with 95% Wilson intervals {wilson}, the headline also with the exact interval "
                "{exact}."
            ),
            wilson=cite("wilson_1927"),
            exact=cite("clopper_1934"),
        )
        yield say(
            N_("These intervals describe the uncertainty if respondents had been drawn at random; this sample was not.")
        )
    yield say(
        N_(
            "Where a headline answer is missing for someone eligible, bounds show the share if all of them had "
            "disagreed and if all had agreed."
        )
    )


def _recruitment(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    if any(rate.value is not None for rate in context.results.dispositions.aapor.values()):
        yield say(
            N_("Outcome rates follow the Standard Definitions {source}; they describe who took part and nothing more."),
            source=cite("aapor_2023"),
        )
    if context.results.recruitment.rds.rds_i:
        yield say(
            N_(
                "Population shares are estimated from who recruited whom {rds_i} and from network sizes {rds_ii}, as "
                "methods of respondent-driven sampling do {rds}."
            ),
            rds_i=cite("salganik_2004"),
            rds_ii=cite("volz_2008"),
            rds=cite("heckathorn_1997"),
        )


def _counts(context: Context) -> Iterator[Runs]:
    found, say = context.results.outcomes, context.prose.text
    if not found.facilities:
        return
    yield say(
        N_(
            "Counts before and after are compared as a ratio of totals, with an interval clustered by facility, and "
            "facility by facility with the exact Wilcoxon signed-rank test {wilcoxon} and the Hodges-Lehmann shift "
            "{hodges}."
        ),
        wilcoxon=cite("wilcoxon_1945"),
        hodges=cite("hodges_1963"),
    )
    if found.per_member.known:
        yield say(N_("Where registered members are known, counts per member are compared in the same way."))
    if found.segmented is not None:
        yield say(
            N_(
                "In the monthly counts a segmented regression estimates the jump and the change of the trend at the "
                "start of sending, with standard errors that allow for the dependence of months {source}; a "
                "quasi-Poisson model gives both as ratios."
            ),
            source=cite("newey_1987"),
        )
