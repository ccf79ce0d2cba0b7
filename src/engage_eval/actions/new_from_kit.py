"""Begin a study from a kit that another hospital made."""

from pathlib import Path

from engage_eval.core import content
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError
from engage_eval.core.problem import Problem, Severity
from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.consent_form import is_form_name, read_form
from engage_eval.formats.folder_layout import KIT_FILE
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.kit import Definition, KitHead, head_text, read_head, read_kit
from engage_eval.formats.new_folder import Starter

_SHIPPED_BOOK = "nine-characteristics.yaml"


def from_kit(path: Path) -> Starter:
    """Return what a study begins with by the kit in ``path``; a kit without a codebook gets the shipped one.

    Of the kit only definitions are taken: its papers and sheets stay where they are. Raises UsageError where nothing is
    there, StudyError where it is no kit, ProblemsError where a definition has errors.
    """
    kit = read_kit(path)
    file, text = kit.instrument
    instrument, problems = read_instrument(text, file)
    book_file, book_text = kit.codebook or (_SHIPPED_BOOK, _shipped_book())
    codebook, more = read_codebook(book_text, book_file)
    found: list[Problem] = [*problems, *more]
    forms = {}
    for name, form_text in kit.forms.items():
        bare = name.rpartition("/")[2]
        if is_form_name(bare):
            found += read_form(form_text, name)[1]
            forms[bare] = form_text
    errors = [one for one in found if lookup(one.code).severity is Severity.ERROR]
    if errors or instrument is None or codebook is None:
        raise ProblemsError(errors)
    head = read_head(kit.head_text)
    named = KitHead(
        instrument=Definition(key=instrument.key, version=instrument.version, sha256=instrument.digest),
        codebook=Definition(key=codebook.key, version=codebook.version, sha256=codebook.digest),
        parent=head.parent if head else None,
    )
    return Starter(
        instrument=instrument,
        instrument_text=text,
        codebook=codebook,
        codebook_text=book_text,
        forms=forms,
        others={KIT_FILE: head_text(named)},
    )


def _shipped_book() -> str:
    return content.find("codebooks", _SHIPPED_BOOK).read_text(encoding="utf-8")
