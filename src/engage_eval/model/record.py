"""The whole study as it was read, before any consent is looked at; only check, export and merge work on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engage_eval.model.codebook import Codebook
from engage_eval.model.coding import (
    Adjudication,
    Coding,
    Erasure,
    Memo,
    Round,
    RoundEvent,
    Transcript,
    Turn,
)
from engage_eval.model.instrument import Instrument, newest
from engage_eval.model.interview import Answer, Interview, InterviewEvent, SupersededAnswer
from engage_eval.model.outcome import Broadcast, Outcome
from engage_eval.model.panel import PanelRating
from engage_eval.model.people import (
    Attribute,
    ConsentEvent,
    ConsentForm,
    Participant,
    RecruitmentEvent,
    Staff,
)
from engage_eval.model.study import SettingChange, Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What could not be read, and was told: whole tables (or "instruments"), and ids of rows, by table.

    What refers to it only looks wrong, so nothing is said of that.
    """

    tables: frozenset[str] = frozenset()
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def explains(self, table: str, value: str) -> bool:
        """Return whether ``value`` may stand in what could not be read of ``table``."""
        return table in self.tables or value in self.ids.get(table, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRecord:
    """Everything that a study folder or study file holds; each tuple is a table, in the order it was read."""

    study: Study
    instruments: tuple[Instrument, ...] = ()
    codebooks: tuple[Codebook, ...] = ()
    forms: tuple[ConsentForm, ...] = ()
    participants: tuple[Participant, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    recruitment: tuple[RecruitmentEvent, ...] = ()
    consent: tuple[ConsentEvent, ...] = ()
    interviews: tuple[Interview, ...] = ()
    interview_events: tuple[InterviewEvent, ...] = ()
    answers: tuple[Answer, ...] = field(default=(), repr=False)
    superseded: tuple[SupersededAnswer, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    broadcasts: tuple[Broadcast, ...] = ()
    staff: tuple[Staff, ...] = ()
    panel: tuple[PanelRating, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    turns: tuple[Turn, ...] = ()
    rounds: tuple[Round, ...] = ()
    round_events: tuple[RoundEvent, ...] = ()
    codings: tuple[Coding, ...] = ()
    adjudications: tuple[Adjudication, ...] = ()
    memos: tuple[Memo, ...] = ()
    erasures: tuple[Erasure, ...] = ()
    lost: Lost = field(default_factory=Lost, compare=False, repr=False)

    def erased_people(self) -> frozenset[str]:
        """Return whose content was erased for good."""
        return frozenset(one.participant for one in self.erasures if one.scope == "person")

    def knows_instruments(self) -> bool:
        """Return whether there are instruments and each could be read; if not, that was told and explains the rest."""
        return bool(self.instruments) and "instruments" not in self.lost.tables

    def instrument(self) -> Instrument | None:
        """Return the instrument that study.yaml names, in its newest version; none named, the first by key."""
        return newest(self.instruments, self.study.instrument)

    def instrument_of(self, interview: Interview) -> Instrument | None:
        """Return the instrument in the version that an interview used."""
        used = (interview.instrument, interview.version)
        return newest(one for one in self.instruments if (one.key, one.version) == used)
