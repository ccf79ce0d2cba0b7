"""The command import responses: answers from telephones, a workbook or a table, into a study file or a new folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded, of_refused, print_problems
from engage_eval.cli.recording import by_option, new_id, now, recording
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.import_responses import Imported, Request

_Ending: TypeAlias = "Callable[[Imported, Messages, Request, bool], Iterator[str]]"
_MOST_LISTED = 6
# Tables of a workbook that are no answers: what stands in them is entered in the study itself.
_ENTERED_BY_HAND = ("outcomes", "broadcasts")


@click.command(
    cls=TranslatedCommand,
    help=N_("""Take answers into a study: from KoboToolbox or ODK (CSV or Excel), the data workbook, or a table.

A study file takes them in. From a study folder a new folder is made with -o; the old one stays as it is. What came in
before is known by the id of its submission, so the same file can be imported again. A changed answer replaces the
earlier one, which is kept with the reason (in a folder: in superseded.csv).

--dry-run says what each row would do and writes nothing."""),
    epilog="engage-eval import responses kobo.csv study.engage --dry-run\n"
    "engage-eval import responses kobo.csv study.engage\n"
    "engage-eval import responses kobo.csv my-study -o my-study-2",
)
@click.argument("source", metavar="SOURCE", type=click.Path(path_type=Path))
@click.argument("study", metavar="[STUDY]", required=False, default=".")
@click.option(
    "-o",
    "--output",
    "output",
    metavar="NEWFOLDER",
    type=click.Path(path_type=Path),
    cls=TranslatedOption,
    help=N_("For a study folder: the new one; it is not there yet, or empty."),
)
@click.option(
    "--dry-run",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Only say what is new, changed, the same or refused, and why."),
)
@click.option(
    "--skip-refused",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Leave out what is refused, and import the rest; without it nothing is."),
)
@click.option(
    "--reason",
    metavar="TEXT",
    default="",
    cls=TranslatedOption,
    help=N_("Why earlier answers are replaced; it is kept beside them."),
)
@by_option
@click.pass_context
@edge
def responses(
    ctx: click.Context,
    source: Path,
    study: str,
    *,
    output: Path | None,
    dry_run: bool,
    skip_refused: bool,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Take the answers in, or say what would happen."""
    from engage_eval.actions import import_responses as actions
    from engage_eval.actions import study as studies
    from engage_eval.core.errors import UsageError
    from engage_eval.core.study_name import SUFFIX, is_folder

    into_file = bool(study) and not is_folder(study) and studies.is_study_file(study)
    if output is not None and into_file:
        raise UsageError("import.output_for_folder", study=study)
    if output is None and not dry_run and not into_file:
        is_turned_round = source.suffix == SUFFIX
        raise UsageError("import.no_target", source="FILE" if is_turned_round else source.as_posix())
    request = actions.Request(
        source=source,
        study=study,
        target=None if dry_run else output,
        skip_refused=skip_refused,
        reason=reason.strip(),
        by=by,
    )
    if into_file:
        found, say = _into_file(ctx, request, dry_run=dry_run)
    else:
        workspace = studies.open_study(study)
        say = speak(ctx, workspace.language())
        found = actions.responses(workspace, request, now())
    if as_json:
        console.as_json(_json(found, say) | {"study": study if into_file and not dry_run else None})
    else:
        _print(found, say, request, ending=_ending_of_file if into_file else _ending, dry_run=dry_run)
    if dry_run and found.refused and not skip_refused:
        ctx.exit(1)


def _into_file(ctx: click.Context, request: "Request", *, dry_run: bool) -> "tuple[Imported, Messages]":
    from engage_eval.actions.import_into_file import into_file
    from engage_eval.actions.recording import open_preview

    opened = open_preview(request.study, clock=now, ids=new_id) if dry_run else recording(request.study, request.by)
    with opened as open_study:
        say = speak(ctx, open_study.language)
        return into_file(open_study, request, is_preview=dry_run), say


