"""Rules: the study as a whole: ethics, settings that must fit the instrument, and counts."""

from collections.abc import Iterator
from itertools import pairwise

from engage_eval.core.problem import Problem
from engage_eval.model.instrument import Instrument
from engage_eval.model.instrument_time import estimate_minutes
from engage_eval.model.outcome import Outcome
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import fault, listed, meant

_PURPOSES = "research, internal_evaluation"
_STATUSES = "approved, exempt, not_reported"

MONTHS = range(12)
FEWEST_FOR_TOTAL = 3  # two facilities with one count are no sum


def check(record: StudyRecord) -> Iterator[Problem]:
    """Yield what is wrong with the settings of the study and with its counts."""
    study = record.study
    if not study.purpose and "purpose" not in study.told:
        yield fault("design.purpose_missing", study.at("purpose"), allowed=_PURPOSES)
    yield from _ethics(record)
    if study.retention_until and study.report_date and study.retention_until < study.report_date:
        until = study.retention_until.isoformat()
        yield fault("design.retention_passed", study.at("retention_until"), until=until)
    yield from _definitions(record)
    instrument = record.instrument()
    if instrument and "instruments" not in record.lost.tables:
        yield from _settings(record, instrument)
    yield from _compared(record)
    yield from _not_compared(record)
    yield from _broadcasts(record)
    yield from _counts(record)
    for one in record.instruments:
        yield from _length(one)


def _ethics(record: StudyRecord) -> Iterator[Problem]:
    study, ethics = record.study, record.study.ethics
    place = study.at("ethics")
    if study.purpose == "research" and not ethics.status and not {"ethics", "ethics.status"} & study.told:
        yield fault("ethics.status_missing", place, allowed=_STATUSES)
    if ethics.status == "approved":
        fields = {
            "committee": ethics.committee,
            "number": ethics.number,
            "from": ethics.approved_from,
            "to": ethics.approved_to,
        }
        missing = [name for name, value in fields.items() if not value and f"ethics.{name}" not in study.told]
        if missing:
            yield fault("ethics.approval_incomplete", place, missing=listed(missing))
    if ethics.status == "not_reported":
        yield fault("ethics.not_reported", place)
    if ethics.status == "exempt":
        yield fault("ethics.exempt", place)


def _definitions(record: StudyRecord) -> Iterator[Problem]:
    study = record.study
    instruments = {one.key for one in record.instruments}
    books = {one.key for one in record.codebooks}
    readable = "instruments" not in record.lost.tables
    if readable and not instruments:
        yield fault("design.no_instrument", study.at("instrument"))
    elif readable and study.instrument and study.instrument not in instruments:
        yield fault(
            "design.instrument_unknown",
            study.at("instrument"),
            instrument=study.instrument,
            **meant(study.instrument, instruments, also_list=True),
        )
    if study.codebook and not record.lost.explains("codebooks", study.codebook) and study.codebook not in books:
        yield fault(
            "design.codebook_unknown",
            study.at("codebook"),
            codebook=study.codebook,
            **meant(study.codebook, books, also_list=True),
        )


def _settings(record: StudyRecord, instrument: Instrument) -> Iterator[Problem]:
    study = record.study
    if study.headline == "verdict" and not instrument.with_role("verdict"):
        yield fault("design.no_verdict", study.at("headline"), instrument=instrument.key)
    measured = len(instrument.characteristics)
    if study.rule.k is not None and not 1 <= study.rule.k <= measured:
        yield fault("design.k_too_large", study.at("rule"), k=study.rule.k, j=measured)
    yield from _cut(record, instrument)
    for key in study.complete_if:
        if key not in instrument.by_key:
            place = study.at(f"complete_if.{key}", "complete_if").at("complete_if")
            yield fault("design.item_unknown", place, item=key, **meant(key, instrument.by_key))
    known = {one.key for one in instrument.characteristics}
    for key, _value in study.ideal_profile:
        if key not in known:
            params = meant(key, known, also_list=True)
            yield fault("design.profile_unknown", study.at("ideal_profile"), key=key, **params)


def _cut(record: StudyRecord, instrument: Instrument) -> Iterator[Problem]:
    """Yield a cut that is no point of a scale by which a characteristic is measured; once a scale."""
    cut = record.study.rule.cut
    scales = dict.fromkeys(item.scale for item in instrument.measuring())
    for key in scales:
        scale = instrument.scales.get(key)
        if cut is not None and scale is not None and str(cut) not in scale.values:
            place = record.study.at("rule")
            yield fault("design.cut_outside", place, cut=cut, scale=key, allowed=listed(scale.values, most=12))


