"""Declared beforehand: which settings decide results, and what changed between two versions of a definition.

Names and values are keys, the same in every language. An empty value means: not set, or not there.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engage_eval.model.instrument import Ineligible, Instrument
from engage_eval.model.moment import Moment
from engage_eval.model.study import SettingChange, Study

_PLAIN = re.compile(r"-?[A-Za-z0-9_][A-Za-z0-9_.-]*")
_OF_INSTRUMENT = re.compile(
    r"instrument\.(?P<instrument>[a-z][a-z0-9_-]*)"
    r"\.(?:scale\.(?P<scale>[a-z][a-z0-9_-]*)\.agree|item\.(?P<item>[a-z][a-z0-9_]*)\.(?P<what>ineligible|role|measures))"
)


def _element(value: str) -> str:
    """Return a text as one element of a value: as it stands where it is a plain word, else in quotes, on one line."""
    if not value or _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=not value.isprintable())


def _several(values: Iterable[str]) -> str:
    return ", ".join(_element(one) or '""' for one in values)


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)


def _profile(study: Study) -> str:
    """Return the ideal profile as key=value, in the order of the keys: the order in study.yaml decides nothing."""
    return ", ".join(f"{_element(key)}={value!r}".removesuffix(".0") for key, value in sorted(study.ideal_profile))


# The settings of study.yaml that decide results, and how each is written as a value.
DECIDING: Mapping[str, Callable[[Study], str]] = {
    "headline": lambda study: study.headline,
    "rule.cut": lambda study: _whole(study.rule.cut),
    "rule.k": lambda study: _whole(study.rule.k),
    "complete_if": lambda study: _several(sorted(set(study.complete_if))),
    "break_off_as": lambda study: study.break_off_as,
    "withdrawn_as": lambda study: study.withdrawn_as,
    "screening_before_consent": lambda study: "yes" if study.screening_before_consent else "no",
    "compare.measure": lambda study: study.compare.measure,
    "compare.before": lambda study: study.compare.before,
    "compare.after": lambda study: study.compare.after,
    "ideal_profile": _profile,
    "instrument": lambda study: _element(study.instrument),
    "codebook": lambda study: _element(study.codebook),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the name of a setting means: ``kind`` is a key of DECIDING, or agree, ineligible, role or measures.

    ``instrument`` and ``key`` (of the scale or item) are empty for settings of study.yaml.
    """

    kind: str
    instrument: str = ""
    key: str = ""


def declared(setting: str) -> Declared | None:
    """Return what a setting's name means; None where no setting that decides results is called so.

    >>> declared("instrument.respondent.scale.agree5.agree")
    Declared(kind='agree', instrument='respondent', key='agree5')
    """
    if setting in DECIDING:
        return Declared(kind=setting)
    found = _OF_INSTRUMENT.fullmatch(setting)
    if found is None:
        return None
    return Declared(
        kind=found["what"] or "agree", instrument=found["instrument"], key=found["scale"] or found["item"] or ""
    )


def changes(
    before: Study, after: Study, *, at: Moment, by: str = "", interviews: int | None = None
) -> tuple[SettingChange, ...]:
    """Return a row for each setting that decides results and differs, in the order of DECIDING.

    ``interviews`` is how many had answers when it was changed.
    """
    pairs = ((name, write(before), write(after)) for name, write in DECIDING.items())
    return _rows(pairs, at, by, interviews)


def instrument_changes(
    before: Instrument, after: Instrument, *, at: Moment, by: str = "", interviews: int | None = None
) -> tuple[SettingChange, ...]:
    """Return a row for each criterion in which two versions of one instrument differ.

    Criteria are what counts as agreement on a scale, and who is not eligible, the role and the characteristic of an
    item. What only one version has is empty in the other.
    """
    old, new = dict(_criteria(before)), dict(_criteria(after))
    names = dict.fromkeys((*old, *new))
    pairs = ((f"instrument.{after.key}.{name}", old.get(name, ""), new.get(name, "")) for name in sorted(names))
    return _rows(pairs, at, by, interviews)


def _criteria(instrument: Instrument) -> Iterator[tuple[str, str]]:
    for key, scale in instrument.scales.items():
        yield f"scale.{key}.agree", _several(value for value in scale.values if value in scale.agree)
    for item in instrument.items:
        yield f"item.{item.key}.ineligible", "; ".join(map(_condition, item.ineligible))
        yield f"item.{item.key}.role", _element(item.role)
        yield f"item.{item.key}.measures", _element(item.measures)


def _condition(rule: Ineligible) -> str:
    """Return a criterion as reason: condition; its wording for people decides nothing."""
    when = str(rule.when)
    said = when if when.isprintable() else json.dumps(when)
    return f"{_element(rule.reason)}{' (reach)' if rule.reach else ''}: {said}"


def _rows(
    pairs: Iterable[tuple[str, str, str]], at: Moment, by: str, interviews: int | None
) -> tuple[SettingChange, ...]:
    return tuple(
        SettingChange(at=at, by=by, setting=name, before=old, after=new, interviews=interviews)
        for name, old, new in pairs
        if old != new
    )
