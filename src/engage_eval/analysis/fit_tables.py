"""Fit as JSON, and as a tidy table with its data dictionary for R or SmartPLS."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from engage_eval.analysis.answers import Answers
from engage_eval.analysis.fit import CharacteristicFit, Fit, Respondent
from engage_eval.analysis.fit_reliability import reliability_json
from engage_eval.analysis.serialise import estimate_json, reason_json
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Estimate, Reason
from engage_eval.model.instrument import IMPORTANCE, Instrument, Item, Scale
from engage_eval.model.snapshot import Snapshot
from engage_eval.stats.importance_performance import Crosshairs

Say = Callable[[Reason], str]
Row = tuple[str | int | float | None, ...]
SCORES = ("facet", "weighted", "under", "over", "match", "profile")
# What a score is, in both languages' catalogue; the dictionary says it in both.
SCORE_LABELS = {
    "facet": N_("facet score, 0 to 100: mean performance over the characteristics"),
    "weighted": N_("facet score weighted by importance, 0 to 100"),
    "under": N_("shortfall of performance against importance, 0 to 100"),
    "over": N_("excess of performance over importance, 0 to 100"),
    "match": N_("match of performance and importance, 0 to 100: 100 - under - over"),
    "profile": N_("nearness to the ideal profile of study.yaml, 0 to 100"),
}
MISSING = N_("empty: no answer (skipped, refused, does not apply, not asked), or no score for lack of answers")


def to_json(result: Fit, language: str, say: Say) -> dict[str, Any]:
    """Return what `analyse fit --json` prints; ``say`` makes a reason a sentence."""
    return {
        "measured": result.measured,
        "least": result.least,
        "respondents": [_respondent_json(one, say) for one in result.respondents],
        "characteristics": [_characteristic_json(one, language, say) for one in result.characteristics],
        "crosshairs": {"grand_means": _lines_json(result.grand), "midpoint": _lines_json(result.midpoint)},
        "overall": {one.name: estimate_json(getattr(result.overall, one.name), say) for one in fields(result.overall)},
        "reliability": reliability_json(result.reliability, say),
        "refused": [{"what": one.what, "code": one.why.code, "message": say(one.why)} for one in result.refused],
    }


def _respondent_json(one: Respondent, say: Say) -> dict[str, Any]:
    scores: dict[str, Estimate] = {name: getattr(one, name) for name in SCORES}
    return {
        "id": one.id,
        "answered": one.answered,
        "weighed": one.weighed,
        **{name: score.value for name, score in scores.items()},
        "why": {name: reason_json(score.why, say) for name, score in scores.items() if score.why is not None},
    }


def _characteristic_json(one: CharacteristicFit, language: str, say: Say) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.text.get(language),
        "facet": one.facet,
        "performance": estimate_json(one.performance, say),
        "importance": estimate_json(one.importance, say),
        "under": one.under.value,
        "over": one.over.value,
        "rated_both": one.under.n,
        "quadrant": one.grand.quadrant,
        "stability": one.grand.stability,
        "quadrant_why": reason_json(one.grand.why, say),
        "quadrant_midpoint": one.midpoint.quadrant,
        "stability_midpoint": one.midpoint.stability,
        "quadrant_midpoint_why": reason_json(one.midpoint.why, say),
    }


def _lines_json(lines: Crosshairs) -> dict[str, float | None]:
    return {"performance": lines.performance, "importance": lines.importance}


def tidy_rows(result: Fit, snapshot: Snapshot, answers: Answers) -> Iterator[Row]:
    """Yield a head and a row a person: facility and role, P and W as answered, scores, verdict; empty = missing."""
    columns = _columns(result, answers.instrument)
    verdict = _verdict(answers.instrument)
    yield (
        "id",
        "facility_kind",
        "role",
        *(name for name, _ in columns),
        *SCORES,
        *(["verdict", "verdict_agrees"] if verdict else []),
    )
    people = {one.id: one for one in snapshot.people}
    for one in result.respondents:
        person = people[one.id]
        given = [answers.of(item.key).get(one.id) for _, item in columns]
        scores: list[Estimate] = [getattr(one, name) for name in SCORES]
        row: list[str | int | float | None] = [one.id, person.facility_kind, person.role]
        row += [value if isinstance(value, str | float) else None for value in given]
        row += [score.value for score in scores]
        if verdict and answers.instrument:
            row += _said(answers, verdict, answers.instrument.scales[verdict.scale], one.id)
        yield tuple(row)


def dictionary_rows(result: Fit, instrument: Instrument | None, say: Callable[[str, str], str]) -> Iterator[Row]:
    """Yield a head and a row a column of the table: what it is in both languages, its values, what is missing.

    ``say`` returns a message (first argument) in a language (second).
    """
    yield ("variable", "label_id", "label_en", "values_id", "values_en", "missing_id", "missing_en")
    missing = (say(MISSING, "id"), say(MISSING, "en"))
    for name, label in (
        ("id", N_("pseudonym")),
        ("facility_kind", N_("kind of facility")),
        ("role", N_("role at the facility")),
    ):
        yield (name, say(label, "id"), say(label, "en"), "", "", "", "")
    for name, item in _columns(result, instrument):
        yield (name, item.text.id, item.text.en, *_values(item, instrument), *missing)
    for name in SCORES:
        label = SCORE_LABELS[name]
        yield (name, say(label, "id"), say(label, "en"), "0-100", "0-100", *missing)
    verdict = _verdict(instrument)
    if verdict:
        yield ("verdict", verdict.text.id, verdict.text.en, *_values(verdict, instrument), *missing)
        agrees = N_("whether the verdict agrees")
        values = N_("1 = yes; 0 = no")
        yield (
            "verdict_agrees",
            say(agrees, "id"),
            say(agrees, "en"),
            say(values, "id"),
            say(values, "en"),
            *missing,
        )


def _columns(result: Fit, instrument: Instrument | None) -> list[tuple[str, Item]]:
    """Return the columns of ratings: p_<characteristic>, then w_<characteristic> where importance is asked."""
    if instrument is None:
        return []
    measuring = {item.measures: item for item in instrument.measuring()}
    twins = {item.base: item for item in instrument.items if item.part == IMPORTANCE}
    keys = [one.key for one in result.characteristics]
    found = [(f"p_{key}", measuring[key]) for key in keys]
    return found + [(f"w_{key}", twins[measuring[key].key]) for key in keys if measuring[key].key in twins]


def _verdict(instrument: Instrument | None) -> Item | None:
    found = instrument.with_role("verdict") if instrument else ()
    return next((item for item in found if instrument and item.scale in instrument.scales), None)


def _said(answers: Answers, verdict: Item, scale: Scale, person: str) -> list[str | int | float | None]:
    """Return the verdict's answer, and whether it agrees (1, 0)."""
    value = answers.of(verdict.key).get(person)
    if not isinstance(value, str):
        return [None, None]
    return [value, int(value in scale.agree) if scale.agree else None]


def _values(item: Item, instrument: Instrument | None) -> tuple[str, str]:
    """Return the labels of an item's values in both languages: "1 = ...; 2 = ..."."""
    scale = instrument.scales.get(item.scale) if instrument else None
    if scale is None:
        return "", ""
    pairs = list(zip(scale.values, scale.labels, strict=True))
    return (
        "; ".join(f"{value} = {label.get('id')}" for value, label in pairs),
        "; ".join(f"{value} = {label.get('en')}" for value, label in pairs),
    )
