"""What stands first: the banner of invented data, the key figures, the abstract."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Heading, KeyFigure, KeyFigures, Number, Paragraph, Runs, Text
from engage_eval.report.build.context import MEASURES, Context
from engage_eval.report.build.fit import fit_in_short
from engage_eval.report.build.headline import agreement_sentence, reach_sentence
from engage_eval.report.build.visits import change_sentence
from engage_eval.report.build.visits_tables import claim
from engage_eval.report.dates import period
from engage_eval.report.prose import count, interval, joined, share

BANNER = N_("SAMPLE DATA: partly invented")


def banner(context: Context) -> Iterator[Block]:
    """Yield the banner where the study is sample data."""
    if context.study.sample_data:
        yield Paragraph(
            (
                Text(context.say(BANNER) + ". ", bold=True),
                *context.words(
                    N_(
                        "Final states and visit counts are a published study's; answers, people, staff and times were "
                        "invented to show what the program does. Nothing here may be cited as a finding."
                    )
                ),
            ),
            "banner",
        )


def key_figures(context: Context) -> KeyFigures:
    """Return the large numbers: reach, agreement over two denominators, change."""
    say = context.prose.text
    figures = [
        KeyFigure(
            (share("dispositions.reach.recruited"),),
            _label(context, N_("reached by the channel: {of}"), "dispositions.reach.recruited"),
        ),
        KeyFigure(
            (share("dispositions.agree.recruited"),),
            _label(context, N_("of all recruited agree: {of}"), "dispositions.agree.recruited"),
        ),
        KeyFigure(
            (share("dispositions.agree.eligible"),),
            _label(context, N_("of the eligible agree: {of}"), "dispositions.agree.eligible"),
        ),
    ]
    found = context.results.outcomes
    if found.facilities:
        figures.append(
            KeyFigure(
                (Number(claim(context, "change_of_totals"), "value", "signed_change2"),),
                say(
                    N_("{measure}, {n} facilities, {before} to {after}"),
                    measure=context.say(MEASURES[found.measure]),
                    n=Number(claim(context, "pairs"), "count"),
                    before=found.before,
                    after=found.after,
                ),
            )
        )
    return KeyFigures(tuple(figures))


def _label(context: Context, message: str, claim_id: str) -> Runs:
    of = context.prose.text(N_("{count} of {n}"), count=count(claim_id), n=count(claim_id, "n"))
    if context.shows_intervals:
        of = context.prose.text(N_("{of}, 95% CI {interval}"), of=of, interval=interval(claim_id))
    return context.prose.text(message, of=of)


def abstract(context: Context) -> Iterator[Block]:
    """Yield the structured abstract: only sentences that the record supports."""
    yield Heading(1, context.words(N_("Abstract")))
    yield key_figures(context)
    for head, text in (
        (N_("Aim."), aim(context)),
        (N_("Methods."), _methods(context)),
        (N_("Results."), _results(context)),
        (N_("Conclusion."), conclusion(context)),
    ):
        yield Paragraph((Text(context.say(head) + " ", bold=True), *text))


def aim(context: Context) -> Runs:
    """Return what the study was for, as the program supposes it."""
    return context.prose.text(
        N_(
            "To describe whether the hospital's messages reach its referral partners, and what those who are reached "
            "think of them."
        )
    )


def _methods(context: Context) -> Runs:
    study = context.study
    say = context.prose.text
    people, held = Number("dispositions.recruited", "count"), Number("design.people_interviewed", "count")
    start = N_("{n} people were recruited by snowball sampling; {held} were interviewed.")
    if not context.results.design.referred:
        start = N_("{n} people were recruited; {held} were interviewed.")
    parts = [say(start, n=people, held=held)]
    if study.period_from and study.period_to:
        covered = period(study.period_from, study.period_to, context.speech)
        parts.append(say(N_("The study covers {period}."), period=covered))
    if context.instrument is not None:
        parts.append(
            say(
                N_("A semi-structured questionnaire with {n} technology characteristics was used."),
                n=Number("responses.characteristics", "count"),
            )
        )
    if context.results.outcomes.facilities:
        found = context.results.outcomes
        parts.append(
            say(
                N_("Counts of {measure} were compared for {n} facilities."),
                measure=context.say(MEASURES[found.measure]),
                n=Number(claim(context, "pairs"), "count"),
            )
        )
    return joined(parts)


def _results(context: Context) -> Runs:
    parts = [reach_sentence(context), agreement_sentence(context), *fit_in_short(context)]
    if context.results.outcomes.facilities:
        parts.append(change_sentence(context))
    return joined(parts)


def conclusion(context: Context) -> Runs:
    """Return what the design allows to conclude."""
    found = context.results.dispositions
    if found.reached < found.recruited:
        return context.words(
            N_(
                "Reach and opinion are two findings and should be reported apart. The design does not allow a "
                "conclusion about effects or about partners who were not asked."
            )
        )
    return context.words(
        N_("The design does not allow a conclusion about effects or about partners who were not asked.")
    )
