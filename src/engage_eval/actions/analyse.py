"""Compute the results of a study, and write them as plain tables."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from engage_eval.actions.files import put
from engage_eval.analysis.answers import latest
from engage_eval.analysis.crosstab import Crosstab
from engage_eval.analysis.crosstab import crosstabs as compute_crosstabs
from engage_eval.analysis.design import design
from engage_eval.analysis.deviations import deviations
from engage_eval.analysis.dispositions import Dispositions
from engage_eval.analysis.dispositions import dispositions as compute_dispositions
from engage_eval.analysis.engagement import Engagement
from engage_eval.analysis.engagement import engagement as compute_engagement
from engage_eval.analysis.fit import fit as compute_fit
from engage_eval.analysis.outcomes import Outcomes
from engage_eval.analysis.outcomes import outcomes as compute_outcomes
from engage_eval.analysis.panel import panel as compute_panel
from engage_eval.analysis.recruitment import recruitment as compute_recruitment
from engage_eval.analysis.responses import Responses
from engage_eval.analysis.responses import responses as compute_responses
from engage_eval.core.errors import UsageError
from engage_eval.model.snapshot import Snapshot
from engage_eval.report.results import Results

Row = Sequence[str | int | float | None]


def results(snapshot: Snapshot) -> Results:
    """Return everything that a report states."""
    answers = latest(snapshot)
    states = compute_dispositions(snapshot, answers)
    answered = compute_responses(snapshot, answers, states.who("eligible"), states.who("screened_out"))
    return Results(
        snapshot=snapshot,
        design=design(snapshot, states.who("eligible")),
        dispositions=states,
        responses=answered,
        engagement=compute_engagement(snapshot, answered),
        fit=compute_fit(snapshot, answers, states.who("eligible")),
        outcomes=compute_outcomes(snapshot),
        recruitment=compute_recruitment(snapshot, answers, states),
        panel=compute_panel(snapshot),
        deviations=deviations(snapshot),
    )


def dispositions(snapshot: Snapshot) -> Dispositions:
    """Return the final states, reach and the headline."""
    return compute_dispositions(snapshot)


def responses(snapshot: Snapshot) -> Responses:
    """Return the distributions and the rule."""
    return compute_responses(snapshot)


def engagement(snapshot: Snapshot) -> Engagement:
    """Return engagement item by item, and the broadcasts."""
    return compute_engagement(snapshot, compute_responses(snapshot))


def crosstabs(snapshot: Snapshot, attribute: str) -> tuple[Crosstab, ...]:
    """Return every item with a scale by an attribute; none where ``attribute`` is empty.

    Raises UsageError for an attribute that nobody has.
    """
    return compute_crosstabs(snapshot, attribute) if attribute else ()


def outcomes(snapshot: Snapshot) -> Outcomes:
    """Return the counts before and after."""
    return compute_outcomes(snapshot)


def disposition_rows(found: Dispositions) -> Iterator[Row]:
    """Yield a head and a row per person: pseudonym and final state."""
    yield ("participant", "state")
    yield from found.states


def response_rows(found: Responses, language: str) -> Iterator[Row]:
    """Yield a head and a row per item and answer, labels in ``language``; missing answers by their reason."""
    yield ("item", "characteristic", "level", "label", "count", "n", "share")
    for one in found.items:
        for level in one.levels:
            label = level.label.get(language)
            yield (one.item, one.characteristic, level.level, label, level.count, one.n, level.share)
        for reason, count in one.missing:
            yield (one.item, one.characteristic, f".{reason}", "", count, one.n, None)


def engagement_rows(found: Engagement, language: str) -> Iterator[Row]:
    """Yield a head, a row per item and answer, and a row per month and what became of its broadcasts.

    The part of a row is the item's role or ``broadcasts``, whose key is the month, or ``all``; ``counted`` says whether
    the answer belongs to the item's share.
    """
    yield ("part", "key", "level", "label", "counted", "count", "n", "share", "low", "high")
    for one in found.items:
        for choice in one.choices:
            share, counted = choice.share, int(choice.level in one.counted)
            label = choice.label.get(language)
            start = (one.role, one.item, choice.level, label, counted, choice.count)
            yield (*start, one.n, share.value, share.low, share.high)
        for reason, count in one.missing:
            yield (one.role, one.item, f".{reason}", "", None, count, one.n, None, None, None)
    for total in (found.broadcasts.total, *found.broadcasts.months) if found.broadcasts.months else ():
        key = total.month or "all"
        yield ("broadcasts", key, "sent", "", None, total.sent, None, None, None, None)
        yield ("broadcasts", key, "recipients", "", None, total.recipients, None, None, None, None)
        for name, rate in total.rates:
            yield ("broadcasts", key, name, "", None, total.sum(name), rate.n or None, rate.value, None, None)


def crosstab_rows(found: Sequence[Crosstab]) -> Iterator[Row]:
    """Yield a head and a row per item, group and answer, each with the item's p."""
    yield (
        "attribute",
        "item",
        "characteristic",
        "group",
        "answer",
        "count",
        "n",
        "method",
        "p",
        "p_adjusted",
        "effect",
    )
    for one in found:
        test = (one.test.method, one.test.p, one.p_adjusted, one.test.effect.value)
        for group in one.groups:
            for answer, count in zip(one.columns, group.counts, strict=True):
                yield (one.attribute, one.item, one.characteristic, group.value, answer, count, group.n, *test)


def outcome_rows(found: Outcomes) -> Iterator[Row]:
    """Yield a head and a row per facility."""
    yield ("facility", "measure", "before", "after", "count_before", "count_after", "change", "kind")
    for one in found.facilities:
        yield (one.facility, found.measure, found.before, found.after, one.before, one.after, one.change, one.kind)


def check_csv_target(target: Path, study: Path) -> None:
    """Raise UsageError where ``target`` stands in the folder ``study``: a table of the study could be replaced."""
    try:
        inside = target.resolve().is_relative_to(study.resolve())
    except (OSError, RuntimeError):  # a loop of links; opening it says so
        return
    if inside:
        raise UsageError("command.inside_study", name=target.as_posix())


def write_csv(target: Path, rows: Iterable[Row]) -> None:
    """Write ``rows`` as CSV (UTF-8 with BOM, so that Excel reads it right); text never begins a formula.

    Raises StoreError where the file can't be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    put(target, text.getvalue().encode("utf-8-sig"))


def _safe(cell: str | float | None) -> str | float | None:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r", "'")) else cell
