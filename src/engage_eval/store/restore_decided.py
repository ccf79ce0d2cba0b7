"""What people decided since a backup was made, as rows that its file takes: a restore doesn't undo what they said."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from engage_eval.store import schema
from engage_eval.store.look import DECISIONS, Look

Row: TypeAlias = Mapping[str, Any]
# By which code people (code -> node) have whom a file calls so; None where that is somebody else's there.
Meant: TypeAlias = Callable[[str, Look, Mapping[str, object]], str | None]

_PERSON, _STEP, _CONSENT = (one.name for one in (schema.PARTICIPANT, schema.RECRUITMENT_EVENT, schema.CONSENT_EVENT))
_WORDS = schema.DETAIL.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What people decided and a backup lacks: rows by table, in the backup's codes.

    ``left`` are people whose rows can't come in, since their code is another person's in the backup.
    """

    rows: Sequence[tuple[str, Row]] = ()
    left: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Return who consented, refused, asked to withdraw or withdrew."""
        return tuple(sorted({row["participant"] for _, row in self._events()}))

    @property
    def withdrawn(self) -> tuple[str, ...]:
        """Return those among them who did anything but consent."""
        return tuple(sorted({row["participant"] for _, row in self._events() if row["kind"] != "given"}))

    def _events(self) -> list[tuple[str, Row]]:
        return [(name, row) for name, row in self.rows if name != _WORDS and _is_decision(name, row)]


def gather(backup: Look, newer: Iterable[Look], meant: Meant) -> Decided:
    """Return what the ``newer`` files know that people decided and ``backup`` lacks.

    Of people whom it lacks too, and who didn't only consent, their nodes come with it and how they came to be asked;
    nothing that they answered.
    """
    found = _Found(people=dict(backup.people))
    for look in newer:
        known = {**(backup.decisions or {}), **found.rows}
        new = {key: row for key, row in (look.decisions or {}).items() if key not in known}
        _take(found, look, new, meant)
    in_order = {table.name: at for at, table in enumerate(DECISIONS)}
    return Decided(
        rows=[(key[0], row) for key, row in sorted(found.rows.items(), key=lambda one: (in_order[one[0][0]], one[0]))],
        left=tuple(sorted(found.left)),
    )


@dataclass(slots=True, kw_only=True)
class _Found:
    """What was gathered so far; ``people`` are those of the backup, and who came in."""

    people: dict[str, object]
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)


def _take(found: _Found, look: Look, new: Mapping[tuple[str, str], Row], meant: Meant) -> None:
    """Add what ``look`` knows and nothing before it did."""
    codes: dict[str, str | None] = {}
    deciding = [(table, row) for (table, _), row in new.items() if _is_decision(table, row)]
    refused = {row["participant"] for table, row in deciding if table != _WORDS and row["kind"] != "given"}
    refused |= (look.erased or {}).keys()
    there = {None, *found.people}
    waiting = {row["participant"] for _, row in deciding}
    waiting = {one for one in waiting if one in refused or meant(one, look, found.people) in there}
    recruited = _recruited(new)
    while waiting:
        one = waiting.pop()
        if one not in codes:
            codes[one] = meant(one, look, found.people)
            is_new = codes[one] not in found.people
            waiting |= {row["recruiter"] for row in recruited.get(one, ()) if is_new or _is_decision(_STEP, row)}
    comers = {one for one, code in codes.items() if code is not None and code not in found.people}
    for key, row in new.items():
        if _belongs(key[0], row, codes, comers):
            placed = _placed(key[0], row, codes)
            if placed is None:
                found.left.update(one for one in _codes_in(key[0], row).values() if codes.get(one) is None)
            else:
                found.rows[key] = placed
    found.people |= {code: look.people.get(one) for one, code in codes.items() if code is not None and one in comers}


def _is_decision(table: str, row: Row) -> bool:
    return table in (_CONSENT, _WORDS) or (table == _STEP and row["kind"] == "declined")


def _recruited(new: Mapping[tuple[str, str], Row]) -> Mapping[str, Sequence[Row]]:
    """Return the events of recruitment that name a recruiter, by person: without that one they can't come in."""
    found: dict[str, list[Row]] = {}
    for (table, _), row in new.items():
        if table == _STEP and row["recruiter"]:
            found.setdefault(row["participant"], []).append(row)
    return found


def _belongs(table: str, row: Row, codes: Mapping[str, str | None], comers: Collection[str]) -> bool:
    """Return whether a row is a decision, or is what one rests on."""
    if table == _PERSON:
        return row["id"] in comers
    if table == _STEP:
        return row["participant"] in comers or (row["participant"] in codes and _is_decision(table, row))
    return table not in (_CONSENT, _WORDS) or row["participant"] in codes


def _codes_in(table: str, row: Row) -> dict[str, str]:
    """Return column -> code of the people whom a row names."""
    names = ("id",) if table == _PERSON else ("participant", "recruiter")
    return {name: row[name] for name in names if row.get(name)}


def _placed(table: str, row: Row, codes: Mapping[str, str | None]) -> Row | None:
    """Return a row with the codes that people have in the backup; None where one of them is another's there."""
    named = {name: codes.get(one) for name, one in _codes_in(table, row).items()}
    return None if None in named.values() else {**row, **named}
