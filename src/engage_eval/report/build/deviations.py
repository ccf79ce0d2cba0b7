"""What the report says of settings that decide results and were changed, in its methods and in the short report."""

from collections.abc import Iterator, Mapping

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.declared import Declared, declared
from engage_eval.model.study import SettingChange
from engage_eval.report.blocks import Block, Column, Heading, Number, Paragraph, Ref, Row, Runs, Table, Text
from engage_eval.report.build.context import MEASURES, Context, plain
from engage_eval.report.dates import day
from engage_eval.report.deviation_claims import interviews_claim
from engage_eval.report.prose import joined

TABLE = "table-deviations"
# Longer values are cut in the table; settings.csv keeps all of them.
LONGEST = 300

OF_STUDY: Mapping[str, str] = {
    "headline": N_("What the headline counts"),
    "rule.cut": N_("Rule: the lowest answer that agrees"),
    "rule.k": N_("Rule: how many characteristics must agree"),
    "complete_if": N_("Questions that make an interview complete"),
    "break_off_as": N_("What an interview that was broken off counts as"),
    "withdrawn_as": N_("What a person who withdrew counts as"),
    "screening_before_consent": N_("Screening before consent"),
    "compare.measure": N_("What is compared before and after"),
    "compare.before": N_("The period before"),
    "compare.after": N_("The period after"),
    "ideal_profile": N_("The ideal profile"),
    "instrument": N_("The questionnaire that results rest on"),
    "codebook": N_("The codebook"),
}
OF_INSTRUMENT: Mapping[str, str] = {
    "agree": N_("Answers of the scale “{key}” that count as agreement (questionnaire {instrument})"),
    "ineligible": N_("Who is not eligible by the question “{key}” (questionnaire {instrument})"),
    "role": N_("What the question “{key}” is used for (questionnaire {instrument})"),
    "measures": N_("The characteristic that the question “{key}” rates (questionnaire {instrument})"),
}
YES_NO: Mapping[str, str] = {"yes": N_("yes"), "no": N_("no")}
COUNTS_AS: Mapping[str, str] = {
    "refusal": N_("a refusal"),
    "partial": N_("a partial interview"),
    "complete": N_("a complete interview"),
}
VALUES: Mapping[str, Mapping[str, str]] = {
    "headline": {"verdict": N_("overall verdict"), "rule": N_("rule")},
    "rule.cut": {"": N_("as the scale says")},
    "rule.k": {"": N_("all of them")},
    "break_off_as": COUNTS_AS,
    "withdrawn_as": COUNTS_AS,
    "screening_before_consent": YES_NO,
    "compare.measure": MEASURES,
}


def deviations(context: Context) -> Iterator[Block]:
    """Yield the part of the methods on changed settings; nothing where no change is known."""
    found = context.results.deviations
    if not found.changes:
        return
    yield Heading(2, context.words(N_("Deviations from what was declared beforehand")))
    yield Paragraph(joined(_sentences(context)))
    if found.shown:
        yield _table(context)


def deviation_line(context: Context) -> Iterator[Runs]:
    """Yield the short report's line on deviations, short enough for its two pages; none where there is none."""
    found = context.results.deviations
    if found.after_answers:
        yield context.prose.text(
            N_("Settings that decide results were changed {n} times after the first answer came in.")
            if len(found.after_answers) > 1
            else N_("A setting that decides results was changed after the first answer came in."),
            n=Number("design.deviations.count", "count"),
        )


def _sentences(context: Context) -> Iterator[Runs]:
    say, found = context.prose.text, context.results.deviations
    changed = Number("design.settings.changed", "count")
    if not found.shown:
        yield say(
            N_(
                "Recorded changes of settings that decide results: {n}, all of them before the first answer came in; "
                "there was none after it."
            ),
            n=changed,
        )
        return
    yield say(
        N_(
            "Recorded changes of settings that decide results: {n}, of which {after} after the first answer had come "
            "in ({table})."
        ),
        n=changed,
        after=Number("design.deviations.count", "count"),
        table=Ref(TABLE),
    )
    if found.unknown:
        yield say(
            N_(
                "Changes of which it is not recorded how many interviews had answers: {n}; they are listed as well, "
                "since they may be deviations."
            ),
            n=Number("design.deviations.unrecorded", "count"),
        )


def _table(context: Context) -> Table:
    found = context.results.deviations
    changes = [(place, one) for place, one in enumerate(found.changes, 1) if one.interviews != 0]
    return Table(
        label=TABLE,
        title=context.words(
            N_("Settings that decide results, changed when answers were in or may have been")
            if found.unknown
            else N_("Settings that decide results, changed after the first answer came in")
        ),
        columns=(
            Column(context.words(N_("Setting")), "left", 3.4),
            Column(context.words(N_("Before")), "left", 2.2),
            Column(context.words(N_("After")), "left", 2.2),
            Column(context.words(N_("Changed on; by")), "left", 2),
            Column(context.words(N_("Interviews with answers by then")), "right", 1.8),
        ),
        rows=tuple(_row(context, place, one) for place, one in changes),
    )


def _row(context: Context, place: int, one: SettingChange) -> Row:
    known = declared(one.setting)
    unrecorded = context.words(N_("not recorded"))
    return Row(
        (
            plain(_name(context, one.setting, known)),
            plain(_value(context, one.before, known)),
            plain(_value(context, one.after, known)),
            (
                Text(f"{day(one.at.day, context.speech)}; "),
                *(plain(one.by) if one.by else context.words(N_("by whom is not recorded"))),
            ),
            (Number(interviews_claim(place), "count"),) if one.interviews else unrecorded,
        )
    )


def _name(context: Context, setting: str, known: Declared | None) -> str:
    if known is None:
        return _cut(setting)
    if known.kind in OF_STUDY:
        return context.say(OF_STUDY[known.kind])
    return context.say(OF_INSTRUMENT[known.kind], key=known.key, instrument=known.instrument)


def _value(context: Context, value: str, known: Declared | None) -> str:
    """Return a value in words where it has some; other values are keys and stand as they are."""
    words = VALUES.get(known.kind, {}) if known else {}
    if value in words:
        return context.say(words[value])
    return _cut(value) or context.say(N_("not set"))


def _cut(text: str) -> str:
    found = " ".join(text.split())
    return found if len(found) <= LONGEST else found[: LONGEST - 1] + "…"
