"""An instrument in one form, with the consent and what stands around it, as an XLSForm for KoboToolbox and ODK."""

from collections.abc import Sequence

from engage_eval.core.problem import Problem
from engage_eval.formats.xlsform_frame import CONSENTED, Frame
from engage_eval.formats.xlsform_questions import Questions
from engage_eval.formats.xlsform_rows import Cells, Lists, Maker, shown
from engage_eval.formats.xlsform_sheets import LANGUAGE_NAMES, XlsForm, numbered, translated, write_book
from engage_eval.model.field_form import NUMBER, PARTICIPANT, SCREENED_OUT, clashes, form_id
from engage_eval.model.instrument import Instrument, Section
from engage_eval.model.people import ConsentForm
from engage_eval.model.study import Study

_LANGUAGES = ("id", "en")


def write_form(
    instrument: Instrument, form: str, study: Study, forms: tuple[ConsentForm, ...]
) -> tuple[XlsForm, list[Problem]]:
    """Return the XLSForm of an instrument's ``form`` for a study, and what of it can't be said there.

    ``forms`` are the study's consent forms. With problems the form is incomplete.
    """
    languages = tuple(one for one in study.languages if one in LANGUAGE_NAMES) or _LANGUAGES
    maker, lists = Maker(languages), Lists(instrument.scales, languages)
    questions = Questions(instrument, form, maker, lists)
    rows = _survey(instrument, form, study, forms, questions)
    items = instrument.by_key
    taken = [
        Problem(code="xlsform.name_taken", place=items[key].place, params={"found": key}) for key in clashes(instrument)
    ]
    title = instrument.title.get(languages[0]) or instrument.key
    settings = {
        "form_title": shown(f"{title} ({form})"),
        "form_id": form_id(instrument, form),
        "version": instrument.version,
        "default_language": LANGUAGE_NAMES[languages[0]],
        "instance_name": f"concat(${{{PARTICIPANT}}}, '-', ${{{NUMBER}}})",
        "style": "pages",
    }
    choices = [row for found in lists.rows.values() for row in found]
    made = XlsForm(survey=numbered(rows), choices=numbered(choices), settings=settings)
    return made, [*taken, *questions.problems]


def form_bytes(form: XlsForm) -> bytes:
    """Return the workbook of a form, columns in the order that people read."""
    texts = [translated(column, one) for column in ("label", "hint") for one in LANGUAGE_NAMES]
    messages = [translated("constraint_message", one) for one in LANGUAGE_NAMES]
    order = ("type", "name", *texts, "required", "relevant", "appearance", "constraint", *messages, "calculation")
    return write_book(form, (*order, "default"))


def _survey(
    instrument: Instrument, form: str, study: Study, forms: tuple[ConsentForm, ...], questions: Questions
) -> list[Cells]:
    """Return the rows in the study's order: screening before the consent where study.yaml says so."""
    frame = Frame(questions.maker, questions.lists)
    sections = questions.sections()
    screening = _screening(sections, questions) if study.screening_before_consent else 0
    before, after = sections[:screening], sections[screening:]
    rows = frame.start(instrument, form)
    for section in before:
        rows += questions.section(section, "")
    screened = questions.screening() if before else []
    # Nobody is asked for a consent that nothing follows.
    for_all = not screened or any(section.audience != "eligible" for section in after)
    rows += screened
    rows += frame.consent(forms, "" if for_all else f"${{{SCREENED_OUT}}} = ''")
    rows += frame.began()
    last = max((at for at, section in enumerate(after) if questions.screens(section)), default=-1)
    for at, section in enumerate(after):
        rows += questions.section(section, CONSENTED)
        if at == last and not screened:
            rows += questions.screening()
    return rows + frame.end()


def _screening(sections: Sequence[Section], questions: Questions) -> int:
    """Return how many sections come before the consent: those for everyone, to the last that screens."""
    count = 0
    for at, section in enumerate(sections):
        if section.audience != "everyone":
            break
        if questions.screens(section):
            count = at + 1
    return count
