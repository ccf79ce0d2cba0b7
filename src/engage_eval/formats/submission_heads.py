"""The heads of a table that a field tool wrote: group names, split choices, and columns of the tool's own.

KoboToolbox and ODK join groups by / or - (`section_a/q_x/x`, `section_a-q_x-x`), or leave them out; a question with
several choices stands in one column, in a column a choice (`x/red`), or in both.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engage_eval.model.field_form import companion, own_names
from engage_eval.model.instrument import MISSING_CODES, Instrument

# The columns that hold a submission's id, the one that lasts longest first: an edit changes `_uuid` and `instanceID`.
IDS = ("rootUuid", "KEY", "_uuid", "instanceID")
# The id that a submission had before it was edited.
EARLIER_ID = "deprecatedID"
# What the server calls the form's version; our form says its own in `version`.
FORM_VERSION = "FormVersion"
# When the form was opened and closed; for forms that don't ask it.
OPENED, CLOSED = "start", "end"

# Columns of the tools' own, that say nothing about the study. Kobo's others begin with an underscore.
_SYSTEM = frozenset(
    {
        *("start", "end", "today", "deviceid", "subscriberid", "simserial", "simid", "phonenumber", "username"),
        *("email", "audit", "instancename", "instanceid", "rootuuid", "deprecatedid", "formhub/uuid", "uuid"),
        *("submissiondate", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected", "status"),
        *("reviewstate", "edits", "formversion", "key", "parent_key", "meta"),
    }
)
_SIGNS = "/-"


@dataclass(slots=True)
class Heads:
    """Which column holds what: ``single`` by name, ``split`` by item and choice.

    ``system`` are columns of the tool, ``unknown`` those that nothing of ours is called, ``twice`` pairs of columns
    that mean the same.
    """

    single: dict[str, int] = field(default_factory=dict)
    split: dict[str, dict[str, int]] = field(default_factory=dict)
    system: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    twice: list[tuple[int, int]] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Return whether some column holds ``name``, as a whole or split into its choices."""
        return name in self.single or name in self.split

    def items(self) -> frozenset[str]:
        """Return every name that some column answers."""
        return frozenset((*self.single, *self.split))


def read_heads(head: Iterable[str], instruments: Collection[Instrument]) -> Heads:
    """Return what the columns of a field tool's table hold."""
    names, choices = _known(instruments)
    found = Heads()
    for index, text in enumerate(head):
        name, choice = _meaning(text.strip(), names, choices)
        if name and choice:
            _add(found.split.setdefault(name, {}), choice, index, found)
        elif name:
            _add(found.single, name, index, found)
        elif _is_system(text):
            found.system.append(index)
        elif text:
            found.unknown.append(index)
    return found


def is_field_table(head: Iterable[str]) -> bool:
    """Return whether a table has a column with the id of a submission."""
    return any(_last(text.strip()) in IDS for text in head)


def _add(to: dict[str, int], name: str, index: int, found: Heads) -> None:
    if to.setdefault(name, index) != index:
        found.twice.append((to[name], index))


def _known(instruments: Collection[Instrument]) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, str]]]:
    """Return every name as it may be written -> the name, and the choices of those that may be split."""
    items = {item.key: item for one in instruments for item in one.items}
    names = {name.casefold(): name for name in own_names()}
    names |= {companion(key).casefold(): companion(key) for key in items}
    names |= {key.casefold(): key for key in items}
    choices: dict[str, dict[str, str]] = {}
    for one in instruments:
        for item in one.items:
            if item.type == "multiple" and item.scale in one.scales:
                values = (*one.scales[item.scale].values, *MISSING_CODES)
                choices.setdefault(item.key, {}).update({value.casefold(): value for value in values})
    # Of the tools' own columns, those that are read; an item of the same name comes first.
    names |= {
        name.casefold(): name for name in (EARLIER_ID, FORM_VERSION, OPENED, CLOSED) if name.casefold() not in names
    }
    return names, choices


def _meaning(text: str, names: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """Return the name and the choice that a head holds; the choice is empty for a whole column, both for none."""
    if text in IDS or text.startswith("_"):
        return (text if text in IDS else ""), ""
    parts = list(_parts(text))
    for part in parts:
        for at, sign in enumerate(part):
            if sign in _SIGNS and (name := names.get(part[:at].casefold())):
                choice = choices.get(name, {}).get(part[at + 1 :].casefold())
                if choice is not None:
                    return name, choice
    if whole := next((names[part.casefold()] for part in parts if part.casefold() in names), ""):
        return whole, ""
    last = _last(text)
    return (last if last in IDS else ""), ""


def _parts(text: str) -> Iterator[str]:
    """Yield the text after each sign that may join groups, the longest first."""
    yield text
    for at, sign in enumerate(text):
        if sign in _SIGNS:
            yield text[at + 1 :]


def _last(text: str) -> str:
    return text.replace("-", "/").rpartition("/")[2]


def _is_system(text: str) -> bool:
    wanted = text.strip().casefold()
    last = _last(wanted)
    return wanted.startswith(("_", "meta/", "meta-")) or {wanted, last} & _SYSTEM != set() or last.startswith("note_")
