"""The command export xlsform: the questionnaire for KoboToolbox and ODK."""

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.export import study_and_dest, study_and_target
from engage_eval.core.catalogue.entry import N_


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the questionnaire as an XLSForm, for KoboToolbox or ODK on telephones and tablets.

It asks who is interviewed and by whom, the screening, the consent and the questions, in the study's order and its
languages. What comes back is brought in with `engage-eval import responses`."""),
    epilog="engage-eval export xlsform my-study form.xlsx --form inti",
)
@study_and_dest
@click.option(
    "--form",
    "form",
    default="",
    metavar="FORM",
    cls=TranslatedOption,
    help=N_("Form of the instrument, for example inti or lengkap; left out, its first."),
)
@click.pass_context
@edge
def xlsform(ctx: click.Context, first: str, second: str, form: str, *, force: bool, as_json: bool) -> None:
    """Write the form and say what to do with it."""
    from engage_eval.actions import export_xlsform as actions
    from engage_eval.actions import study as studies

    study, target = study_and_target(first, second)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    actions.check(target, study, force=force)
    found = actions.export(workspace, target, form)
    if as_json:
        console.as_json(
            {
                "file": found.file.as_posix(),
                "form": found.form,
                "form_id": found.form_id,
                "version": found.version,
                "questions": found.questions,
                "languages": list(found.languages),
            }
        )
        return
    console.line(say.text("Written: {file}", file=found.file.as_posix()))
    console.paragraph(
        say.text(
            "Form {form}, id {form_id}, version {version}: {questions} questions, in {languages}.",
            form=found.form,
            form_id=found.form_id,
            version=found.version,
            questions=found.questions,
            languages=", ".join(found.languages),
        )
    )
    console.paragraph(
        say.text(
            "Upload it to KoboToolbox or ODK Central, and fill in one interview for practice before the first real "
            "one. A server abroad is a transfer of personal data: say so in the consent."
        )
    )
