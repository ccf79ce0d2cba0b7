"""Instruments: from the YAML that people write to items, with every twin and probe an item of its own."""

from collections.abc import Mapping
from dataclasses import replace

from engage_eval.core.problem import Param, Problem
from engage_eval.formats.digests import content_digest
from engage_eval.formats.fields import (
    Fields,
    Report,
    check_key,
    read_fields,
    read_name,
    read_version,
    survives_excel,
)
from engage_eval.formats.instrument_checks import check
from engage_eval.formats.instrument_draft import AUDIENCES, MOST_IN_KEY, Draft
from engage_eval.formats.instrument_items import read_items
from engage_eval.formats.yaml_text import Scalar
from engage_eval.model.instrument import Characteristic, Instrument, Scale, Section
from engage_eval.model.texts import Texts

_MOST_MINUTES = 600
_MOST_IN_CHARACTERISTIC = 40  # they are keys of the codebook too


def read_instrument(text: str, file: str) -> tuple[Instrument | None, list[Problem]]:
    """Return the instrument that ``text`` describes and all that is wrong with it; ``file`` names it in problems.

    None where the text is no YAML mapping. With errors among the problems the instrument is incomplete. Never raises
    for what a text contains.
    """
    report = Report(file)
    top = read_fields(text, report)
    if top is None:
        return None, report.sorted()
    key, version, title = read_name(top, "key"), read_version(top), top.texts("title", required=True)
    draft = Draft(report)
    _read_forms(draft, top)
    _read_characteristics(draft, top)
    _read_scales(draft, top)
    _read_sections(draft, top)
    top.finish()
    if not draft.items:
        report.add("instrument.empty", top.line, "sections")
    check(draft)
    found = Instrument(
        key=key,
        version=version,
        title=title,
        forms=draft.forms,
        characteristics=tuple(draft.characteristics),
        scales=draft.scales,
        sections=tuple(draft.sections),
        items=tuple(draft.items),
        place=report.place(top.line),
    )
    return replace(found, digest=content_digest(found)), report.sorted()


def _read_forms(draft: Draft, top: Fields) -> None:
    inner = top.sub("forms", required=True)
    if inner is None:
        return
    for entry in inner.node.entries:
        check_key(draft.report, entry.key, entry.line, inner.key(entry.key), MOST_IN_KEY)
        minutes = inner.whole_of(entry, 1, _MOST_MINUTES)
        draft.forms[entry.key] = minutes or 0


def _read_characteristics(draft: Draft, top: Fields) -> None:
    for entry, inner in top.each("characteristics"):
        check_key(draft.report, entry.key, entry.line, inner.path, _MOST_IN_CHARACTERISTIC)
        found = Characteristic(key=entry.key, text=inner.own_texts(), facet=inner.text("facet"))
        inner.finish()
        draft.characteristics.append(found)
        draft.characteristic_lines[entry.key] = entry.line


def _read_sections(draft: Draft, top: Fields) -> None:
    for entry, inner in top.each("sections", required=True):
        check_key(draft.report, entry.key, entry.line, inner.path, MOST_IN_KEY)
        when = draft.condition(inner, "when", "when", "")
        section = Section(
            key=entry.key,
            text=inner.own_texts(required=False),
            intro=inner.texts("intro"),
            audience=inner.choice("for", AUDIENCES, "everyone"),
            forms=draft.forms_of(inner, ()),
        )
        draft.sections.append(section)
        read_items(draft, section, () if when is None else (when,), inner)
        inner.finish()


# --- scales


def _read_scales(draft: Draft, top: Fields) -> None:
    for entry, inner in top.each("scales"):
        check_key(draft.report, entry.key, entry.line, inner.path, MOST_IN_KEY)
        lists = {name: inner.scalars(name) for name in ("values", "id", "en")}
        _check_lengths(draft, inner, lists)
        labels = _read_labels(inner, lists)
        written = lists["values"]
        values = _read_values(draft, inner, written) if written else tuple(str(n + 1) for n in range(len(labels)))
        shared = min(len(values), len(labels))
        agree = inner.list_of("agree", values, "instrument.agree")
        inner.finish()
        draft.scales[entry.key] = Scale(
            key=entry.key, values=values[:shared], labels=labels[:shared], agree=frozenset(agree)
        )


def _check_lengths(draft: Draft, fields: Fields, lists: Mapping[str, tuple[Scalar, ...]]) -> None:
    if not (lists["id"] or lists["en"]):
        draft.report.add("instrument.no_labels", fields.line, fields.path)
    given = {name: len(found) for name, found in lists.items() if found}
    if len(set(given.values())) > 1:
        counts = ", ".join(f"{name} {n}" for name, n in given.items())
        draft.report.add("instrument.labels", fields.line, fields.path, {"counts": counts})


def _read_labels(fields: Fields, lists: Mapping[str, tuple[Scalar, ...]]) -> tuple[Texts, ...]:
    """Return the labels in both languages, as many as the longer list has."""
    labels = {language: [scalar.text.strip() for scalar in lists[language]] for language in ("id", "en")}
    longest = max(len(found) for found in labels.values())
    for language, found in labels.items():
        if longest and (not found or not all(found)):
            fields.translation(fields.line, language, fields.path)
        found.extend([""] * (longest - len(found)))
    return tuple(Texts(*both) for both in zip(labels["id"], labels["en"], strict=True))


def _read_values(draft: Draft, fields: Fields, written: tuple[Scalar, ...]) -> tuple[str, ...]:
    """Return the values: whole numbers, or keys that Excel doesn't turn into something else."""
    numeric = all(isinstance(scalar.value, int) and not isinstance(scalar.value, bool) for scalar in written)
    values: list[str] = []
    for scalar in written:
        params: dict[str, Param] = {"found": scalar.text[:MOST_IN_KEY]}
        if not numeric and not survives_excel(scalar.text):
            draft.report.add("instrument.bad_value", scalar.line, fields.key("values"), params)
        if scalar.text in values:
            draft.report.add("instrument.value_twice", scalar.line, fields.key("values"), params)
        values.append(scalar.text)
    return tuple(values)
