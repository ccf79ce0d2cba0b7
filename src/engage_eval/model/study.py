"""study.yaml: what the study is and the settings that decide results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engage_eval.core.problem import Place
from engage_eval.model.moment import Moment
from engage_eval.model.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Ethics:
    """What is recorded of the ethics review; nothing is ever filled in by the program."""

    status: str = ""  # approved | exempt | not_reported
    committee: str = ""
    number: str = ""
    approved_from: date | None = None
    approved_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Agrees with K of J characteristics: the cut on the scale (None = the scale's own ``agree``) and K (None = J)."""

    cut: int | None = None
    k: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Which counts are compared: measure (visits, new_referrals, patients) and the periods before and after."""

    measure: str = "visits"
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The study's settings, as study.yaml has them."""

    id: str
    title: Texts
    site: str = ""
    purpose: str = ""  # research | internal_evaluation
    approach: str = "codebook"  # codebook | reflexive
    languages: tuple[str, ...] = ("id", "en")
    zone: str = "WIB"
    dates: str = ""  # dmy | mdy | ymd: decides where a column doesn't
    period_from: date | None = None
    period_to: date | None = None
    report_date: date | None = None
    relationship: Texts = field(default_factory=Texts)
    what_participants_knew: Texts = field(default_factory=Texts)
    ethics: Ethics = field(default_factory=Ethics)
    permits: Texts = field(default_factory=Texts)
    pilot: Texts = field(default_factory=Texts)
    funding: Texts = field(default_factory=Texts)
    conflicts: Texts = field(default_factory=Texts)
    retention_until: date | None = None
    channel: str = ""  # app_broadcast_list | business_api | other
    intervention_start: date | None = None
    instrument: str = ""
    codebook: str = ""
    headline: str = "verdict"  # verdict | rule
    rule: Rule = field(default_factory=Rule)
    complete_if: tuple[str, ...] = ()
    break_off_as: str = "partial"  # refusal | partial
    withdrawn_as: str = "refusal"  # refusal | complete
    screening_before_consent: bool = False
    compare: Compare = field(default_factory=Compare)
    ideal_profile: tuple[tuple[str, float], ...] = ()
    intervals: str = "shown"  # shown | appendix | hidden
    mask_facilities: bool = False
    sample_data: bool = False
    limitations: tuple[Texts, ...] = ()
    actions: tuple[Texts, ...] = ()
    placeholders: tuple[tuple[str, Texts], ...] = ()  # what fills {names} in consent forms
    place: Place = field(default_factory=Place, compare=False)
    # Where each key ("ethics", "ethics.status") and item of a list ("complete_if.verdict") stands, and the keys whose
    # value was refused when it was read.
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    told: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    def at(self, *keys: str) -> Place:
        """Return the place of the first of ``keys`` that stands in study.yaml, else the file's with the first key."""
        return next((self.places[key] for key in keys if key in self.places), self.place.at(keys[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """A setting that decides results and was changed: when, by whom, from what to what.

    ``interviews`` counts those that had answers by then; where there were any, the change is a deviation.
    """

    at: Moment
    setting: str
    by: str = ""
    before: str = ""
    after: str = ""
    interviews: int | None = None
    place: Place = field(default_factory=Place, compare=False)
