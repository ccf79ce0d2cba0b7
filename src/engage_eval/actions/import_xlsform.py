"""Turn an XLSForm into an instrument file."""

from pathlib import Path

from engage_eval.actions.exporting import check_target
from engage_eval.actions.files import put
from engage_eval.core.catalogue import lookup
from engage_eval.core.errors import ProblemsError, UsageError
from engage_eval.core.problem import Place, Problem, Severity
from engage_eval.formats.instrument import read_instrument
from engage_eval.formats.tables import read_bytes
from engage_eval.formats.xlsform_check import check_form
from engage_eval.formats.xlsform_import import Imported, import_form
from engage_eval.formats.xlsform_sheets import read_form

ENDINGS = (".yaml", ".yml")
HEAD = (
    # Texts of a file in both languages, as in the files that the program ships.
    "# Dari “{name}”. Lengkapi: menit di bawah `forms`, karakteristik dan `measures`, peran, `agree`.\n"
    "# From “{name}”. Still to be added: minutes under `forms`, characteristics and `measures`, roles, `agree`.\n\n"
)


def check(source: Path, target: Path, *, force: bool) -> None:
    """Raise UsageError where there is no such form, or the instrument must not be written to ``target``."""
    if source.is_dir():
        raise UsageError("command.is_folder", name=source.as_posix())
    if not source.is_file():
        raise UsageError("command.no_file", name=source.as_posix())
    check_target(target, source.as_posix(), ENDINGS, force=force)


def convert(source: Path, target: Path, language: str) -> Imported:
    """Write the instrument that the form ``source`` asks; its problems say what was not taken over.

    ``language`` is that of texts which name none. Raises ProblemsError where the form has errors, StoreError where the
    file can't be written.
    """
    name = source.name
    data, problems = read_bytes(source, name)
    form, more = read_form(data, name) if data is not None else (None, [])
    problems = [*problems, *more, *(check_form(form) if form else ())]
    if form is None or _errors(problems):
        raise ProblemsError(problems, "xlsform.not_sound", name=name)
    found = import_form(form, language)
    if not found.items:
        none = Problem(code="xlsform.no_questions", place=Place(file=name))
        raise ProblemsError([none, *problems, *found.problems], "xlsform.not_sound", name=name)
    text = HEAD.format(name=name.replace("\n", " ")) + found.text
    _, unread = read_instrument(text, target.name)
    if errors := _errors(unread):
        raise ProblemsError(errors, "xlsform.not_sound", name=target.name)
    put(target, text.encode())
    return Imported(
        text=text,
        key=found.key,
        version=found.version,
        items=found.items,
        problems=(*problems, *found.problems),
    )


def _errors(problems: list[Problem]) -> list[Problem]:
    return [one for one in problems if lookup(one.code).severity is Severity.ERROR]
