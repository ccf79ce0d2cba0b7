"""A batch and a study made one: what is new, and what replaces earlier answers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from engage_eval.formats import canonical_cells
from engage_eval.formats.canonical import answer_cell
from engage_eval.formats.submission_batch import KEYED, LOGS, Batch, Line, line_of
from engage_eval.model.interview import Answer, Interview, SupersededAnswer
from engage_eval.model.moment import Moment
from engage_eval.model.record import StudyRecord
from engage_eval.model.tables import TABLES

NEW, CHANGED, SAME = "new", "changed", "same"
# What an import may leave out without meaning that it is to go.
_MAY_LACK = ("submission", "change_reason")
# Columns of an interview that an import can change; people know them by these names, not by those of the fields.
_COLUMNS = tuple(one for one in TABLES["interviews"].columns if one.name not in _MAY_LACK)
_MOST_IN_CELL = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """When earlier answers were replaced, by whom, and why."""

    at: Moment
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of one interview: new, changed or same; the items and columns that changed.

    ``unexplained`` says that something earlier was replaced and no reason stands anywhere.
    """

    interview: str
    outcome: str
    file: str = ""
    line: int = 0
    items: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    unexplained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The study with the batch in it, what became of each interview, and how many other rows are new, by table."""

    record: StudyRecord
    changes: tuple[Change, ...]
    rows: Mapping[str, int]


def without(batch: Batch, lines: Collection[Line], interviews: Collection[str]) -> Batch:
    """Return a batch without the rows on ``lines``, and without everything of ``interviews``."""

    def kept(rows: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(one for one in rows if line_of(one.place) not in lines)

    def others(rows: Iterable[Any], key: str) -> tuple[Any, ...]:
        return tuple(one for one in kept(rows) if getattr(one, key) not in interviews)

    rows: dict[str, Any] = {name: kept(getattr(batch, name)) for name in (*KEYED, *LOGS) if name != "interview_events"}
    return replace(
        batch,
        **rows,
        interviews=others(batch.interviews, "id"),
        interview_events=others(batch.interview_events, "interview"),
        answers=others(batch.answers, "interview"),
    )


def merge(record: StudyRecord, batch: Batch, stamp: Stamp) -> Merged:
    """Return the study with the batch in it; what a batch says again changes nothing."""
    added: dict[str, Any] = {name: tuple(_unknown(getattr(record, name), getattr(batch, name))) for name in LOGS}
    for name in KEYED:
        key = TABLES[name].unique[0]
        known = {getattr(one, key) for one in getattr(record, name)}
        added[name] = tuple(one for one in getattr(batch, name) if getattr(one, key) not in known)
    work = _Work(record, batch, stamp)
    work.run()
    joined: dict[str, Any] = {name: (*getattr(record, name), *rows) for name, rows in added.items()}
    return Merged(
        record=replace(
            record,
            **joined,
            interviews=tuple(work.interviews.values()),
            answers=tuple(one for rows in work.answers.values() for one in rows),
            superseded=(*record.superseded, *work.superseded),
        ),
        changes=tuple(work.changes),
        rows={name: len(rows) for name, rows in added.items()},
    )


# --- interviews and answers


@dataclass(slots=True)
class _Work:
    """Goes through the interviews of a batch."""

    record: StudyRecord
    batch: Batch
    stamp: Stamp
    interviews: dict[str, Interview] = field(default_factory=dict)
    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=lambda: defaultdict(list))
    superseded: list[SupersededAnswer] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def run(self) -> None:
        self.interviews = {one.id: one for one in self.record.interviews}
        for one in self.record.answers:
            self.answers[one.interview, one.item].append(one)
        answered = {one.interview for one in self.record.answers}
        said: dict[str, dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
        for answer in self.batch.answers:
            said[answer.interview][answer.item].append(answer)
        stated = {one.id: one for one in self.batch.interviews}
        for key in dict.fromkeys((*stated, *said)):
            self._interview(key, stated.get(key), said.get(key, {}), is_first=key not in answered)

    def _interview(
        self, key: str, stated: Interview | None, said: Mapping[str, list[Answer]], *, is_first: bool
    ) -> None:
        before = self.interviews.get(key)
        columns = _differences(before, stated) if before and stated else ()
        items = tuple(
            item for item in self._items(key, said) if _said(self.answers[key, item]) != _said(said.get(item, ()))
        )
        replaced = [item for item in items if self.answers[key, item]]
        lost = _lost(before, columns) if before else {}
        reason = self._reason(before, stated)
        place = stated.place if stated else next(iter(said.values()))[0].place
        for item in items:
            self._replace(key, item, said.get(item, []), replace(self.stamp, reason=reason))
        now = stated or before
        if now is not None:
            self.interviews[key] = _kept(now, before, reason if replaced or lost else "", lost)
        is_new = before is None or (is_first and bool(said))
        changed = CHANGED if items or columns else SAME
        self.changes.append(
            Change(
                interview=key,
                outcome=NEW if is_new else changed,
                file=place.file,
                line=place.line or 0,
                items=() if is_new else items,
                columns=() if before is None else columns,
                unexplained=bool(replaced or lost) and not reason,
            )
        )

    def _items(self, key: str, said: Mapping[str, list[Answer]]) -> Iterator[str]:
        """Yield the items that the batch speaks of: those answered, and those stated as having no answer."""
        restated = self.batch.restated.get(key, frozenset())
        yield from dict.fromkeys((*said, *sorted(restated)))

    def _replace(self, key: str, item: str, new: list[Answer], stamp: Stamp) -> None:
        old = self.answers.pop((key, item), [])
        if old:
            self.superseded.append(
                SupersededAnswer(
                    interview=key,
                    item=item,
                    value=old[0].text or answer_cell(old),
                    at=stamp.at,
                    by=stamp.by,
                    reason=stamp.reason,
                    place=new[0].place if new else self._place(key),
                )
            )
        if new:
            self.answers[key, item] = new

    def _place(self, key: str) -> Any:  # noqa: ANN401 - the place of the interview's row
        return next(one.place for one in self.batch.interviews if one.id == key)

    def _reason(self, before: Interview | None, stated: Interview | None) -> str:
        """Return why: the row's own reason where it is a new one, else the reason given for the whole import."""
        own = stated.change_reason if stated else ""
        return own if own and not (before and own in before.change_reason) else self.stamp.reason


