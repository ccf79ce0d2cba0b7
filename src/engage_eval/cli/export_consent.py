"""The command export consent: the consent forms, filled in, to be printed."""

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.export import study_and_dest, study_and_target
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the consent forms as Word (.docx), filled in from study.yaml, to be printed or sent.

DEST is a folder for all forms, a file each, or one .docx with --form and --language. It stands outside the study.
Nothing is written while a placeholder such as {hospital} is left."""),
    epilog="engage-eval export consent my-study consent-forms",
)
@study_and_dest
@click.option(
    "--form",
    default="",
    metavar="FORM",
    cls=TranslatedOption,
    help=N_("One form by its id, for example psp; with its version (psp-v1) for an older one."),
)
@click.option(
    "--language",
    type=click.Choice(["id", "en", "both"]),
    default=None,
    cls=TranslatedOption,
    help=N_("Language of the forms; left out, all that there are."),
)
@click.pass_context
@edge
def consent(
    ctx: click.Context,
    first: str,
    second: str,
    form: str,
    language: str | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write the forms and list them."""
    from engage_eval.actions import export_consent as actions
    from engage_eval.actions import study as studies

    study, target = study_and_target(first, second)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    actions.check(target, study, force=force)
    found = actions.export(workspace, target, form, language or "")
    if as_json:
        forms = [
            {
                "file": one.file.as_posix(),
                "id": one.form.id,
                "version": one.form.version,
                "language": one.form.language,
                "digest": one.form.digest,
            }
            for one in found
        ]
        console.as_json({"file": target.as_posix(), "forms": forms})
        return
    for one in found:
        console.line(say.text("Written: {file}", file=one.file.as_posix()))
    console.paragraph(
        say.text(
            "Read them once more before you print. A change of study.yaml changes the wording: print them anew then, "
            "and never hand out an older print."
        )
    )
