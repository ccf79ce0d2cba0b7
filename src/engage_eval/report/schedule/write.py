"""From an instrument to the bytes of a printable interview schedule."""

from collections.abc import Mapping, Sequence

from lxml.etree import _Element as Element

from engage_eval.core.catalogue.entry import N_
from engage_eval.model.instrument import Instrument
from engage_eval.model.people import ConsentForm
from engage_eval.model.study import Study
from engage_eval.report.paper.consent import UNDATED
from engage_eval.report.paper.package import Paper, write_paper
from engage_eval.report.schedule.front import TITLE, closing, front
from engage_eval.report.schedule.plan import make_plan
from engage_eval.report.schedule.questions import part
from engage_eval.report.schedule.script import consent_part
from engage_eval.report.schedule.voices import Voices, make_voices


def write_schedule(
    study: Study,
    instrument: Instrument,
    form: str,
    languages: Sequence[str],
    scripts: Mapping[str, ConsentForm] | None,
    program: str,
) -> bytes:
    """Return the .docx of one form of ``instrument``: same input, same bytes; it holds definitions, never data.

    ``scripts`` is the study's telephone script by language (empty: a short one of ours), None leaves the consent out.
    """
    plan = make_plan(instrument, form, screening_first=study.screening_before_consent)
    voices = make_voices(plan, languages)
    elements: list[Element] = front(voices, study, instrument.forms.get(form, 0))
    for place, one in enumerate(plan.parts):
        # The consent begins and ends a page: it is put away apart from the answers.
        after_consent = place == plan.consent_at and scripts is not None
        if after_consent and scripts is not None:
            elements += consent_part(voices, scripts)
        elements += part(one, voices, new_page=after_consent)
    elements += closing(voices)
    return write_paper(_paper(study, voices, elements, program))


def _paper(study: Study, voices: Voices, elements: Sequence[Element], program: str) -> Paper:
    instrument, first = voices.instrument, voices.all[0]
    pseudonym, day = voices.label(N_("Pseudonym")), voices.label(N_("Date"))
    page = first.text("Page {page} of {pages}", page="{page}", pages="{pages}") if voices.single else "{page} / {pages}"
    return Paper(
        language=first.language,
        title=f"{voices.label(TITLE)}: {instrument.title.get(first.language)}",
        subject=study.title.get(first.language),
        day=study.report_date.isoformat() if study.report_date else UNDATED,
        digest=instrument.digest,
        program=program,
        header=(f"{pseudonym}: ____________________   {day}: ____ / ____ / ________", page),
        footer=(f"{instrument.key} {instrument.version} · {voices.plan.form}", study.id),
        elements=elements,
    )
