"""Task-Technology Fit: the scores in sentences, what is refused and why; tables and figure stand in `fit_tables`."""

from collections.abc import Iterator

from engage_eval.analysis.fit import LEAST_TO_EXPLAIN, Fit
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate, Reason
from engage_eval.report.blocks import Block, Heading, Number, Paragraph, Ref, Runs
from engage_eval.report.build.context import Context
from engage_eval.report.build.fit_tables import FIGURE, PLACES, TABLE, figure, named, places, table
from engage_eval.report.prose import joined, listed
from engage_eval.report.references import cite

SHAPES = ("decimal1", "interval_decimal1")  # how a score from 0 to 100 is written


def fit(context: Context) -> Iterator[Block]:
    """Yield the section on fit; nothing where nobody rated a characteristic."""
    found = context.results.fit
    if not _rated(found):
        return
    yield Heading(2, context.words(N_("Task-Technology Fit")))
    yield Paragraph(joined(_scores(context)))
    yield table(context)
    if found.weighs:
        yield Paragraph(joined(_match(context)))
        yield Paragraph(joined(_places(context)))
        if any(one.grand.quadrant or one.midpoint.quadrant for one in found.characteristics):
            yield places(context)
            yield figure(context)
    yield Paragraph(joined(_trust(context)))


def fit_methods(context: Context) -> Iterator[Runs]:
    """Yield how fit was computed, for the methods section."""
    found, say = context.results.fit, context.prose.text
    if not _rated(found):
        return
    yield say(
        N_(
            "Task-Technology Fit is reported as a facet score {source}: a respondent's mean rating of performance, "
            "with each scale brought to 0 to 100, where at least four fifths of the characteristics are rated."
        ),
        source=cite("goodhue_1995"),
    )
    if found.weighs:
        yield say(
            N_(
                "Ratings of importance weight this score; how performance and importance match is split into "
                "shortfall and excess {source}."
            ),
            source=cite("howard_2019"),
        )
        yield say(
            N_(
                "Characteristics are placed by mean importance and mean performance {source}; a place is called "
                "stable where at least 90% of {resamples} resamples of the respondents put it in the same quadrant."
            ),
            source=cite("martilla_1977"),
            resamples=Number("fit.resamples", "count"),
        )
    if found.overall.profile.value is not None:
        yield say(
            N_("The distance from an ideal profile that was fixed before the data is a further score {source}."),
            source=cite("venkatraman_1989"),
        )
    if found.reliability.why is None:
        yield say(
            N_("Reliability is Cronbach's alpha with Feldt's interval {alpha} and McDonald's omega {omega}."),
            alpha=cite("cronbach_1951", "feldt_1965"),
            omega=cite("mcdonald_1999"),
        )
    if context.shows_intervals:
        yield context.words(N_("Mean scores and mean ratings have 95% t intervals."))


def fit_in_short(context: Context) -> Iterator[Runs]:
    """Yield the facet score in a sentence for the abstract; nothing where there is none."""
    if context.results.fit.overall.facet.value is not None:
        yield context.prose.text(
            N_("The mean facet score of Task-Technology Fit is {score} on a scale from 0 to 100 (n = {n})."),
            score=with_interval(context, "fit.facet.eligible"),
            n=Number("fit.facet.eligible", "n"),
        )


def fit_limits(context: Context) -> Iterator[Runs]:
    """Yield what can't be concluded about fit."""
    found = context.results.fit
    if not _rated(found):
        return
    yield context.words(
        N_("Fit is what respondents say of the characteristics; whether the task itself went better was not measured.")
    )
    if found.overall.match.value is not None:
        yield context.words(
            N_(
                "The match of performance with importance is exploratory: a difference of two ratings is less "
                "reliable than either."
            )
        )
    if not _all_stable(found):
        yield context.prose.text(
            N_(
                "Of {placed} characteristics only {stable} are stable in their quadrant of importance and performance, "
                "so the figure is a start for discussion and no ranking."
            ),
            stable=Number("fit.stable.grand", "count"),
            placed=Number("fit.stable.grand", "n"),
        )


