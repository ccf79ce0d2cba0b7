"""What every part of a report needs: the results, their claims, the language, and the names of things in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engage_eval import __version__
from engage_eval.analysis.states import NOT_STATED, OTHER
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.estimate import Reason
from engage_eval.core.messages import Messages
from engage_eval.model.instrument import Instrument
from engage_eval.model.study import Study
from engage_eval.model.texts import Texts
from engage_eval.report.blocks import Runs, Text
from engage_eval.report.claims import Claims
from engage_eval.report.figures.numerals import Language
from engage_eval.report.numbers import format_value
from engage_eval.report.prose import Prose
from engage_eval.report.results import Results

STATES: Mapping[str, str] = {
    "complete": N_("complete"),
    "partial": N_("partly answered"),
    "break_off": N_("interview broken off"),
    "consented_no_interview": N_("consented, no interview"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
    "ineligible": N_("not eligible"),
    "unreachable": N_("could not be reached"),
    "pending": N_("contacted, nothing after"),
    "not_contacted": N_("not contacted"),
}
HELD: Mapping[str, str] = {
    "no_consent": N_("no consent recorded"),
    "declined": N_("declined"),
    "consent_late": N_("consent after the interview began"),
    "withdrawal_requested": N_("withdrawal requested, not decided yet"),
    "withdrawn": N_("withdrawn"),
    "telephone_unrecorded": N_("consent by telephone without a recording"),
    "form_not_approved": N_("form not approved on that day"),
}
MODES: Mapping[str, str] = {
    "face": N_("face to face"),
    "telephone": N_("by telephone"),
    "self": N_("filled in by the respondent"),
}
CONSENT_MODES: Mapping[str, str] = {
    "ink": N_("signed on paper"),
    "electronic": N_("signed electronically"),
    "chat": N_("given by chat message"),
    "recorded_verbal": N_("spoken and recorded"),
    "telephone_recorded": N_("given by telephone and recorded"),
    "telephone": N_("given by telephone without a recording"),
    "mark": N_("a witnessed mark"),
    "": N_("in a way that is not recorded"),
}
MEASURES: Mapping[str, str] = {
    "visits": N_("outpatient visits"),
    "new_referrals": N_("new referrals"),
    "patients": N_("patients"),
}
KINDS: Mapping[str, str] = {
    "observed": N_("observed"),
    "projected": N_("projected"),
    "partly_projected": N_("partly projected"),
}
MISSING: Mapping[str, str] = {
    "skip": N_("skipped"),
    "refused": N_("refused"),
    "na": N_("does not apply"),
    "unanswered": N_("not answered"),
    "other_version": N_("asked in another version of the questionnaire"),
}


@dataclass(frozen=True, slots=True)
class Context:
    """One report in the making."""

    results: Results
    claims: Claims
    prose: Prose

    @property
    def program(self) -> str:
        """Return the program's name and version."""
        return f"engage-eval {__version__}"

    @property
    def speech(self) -> Messages:
        """Return the texts of the report's language."""
        return self.prose.speech

    @property
    def figure_language(self) -> Language:
        """Return the report's language as the figures take it."""
        return "en" if self.speech.language == "en" else "id"

    @property
    def study(self) -> Study:
        """Return the study's settings."""
        return self.results.snapshot.study

    @property
    def instrument(self) -> Instrument | None:
        """Return the study's instrument."""
        return self.results.snapshot.instrument()

    @property
    def shows_intervals(self) -> bool:
        """Return whether intervals stand in sentences, tables and figures (study.yaml: intervals)."""
        return self.study.intervals == "shown"

    def limit(self, bound: float | None) -> float | None:
        """Return an interval's end for a figure, None where intervals are not shown."""
        return bound if self.shows_intervals else None

    def say(self, message: str, **params: str | int) -> str:
        """Return a translated text."""
        return self.speech.text(message, **params)

    def words(self, message: str) -> Runs:
        """Return a translated text as runs."""
        return self.prose.words(message)

    def of(self, texts: Texts) -> Runs:
        """Return a study's own wording; marked where only the other language is there."""
        language = self.speech.language
        wording = texts.en if language == "en" else texts.id
        if wording:
            return (Text(wording),)
        return (Text(texts.get(language), language="id" if language == "en" else "en"),)

    def plain(self, texts: Texts) -> str:
        """Return a study's own wording as plain text."""
        return texts.get(self.speech.language)

    def answer(self, key: str) -> str:
        """Return the label that a scale of the questionnaire gives the answer ``key``, else the key as words."""
        return answer_label(self.instrument, key, self.speech)

    def number(self, value: int) -> str:
        """Return a whole number as text, for alt texts, where no claim can stand."""
        return format_value(value, "count", self.speech.language)

    def why(self, reason: Reason | None) -> str:
        """Return why a number is undefined; empty where it is not."""
        return "" if reason is None else self.speech.reason(reason)

    def reason(self, key: str) -> str:
        """Return the label of a reason for which someone is not eligible."""
        return reason_label(self.results.snapshot.instruments, key, self.speech)


def data_day(results: Results) -> date | None:
    """Return the report's date: report_date, else the latest day that the data know, None where they know none."""
    snapshot = results.snapshot
    if snapshot.study.report_date:
        return snapshot.study.report_date
    days = [one.started_at.day for one in snapshot.interviews]
    days += [event.at.day for event in snapshot.consent]
    days += [event.on.day for event in snapshot.recruitment]
    days += [one for one in (snapshot.study.period_to, snapshot.study.period_from) if one]
    return max(days, default=None)


def answer_label(instrument: Instrument | None, key: str, speech: Messages) -> str:
    """Return the label that a scale of the questionnaire gives the answer ``key``, else the key as words."""
    scales = instrument.scales.values() if instrument else ()
    known = next((scale.label(key) for scale in scales if key in scale.values), None)
    return known.get(speech.language) if known else key.replace("_", " ")


def reason_label(instruments: Iterable[Instrument], key: str, speech: Messages) -> str:
    """Return the label of a reason for which someone is not eligible, as the instruments word it, else its key."""
    known = {reason: rule for one in instruments for reason, rule in one.reasons().items()}
    if key in known and known[key].text:
        return known[key].text.get(speech.language)
    others = {OTHER: N_("another reason"), NOT_STATED: N_("reason not recorded")}
    return speech.text(others[key]) if key in others else key


def capital(runs: Runs) -> Runs:
    """Return the runs with a capital first letter."""
    first = runs[0]
    if isinstance(first, Text) and first.text:
        return (Text(first.text[0].upper() + first.text[1:], first.bold, first.italic, first.language), *runs[1:])
    return runs


def plain(text: str, *, bold: bool = False) -> Runs:
    """Return a text as runs."""
    return (Text(text, bold=bold),)
