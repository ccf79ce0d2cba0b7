"""The methods section: sentences from the record, and only what the record supports."""

from collections.abc import Iterator

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Block, Heading, Number, Paragraph, Runs
from engage_eval.report.build.context import CONSENT_MODES, MEASURES, MODES, Context
from engage_eval.report.build.deviations import deviations
from engage_eval.report.build.methods_analysis import analysis
from engage_eval.report.build.panel import panel_sentences
from engage_eval.report.build.team import interviewer_sentences
from engage_eval.report.claim_kinds import slug
from engage_eval.report.dates import day, period, periods_text
from engage_eval.report.design_claims import form_claim, version_claim
from engage_eval.report.prose import joined, listed, runs
from engage_eval.report.references import cite


def methods(context: Context) -> Iterator[Block]:
    """Yield the methods section."""
    yield Heading(1, context.words(N_("Methods")))
    for title, sentences in (
        (N_("Design and setting"), list(_design(context))),
        (N_("Participants and recruitment"), list(_recruitment(context))),
        (N_("Consent and ethics"), list(_consent(context))),
        (N_("Interviews and questionnaire"), list(_interviews(context))),
        (N_("Visit counts"), list(_counts(context))),
    ):
        if sentences:
            yield Heading(2, context.words(title))
            yield Paragraph(joined(sentences))
    yield from analysis(context)
    yield from deviations(context)


def _design(context: Context) -> Iterator[Runs]:
    study = context.study
    say = context.prose.text
    if study.purpose == "internal_evaluation":
        yield say(N_("This is an internal evaluation in one hospital and its referral partners."))
    else:
        yield say(N_("This is a descriptive study of one hospital and its referral partners."))
    if study.period_from and study.period_to:
        yield say(N_("It covers {period}."), period=period(study.period_from, study.period_to, context.speech))
    channels = {
        "app_broadcast_list": N_(
            "The hospital sends its messages through the app's broadcast list, which reaches only people who have "
            "saved its number."
        ),
        "business_api": N_("The hospital sends its messages through the business interface of the app."),
        "other": N_("The hospital sends its messages through another channel."),
    }
    if study.channel in channels:
        yield say(channels[study.channel])
    if study.intervention_start:
        yield say(N_("Sending began on {day}."), day=day(study.intervention_start, context.speech))
    elif study.channel:
        yield say(N_("When sending began is not recorded."))
    for texts in (study.relationship, study.what_participants_knew, study.pilot, study.permits):
        if texts:
            yield context.of(texts)