def _compared(record: StudyRecord) -> Iterator[Problem]:
    """Yield the periods of compare that outcomes doesn't have; a year is there if one of its months is."""
    compare = record.study.compare
    if "outcomes" in record.lost.tables:
        return
    periods = {row.period for row in record.outcomes if row.measure == compare.measure}
    periods |= {period[:4] for period in periods}
    for period in (compare.before, compare.after):
        if period and period not in periods:
            yield fault(
                "design.period_without_counts",
                record.study.at("compare"),
                period=period,
                measure=compare.measure,
                **meant(period, periods, also_list=True),
            )


def _not_compared(record: StudyRecord) -> Iterator[Problem]:
    """Yield counts that the report passes over, since study.yaml doesn't name two periods."""
    study = record.study
    told = {"compare", "compare.before", "compare.after"} & study.told
    if record.outcomes and not told and not (study.compare.before and study.compare.after):
        periods = listed(sorted({row.period for row in record.outcomes}), most=12)
        yield fault("outcomes.not_compared", study.at("compare"), count=len(record.outcomes), periods=periods)


def _broadcasts(record: StudyRecord) -> Iterator[Problem]:
    """Yield messages that were read, delivered or replied to more often than is possible; once a message."""
    for row in record.broadcasts:
        counts = {name: getattr(row, name) for name in ("recipients", "delivered", "read", "replied")}
        known = [(name, count) for name, count in counts.items() if count is not None]
        for (wider, most), (narrower, count) in pairwise(known):
            if count > most:
                params = {"narrower": narrower, "count": count, "wider": wider, "most": most, "topic": row.topic}
                yield fault("broadcasts.counts", row.place.at(narrower), **params)
                break


def _counts(record: StudyRecord) -> Iterator[Problem]:
    projected = [row for row in record.outcomes if row.kind != "observed"]
    if projected:
        first = projected[0]
        place = first.place.at("kind")
        yield fault("outcomes.projected", place, count=len(projected), facility=first.facility, period=first.period)
    yield from _incomparable(record)
    yield from _totals(record)
    kinds: dict[tuple[str, str], Outcome] = {}
    told: set[tuple[str, str]] = set()
    for row in record.outcomes:
        key = (row.facility, row.period)
        if kinds.setdefault(key, row).kind != row.kind and key not in told:
            told.add(key)
            yield fault("outcomes.kinds_differ", row.place.at("kind"), facility=row.facility, period=row.period)


def _incomparable(record: StudyRecord) -> Iterator[Problem]:
    """Yield the facilities that have counts, but none in one of the two periods that are compared."""
    asked = record.study.compare
    if not asked.before or not asked.after:
        return
    rows: dict[str, list[Outcome]] = {}
    for row in record.outcomes:
        if row.measure == asked.measure:
            rows.setdefault(row.facility, []).append(row)
    everything = [row for own in rows.values() for row in own]
    if not all(any(_within(row, wanted) for row in everything) for wanted in (asked.before, asked.after)):
        return  # a period that nobody has is told once, as an error
    for facility, own in rows.items():
        lacking = [wanted for wanted in (asked.before, asked.after) if not any(_within(one, wanted) for one in own)]
        mixed = not lacking and not _comparable(own, asked.before, asked.after)
        if lacking or mixed:
            missing = ", ".join(lacking or [asked.before, asked.after])
            place = own[0].place.at("period")
            yield fault("outcomes.not_comparable", place, facility=facility, measure=asked.measure, missing=missing)


def _within(row: Outcome, period: str) -> bool:
    return row.period == period or row.period.startswith(f"{period}-")


def _comparable(rows: list[Outcome], before: str, after: str) -> bool:
    """Return whether both periods are whole, or share a month."""
    months = [{one.period[5:] for one in rows if _within(one, period)} for period in (before, after)]
    whole = ["" in found or len(found) == len(MONTHS) for found in months]
    return all(whole) or ("" not in months[0] | months[1] and bool(months[0] & months[1]))


def _totals(record: StudyRecord) -> Iterator[Problem]:
    """Yield rows that hold the sum of all others of their period and measure."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for row in record.outcomes:
        groups.setdefault((row.period, row.measure), []).append(row)
    for (period, _measure), rows in groups.items():
        whole = sum(row.count for row in rows)
        for row in rows:
            if len(rows) >= FEWEST_FOR_TOTAL and row.count and 2 * row.count == whole:
                yield fault("outcomes.total_row", row.place.at("count"), facility=row.facility, period=period)


def _length(instrument: Instrument) -> Iterator[Problem]:
    for form, promised in instrument.forms.items():
        minutes = round(estimate_minutes(instrument, form))
        if minutes > promised:
            yield fault(
                "instrument.long",
                instrument.place.at(form),
                form=form,
                instrument=instrument.key,
                minutes=minutes,
                promised=promised,
            )
