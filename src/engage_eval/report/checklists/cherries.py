"""CHERRIES: items for surveys on the web (Eysenbach, 2004); most are no case where an interviewer asked."""

from collections.abc import Callable, Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Number, Text
from engage_eval.report.build.context import Context
from engage_eval.report.checklists import conduct, people
from engage_eval.report.checklists.item import (
    Checklist,
    Fill,
    Filled,
    Item,
    Kind,
    missing,
    no_field,
    not_applicable,
    record,
)

ASKED = N_("asked by an interviewer, not on the web")


def on_the_web(fill: Fill) -> Fill:
    """Return what fills an item only where someone filled in the form alone."""

    def filled(context: Context) -> Filled:
        modes = [mode for mode, _n in context.results.design.modes]
        return not_applicable(context, ASKED) if modes and "self" not in modes else fill(context)

    return filled


def closed(context: Context) -> Filled:
    """Fill that only people recruited for the study were asked, and who of them was not eligible."""
    reasons = people.eligibility(context)
    said = context.words(N_("closed: only people recruited for the study were asked"))
    if reasons.kind is Kind.MISSING:
        return record(said, "participants.csv")
    return record((*said, Text("; "), *reasons.value), f"participants.csv; {reasons.source}")


def fixed_order(context: Context) -> Filled:
    """Fill whether questions were put in a random order."""
    if context.instrument is None:
        return missing(context, "instruments/")
    return record(context.words(N_("the questions stand in one fixed order")), "instruments/")


def adaptive(context: Context) -> Filled:
    """Fill whether questions depend on answers."""
    instrument = context.instrument
    if instrument is None:
        return missing(context, "instruments/: when")
    depends = any(item.when for item in instrument.items)
    said = N_("some questions depend on earlier answers") if depends else N_("no question depends on another answer")
    return record(context.words(said), "instruments/: when")


def length(context: Context) -> Filled:
    """Fill how long the questionnaire is: its forms with the minutes promised."""
    instrument = context.instrument
    if instrument is None:
        return missing(context, "instruments/: forms")
    forms = [context.say(N_("{form}: {minutes} minutes"), form=form, minutes=n) for form, n in instrument.forms.items()]
    value = context.prose.text(N_("{n} rated characteristics"), n=Number("responses.characteristics", "count"))
    return record((*value, Text("; "), Text("; ".join(forms))) if forms else value, "instruments/: forms")


def required(context: Context) -> Filled:
    """Fill whether answers were demanded."""
    if context.instrument is None:
        return missing(context, "instruments/: required")
    demanded = any(item.required for item in context.instrument.items)
    said = (
        N_("some answers are required; a refusal can be noted as an answer")
        if demanded
        else N_("no answer is required")
    )
    return record(context.words(said), "instruments/: required")


def participation(context: Context) -> Filled:
    """Fill how many of the eligible completed the interview."""
    if not context.results.dispositions.eligible:
        return missing(context, "recruitment.csv; interviews.csv")
    claim = "dispositions.complete.eligible"
    return record(
        context.prose.text(
            N_("{n} of {of} eligible people completed an interview ({share})"),
            n=Number(claim, "count"),
            of=Number(claim, "n"),
            share=Number(claim, "value", "share1"),
        ),
        "recruitment.csv; interviews.csv: end",
    )


def twice(context: Context) -> Filled:
    """Fill how nobody is counted twice."""
    return record(
        context.words(N_("each person stands once, under a pseudonym, and is counted once")), "participants.csv: id"
    )


def incomplete(context: Context) -> Filled:
    """Fill how unfinished interviews are treated."""
    return record(
        context.prose.text(
            N_("interviews not finished: {n}; their answers count item by item, and bounds show what is unknown"),
            n=Number("dispositions.unfinished.recruited", "count"),
        ),
        "interviews.csv: end",
    )


def weights(context: Context) -> Filled:
    """Fill whether answers were weighted."""
    return record(context.words(N_("no weights and no imputation")), context.say(N_("the program itself")))


def _numbered(
    groups: tuple[tuple[str, tuple[tuple[str, Callable[[Context], Filled]], ...]], ...],
) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """Yield the groups with their items numbered through: the work itself has no numbers."""
    number = 0
    for group, topics in groups:
        items = []
        for topic, fill in topics:
            number += 1
            items.append(Item(str(number), topic, fill))
        yield group, tuple(items)


_WEB = on_the_web(no_field)
CHERRIES = Checklist(
    "CHERRIES",
    "eysenbach_2004",
    tuple(
        _numbered(
            (
                (N_("Study design"), ((N_("Target population and sample"), people.sampling),)),
                (
                    N_("Consent and ethics"),
                    (
                        (N_("Ethics review"), conduct.ethics),
                        (N_("Informed consent"), conduct.consent),
                        (N_("Data protection"), conduct.data_protection),
                    ),
                ),
                (N_("Making of the questionnaire"), ((N_("Development and testing"), conduct.questionnaire),)),
                (
                    N_("Recruitment"),
                    (
                        (N_("Open or closed survey"), closed),
                        (N_("First contact"), conduct.approach),
                        (N_("Advertising"), no_field),
                    ),
                ),
                (
                    N_("Administration"),
                    (
                        (N_("Web or e-mail"), _WEB),
                        (N_("Context of the website"), _WEB),
                        (N_("Required or voluntary"), required),
                        (N_("Incentives"), no_field),
                        (N_("Time of data collection"), conduct.dates),
                        (N_("Random order of questions"), fixed_order),
                        (N_("Questions that depend on answers"), adaptive),
                        (N_("Number of questions"), length),
                        (N_("Number of screens"), _WEB),
                        (N_("Check for completeness"), required),
                        (N_("Step to review answers"), _WEB),
                    ),
                ),
                (
                    N_("Response rates"),
                    (
                        (N_("Unique visitors"), _WEB),
                        (N_("View rate"), _WEB),
                        (N_("Participation rate"), people.sample_size),
                        (N_("Completion rate"), participation),
                    ),
                ),
                (
                    N_("Several entries by one person"),
                    (
                        (N_("Cookies"), _WEB),
                        (N_("Internet address"), _WEB),
                        (N_("Log file"), _WEB),
                        (N_("Registration"), twice),
                    ),
                ),
                (
                    N_("Analysis"),
                    (
                        (N_("Unfinished questionnaires"), incomplete),
                        (N_("Odd times"), conduct.duration),
                        (N_("Statistical correction"), weights),
                    ),
                ),
            )
        )
    ),
)
