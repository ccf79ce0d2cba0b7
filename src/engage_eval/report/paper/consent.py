"""A consent form as Word: its wording as it was filled in, and at the foot of each page which wording it is."""

from engage_eval.core.messages import messages
from engage_eval.model.people import ConsentForm
from engage_eval.report.dates import day
from engage_eval.report.docx.inline import language_tag
from engage_eval.report.paper.markdown import Printer, pieces
from engage_eval.report.paper.package import Paper, write_paper

_SHOWN_OF_DIGEST = 12
UNDATED = "2000-01-01"


def write_consent(form: ConsentForm, *, study: str, program: str) -> bytes:
    """Return the .docx of ``form``: same form, same bytes. ``study`` is the study's title for the file's properties."""
    speech = messages(form.language)
    found = pieces(form.text)
    elements = Printer(language_tag(form.language)).all(found)
    title = next((one.text for one in found if one.kind == "heading"), form.id)
    page = speech.text("Page {page} of {pages}", page="{page}", pages="{pages}")
    paper = Paper(
        language=form.language,
        title=title,
        subject=study,
        day=form.approved_from.isoformat() if form.approved_from else UNDATED,
        digest=form.digest,
        program=program,
        header=(title, ""),
        footer=(head_of(form), page),
        elements=elements,
    )
    return write_paper(paper)


def head_of(form: ConsentForm) -> str:
    """Return what a form's head says, in one line: id, version, language, approval, and the wording's hash.

    >>> head_of(ConsentForm(id="psp", version="v1", language="en", text="", digest="0123456789abcdef"))
    'psp v1 · English · no dates of approval · SHA-256 0123456789ab…'
    """
    speech = messages(form.language)
    language = speech.text("Indonesian") if form.language == "id" else speech.text("English")
    return " · ".join(
        (f"{form.id} {form.version}", language, _approved(form), f"SHA-256 {form.digest[:_SHOWN_OF_DIGEST]}…")
    )


def _approved(form: ConsentForm) -> str:
    speech = messages(form.language)
    begins, ends = form.approved_from, form.approved_to
    if begins and ends:
        return speech.text("approved from {first} to {last}", first=day(begins, speech), last=day(ends, speech))
    if begins:
        return speech.text("approved from {first}", first=day(begins, speech))
    if ends:
        return speech.text("approved to {last}", last=day(ends, speech))
    return speech.text("no dates of approval")