def _recruitment(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    design = context.results.design
    yield (
        say(
            N_(
                "{n} people were recruited by snowball sampling, {seeds} of them as seeds chosen by the team and "
                "{referred} through other participants."
            ),
            n=Number("dispositions.recruited", "count"),
            seeds=Number("recruitment.seeds.recruited", "count"),
            referred=Number("recruitment.referred.recruited", "count"),
        )
        if design.referred
        else say(
            N_("{n} people were recruited; nobody is recorded as named by another participant."),
            n=Number("dispositions.recruited", "count"),
        )
    )
    if design.referred:
        yield say(
            N_(
                "Snowball sampling goes from one person to the people whom that person knows {source}; how likely "
                "anyone was to be asked is unknown."
            ),
            source=cite("goodman_1961"),
        )
    yield context.words(N_("No planned number of participants is recorded."))
    # Each reason once, however many versions of the questionnaire know it.
    keys = dict.fromkeys(key for one in context.results.snapshot.instruments for key in one.reasons())
    if keys:
        reasons = "; ".join(context.reason(key) for key in keys)
        yield say(N_("People were not eligible if any of the following applied: {reasons}."), reasons=reasons)
    yield say(
        N_(
            "The final state of everyone recruited was decided in a fixed order, and each share is reported for "
            "every defensible denominator, which is named."
        )
    )


def _consent(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    design = context.results.design
    parts = [
        context.prose.text(
            N_("{n} {what}"),
            what=context.say(CONSENT_MODES[mode]),
            n=Number(f"design.consent.mode.{mode or 'unrecorded'}", "count"),
        )
        for mode, _n in design.consent_modes
    ]
    if parts:
        yield say(
            N_("{n} people gave informed consent ({modes})."),
            n=Number("dispositions.consented.recruited", "count"),
            modes=joined(parts, ", "),
        )
        found = context.results.dispositions
        if found.withdrawn or found.held_back:
            yield say(
                N_("This counts everyone who ever consented, also those who withdrew and those whose consent is void.")
            )
    yield from _forms(context)
    if context.study.screening_before_consent:
        yield say(N_("The screening questions could be asked before consent, as the study's settings allow."))
    yield say(
        N_(
            "Content of people without valid consent at the time of the interview was left out by the program before "
            "anything was counted; these people still count in the participant flow."
        )
    )
    yield from _ethics(context)


def _forms(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    design = context.results.design
    forms = [runs("{form} ({n})", form=form, n=Number(form_claim(form), "count")) for form, _n in design.consent_forms]
    if forms:
        yield say(
            N_("Consent was given with these forms and versions: {forms}. {n} people were given a copy."),
            forms=joined(forms, ", "),
            n=Number("design.consent.copies", "count"),
        )


def _ethics(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    ethics = context.study.ethics
    if ethics.status == "approved":
        yield say(
            N_("The study was approved by {committee} (number {number}, valid {period})."),
            committee=ethics.committee,
            number=ethics.number,
            period=period(ethics.approved_from, ethics.approved_to, context.speech),
        )
    elif ethics.status == "exempt":
        yield say(N_("The study is recorded as exempt from ethics review."))
    elif context.study.purpose == "research":
        yield say(N_("No ethics committee and no approval number are reported."))


def _interviews(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    design = context.results.design
    modes = [
        context.prose.text(
            N_("{n} {what}"), what=context.say(MODES[mode]), n=Number(f"design.interviews.mode.{mode}", "count")
        )
        for mode, _n in design.modes
    ]
    if not design.interviews:
        yield say(N_("No interview is recorded yet."))
        return
    held, how = Number("design.interviews", "count"), joined(modes, ", ")
    first, last = day(design.first_day, context.speech), day(design.last_day, context.speech)
    if first == last:
        yield say(N_("{n} interviews were held ({modes}) on {first}."), n=held, modes=how, first=first)
    else:
        yield say(
            N_("{n} interviews were held ({modes}), between {first} and {last}."),
            n=held,
            modes=how,
            first=first,
            last=last,
        )
    yield from interviewer_sentences(context)
    if design.timed:
        yield say(
            N_(
                "The median duration of a complete interview with an eligible person was {median} minutes (range "
                "{low} to {high}; n = {n} with both times recorded)."
            ),
            median=Number("design.minutes.complete", "value", "decimal0"),
            low=Number("design.minutes.complete", "low", "decimal0"),
            high=Number("design.minutes.complete", "high", "decimal0"),
            n=Number("design.minutes.complete", "n", "count"),
        )
    yield say(
        N_("Sound or image was recorded in {recorded} of the {n} interviews."),
        recorded=Number("design.interviews.recorded", "count"),
        n=held,
    )
    if context.claims["design.interviews.others"].count:
        yield say(
            N_("Whether anyone else was present is noted for {others} of them."),
            others=Number("design.interviews.others", "count"),
        )
    else:
        yield context.words(N_("Whether anyone else was present is not noted."))
    if design.repeats:
        repeats = Number("design.interviews.repeats", "count")
        yield say(N_("Repeat interviews with the same person, counted among these: {n}."), n=repeats)
    elif design.interviews == design.people_interviewed:
        yield say(N_("Nobody was interviewed a second time."))
    yield from _questionnaire(context)


def _questionnaire(context: Context) -> Iterator[Runs]:
    say = context.prose.text
    instrument = context.instrument
    if instrument is None:
        return
    yield say(
        N_(
            "The questionnaire “{title}” ({version}) has one rating for each of {n} technology "
            "characteristics{verdict}."
        ),
        title=context.plain(instrument.title),
        version=instrument.version,
        n=Number("responses.characteristics", "count"),
        verdict=context.say(N_(" and one overall verdict")) if instrument.with_role("verdict") else "",
    )
    yield from _scales(context)
    forms = [form for form, _n in context.results.design.forms if form]
    if len(forms) > 1:
        parts = [
            say(N_("{n} in the form “{form}”"), form=form, n=Number(f"design.interviews.form.{slug(form)}", "count"))
            for form in forms
        ]
        yield say(N_("Interviews by form of the questionnaire: {forms}."), forms=joined(parts, ", "))
    versions = [version for version, _n in context.results.design.versions]
    if len(versions) > 1:
        parts = [runs("{version}: {n}", version=one, n=Number(version_claim(one), "count")) for one in versions]
        yield say(N_("Interviews by version of the questionnaire: {versions}."), versions=joined(parts, ", "))
    yield from panel_sentences(context)
    if not context.study.pilot:
        yield say(N_("No pilot is recorded."))


def _scales(context: Context) -> Iterator[Runs]:
    """Yield how the characteristics are rated: the ends of each scale, and what counts as agreement."""
    instrument = context.instrument
    items = instrument.measuring() if instrument else ()
    for key in dict.fromkeys(item.scale for item in items):
        scale = instrument.scales[key] if instrument else None
        if scale is None or not scale.agree:
            continue
        labels = [label.get(context.speech.language) for label in scale.labels]
        agree = [label for label, value in zip(labels, scale.values, strict=True) if value in scale.agree]
        yield context.prose.text(
            N_("Ratings have {n} levels from “{low}” to “{high}”; as agreement count {agree}."),
            n=str(len(labels)),
            low=labels[0],
            high=labels[-1],
            agree=listed([f"“{label}”" for label in agree], context.speech),
        )


def _counts(context: Context) -> Iterator[Runs]:
    found = context.results.outcomes
    if not found.facilities:
        return
    say = context.prose.text
    yield say(
        N_("For {n} facilities the {measure} of {before} are compared with those of {after}."),
        n=Number(f"outcomes.{found.measure}.pairs", "count"),
        measure=context.say(MEASURES[found.measure]),
        before=found.before,
        after=found.after,
    )
    if found.projected_periods:
        yield say(
            N_("Counts of {periods} are wholly or partly projected."),
            periods=periods_text(found.projected_periods, context.speech),
        )
    yield say(N_("Facilities and respondents are counted apart: they were chosen in different ways."))
