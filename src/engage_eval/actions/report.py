"""Write a report, and explain its numbers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engage_eval.actions import analyse
from engage_eval.actions.files import put
from engage_eval.actions.register import Known
from engage_eval.actions.study import Workspace, sound
from engage_eval.core.errors import ProblemsError, StoreError, UsageError
from engage_eval.core.messages import messages
from engage_eval.core.similar import closest
from engage_eval.core.study_name import refuse_impossible, refuse_long
from engage_eval.formats.names_list import read_names
from engage_eval.report.blocks import Document
from engage_eval.report.build.report import build
from engage_eval.report.claims import Claim, Claims
from engage_eval.report.disclosure import disclosures
from engage_eval.report.make_claims import make_claims
from engage_eval.report.results import Results
from engage_eval.report.small_cells import small_cells, without_cells

if TYPE_CHECKING:
    from engage_eval.report.docx import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which report is wanted: its kind (lengkap, ringkas), language and options.

    ``annotate`` puts a comment on each number of a Word file. ``share`` is for a report that leaves the study's hands,
    ``names`` a file of names to look for in it, ``template`` a .docx whose styles are taken. ``checklists`` are names
    of ``report.checklists``.
    """

    kind: str = "lengkap"
    language: str = "id"
    annotate: bool = False
    share: bool = False
    names: Path | None = None
    template: Path | None = None
    checklists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a written report rests on."""

    digest: str
    claims: int
    held_back: tuple[tuple[str, int], ...]
    cells_left_out: int = 0  # counts that a shared report does not print
    facilities: tuple[str, ...] = ()  # those that a shared report names, because the study doesn't mask them


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the files hold that an option names: the names and numbers to look for, and the Word file to look like."""

    names: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    house: "House | None" = None


def _docx(document: Document, wanted: Wanted, given: Given) -> bytes:
    from engage_eval.report.docx import write_docx

    return write_docx(document, annotate=wanted.annotate, house=given.house)


def _html(document: Document, _wanted: Wanted, _given: Given) -> bytes:
    from engage_eval.report.html import write_html

    return write_html(document).encode()


def _markdown(document: Document, _wanted: Wanted, _given: Given) -> bytes:
    from engage_eval.report.markdown import write_markdown

    return write_markdown(document).encode()


LONGEST_NAME = 200  # bytes; file systems take about 255, and a temporary name is longer
WRITERS: dict[str, Callable[[Document, Wanted, Given], bytes]] = {".docx": _docx, ".html": _html, ".md": _markdown}


def write(
    workspace: Workspace, target: Path, wanted: Wanted, *, force: bool = False, contacts: Known | None = None
) -> Written:
    """Write the report ``wanted`` to ``target``; its suffix decides the format.

    ``contacts`` are the names and numbers of the contacts register, to be looked for in a report to be shared.

    Raises UsageError for an unknown suffix, a file that is there (without ``force``) or options that exclude each
    other, ProblemsError where the study has errors, StoreError where the file can't be written. Nothing half-written
    stays.
    """
    check_wanted(wanted)
    check_target(target, force=force)
    if wanted.template:
        _check_template(wanted.template, target)
    register = contacts or Known()
    given = Given(
        names=(*(read_names(wanted.names) if wanted.names else ()), *register.names),
        phones=register.phones,
        house=_house(wanted.template) if wanted.template else None,
    )
    return write_results(analyse.results(sound(workspace)), target, wanted, given)


def _check_template(template: Path, target: Path) -> None:
    name = template.as_posix()
    if target.suffix.lower() != ".docx":
        raise UsageError("command.template_needs_docx", name=target.name)
    if not template.is_file():
        raise UsageError("command.no_file", name=name)
    if target.exists() and target.samefile(template):
        raise UsageError("command.template_is_report", name=name)


def _house(template: Path) -> "House":
    from engage_eval.report.docx import read_house

    try:
        data = template.read_bytes()
    except OSError as error:
        raise UsageError("word.unreadable", name=template.as_posix()) from error
    return read_house(data, template.as_posix())


def write_results(results: Results, target: Path, wanted: Wanted, given: Given | None = None) -> Written:
    """Write a report from results that are there already.

    Raises ProblemsError ``disclosure.found`` where a report to be shared would tell who someone is.
    """
    files = given or Given()
    speech = messages(wanted.language)
    document = build(results, kind=wanted.kind, speech=speech, checklists=wanted.checklists)
    left_out = 0
    if wanted.share:
        document, left_out = without_cells(document, small_cells(results))
        if problems := disclosures(document, results.snapshot, files.names, files.phones):
            raise ProblemsError(problems, "disclosure.found", name=target.as_posix())
    put(target, WRITERS[target.suffix.lower()](document, wanted, files))
    return Written(
        digest=document.digest,
        claims=len(document.claims),
        held_back=results.snapshot.held_back,
        cells_left_out=left_out,
        facilities=_named(results) if wanted.share else (),
    )


def _named(results: Results) -> tuple[str, ...]:
    """Return the facilities that the report names as the study does."""
    found = results.outcomes
    return () if found.masked else tuple(one.facility for one in found.facilities)


def check_wanted(wanted: Wanted) -> None:
    """Raise UsageError where the options of a report exclude each other."""
    if wanted.checklists and wanted.kind != "lengkap":
        raise UsageError("command.checklist_of_short", kind=wanted.kind)
    if wanted.share and wanted.annotate:
        raise UsageError("command.share_annotated")
    if wanted.names and not wanted.share:
        raise UsageError("command.names_without_share")


def check_target(target: Path, *, force: bool) -> None:
    """Raise UsageError where a report can't or must not be written to ``target``."""
    if target.suffix.lower() not in WRITERS:
        raise UsageError("command.unknown_format", name=target.name)
    refuse_impossible(str(target))
    refuse_long(target.name, LONGEST_NAME)
    if not target.parent.is_dir():
        raise UsageError("command.no_folder", name=target.parent.as_posix())
    if target.exists() and not force:
        raise UsageError("command.file_exists", name=target.as_posix())
    # Word leaves its own file beside an open one: the name with its first two letters replaced, or with two before it.
    locks = (target.parent / f"~${target.name[2:]}", target.parent / f"~${target.name}")
    if target.exists() and any(lock.exists() for lock in locks):
        raise StoreError("command.file_open", name=target.as_posix())


def claims(workspace: Workspace) -> tuple[Claims, str]:
    """Return the study's claims and the digest they rest on; raises ProblemsError where the study has errors."""
    snapshot = sound(workspace)
    return make_claims(analyse.results(snapshot)), snapshot.digest()


def explain(workspace: Workspace, claim_id: str | None) -> tuple[tuple[Claim, ...], str]:
    """Return one claim, or all, with the digest; raises UsageError for an unknown id."""
    found, digest = claims(workspace)
    if claim_id is None:
        return tuple(found.values()), digest
    if claim_id not in found:
        raise UsageError("command.unknown_claim", name=claim_id, meant=closest(claim_id, found))
    return (found[claim_id],), digest
