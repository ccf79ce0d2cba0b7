"""The command report: the study as Word, HTML or Markdown."""

from pathlib import Path

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.study import study_argument
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the report of a study as Word (.docx), HTML or Markdown.

Without -o it is written here, as laporan-KIND-LANGUAGE.docx."""),
    epilog="engage-eval report my-study -o report.docx --kind ringkas --lang en",
)
@study_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    cls=TranslatedOption,
    help=N_("The file to write: it ends in .docx, .html or .md."),
)
@click.option(
    "--kind",
    type=click.Choice(["lengkap", "ringkas"]),
    default="lengkap",
    show_default=True,
    cls=TranslatedOption,
    help=N_("lengkap: the whole report. ringkas: two pages for a director."),
)
@click.option(
    "--annotate",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Add a Word comment to each number: what it rests on. For the study's own eyes: it names pseudonyms."),
)
@click.option(
    "--checklist",
    "checklists",
    type=click.Choice(["coreq", "srqr", "cherries", "strobe"]),
    multiple=True,
    cls=TranslatedOption,
    help=N_("Add a reporting checklist, filled from the record, as an appendix. May be given several times."),
)
@click.option("--force", is_flag=True, cls=TranslatedOption, help=N_("Replace the file if it is there."))
@click.pass_context
@edge
def report(
    ctx: click.Context,
    study: str,
    output: Path | None,
    kind: str,
    checklists: tuple[str, ...],
    *,
    annotate: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write the file and say where it is and what was held back."""
    from engage_eval.actions import report as actions
    from engage_eval.actions import study as studies

    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    target = output or Path(f"laporan-{kind}-{say.language}.docx")
    wanted = actions.Wanted(
        kind=kind,
        language=say.language,
        annotate=annotate,
        checklists=tuple(dict.fromkeys(checklists)),  # each once, in the order asked for
    )
    written = actions.write(workspace, target, wanted, force=force)
    if as_json:
        console.as_json(
            {
                "file": target.as_posix(),
                "kind": kind,
                "language": say.language,
                "checklists": list(wanted.checklists),
                "digest": written.digest,
                "claims": written.claims,
                "held_back": dict(written.held_back),
            }
        )
        return
    console.line(say.text("Wrote {file}.", file=target.as_posix()))
    held = sum(n for _reason, n in written.held_back)
    if held:
        console.line(
            say.plural(
                "The content of {n} person was held back; the report says why, and `engage-eval check` says where.",
                "The content of {n} people was held back; the report says why, and `engage-eval check` says where.",
                held,
            )
        )