def with_interval(context: Context, claim: str, shapes: tuple[str, str] = SHAPES) -> Runs:
    """Return "87.2 (95% CI [84.2; 90.1])", or the value alone where there is no interval to show."""
    value = Number(claim, "value", shapes[0])
    if not context.shows_intervals or context.claims[claim].low is None:
        return (value,)
    return context.prose.text(
        N_("{value} (95% CI {interval})"), value=value, interval=Number(claim, "interval", shapes[1])
    )


def _rated(found: Fit) -> bool:
    return any(one.answered for one in found.respondents)


def _all_stable(found: Fit) -> bool:
    return all(one.grand.quadrant is None or named(one).stable for one in found.characteristics)


def _scores(context: Context) -> Iterator[Runs]:
    """Yield the facet score, and those that rest on importance or an ideal profile."""
    found, say = context.results.fit.overall, context.prose.text
    if found.facet.value is None:
        yield say(N_("There is no facet score: {reason}."), reason=context.why(found.facet.why))
    else:
        yield say(
            N_(
                "The mean facet score is {score} on a scale from 0 to 100, over the {n} respondents who rated at least "
                "{least} of the {j} characteristics ({table})."
            ),
            score=with_interval(context, "fit.facet.eligible"),
            n=Number("fit.facet.eligible", "n"),
            least=Number("fit.least", "count"),
            j=Number("fit.measured", "count"),
            table=Ref(TABLE),
        )
    yield from _weighted(context)
    if found.profile.value is not None:
        yield say(
            N_("Nearness to the ideal profile that the study fixed is {score} of 100 (n = {n})."),
            score=with_interval(context, "fit.profile.eligible"),
            n=Number("fit.profile.eligible", "n"),
        )
    elif not _is(found.profile, "no_profile"):
        yield say(
            N_("There is no score for the ideal profile: {reason}."), reason=_named_why(context, found.profile.why)
        )


def _weighted(context: Context) -> Iterator[Runs]:
    found, say = context.results.fit, context.prose.text
    if not found.weighs:
        yield context.words(
            N_(
                "Nobody rated how important the characteristics are, so there is no weighted score, no match and no "
                "importance-performance analysis: a form of the questionnaire without these questions gives the facet "
                "score alone."
            )
        )
        return
    if found.overall.weighted.value is None:
        yield say(N_("There is no weighted score: {reason}."), reason=context.why(found.overall.weighted.why))
        return
    yield say(
        N_("Weighted by importance, over the {n} respondents who rated that as well, it is {score}."),
        score=with_interval(context, "fit.weighted.eligible"),
        n=Number("fit.weighted.eligible", "n"),
    )
    if found.overall.correlation.value is not None:
        yield say(
            N_("The two scores correlate with r = {r}; a high r is expected, since one is made from the other."),
            r=with_interval(context, "fit.correlation.eligible", ("decimal2", "interval_decimal2")),
        )


def _match(context: Context) -> Iterator[Runs]:
    found, say = context.results.fit.overall, context.prose.text
    if found.match.value is None:
        yield say(
            N_("How performance matches importance can't be said: {reason}."), reason=context.why(found.match.why)
        )
        return
    yield say(
        N_(
            "Performance matches importance by {score} of 100 (n = {n}; exploratory). The rest is {under} points of "
            "performance below importance and {over} points above it, two different faults."
        ),
        score=with_interval(context, "fit.match.eligible"),
        n=Number("fit.match.eligible", "n"),
        under=Number("fit.under.eligible", "value", "decimal1"),
        over=Number("fit.over.eligible", "value", "decimal1"),
    )
    yield say(
        N_(
            "The same people's mean importance is {importance} on the points 1 to 5; a match is also perfect where "
            "neither importance nor performance is high."
        ),
        importance=with_interval(context, "fit.importance.eligible", ("decimal2", "interval_decimal2")),
    )


