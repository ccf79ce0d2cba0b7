"""What changed between two versions of the definitions: the change log of a kit against its parent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from engage_eval.model.codebook import Code, Codebook
from engage_eval.model.instrument import Instrument, Item

# Not content, or told by another part.
_LEFT_OUT = frozenset({"place", "section", "base", "part", "key"})


@dataclass(frozen=True, slots=True)
class Change:
    """``kind`` item, scale, characteristic, form, code; ``what`` added, removed or changed; in changed, ``where``."""

    kind: str
    what: str
    key: str
    where: tuple[str, ...] = ()


def instrument_changes(old: Instrument, new: Instrument) -> tuple[Change, ...]:
    """Return what ``new`` has other than ``old``, in the order of ``new``; what was removed comes last."""
    return (
        *_keyed(
            "form",
            {key: (key, minutes) for key, minutes in old.forms.items()},
            {key: (key, minutes) for key, minutes in new.forms.items()},
        ),
        *_keyed(
            "characteristic",
            {one.key: one for one in old.characteristics},
            {one.key: one for one in new.characteristics},
        ),
        *_keyed("scale", dict(old.scales), dict(new.scales)),
        *_keyed("item", {one.key: one for one in old.items}, {one.key: one for one in new.items}),
    )


def codebook_changes(old: Codebook, new: Codebook) -> tuple[Change, ...]:
    """Return what ``new`` has other than ``old``."""
    return tuple(_keyed("code", {one.key: one for one in old.codes}, {one.key: one for one in new.codes}))


def _keyed(kind: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for key, one in new.items():
        if key not in old:
            yield Change(kind, "added", key)
        elif where := tuple(_different(old[key], one)):
            yield Change(kind, "changed", key, where)
    yield from (Change(kind, "removed", key) for key in old if key not in new)


def _different(old: object, new: object) -> Iterator[str]:
    """Yield the fields in which two definitions differ; of texts, the language."""
    if not isinstance(new, Item | Code):
        if old != new:
            yield ""
        return
    for one in fields(new):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if one.name in _LEFT_OUT or before == after:
            continue
        if one.name == "text":
            yield from (language for language in ("id", "en") if getattr(before, language) != getattr(after, language))
        else:
            yield one.name
