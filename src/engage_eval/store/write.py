"""What a verb writes in its one transaction: rows are added, counted for the log, and given an id and a digest."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select

from engage_eval.model.definition import DefinitionText
from engage_eval.model.interview import Answer, Interview, SupersededAnswer
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Outcome
from engage_eval.model.people import ConsentEvent, Participant, RecruitmentEvent, Staff
from engage_eval.store import encode, schema
from engage_eval.store.digests import digest_columns, row_text, text_digest, text_sha256
from engage_eval.store.encode import Values

# The word that marks a seed where a recruiter would stand (model.consent has it too, for the gate).
_SEED = "seed"
_MOST_NAMED = 500  # ids that are named in a query; of more the whole table is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Why and when answers replace earlier ones, and by whom."""

    at: Moment | None = None
    by: str = ""
    reason: str = ""


class Writer:
    """Adds rows in the transaction of one verb; ``counts`` is how many by table."""

    def __init__(self, connection: Connection, *, by: str, at: str, new_id: Callable[[], str]) -> None:
        """Write as the staff member ``by`` at ``at`` (ISO text, UTC)."""
        self.connection = connection
        self.counts: Counter[str] = Counter()
        self.by = by
        self.at = at
        self._new_id = new_id
        self._told = False

    def has_written(self) -> bool:
        """Return whether the verb is to stand in the log: it added rows, or said that it did something else."""
        return self._told or bool(self.counts)

    def note(self) -> None:
        """Have the verb in the log although it adds no row, as an unlocking does."""
        self._told = True

    def insert(self, table: Table, rows: Sequence[Values]) -> None:
        """Add rows; what they lack of id is filled in, in place; recorded_at, by and digest go to the table alone."""
        if not rows:
            return
        names = digest_columns(table)
        has_id = "id" in names
        # Each row is laid over this one, which has every column in its order: answers are many, and this is fast.
        blank: Values = dict.fromkeys(names)
        blank |= {name: value for name, value in (("recorded_at", self.at), ("by", self.by)) if name in blank}
        made: list[tuple[Any, ...]] = []
        for row in rows:
            if has_id and "id" not in row:
                row["id"] = self._new_id()
            values = (*(blank | row).values(),)
            written = row_text(table.name, values)
            encode.check_keepable(table.name, names, values, written)
            made.append((*values, text_digest(written)))
        self._send(table, (*names, "digest"), made)
        self.counts[table.name] += len(rows)

    def _send(self, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Have the driver add rows: SQLAlchemy makes the statement, but not each row's parameters, which is slow."""
        statement = table.insert().compile(self.connection, column_keys=list(names))
        if statement.positional:
            self.connection.exec_driver_sql(str(statement), list(rows))
        else:
            self.connection.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])

    def add(self, name: str, rows: Iterable[Any]) -> None:
        """Add rows of the model to the table of a study folder called ``name``.

        Participants, interviews, staff and counts that are there already get a new version. Answers go by ``answers``.
        """
        makers: Mapping[str, Callable[[Sequence[Any]], None]] = {
            "participants": self._participants,
            "recruitment": self._recruitment,
            "consent": self._consent,
            "interviews": self._interviews,
            "interview_events": self._interview_events,
            "outcomes": self._outcomes,
            "staff": self._staff,
        }
        found = list(rows)
        if name in makers:
            makers[name](found)
        else:
            table, make = encode.PLAIN[name]
            self.insert(table, [make(one) for one in found])

    def define(self, one: DefinitionText) -> None:
        """Add a definition; of several with one file name the last holds."""
        row = {
            "kind": one.kind,
            "file": one.file,
            "name": one.name,
            "version": one.version,
            "language": one.language,
            "text": encode.clean(one.text),
            "sha256": text_sha256(encode.clean(one.text)),
            "approved_from": encode.day(one.approved_from),
            "approved_to": encode.day(one.approved_to),
        }
        self.insert(schema.DEFINITION, [row])

    def answers(
        self, rows: Iterable[Answer], *, stamp: Stamp | None = None, earlier: Iterable[SupersededAnswer] = ()
    ) -> None:
        """Add the answers of whole items: what an item had before is superseded by them, with the stamp.

        ``earlier`` are answers that were superseded elsewhere, of items that have none here.
        """
        given = list(rows)
        history = list(earlier)
        owner = self._owners({one.interview for one in given} | {one.interview for one in history})
        first = self._next_seq(set(owner))
        why: dict[tuple[str, str], Stamp] = {}
        made = self._history(history, owner, first, why)
        default = _stamped(stamp or Stamp())
        stamps = {question: _stamped(one) for question, one in why.items()}
        for one in given:
            question = (one.interview, one.item)
            row = _value(one)
            row["interview"] = one.interview
            row["participant"] = owner[one.interview]
            row["item"] = one.item
            row["position"] = one.position
            row["seq"] = first[question]
            row |= stamps.get(question, default)
            made.append(row)
        # An item whose answer was taken back after all has a last row that says nothing.
        answered = {(one.interview, one.item) for one in given}
        made += [self._nothing(one, owner, first[one], why[one]) for one in why if one not in answered]
        self.insert(schema.ANSWER, made)

    def take_back(self, questions: Iterable[tuple[str, str]], stamp: Stamp) -> None:
        """Take answers back: (interview, item) has none from now on; the earlier one is kept as superseded."""
        asked = list(questions)
        owner = self._owners({interview for interview, _ in asked})
        first = self._next_seq(set(owner))
        self.insert(schema.ANSWER, [self._nothing(one, owner, first[one], stamp) for one in asked])

    @staticmethod
    def _history(
        earlier: Sequence[SupersededAnswer],
        owner: Mapping[str, str],
        first: dict[tuple[str, str], int],
        why: dict[tuple[str, str], Stamp],
    ) -> list[Values]:
        """Return superseded answers as rows from seq 0; each stamp belongs to the row that comes after."""
        made: list[Values] = []
        for one in sorted(earlier, key=lambda old: old.at.sort_key() if old.at else ""):
            question = (one.interview, one.item)
            made.append(
                {
                    "choice": None,
                    "number": None,
                    "text": encode.clean(one.value),
                    "missing": None,
                    "interview": one.interview,
                    "participant": owner[one.interview],
                    "item": one.item,
                    "position": 0,
                    "seq": first[question],
                    **_stamped(why.get(question, Stamp())),
                }
            )
            first[question] += 1
            why[question] = Stamp(at=one.at, by=one.by, reason=one.reason)
        return made

    @staticmethod
    def _nothing(question: tuple[str, str], owner: Mapping[str, str], seq: int, stamp: Stamp) -> Values:
        interview, item = question
        return {
            "choice": None,
            "number": None,
            "text": None,
            "missing": None,
            "interview": interview,
            "participant": owner[interview],
            "item": item,
            "position": 0,
            "seq": seq,
            **_stamped(stamp),
        }

    def _owners(self, interviews: set[str]) -> dict[str, str]:
        """Return interview -> participant."""
        table = schema.INTERVIEW
        wanted = select(table.c.id, table.c.participant)
        if len(interviews) <= _MOST_NAMED:
            wanted = wanted.where(table.c.id.in_(interviews))
        return {key: person for key, person in self.connection.execute(wanted) if key in interviews}

    def _next_seq(self, interviews: set[str]) -> dict[tuple[str, str], int]:
        """Return (interview, item) -> the seq of its next answer; 0 where it has none."""
        table = schema.ANSWER
        wanted = select(table.c.interview, table.c.item, func.max(table.c.seq))
        if len(interviews) <= _MOST_NAMED:
            wanted = wanted.where(table.c.interview.in_(interviews))
        found: dict[tuple[str, str], int] = defaultdict(int)
        for interview, item, seq in self.connection.execute(wanted.group_by(table.c.interview, table.c.item)):
            found[interview, item] = seq + 1
        return found

    def _known(self, column: Any, wanted: Iterable[str]) -> set[str]:  # noqa: ANN401 - a column of a table
        """Return those of ``wanted`` that the column has."""
        return set(self.connection.execute(select(column)).scalars()) & set(wanted)

    def _participants(self, rows: Sequence[Participant]) -> None:
        known = self._known(schema.PARTICIPANT.c.id, (one.id for one in rows))
        new = {one.id: one for one in rows if one.id not in known}
        self.insert(schema.PARTICIPANT, [encode.participant(one) for one in new.values()])
        self.insert(schema.ATTRIBUTE, [fact for one in rows for fact in encode.facts(one)])

    def _recruitment(self, rows: Sequence[RecruitmentEvent]) -> None:
        self._with_details(schema.RECRUITMENT_EVENT, [encode.recruitment(one, _SEED) for one in rows])

    def _consent(self, rows: Sequence[ConsentEvent]) -> None:
        table = schema.DEFINITION
        columns = (table.c.name, table.c.version, table.c.language, table.c.sha256)
        wanted = select(*columns).where(table.c.kind == "consent")
        forms = {(name, version, language): sha for name, version, language, sha in self.connection.execute(wanted)}
        self._with_details(schema.CONSENT_EVENT, [encode.consent(one, forms) for one in rows])

    def _interviews(self, rows: Sequence[Interview]) -> None:
        known = self._known(schema.INTERVIEW.c.id, (one.id for one in rows))
        new = {one.id: one.participant for one in rows if one.id not in known}
        self.insert(schema.INTERVIEW, [{"id": key, "participant": person} for key, person in new.items()])
        self._with_details(schema.INTERVIEW_VERSION, [encode.interview(one) for one in rows])

    def _interview_events(self, rows: Sequence[Any]) -> None:
        owner = self._owners({one.interview for one in rows})
        self.insert(schema.INTERVIEW_EVENT, [encode.interview_event(one, owner[one.interview]) for one in rows])

    def _outcomes(self, rows: Sequence[Outcome]) -> None:
        table = schema.OUTCOME
        wanted = select(table.c.facility, table.c.period, table.c.measure, table.c.id, table.c.recorded_at)
        before = {tuple(one[:3]): one[3] for one in sorted(self.connection.execute(wanted), key=lambda r: (r[4], r[3]))}
        found = [encode.outcome(one) for one in rows]
        for row in found:
            row["supersedes"] = before.get((row["facility"], row["period"], row["measure"]))
        self.insert(table, found)

    def _staff(self, rows: Sequence[Staff]) -> None:
        known = self._known(schema.STAFF.c.key, (one.key for one in rows))
        self.insert(schema.STAFF, [{"key": key} for key in dict.fromkeys(one.key for one in rows) if key not in known])
        self.insert(schema.STAFF_VERSION, [encode.staff(one) for one in rows])

    def _with_details(self, table: Table, found: Sequence[tuple[Values, Mapping[str, str]]]) -> None:
        rows = [row for row, _ in found]
        self.insert(table, rows)
        self.insert(schema.DETAIL, [one for row, texts in found for one in encode.details(table, row, texts)])


def _value(one: Answer) -> Values:
    return {
        "choice": None if one.choice is None else encode.clean(one.choice),
        "number": None if one.number is None else encode.number(one.number),
        "text": None if one.text is None else encode.clean(one.text),
        "missing": one.missing,
    }


def _stamped(stamp: Stamp) -> Values:
    return {**encode.moment(stamp.at), "by_staff": encode.or_null(stamp.by), "reason": encode.or_null(stamp.reason)}