def _kept(now: Interview, before: Interview | None, reason: str, lost: Mapping[str, str]) -> Interview:
    """Return the interview as it stands from now on; what columns held before is told in its reason."""
    if before is None:
        return now
    told = "; ".join(f"{name}: {value}" for name, value in lost.items())
    why = f"{reason} [{told}]" if told else reason
    return replace(now, submission=now.submission or before.submission, change_reason=why or before.change_reason)


def _differences(before: Interview, now: Interview) -> tuple[str, ...]:
    """Return the columns in which an interview's rows differ; what a batch doesn't know, it does not change."""
    pairs = ((one.name, plain(getattr(before, one.attribute)), plain(getattr(now, one.attribute))) for one in _COLUMNS)
    return tuple(name for name, old, new in pairs if old != new)


def _lost(before: Interview, columns: Iterable[str]) -> Mapping[str, str]:
    """Return what ``columns`` held."""
    held = {one.name: _shown(getattr(before, one.attribute)) for one in _COLUMNS}
    return {name: held[name] for name in columns if held[name]}


def _shown(value: object) -> str:
    match value:
        case Moment():
            return value.canonical()
        case bool():
            return "yes" if value else "no"
        case None:
            return ""
    found = " ".join(str(value).split())
    return found if len(found) <= _MOST_IN_CELL else f"{found[: _MOST_IN_CELL - 1]}…"


def _said(answers: Iterable[Answer]) -> frozenset[tuple[object, ...]]:
    """Return what answers say; the order in which choices were ticked says nothing."""
    return frozenset((one.choice, one.number, _text(one.text), one.missing) for one in answers)


def _text(text: str | None) -> str | None:
    return None if text is None else canonical_cells.readable(text)


# --- rows


def plain(value: object) -> object:
    """Return a value as it is compared: moments by their instant."""
    return value.canonical() if isinstance(value, Moment) else value


def content(row: Any) -> tuple[object, ...]:  # noqa: ANN401 - a row of any table
    """Return what a row says, wherever it stands."""
    return tuple(plain(getattr(row, one.name)) for one in fields(row) if one.name != "place")


def _unknown(known: Iterable[Any], rows: Iterable[Any]) -> Iterator[Any]:
    """Yield rows that say what no row before them says."""
    seen = {content(one) for one in known}
    for row in rows:
        said = content(row)
        if said not in seen:
            yield row
        seen.add(said)
