"""How numbers were computed, in sentences that cite their sources; only what this report holds."""

from collections.abc import Iterator

from engage_eval.analysis.engagement import ROLES
from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Heading, Number, Paragraph, Runs
from engage_eval.report.build.context import Context
from engage_eval.report.build.fit import fit_methods
from engage_eval.report.build.recruitment import is_projected
from engage_eval.report.build.software import software
from engage_eval.report.prose import joined
from engage_eval.report.references import cite


def analysis(context: Context) -> Iterator[Block]:
    """Yield the paragraphs on the analysis, the software last."""
    yield Heading(2, context.words(N_("Analysis")))
    parts = (
        _shares(context),
        _answers(context),
        fit_methods(context),
        _recruitment(context),
        _counts(context),
        (software(context),),
    )
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


def _answers(context: Context) -> Iterator[Runs]:
    found, say = context.results.responses, context.prose.text
    yield context.words(
        N_(
            "Nothing was filled in where an answer is missing: each share rests on those who answered, and their "
            "number is given."
        )
    )
    if found.rule.curve:
        yield say(
            N_(
                "Agreement with at least {k} of {j} characteristics is counted as a rule; who could still meet it, "
                "had the missing answers been given, counts as undetermined, and the result is shown for every "
                "number of characteristics."
            ),
            k=Number("responses.rule.k", "count"),
            j=Number("responses.characteristics", "count"),
        )
    if any(context.results.engagement.of(role) for role in ROLES):
        yield context.words(N_("Engagement is described item by item and not summed up in a score."))


def _recruitment(context: Context) -> Iterator[Runs]:
    say, found = context.prose.text, context.results.recruitment
    if any(result.overall.value is not None for _trait, result in found.homophily):
        yield context.words(
            N_(
                "Homophily is the number of recruitments within a group over the number to be expected if "
                "recruiting had nothing to do with the group."
            )
        )
    if any(rate.value is not None for rate in context.results.dispositions.aapor.values()):
        yield say(
            N_("Outcome rates follow the Standard Definitions {source}; they describe who took part and nothing more."),
            source=cite("aapor_2023"),
        )
    if is_projected(context):
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
    with_intervals = context.study.intervals != "hidden"
    yield say(
        N_(
            "Counts before and after are compared as a ratio of totals, with an interval clustered by facility, and "
            "facility by facility with the exact Wilcoxon signed-rank test {wilcoxon} and the Hodges-Lehmann shift "
            "{hodges}."
        )
        if with_intervals
        else N_(
            "Counts before and after are compared as a ratio of totals, and facility by facility with the exact "
            "Wilcoxon signed-rank test {wilcoxon} and the Hodges-Lehmann shift {hodges}."
        ),
        wilcoxon=cite("wilcoxon_1945"),
        hodges=cite("hodges_1963"),
    )
    yield context.words(
        N_(
            "The ratios of the facilities are summed up as a geometric mean, and the mean of their differences is "
            "also given over its standard deviation (d_z). The change of totals is repeated with each facility left "
            "out in turn."
        )
    )
    if with_intervals:
        yield context.words(N_("The interval of the geometric mean is a t interval on the logarithms."))
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