def _places(context: Context) -> Iterator[Runs]:
    """Yield which characteristics are important and perform below the mean, and how stable the places are."""
    found, say = context.results.fit, context.prose.text
    here = [
        one.text.get(context.speech.language) for one in found.characteristics if one.grand.quadrant == "concentrate"
    ]
    placed = [one for one in found.characteristics if one.grand.quadrant]
    if not placed:
        why = next((one.grand.why for one in found.characteristics if one.grand.why), None)
        yield say(N_("No importance-performance analysis against the means: {reason}."), reason=context.why(why))
        return
    if here:
        yield say(
            N_("Above the mean in importance and below it in performance ({places}, {figure}): {names}."),
            places=Ref(PLACES),
            figure=Ref(FIGURE),
            names=listed(here, context.speech),
        )
    else:
        yield say(
            N_("No characteristic lies above the mean in importance and below it in performance ({places}, {figure})."),
            places=Ref(PLACES),
            figure=Ref(FIGURE),
        )
    yield say(
        N_(
            "Of {placed} characteristics {stable} lie in the same quadrant in at least 90% of {resamples} resamples of "
            "the respondents; any other could as well lie elsewhere."
        ),
        placed=Number("fit.stable.grand", "n"),
        stable=Number("fit.stable.grand", "count"),
        resamples=Number("fit.resamples", "count"),
    )


def _trust(context: Context) -> Iterator[Runs]:
    """Yield the reliability or why it is refused, and why nothing is explained by fit."""
    found, say = context.results.fit, context.prose.text
    if found.reliability.why is not None:
        yield say(
            N_("The reliability of the ratings is not reported: {reason}."),
            reason=_named_why(context, found.reliability.why),
        )
    else:
        yield from _reliability(context)
    if found.overall.facet.n < LEAST_TO_EXPLAIN:
        why = next((one.why for one in found.refused if one.what == "moderation"), None)
        yield say(
            N_("Explaining use or visits by fit (moderation, polynomial regression) was not attempted: {reason}."),
            reason=context.why(why),
        )
    else:
        yield context.words(
            N_(
                "Explaining use or visits by fit (moderation, polynomial regression) is left to programs made for it; "
                "the command analyse fit --csv writes the data and a dictionary for them."
            )
        )


def _reliability(context: Context) -> Iterator[Runs]:
    found, say = context.results.fit.reliability, context.prose.text
    shapes = ("decimal2", "interval_decimal2")
    for name, scale, message in (
        (
            "performance",
            found.performance,
            N_("Over {n} respondents, Cronbach's alpha of the ratings of performance is {alpha}."),
        ),
        (
            "importance",
            found.importance,
            N_("Over {n} respondents, Cronbach's alpha of the ratings of importance is {alpha}."),
        ),
    ):
        claim = f"fit.reliability.{name}.alpha.complete"
        if scale.cronbach_alpha.value is not None:
            yield say(message, alpha=with_interval(context, claim, shapes), n=Number(claim, "n"))
        if scale.mcdonald_omega.value is not None:
            omega = Number(f"fit.reliability.{name}.omega.complete", "value", "decimal2")
            yield say(N_("McDonald's omega is {omega}."), omega=omega)
    if found.difference.value is not None:
        claim = "fit.reliability.difference.complete"
        yield say(
            N_("The difference of importance and performance has a reliability of {r} (n = {n})."),
            r=Number(claim, "value", "decimal2"),
            n=Number(claim, "n"),
        )


def _is(estimate: Estimate, code: str) -> bool:
    return estimate.why is not None and estimate.why.code == code


def _named_why(context: Context, why: Reason | None) -> str:
    """Return a reason as text, with characteristics by their names instead of their keys."""
    if why is None:
        return ""
    names = {one.key: one.text.get(context.speech.language) for one in context.results.fit.characteristics}
    params = dict(why.params)
    for param in ("items", "key"):
        if param in params:
            keys = str(params[param]).split(", ")
            params[param] = listed((f"“{names.get(key, key)}”" for key in keys), context.speech)
    return context.why(Reason(code=why.code, params=params))
