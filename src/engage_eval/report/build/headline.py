"""Reach and agreement: the same count over each denominator that can be defended, by name."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Column, Figure, Heading, Number, Paragraph, Ref, Row, Runs, Table
from engage_eval.report.build.context import Context, plain
from engage_eval.report.prose import count, interval, joined, share

TABLE, FIGURE = "table-denominators", "figure-denominators"
REACH = N_("Reach: of all recruited")
AGREEMENT = {
    "recruited": N_("Agreement: of all recruited"),
    "eligible": N_("Agreement: of the eligible"),
    "complete": N_("Agreement: of the eligible, interview complete"),
}


def headline(context: Context) -> Iterator[Block]:
    """Yield the section on reach and agreement."""
    yield Heading(2, context.words(N_("Reach and agreement")))
    yield Paragraph(reach_sentence(context))
    yield Paragraph(joined([agreement_sentence(context), _names(context)]))
    if unanimous(context):
        yield Paragraph(unanimity_sentence(context))
    yield table(context)
    yield figure(context)


def with_interval(context: Context, claim: str) -> Runs:
    """Return "65.0% (95% CI [43.3; 81.9])", or the share alone where intervals are not shown."""
    if not context.shows_intervals:
        return (share(claim),)
    return context.prose.text(N_("{share} (95% CI {interval})"), share=share(claim), interval=interval(claim))


def reach_sentence(context: Context) -> Runs:
    """Return the sentence on reach, and how many in it were screened out for another reason."""
    claim = "dispositions.reach.recruited"
    parts = [
        context.prose.text(
            N_(
                "By the screening, the channel reaches {count} of the {n} people recruited: {share}. Reach is a "
                "finding of its own; it says nothing about what people think of the messages."
            ),
            count=count(claim),
            n=count(claim, "n"),
            share=with_interval(context, claim),
        )
    ]
    if context.claims["dispositions.reached_ineligible.recruited"].count:
        parts.append(
            context.prose.text(
                N_(
                    "Of these, {n} were not eligible for another reason; the screening does not say that the channel "
                    "fails to reach them, nor that it does."
                ),
                n=count("dispositions.reached_ineligible.recruited"),
            )
        )
    return joined(parts)


def agreement_sentence(context: Context) -> Runs:
    """Return the sentence on agreement over the three denominators."""
    if context.claims["dispositions.agree.recruited"].value is None:
        reason = context.why(context.claims["dispositions.agree.recruited"].why)
        return context.prose.text(N_("There is no headline on agreement: {reason}."), reason=reason)
    parts: dict[str, Number | Runs] = {
        f"{name}_{piece}": value
        for name in AGREEMENT
        for piece, value in (
            ("count", count(f"dispositions.agree.{name}")),
            ("n", count(f"dispositions.agree.{name}", "n")),
            ("share", with_interval(context, f"dispositions.agree.{name}")),
        )
    }
    if context.study.headline == "rule":
        start = N_(
            "Agreement with at least {k} of {j} characteristics was found in {recruited_count} of the {recruited_n} "
            "people recruited: {recruited_share}; among the eligible in {eligible_count} of {eligible_n}: "
            "{eligible_share}; among the eligible whose complete interview was analysed in {complete_count} of "
            "{complete_n}: {complete_share}."
        )
        parts["k"] = Number("responses.rule.k", "count")
        parts["j"] = Number("responses.characteristics", "count")
    else:
        start = N_(
            "In the overall verdict, {recruited_count} of the {recruited_n} people recruited agreed: "
            "{recruited_share}; among the eligible {eligible_count} of {eligible_n}: {eligible_share}; among the "
            "eligible whose complete interview was analysed {complete_count} of {complete_n}: {complete_share}."
        )
    return context.prose.text(start, **parts)


def _names(context: Context) -> Runs:
    return context.prose.text(
        N_(
            "These are three different claims ({table}, {figure}): the first mixes reach with opinion, the second "
            "leaves out those who met an exclusion criterion, the third also those who did not finish."
        ),
        table=Ref(TABLE),
        figure=Ref(FIGURE),
    )


def unanimous(context: Context) -> bool:
    """Return whether everyone with a complete interview agreed."""
    claim = context.claims["dispositions.agree.complete"]
    return claim.value is not None and claim.n is not None and claim.n > 1 and claim.count == claim.n


def unanimity_sentence(context: Context) -> Runs:
    """Return the flag on unanimity, with who interviewed as far as it is recorded."""
    say = context.prose.text
    start = say(
        N_(
            "All {n} people whose complete interview was analysed agreed. Unanimity calls for caution: consider who "
            "interviewed and how free respondents felt to disagree."
        ),
        n=count("dispositions.agree.complete", "n"),
    )
    return joined([start, _interviewers(context)])


def _interviewers(context: Context) -> Runs:
    staff = {one.key: one for one in context.results.snapshot.staff}
    known = [staff[key] for key in context.results.design.interviewers if key in staff]
    if any(one.employed_by_hospital for one in known):
        return context.words(N_("At least one interviewer is employed by the hospital."))
    if known and all(one.employed_by_hospital is False for one in known):
        return context.words(N_("No interviewer is employed by the hospital."))
    return context.words(N_("Whether the interviewers are employed by the hospital is not recorded."))


def table(context: Context) -> Table:
    """Return the table of reach and agreement over each denominator."""
    rows = [_row(context, REACH, "dispositions.reach", "recruited", bounds=False)]
    rows += [_row(context, label, "dispositions.agree", name, bounds=True) for name, label in AGREEMENT.items()]
    columns = (
        Column(context.words(N_("Claim")), "left", 3.8),
        Column(context.words(N_("n of N")), "right", 2.0),
        Column(context.words(N_("Share")), "decimal", 1.7),
        Column(context.words(N_("95% CI, Wilson")), "right", 2.1),
        Column(context.words(N_("95% CI, exact")), "right", 2.1),
        Column(context.words(N_("Bounds")), "right", 2.3),
    )
    keep = tuple(range(len(columns))) if context.shows_intervals else (0, 1, 2, 5)
    return Table(
        label=TABLE,
        title=context.words(N_("The headline over each denominator")),
        columns=tuple(columns[index] for index in keep),
        rows=tuple(Row(tuple(row[index] for index in keep)) for row in rows),
        notes=tuple(_notes(context)),
    )


def _row(context: Context, label: str, start: str, name: str, *, bounds: bool) -> tuple[Runs, ...]:
    claim = f"{start}.{name}"
    of = context.prose.text(N_("{count} of {n}"), count=count(claim), n=count(claim, "n"))
    limits: Runs = (interval(f"dispositions.agree_bounds.{name}"),) if bounds else plain("")
    return (context.words(label), of, (share(claim),), (interval(claim),), (interval(f"{start}_exact.{name}"),), limits)


def _notes(context: Context) -> Iterator[Runs]:
    yield context.words(
        N_(
            "Shares in percent. Bounds: the share if every eligible person without a headline answer had disagreed, "
            "and if all had agreed; people who are not eligible count as not agreeing."
        )
    )
    if context.shows_intervals:
        yield context.words(
            N_("Intervals describe the uncertainty if respondents had been drawn at random; this sample was not.")
        )
    yield (*context.words(N_("Question:")), *plain(" "), *question(context))


def question(context: Context) -> Runs:
    """Return what was asked for the headline."""
    instrument = context.instrument
    verdicts = instrument.with_role("verdict") if instrument else ()
    if context.study.headline == "rule" or not verdicts:
        return context.prose.text(
            N_("agreement with at least {k} of {j} characteristics."),
            k=Number("responses.rule.k", "count"),
            j=Number("responses.characteristics", "count"),
        )
    return context.of(verdicts[0].text)


def figure(context: Context) -> Figure:
    """Return the figure of the same shares with their intervals."""
    from engage_eval.report.figures.denominators import ShareChart, ShareRow
    from engage_eval.report.figures.denominators import denominators as draw

    found = context.results.dispositions
    rows = [
        ShareRow(
            label=context.say(REACH),
            count=found.reached,
            n=found.recruited,
            share=found.reach.value,
            low=context.limit(found.reach.low),
            high=context.limit(found.reach.high),
            apart=True,
            why=context.why(found.reach.why),
        )
    ]
    rows += [
        ShareRow(
            label=context.say(AGREEMENT[one.denominator]),
            count=one.count,
            n=one.n,
            share=one.estimate.value,
            low=context.limit(one.estimate.low),
            high=context.limit(one.estimate.high),
            why=context.why(one.estimate.why),
        )
        for one in found.headline
    ]
    return Figure(
        label=FIGURE,
        title=context.words(
            N_("Reach, and agreement over each denominator, with 95% intervals")
            if context.shows_intervals
            else N_("Reach, and agreement over each denominator")
        ),
        alt=context.say(
            N_(
                "Dot plot: reach {reached} of {recruited}; agreement {a} of {na} recruited, {b} of {nb} eligible, {c} "
                "of {nc} with a complete interview."
            ),
            reached=found.reached,
            recruited=found.recruited,
            a=found.headline[0].count,
            na=found.headline[0].n,
            b=found.headline[1].count,
            nb=found.headline[1].n,
            c=found.headline[2].count,
            nc=found.headline[2].n,
        ),
        drawing=draw(
            ShareChart(
                rows=tuple(rows),
                count_label=context.say(N_("n of N")),
                share_label=context.say(N_("share, 95% interval") if context.shows_intervals else N_("share")),
                language=context.figure_language,
            )
        ),
        table=TABLE,
        claims=("dispositions.reach.recruited", *(f"dispositions.agree.{name}" for name in AGREEMENT)),
    )
