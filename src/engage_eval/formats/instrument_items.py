"""The items of an instrument, each with its twins: importance, why, probes and the interviewer's note."""

import re
from dataclasses import replace

from engage_eval.core.problem import Param
from engage_eval.formats.fields import Fields, check_key, meant
from engage_eval.formats.instrument_draft import CHOICE_TYPES, MOST_IN_KEY, ROLES, TONES, TYPES, Draft
from engage_eval.formats.yaml_text import Entry
from engage_eval.model.condition import WORDS, Condition
from engage_eval.model.instrument import IMPORTANCE, NOTE, PROBE, WHY, Constraint, Ineligible, Item, Section
from engage_eval.model.texts import Texts

_SUFFIX = re.compile(r".*_(?:w|why|note|p[0-9]+)")
# `rule` is a column of reports; interview, item and value are columns of the responses.
_TAKEN = ("rule", "interview", "item", "value", *WORDS)


def read_items(draft: Draft, section: Section, when: tuple[Condition, ...], fields: Fields) -> None:
    """Read the items under ``items`` of a section into the draft; ``when`` is the section's condition."""
    for entry, inner in fields.each("items", required=True, top=True):
        _check_item_key(draft, entry)
        item = _read_item(draft, section, when, entry, inner)
        parts = (*_read_twins(draft, item, inner), _part(item, NOTE, NOTE, Texts(), entry.line, draft))
        inner.finish()
        if item.key in draft.lines:
            first = draft.lines[item.key]
            draft.report.add("instrument.twice", entry.line, item.key, {"found": item.key, "first": first})
            continue
        draft.lines[item.key] = entry.line
        draft.items.extend((item, *parts))


def is_free_key(key: str) -> bool:
    """Return whether an item may be called ``key``: it is no reserved word and ends like no twin.

    >>> [is_free_key(one) for one in ("umur", "rule", "umur_w")]
    [True, False, False]
    """
    return key not in _TAKEN and not is_twin_key(key)


def is_twin_key(key: str) -> bool:
    """Return whether ``key`` ends like an importance, a why, a probe or a note."""
    return _SUFFIX.fullmatch(key) is not None


def _check_item_key(draft: Draft, entry: Entry) -> None:
    if not check_key(draft.report, entry.key, entry.line, entry.key, MOST_IN_KEY):
        return
    if not is_free_key(entry.key):
        draft.report.add("instrument.reserved", entry.line, entry.key, {"found": entry.key})


def _read_item(draft: Draft, section: Section, when: tuple[Condition, ...], entry: Entry, fields: Fields) -> Item:
    key = entry.key
    kind = fields.choice("type", TYPES, "text", required=True)
    own_when = draft.condition(fields, "when", "when", key)
    return Item(
        key=key,
        section=section.key,
        type=kind,
        text=fields.own_texts(),
        scale=_read_scale_of(draft, fields, kind),
        required=fields.flag("required"),
        forms=draft.forms_of(fields, section.forms),
        audience=section.audience,
        when=when if own_when is None else (*when, own_when),
        constraint=_read_constraint(draft, key, fields),
        measures=_read_measures(draft, fields),
        role=fields.choice("role", ROLES),
        ineligible=_read_ineligible(draft, key, fields),
        note=fields.texts("note"),
        action=fields.texts("action"),
        place=draft.report.place(entry.line, key),
    )


def _read_scale_of(draft: Draft, fields: Fields, kind: str) -> str:
    """Return the key of the scale that an item or twin of this type uses; empty where it has none."""
    found = fields.text("scale")
    if kind not in CHOICE_TYPES:
        if found:
            draft.wrong("instrument.needless_scale", fields, "scale", {"type": kind})
        return ""
    if not found:
        draft.wrong("instrument.no_scale", fields, "scale", {"type": kind})
        return ""
    if found not in draft.scales:
        draft.wrong("instrument.unknown_scale", fields, "scale", _unknown(found, tuple(draft.scales)))
        return ""
    return found


def _read_measures(draft: Draft, fields: Fields) -> str:
    found = fields.text("measures")
    known = tuple(draft.characteristic_lines)
    if found and found not in known:
        draft.wrong("instrument.unknown_characteristic", fields, "measures", _unknown(found, known))
        return ""
    return found


def _unknown(found: str, known: tuple[str, ...]) -> dict[str, Param]:
    likely = meant(found, known)
    return {"found": found[:60], **(likely or {"allowed": ", ".join(known)})}


def _read_constraint(draft: Draft, key: str, fields: Fields) -> Constraint | None:
    inner = fields.sub("constraint")
    if inner is None:
        return None
    holds = draft.condition(inner, "holds", "constraint", key, required=True)
    text = inner.own_texts()
    inner.finish()
    return None if holds is None else Constraint(holds=holds, text=text)


def _read_ineligible(draft: Draft, key: str, fields: Fields) -> tuple[Ineligible, ...]:
    found = []
    for inner in fields.rows("ineligible"):
        when = draft.condition(inner, "when", "ineligible", key, required=True)
        reason = inner.text("reason", required=True)
        entry = inner.node.get("reason")
        if reason and entry is not None:
            check_key(draft.report, reason, entry.line, inner.key("reason"), MOST_IN_KEY)
        text = inner.own_texts(required=False)
        reach, action = inner.flag("reach"), inner.texts("action")
        inner.finish()
        if when is not None:
            found.append(Ineligible(when=when, reason=reason, reach=reach, text=text, action=action))
    return tuple(found)


def _read_twins(draft: Draft, item: Item, fields: Fields) -> tuple[Item, ...]:
    """Return the items that stand within ``item``: importance, why and probes."""
    found = []
    if inner := fields.sub("importance"):
        found.append(_twin(draft, item, inner, IMPORTANCE, IMPORTANCE))
    if inner := fields.sub("why"):
        found.append(_twin(draft, item, inner, WHY, WHY))
    for number, inner in enumerate(fields.rows("probes"), start=1):
        found.append(_twin(draft, item, inner, PROBE, f"{PROBE}{number}"))
    return tuple(found)


def _twin(draft: Draft, item: Item, fields: Fields, part: str, suffix: str) -> Item:
    kind = "scale" if part == IMPORTANCE else "text"
    scale = _read_scale_of(draft, fields, kind) if part == IMPORTANCE else ""
    twin = _part(item, part, suffix, fields.own_texts(), fields.line, draft)
    forms = draft.forms_of(fields, item.forms)
    tone = fields.choice("tone", TONES) if part == PROBE else ""
    fields.finish()
    return replace(twin, type=kind, scale=scale, forms=forms, tone=tone)


def _part(item: Item, part: str, suffix: str, text: Texts, line: int, draft: Draft) -> Item:
    """Return the text item that answers under ``<item>_<suffix>``, asked of whom and when the item is."""
    key = f"{item.key}_{suffix}"
    return Item(
        key=key,
        section=item.section,
        type="text",
        text=text,
        forms=item.forms,
        audience=item.audience,
        when=item.when,
        base=item.key,
        part=part,
        place=draft.report.place(line, key),
    )
