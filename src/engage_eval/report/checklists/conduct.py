"""Fills how the study was done: setting, questionnaire, interviews, consent, coding, software."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_
from engage_eval.report.blocks import Number, Ref, Text
from engage_eval.report.build.context import CONSENT_MODES, MODES, Context, plain
from engage_eval.report.build.deviations import TABLE as DEVIATIONS
from engage_eval.report.build.software import software
from engage_eval.report.build.team import recorded
from engage_eval.report.checklists.item import Filled, Kind, missing, record
from engage_eval.report.dates import day, period
from engage_eval.report.prose import joined, listed


def approach(context: Context) -> Filled:
    """Fill by which way people were spoken to."""
    return _counted(context, "design.interviews.mode", context.results.design.modes, MODES, "interviews.csv: mode")


def consent(context: Context) -> Filled:
    """Fill how consent was given."""
    modes = tuple((mode or "unrecorded", n) for mode, n in context.results.design.consent_modes)
    labels = {**CONSENT_MODES, "unrecorded": CONSENT_MODES[""]}
    return _counted(context, "design.consent.mode", modes, labels, "consent.csv: mode")


def _counted(
    context: Context, start: str, counts: tuple[tuple[str, int], ...], labels: Mapping[str, str], source: str
) -> Filled:
    parts = [
        context.prose.text(N_("{n} {what}"), what=context.say(labels[key]), n=Number(f"{start}.{key}", "count"))
        for key, _n in counts
    ]
    return record(joined(parts, ", "), source) if parts else missing(context, source)


def setting(context: Context) -> Filled:
    """Fill where interviews were held, in the words that were typed; they may name a facility that is masked."""
    if context.study.mask_facilities:
        return record(context.words(N_("not shown, since the facilities are masked")), "interviews.csv: place")
    return _typed(context, [one.venue for one in context.results.snapshot.interviews], "interviews.csv: place")


def others_present(context: Context) -> Filled:
    """Fill who else was there, in the words that were typed."""
    noted = [one.others_present for one in context.results.snapshot.interviews]
    return _typed(context, noted, "interviews.csv: others_present")


def _typed(context: Context, noted: list[str], source: str) -> Filled:
    found = sorted({one for one in noted if one})
    return record(recorded(context, "; ".join(found)), source) if found else missing(context, source)


def place_and_time(context: Context) -> Filled:
    """Fill the site, the period and the channel."""
    study = context.study
    parts = [plain(study.site)] if study.site else []
    if study.period_from and study.period_to:
        parts.append(plain(period(study.period_from, study.period_to, context.speech)))
    if study.intervention_start:
        started = day(study.intervention_start, context.speech)
        parts.append(context.prose.text(N_("sending began on {day}"), day=started))
    return (
        record(joined(parts, "; "), "study.yaml: site, period, intervention")
        if parts
        else missing(context, "study.yaml: site, period")
    )


def dates(context: Context) -> Filled:
    """Fill between which days interviews were held."""
    design = context.results.design
    if design.first_day is None or design.last_day is None:
        return missing(context, "interviews.csv: started_at")
    return record(plain(period(design.first_day, design.last_day, context.speech)), "interviews.csv: started_at")


def questionnaire(context: Context) -> Filled:
    """Fill which questionnaire was used; whether it was piloted is an item of its own line."""
    instrument = context.instrument
    if instrument is None:
        return missing(context, "instruments/")
    pilot = context.study.pilot
    return record(
        (
            *context.prose.text(
                N_("“{title}” ({version}), {n} rated characteristics; pilot:"),
                title=context.plain(instrument.title),
                version=f"{instrument.key} {instrument.version}",
                n=Number("responses.characteristics", "count"),
            ),
            Text(" "),
            *(context.of(pilot) if pilot else context.words(N_("not recorded"))),
        ),
        "instruments/; study.yaml: pilot",
    )


def questionnaire_and_changes(context: Context) -> Filled:
    """Fill which questionnaire was used, and what was changed after the first answer came in."""
    found = questionnaire(context)
    if found.kind is Kind.MISSING or not context.results.deviations.after_answers:
        return found
    changed = context.prose.text(
        N_("settings that decide results, changed after the first answer had come in: {n} ({table})"),
        n=Number("design.deviations.count", "count"),
        table=Ref(DEVIATIONS),
    )
    return record((*found.value, Text("; "), *changed), f"{found.source}; settings.csv")


def repeats(context: Context) -> Filled:
    """Fill how many interviews were repeats."""
    return _of_interviews(context, N_("{n} of {of} interviews"), "repeats", "interviews.csv: repeat_of")


def recording(context: Context) -> Filled:
    """Fill how many interviews were recorded."""
    return _of_interviews(context, N_("{n} of {of} interviews"), "recorded", "interviews.csv: recorded")


def _of_interviews(context: Context, message: str, name: str, source: str) -> Filled:
    if not context.results.design.interviews:
        return missing(context, source)
    counts = {"n": Number(f"design.interviews.{name}", "count"), "of": Number("design.interviews", "count")}
    return record(context.prose.text(message, **counts), source)


def field_notes(context: Context) -> Filled:
    """Fill that notes are kept out of what a report is made from."""
    return record(
        context.words(N_("kept by the study; the consent gate leaves them out of the data of this report")),
        "interviews.csv: field_notes",
    )


def duration(context: Context) -> Filled:
    """Fill how long interviews took."""
    source = "interviews.csv: started_at, ended_at"
    if not context.results.design.timed:
        return missing(context, source)
    claim = "design.minutes.complete"
    return record(
        context.prose.text(
            N_("median {median} minutes, {low} to {high} (n = {n})"),
            median=Number(claim, "value", "decimal0"),
            low=Number(claim, "low", "decimal0"),
            high=Number(claim, "high", "decimal0"),
            n=Number(claim, "n", "count"),
        ),
        source,
    )


def coders(context: Context) -> Filled:
    """Fill who coded; without codings, whom the staff table calls a coder."""
    found = sorted({one.coder for one in context.results.snapshot.codings})
    if found:
        return record(plain(", ".join(found)), "codings/: coder")
    named = sorted(one.key for one in context.results.snapshot.staff if "coder" in one.roles)
    if named:
        message = N_("in the role of coder: {names}; no coding is recorded")
        return record(context.prose.text(message, names=", ".join(named)), "staff.csv: roles")
    return missing(context, "codings/")


def coding_tree(context: Context) -> Filled:
    """Fill which codebook there is."""
    books = context.results.snapshot.codebooks
    if not books:
        return missing(context, "codebooks/")
    parts = [
        context.prose.text(
            N_("codebook {name} {version}: {codes}"),
            name=one.key,
            version=one.version,
            codes=listed([context.plain(code.text) for code in one.codes if not code.parent], context.speech),
        )
        for one in sorted(books, key=lambda one: (one.key, one.version))
    ]
    return record(joined(parts, "; "), "codebooks/")


def programs(context: Context) -> Filled:
    """Fill the software with its versions."""
    return record(software(context), context.say(N_("the program itself")))


def ethics(context: Context) -> Filled:
    """Fill what is recorded of the ethics review."""
    found = context.study.ethics
    if found.status == "approved":
        value = context.prose.text(
            N_("approved by {committee}, number {number}, valid {period}"),
            committee=found.committee,
            number=found.number,
            period=period(found.approved_from, found.approved_to, context.speech),
        )
    elif found.status == "exempt":
        value = context.words(N_("recorded as exempt"))
    elif found.status == "not_reported":
        return Filled(Kind.MISSING, context.words(N_("recorded as not reported")), "study.yaml: ethics.status")
    else:
        return missing(context, "study.yaml: ethics")
    return record(value, "study.yaml: ethics")


def data_protection(context: Context) -> Filled:
    """Fill how people's data are kept."""
    words = context.words(N_("people stand under pseudonyms; content without valid consent is left out"))
    if not context.study.retention_until:
        return record(words, "consent.csv")
    until = day(context.study.retention_until, context.speech)
    kept = context.prose.text(N_("data are kept until {day}"), day=until)
    return record(joined([words, kept], "; "), "consent.csv; study.yaml: retention_until")
