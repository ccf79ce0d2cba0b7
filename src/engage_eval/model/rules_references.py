"""Rules: what one table says of another must be there, and keys stand once."""

from collections.abc import Iterator, Mapping

from engage_eval.core.problem import Place, Problem
from engage_eval.model.coding import Coding, Turn
from engage_eval.model.consent import SEED
from engage_eval.model.outcome import Outcome
from engage_eval.model.people import Participant
from engage_eval.model.record import Lost, StudyRecord
from engage_eval.model.rules_lookups import fault, meant
from engage_eval.model.tables import TABLES, Table

# The code for a key that the table it refers to doesn't have.
_UNKNOWN = {
    "participants": "participants.unknown",
    "interviews": "interviews.unknown",
    "staff": "staff.unknown",
    "transcripts": "transcripts.unknown",
    "rounds": "rounds.unknown",
    "codings": "codings.unknown",
    "memos": "memos.unknown",
}
# What a memo may stand on, and the table that holds it; None where nothing is looked up.
_TARGETS: Mapping[str, str | None] = {
    "study": None,
    "item": None,
    "participant": "participants",
    "interview": "interviews",
    "transcript": "transcripts",
    "round": "rounds",
    "coding": "codings",
    "memo": "memos",
    "code": None,
}


def check(record: StudyRecord) -> Iterator[Problem]:
    """Yield unknown references and keys that stand twice."""
    keys = {name: _keys(record, name) for name in _UNKNOWN}
    # Where a table has no rows at all, that is told once, not for each row that refers to it.
    empty: dict[str, list[Place]] = {name: [] for name, known in keys.items() if not known}
    for table in TABLES.values():
        yield from _references(record, table, keys, empty)
        if table.unique:
            yield from _duplicates(record, table)
        else:
            yield from _same_rows(record, table)
    for name, places in empty.items():
        if places and name not in record.lost.tables:
            yield fault("tables.no_rows", places[0], table=name, count=len(places))
    yield from _facilities(record)
    codes = frozenset(code.key for book in record.codebooks for code in book.codes)
    yield from _memos(record, keys, codes)
    yield from _coding(record, keys["staff"], codes)


def _keys(record: StudyRecord, table: str) -> frozenset[str]:
    key = "key" if table == "staff" else "id"
    return frozenset(str(getattr(row, key)) for row in getattr(record, table))


def _references(
    record: StudyRecord, table: Table, keys: Mapping[str, frozenset[str]], empty: Mapping[str, list[Place]]
) -> Iterator[Problem]:
    for column in table.columns:
        if not column.refers:
            continue
        known = keys[column.refers]
        for row in getattr(record, table.name):
            found = getattr(row, column.attribute)
            for value in found if isinstance(found, tuple) else (found,):
                if not value or value in known or (column.name == "recruiter" and value.lower() == SEED):
                    continue
                if column.refers in empty:
                    empty[column.refers].append(row.place.at(column.name))
                else:
                    yield from _unknown(record.lost, column.refers, column.name, value, row.place, known)


def _unknown(lost: Lost, table: str, column: str, value: str, place: Place, known: frozenset[str]) -> Iterator[Problem]:
    """Yield a key that ``table`` doesn't have; not where its row may be one that could not be read."""
    if not lost.explains(table, value):
        yield fault(_UNKNOWN[table], place.at(column), value=value, column=column, **meant(value, known))


def _same_rows(record: StudyRecord, table: Table) -> Iterator[Problem]:
    """Yield rows that say nothing that another row didn't: pasted twice, most likely."""
    seen: dict[object, Place] = {}
    for row in getattr(record, table.name):
        if row in seen:
            yield fault("tables.same_row", row.place, table=table.name, first=seen[row].line or 0)
        seen.setdefault(row, row.place)


def _duplicates(record: StudyRecord, table: Table) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], Place] = {}
    folded: dict[tuple[str, ...], tuple[str, ...]] = {}
    attributes = [table.column(name).attribute for name in table.unique]
    for row in getattr(record, table.name):
        key = tuple(str(getattr(row, attribute)) for attribute in attributes)
        place = row.place.at(table.unique[0])
        like = folded.setdefault(tuple(part.casefold() for part in key), key)
        written = " / ".join(key)
        if key in seen:
            yield fault("tables.duplicate", place, keys=written, table=table.name, line=seen[key].line or 0)
        elif like != key:
            yield fault("tables.case", place, keys=written, table=table.name, other=" / ".join(like))
        seen.setdefault(key, row.place)


def _facilities(record: StudyRecord) -> Iterator[Problem]:
    """Yield facilities whose keys differ only in case, each once: visits and people would not be brought together."""
    rows: tuple[Participant | Outcome, ...] = (*record.participants, *record.outcomes)
    first: dict[str, str] = {}
    told: set[str] = set()
    for row in rows:
        like = first.setdefault(row.facility.casefold(), row.facility)
        if like != row.facility and row.facility not in told:
            told.add(row.facility)
            table = "participants" if isinstance(row, Participant) else "outcomes"
            yield fault("tables.case", row.place.at("facility"), keys=row.facility, table=table, other=like)


def _memos(record: StudyRecord, keys: Mapping[str, frozenset[str]], codes: frozenset[str]) -> Iterator[Problem]:
    for memo in record.memos:
        if memo.target_kind not in _TARGETS:
            yield fault(
                "memos.kind_unknown",
                memo.place.at("target_kind"),
                value=memo.target_kind,
                **meant(memo.target_kind, _TARGETS, also_list=True),
            )
            continue
        table = _TARGETS[memo.target_kind]
        if table and memo.target not in keys[table]:
            yield from _unknown(record.lost, table, "target", memo.target, memo.place, keys[table])
        if memo.target_kind == "code" and memo.target not in codes and "codebooks" not in record.lost.tables:
            yield _unknown_code(memo.target, memo.place.at("target"), codes)


def _unknown_code(code: str, place: Place, codes: frozenset[str]) -> Problem:
    return fault("codings.code_unknown", place, code=code, **meant(code, codes))


def _coding(record: StudyRecord, staff: frozenset[str], codes: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with codes, coders, spans and codebook versions."""
    versions = frozenset(name for book in record.codebooks for name in (book.version, f"{book.key}-{book.version}"))
    books_lost = "codebooks" in record.lost.tables
    for coding in record.codings:
        if coding.code not in codes and not books_lost:
            yield _unknown_code(coding.code, coding.place.at("code"), codes)
        if coding.coder and coding.coder not in staff:
            yield from _unknown(record.lost, "staff", "coder", coding.coder, coding.place, staff)
    spans: tuple[Coding | Turn, ...] = (*record.codings, *record.turns)
    for row in spans:
        if row.start >= row.stop:
            yield fault("codings.span", row.place.at("start"), start=row.start, stop=row.stop)
    for one in record.rounds:
        if one.codebook_version not in versions and not books_lost:
            yield fault(
                "rounds.codebook_unknown",
                one.place.at("codebook_version"),
                round=one.id,
                version=one.codebook_version,
                **meant(one.codebook_version, versions),
            )