def _json(found: "Imported", say: Messages) -> dict[str, object]:
    return {
        **{outcome: found.count(outcome) for outcome in ("new", "changed", "same")},
        "refused": [
            {
                "interview": one.interview,
                "file": one.file,
                "line": one.line,
                "problems": as_rows(one.problems, say, of_refused),
            }
            for one in found.refused
        ],
        "interviews": [
            {
                "interview": one.interview,
                "outcome": one.outcome,
                "file": one.file,
                "line": one.line,
                "items": list(one.items),
                "columns": list(one.columns),
            }
            for one in found.changes
        ],
        "rows": dict(found.rows),
        "left_out": list(found.left_out),
        "problems": as_rows(found.notes, say, of_recorded),
        "reason_needed": found.unexplained(),
        "folder": found.folder.as_posix() if found.folder else None,
    }


def _print(found: "Imported", say: Messages, request: "Request", *, ending: _Ending, dry_run: bool) -> None:
    console.paragraph(
        say.text(
            "{file}: new interviews {new}, changed {changed}, the same {same}, refused {refused}.",
            file=request.source.name,
            new=found.count("new"),
            changed=found.count("changed"),
            same=found.count("same"),
            refused=sum(bool(one.interview) for one in found.refused),
        )
    )
    if others := sum(not one.interview for one in found.refused):
        told = say.text("Refused rows that belong to no interview: {n}", n=others)
        console.line(f"  {told}")
    for table, n in found.rows.items():
        if n:
            told = say.text("New rows of {table}: {n}", table=table, n=n)
            console.line(f"  {told}")
    for line in _changes(found, say):
        console.paragraph(line, indent=2)
    console.line()
    if found.refused:
        console.line(say.text("Refused:"))
        print_problems(found.problems(), say, judge=of_refused)
    if found.notes:
        console.line(say.text("To look at:"))
        print_problems(found.notes, say, judge=of_recorded)
    if found.left_out:
        names = ", ".join(found.left_out)
        console.paragraph(say.text("Not taken over: {names}.", names=names))
        if tables := [one for one in found.left_out if one in _ENTERED_BY_HAND]:
            console.paragraph(
                say.text("Enter what is new in {names} in the study's own tables.", names=", ".join(tables))
            )
    for told in ending(found, say, request, dry_run):
        console.paragraph(told)


def _ending_of_file(found: "Imported", say: Messages, request: "Request", dry_run: bool) -> Iterator[str]:
    """Yield what was recorded in a study file; of a preview what has to be done first."""
    if not dry_run:
        if found.count("new") or found.count("changed") or any(found.rows.values()):
            yield say.text("Recorded in {study}.", study=request.study)
        else:
            yield say.text("Nothing was new, so nothing was recorded.")
        return
    yield from _in_the_way(found, say, request)
    if not found.refused or request.skip_refused:
        yield say.text("Nothing was recorded; leave --dry-run out to import.")


def _in_the_way(found: "Imported", say: Messages, request: "Request") -> Iterator[str]:
    if found.unexplained():
        yield say.text("Earlier answers would be replaced: give the reason with --reason.")
    if found.refused and not request.skip_refused:
        yield say.text(
            "Nothing was written. Mend what is refused in the file first, or leave it out with --skip-refused."
        )


def _ending(found: "Imported", say: Messages, request: "Request", _dry_run: bool) -> Iterator[str]:
    """Yield where the study was written and how to go on; without one what has to be done first."""
    if found.folder is not None:
        folder = found.folder.as_posix()
        yield say.text("Written: {folder}. The study that was read stays as it is.", folder=folder)
        yield say.text(
            "Its tables are CSV files. To go on typing in Excel: engage-eval export workbook {folder} data.xlsx",
            folder=folder,
        )
        return
    yield from _in_the_way(found, say, request)
    if not found.refused or request.skip_refused:
        yield say.text("Nothing was written. Import with -o NEWFOLDER in place of --dry-run.")


def _changes(found: "Imported", say: Messages) -> Iterator[str]:
    for one in found.changes:
        if one.outcome == "changed":
            names = [*one.columns, *one.items]
            listed = ", ".join(names[:_MOST_LISTED]) + (
                f" (+{len(names) - _MOST_LISTED})" * (len(names) > _MOST_LISTED)
            )
            yield say.text(
                "changed: {interview}, line {line}: {names}", interview=one.interview, line=one.line, names=listed
            )
