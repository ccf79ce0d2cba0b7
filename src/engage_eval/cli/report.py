"""The command report: the study as Word, HTML or Markdown."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.register_sharing import has_register, register_names
from engage_eval.cli.study import study_argument
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.report import Written

MOST_NAMED = 5


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
@click.option(
    "--share",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("For a report that leaves the study's hands: it is only written if it shows nobody."),
)
@click.option(
    "--names",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    cls=TranslatedOption,
    help=N_("With --share: a text file of names, one a line, that must not stand in the report."),
)
@click.option(
    "--register",
    "with_register",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("With --share: look for the names and numbers of the contacts register too; asks for its passphrase."),
)
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.docx",
    cls=TranslatedOption,
    help=N_("A Word file whose styles, page, headers and footers the report takes, for example the hospital's."),
)
@click.option("--force", is_flag=True, cls=TranslatedOption, help=N_("Replace the file if it is there."))
@click.pass_context
@edge
def report(
    ctx: click.Context,
    study: str,
    output: Path | None,
    kind: str,
    template: Path | None,
    checklists: tuple[str, ...],
    *,
    annotate: bool,
    share: bool,
    names: Path | None,
    with_register: bool,
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
        share=share,
        names=names,
        template=template,
        checklists=tuple(dict.fromkeys(checklists)),  # each once, in the order asked for
    )
    # What is wrong with the call is said before the register is opened for it.
    actions.check_wanted(wanted)
    actions.check_target(target, force=force)
    contacts = register_names(study, say, share=share, asked=with_register)
    written = actions.write(workspace, target, wanted, force=force, contacts=contacts)
    if as_json:
        console.as_json(
            {
                "file": target.as_posix(),
                "kind": kind,
                "language": say.language,
                "checklists": list(wanted.checklists),
                "template": template.as_posix() if template else None,
                "share": share,
                "register": contacts is not None,
                "cells_left_out": written.cells_left_out,
                "digest": written.digest,
                "claims": written.claims,
                "held_back": dict(written.held_back),
            }
        )
        return
    console.line(say.text("Wrote {file}.", file=target.as_posix()))
    if share:
        _say_shared(written, say)
        if contacts is None and has_register(study):
            console.paragraph(say.text("The names of the contacts register were not looked for: add --register."))
    held = sum(n for _reason, n in written.held_back)
    if held:
        console.line(
            say.plural(
                "The content of {n} person was held back; the report says why, and `engage-eval check` says where.",
                "The content of {n} people was held back; the report says why, and `engage-eval check` says where.",
                held,
            )
        )


def _say_shared(written: "Written", say: Messages) -> None:
    """Say what the check found and did, and what only a person can judge."""
    console.paragraph(
        say.text(
            "The check found no number, address, name with a title, listed name or pseudonym. A bare name that is not "
            "in the list can't be found: read the report before you send it."
        )
    )
    if written.cells_left_out:
        console.paragraph(
            say.plural(
                "{n} count was left out of a table: it is of few people, or would give away one that is.",
                "{n} counts were left out of tables: they are of few people, or would give away one that is.",
                written.cells_left_out,
            )
        )
    if written.facilities:
        more = ["…"] if len(written.facilities) > MOST_NAMED else []
        names = ", ".join([*written.facilities[:MOST_NAMED], *more])
        console.paragraph(
            say.text(
                "The facilities are named as in the data ({names}). If these are not mere keys, set "
                "`mask_facilities: true` in study.yaml.",
                names=names,
            )
        )
