"""What must hold between the parts of an instrument: what conditions ask about, measures, roles."""

from engage_eval.core.problem import Param
from engage_eval.formats.fields import meant
from engage_eval.formats.instrument_draft import CHOICE_TYPES, Asked, Draft
from engage_eval.model.condition_tree import OWN, Compare, Has, Leaf, Name, names, number_written
from engage_eval.model.instrument import Item

# Types that an item with a role may have.
_ROLE_TYPES = {"verdict": ("single", "scale"), "network_size": ("number",)}
_ONLY_ONE = ("verdict", "network_size")
_EQUALITY = ("=", "!=")
_SHOWN = 60


def check(draft: Draft) -> None:
    """Report everything that doesn't hold between the parts of ``draft``."""
    _check_conditions(draft)
    _check_measures(draft)
    _check_roles(draft)


# --- conditions


def _check_conditions(draft: Draft) -> None:
    items = {item.key: (index, item) for index, item in enumerate(draft.items)}
    for asked in draft.asked:
        for leaf in asked.condition.leaves():
            found = [_item(draft, asked, name, items) for name in names(leaf)]
            if found[0] is not None:
                _check_leaf(draft, asked, leaf, found[0])


def _item(draft: Draft, asked: Asked, name: Name, items: dict[str, tuple[int, Item]]) -> Item | None:
    """Return the item that a condition asks about, None (and a problem) where it may not ask about it."""
    if name.key == OWN:
        if asked.kind == "constraint":
            return items[asked.own][1] if asked.own in items else None
        _report(draft, "condition.own", asked)
        return None
    if name.key not in items:
        likely = meant(name.key, items)
        _report(draft, "condition.unknown_item", asked, {"found": name.key[:_SHOWN], **likely})
        return None
    index, item = items[name.key]
    if name.key == asked.own and asked.kind == "ineligible":
        return item
    if name.key == asked.own:
        _report(draft, "condition.itself", asked)
    elif index >= asked.before:
        _report(draft, "condition.later", asked, {"found": name.key})
    return item


def _check_leaf(draft: Draft, asked: Asked, leaf: Leaf, item: Item) -> None:
    if isinstance(leaf, Has):
        _check_choice(draft, asked, item, leaf.choice)
    elif isinstance(leaf, Compare) and not isinstance(leaf.right, Name) and leaf.right != "":
        if item.type == "multiple":
            _report(draft, "condition.use_has", asked, {"item": item.key})
        elif leaf.operator in _EQUALITY:
            _check_value(draft, asked, item, leaf.right)
        else:
            _check_order(draft, asked, item, leaf.right)


def _check_value(draft: Draft, asked: Asked, item: Item, value: str | float) -> None:
    if item.type in CHOICE_TYPES:
        _check_choice(draft, asked, item, value if isinstance(value, str) else number_written(value))
    elif item.type == "number" and isinstance(value, str):
        _report(draft, "condition.not_number", asked, {"item": item.key, "found": value[:_SHOWN]})


def _check_choice(draft: Draft, asked: Asked, item: Item, value: str) -> None:
    """Report a choice that the item's scale doesn't have; an item without a scale has no choices."""
    scale = draft.scales.get(item.scale)
    if scale is None or value in scale.values:
        return
    params: dict[str, Param] = {"item": item.key, "found": value[:_SHOWN]}
    likely = _choice_meant(value, scale.values, tuple((label.id, label.en) for label in scale.labels))
    _report(draft, "condition.unknown_choice", asked, params | (likely or {"allowed": ", ".join(scale.values)}))


def _choice_meant(value: str, values: tuple[str, ...], labels: tuple[tuple[str, str], ...]) -> dict[str, Param]:
    """Return the choice that is meant: one whose label was written in place of its key, else the closest."""
    for key, both in zip(values, labels, strict=True):
        if value.lower() in (label.lower() for label in both if label):
            return {"meant": key}
    return meant(value, values)


def _check_order(draft: Draft, asked: Asked, item: Item, value: str | float) -> None:
    scale = draft.scales.get(item.scale)
    if item.type == "number" and isinstance(value, str):
        _report(draft, "condition.not_number", asked, {"item": item.key, "found": value[:_SHOWN]})
    elif item.type in CHOICE_TYPES and scale is not None and not scale.numeric:
        _report(draft, "condition.no_order", asked, {"item": item.key})


def _report(draft: Draft, code: str, asked: Asked, params: dict[str, Param] | None = None) -> None:
    draft.report.add(code, asked.line, asked.key, params)


# --- measures and roles


def _check_measures(draft: Draft) -> None:
    first: dict[str, str] = {}
    for item in draft.items:
        if not item.measures:
            continue
        line, key = item.place.line or 0, f"{item.key}.measures"
        scale = draft.scales.get(item.scale)
        if item.type != "scale" or (scale is not None and not scale.numeric):
            draft.report.add("instrument.measures_type", line, key)
        if item.measures in first:
            params: dict[str, Param] = {"found": item.measures, "first": first[item.measures]}
            draft.report.add("instrument.measured_twice", line, key, params)
        first.setdefault(item.measures, item.key)
    for characteristic, line in draft.characteristic_lines.items():
        if characteristic not in first:
            key = f"characteristics.{characteristic}"
            draft.report.add("instrument.not_measured", line, key, {"found": characteristic})


def _check_roles(draft: Draft) -> None:
    first: dict[str, str] = {}
    for item in draft.items:
        if item.role not in _ROLE_TYPES:
            continue
        line, key = item.place.line or 0, f"{item.key}.role"
        scale = draft.scales.get(item.scale)
        allowed = _ROLE_TYPES[item.role]
        if item.type not in allowed:
            params: dict[str, Param] = {"role": item.role, "type": item.type, "allowed": ", ".join(allowed)}
            draft.report.add("instrument.role_type", line, key, params)
        elif item.role == "verdict" and scale is not None and not scale.agree:
            draft.report.add("instrument.verdict_agree", line, key, {"scale": scale.key})
        if item.role in first and item.role in _ONLY_ONE:
            draft.report.add("instrument.role_twice", line, key, {"role": item.role, "first": first[item.role]})
        first.setdefault(item.role, item.key)
