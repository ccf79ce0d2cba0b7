"""The Snapshot: what analysis may see, frozen, with a digest that depends on its content alone."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING

from engage_eval.model.codebook import Codebook
from engage_eval.model.coding import Adjudication, Coding, Memo, Round, RoundEvent, Transcript, Turn
from engage_eval.model.instrument import Instrument, newest
from engage_eval.model.interview import Answer, Interview, InterviewEvent
from engage_eval.model.moment import Moment
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.panel import PanelRating
from engage_eval.model.people import Attribute, ConsentEvent, ConsentForm, RecruitmentEvent, Staff
from engage_eval.model.study import SettingChange, Study

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A recruited person's node: always there, whatever consent says; facts about the person only where it allows."""

    id: str
    site: str
    facility: str = ""
    facility_kind: str = ""
    role: str = ""
    open: bool = False  # a valid consent stands
    consented: bool = False
    withdrawal: str = ""
    withdrawn_at: Moment | None = None
    held: str = ""  # why content is held back; empty where none is
    quotation: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A study after the consent gate. Made by ``model.consent.gate`` and by nothing else."""

    study: Study
    instruments: tuple[Instrument, ...]
    codebooks: tuple[Codebook, ...]
    forms: tuple[ConsentForm, ...]
    people: tuple[Person, ...]
    attributes: tuple[Attribute, ...]
    recruitment: tuple[RecruitmentEvent, ...]
    consent: tuple[ConsentEvent, ...]
    interviews: tuple[Interview, ...]
    interview_events: tuple[InterviewEvent, ...]
    answers: tuple[Answer, ...] = field(repr=False)
    outcomes: tuple[Outcome, ...]
    broadcasts: tuple[Broadcast, ...]
    staff: tuple[Staff, ...]
    transcripts: tuple[Transcript, ...]
    turns: tuple[Turn, ...]
    rounds: tuple[Round, ...]
    round_events: tuple[RoundEvent, ...]
    codings: tuple[Coding, ...]
    adjudications: tuple[Adjudication, ...]
    memos: tuple[Memo, ...]
    held_back: tuple[tuple[str, int], ...]
    held_interviews: frozenset[str] = frozenset()  # ids of interviews whose content is kept out
    declined_interviews: frozenset[str] = frozenset()  # those that a refusal came to before there was any content
    panel: tuple[PanelRating, ...] = ()
    settings: tuple[SettingChange, ...] = ()

    def instrument(self) -> Instrument | None:
        """Return the instrument that study.yaml names, in its newest version; none named, the first by key."""
        return newest(self.instruments, self.study.instrument)

    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON: the same for any source and any order of rows.

        Places, submission ids, opaque row ids and the order in which choices were ticked stay out;
        definitions count by their parsed content. A study without a panel, changed settings or interviews
        that came to a refusal has the digest that it had before there were such fields.
        """
        content = {one.name: _canonical(getattr(self, one.name)) for one in fields(self) if one.name != "answers"}
        for later in ("panel", "settings", "declined_interviews"):
            if not content[later]:
                del content[later]
        for table, rows in content.items():
            if isinstance(rows, list) and table != "held_back":
                rows.sort(key=_dumped)
        content["answers"] = sorted(
            [a.interview, a.item, a.choice or "", repr(a.number), a.text or "", a.missing or ""] for a in self.answers
        )
        return hashlib.sha256(_dumped(content).encode()).hexdigest()


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


# What a Snapshot's digest doesn't depend on, by class; `place` never counts.
_LEFT_OUT: Mapping[type, frozenset[str]] = {
    ConsentForm: frozenset({"text"}),
    ConsentEvent: frozenset({"replaces"}),
    Coding: frozenset({"id", "replaces"}),
    Adjudication: frozenset({"id", "codings"}),
    Memo: frozenset({"id", "supersedes"}),
    Study: frozenset({"places", "told"}),
}


def _canonical(value: object) -> object:
    match value:
        case Instrument() | Codebook():
            return [value.key, value.version, value.digest]
        case Moment() | date():
            return value.canonical() if isinstance(value, Moment) else value.isoformat()
        case Mapping():
            return {str(key): _canonical(found) for key, found in value.items()}
        case frozenset():
            return sorted(str(one) for one in value)
        case tuple() | list():
            return [_canonical(one) for one in value]
    return _fields(value) if is_dataclass(value) and not isinstance(value, type) else value


def _fields(value: "DataclassInstance") -> dict[str, object]:
    left_out = _LEFT_OUT.get(type(value), frozenset())
    return {
        one.name: _canonical(getattr(value, one.name))
        for one in fields(value)
        if one.name != "place" and one.name not in left_out
    }
