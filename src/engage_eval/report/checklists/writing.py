"""Fills what stands in the report itself, what is only a draft, and what the author alone can say."""

from collections.abc import Callable

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Number, Text
from engage_eval.report.build.context import Context
from engage_eval.report.build.front import aim, conclusion
from engage_eval.report.build.headline import agreement_sentence, reach_sentence
from engage_eval.report.build.visits import change_sentence
from engage_eval.report.checklists.item import Fill, Filled, author, draft, missing, no_field, record, texts
from engage_eval.report.prose import joined
from engage_eval.report.references import cite


def title(context: Context) -> Filled:
    """Fill the study's title."""
    return texts(context, context.study.title, "study.yaml: title")


def title_and_abstract(context: Context) -> Filled:
    """Fill the title, and that the abstract is structured."""
    found = title(context)
    return Filled(found.kind, joined([found.value, abstract(context).value], "; "), found.source)


def abstract(context: Context) -> Filled:
    """Fill what the abstract holds."""
    return section(N_("Abstract"), N_("structured: aim, methods, results, conclusion"))(context)


def section(heading: str, value: str) -> Fill:
    """Return what fills an item with a statement and the section of this report that has it."""

    def fill(context: Context) -> Filled:
        where = context.say(N_("this report, “{section}”"), section=context.say(heading))
        return record(context.words(value), where)

    return fill


def purpose(context: Context) -> Filled:
    """Draft the aim."""
    return draft(aim(context), context.say(N_("this report, “{section}”"), section=context.say(N_("Abstract"))))


def key_results(context: Context) -> Filled:
    """Draft the conclusion."""
    where = context.say(N_("this report, “{section}”"), section=context.say(N_("Abstract")))
    return draft(conclusion(context), where)


def theory(context: Context) -> Filled:
    """Draft the theory that the questionnaire rests on."""
    instrument = context.instrument
    if instrument is None or not instrument.characteristics:
        return author(context)
    return draft(
        context.prose.text(
            N_("the questionnaire rates technology characteristics after Task-Technology Fit {source}"),
            source=cite("goodhue_1995"),
        ),
        "instruments/: characteristics",
    )


def themes(context: Context) -> Filled:
    """Draft where themes come from."""
    ways = {
        "codebook": N_("codes were set in a codebook before coding; which themes were added later is for the author"),
        "reflexive": N_("themes were developed by the coders while they read (reflexive approach)"),
    }
    if context.study.approach not in ways:
        return missing(context, "study.yaml: approach")
    return draft(context.words(ways[context.study.approach]), "study.yaml: approach")


def consistency(context: Context) -> Filled:
    """Draft how findings hang together with the data."""
    return draft(
        context.words(
            N_("every number in this report can be traced to its people and its rule with engage-eval explain")
        ),
        "engage-eval explain",
    )


def clear_themes(context: Context) -> Filled:
    """Draft which themes are reported: the rated characteristics, until codings are."""
    if not context.results.responses.items:
        return author(context)
    return draft(
        context.prose.text(
            N_("{n} characteristics are reported one by one; themes from open answers are not part of this report"),
            n=Number("responses.characteristics", "count"),
        ),
        "responses.csv",
    )


def quotations(context: Context) -> Filled:
    """Fill that nobody is quoted."""
    return record(context.words(N_("this report quotes nobody")), "consent.csv: quotation")


def main_results(context: Context) -> Filled:
    """Fill the main figures."""
    if not context.results.dispositions.recruited:
        return missing(context, "responses.csv")
    parts = [reach_sentence(context), agreement_sentence(context)]
    if context.results.outcomes.facilities:
        parts.append(change_sentence(context))
    return record(joined(parts), "recruitment.csv; responses.csv; outcomes.csv")


def limitations(context: Context) -> Filled:
    """Fill the study's own limits, beside those that the report derives."""
    own = context.study.limitations
    where = context.prose.text(N_("the section “{section}” lists them"), section=context.say(N_("Limits")))
    if not own:
        return record(where, "study.yaml: limitations")
    return record((*where, Text(": "), *joined(context.of(one) for one in own)), "study.yaml: limitations")


def funding(context: Context) -> Filled:
    """Fill who paid."""
    return texts(context, context.study.funding, "study.yaml: funding")


def conflicts(context: Context) -> Filled:
    """Fill whose interests conflict."""
    return texts(context, context.study.conflicts, "study.yaml: conflicts")


def only_author(context: Context) -> Filled:
    """Leave an item to the author."""
    return author(context)


def saturation(context: Context) -> Filled:
    """Fill that saturation is not recorded: a report says nothing of it until codings are analysed."""
    return missing(context, "codings/")


def unrecorded(context: Context) -> Filled:
    """Fill that no table holds it."""
    return no_field(context)


def drafted(message: str) -> Callable[[Context], Filled]:
    """Return what fills an item with a drafted sentence."""

    def fill(context: Context) -> Filled:
        return draft(context.words(message))

    return fill
