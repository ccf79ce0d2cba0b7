"""The command export schedule: the interview schedule, to be printed."""

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.export import study_and_dest, study_and_target
from engage_eval.core.catalogue.entry import N_

_LANGUAGES = {
    ("id",): N_("in Indonesian"),
    ("en",): N_("in English"),
    ("id", "en"): N_("in Indonesian and English"),
}
_CONSENT = {
    "study": N_("The consent is read from the study's telephone script."),
    "program": N_("The study has no telephone script; a short one is printed, with gaps to fill in."),
    "none": N_("The consent is left out: ask for it on its own pages before you begin."),
}


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the interview schedule as Word (.docx), to be printed and filled in by hand.

It has boxes to tick, lines for notes, probes, and says in words when a question is asked. STUDY left out is the
current folder; DEST stands outside the study. No data of people are in it."""),
    epilog="engage-eval export schedule my-study schedule.docx --form inti --language both",
)
@study_and_dest
@click.option(
    "--form",
    default="",
    metavar="FORM",
    cls=TranslatedOption,
    help=N_("Form of the instrument, for example inti or lengkap; left out, its first."),
)
@click.option(
    "--language",
    type=click.Choice(["id", "en", "both"]),
    default=None,
    cls=TranslatedOption,
    help=N_("Language of the schedule; both: side by side. Left out, the languages of the study."),
)
@click.option(
    "--without-consent",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Leave out the telephone script, where consent is asked for on paper."),
)
@click.pass_context
@edge
def schedule(
    ctx: click.Context,
    first: str,
    second: str,
    form: str,
    language: str | None,
    *,
    without_consent: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write the schedule and say what is in it."""
    from engage_eval.actions import export_schedule as actions
    from engage_eval.actions import study as studies

    study, target = study_and_target(first, second)
    workspace = studies.open_study(study)
    say = speak(ctx, workspace.language())
    actions.check(target, study, force=force)
    found = actions.export(workspace, target, form, language or "", consent=not without_consent)
    if as_json:
        console.as_json(
            {
                "file": found.file.as_posix(),
                "form": found.form,
                "languages": list(found.languages),
                "questions": found.questions,
                "consent": found.consent,
            }
        )
        return
    console.line(say.text("Written: {file}", file=found.file.as_posix()))
    languages = say.text(_LANGUAGES[found.languages])
    console.paragraph(
        say.plural(
            "Form {form}: {n} question, {languages}.",
            "Form {form}: {n} questions, {languages}.",
            found.questions,
            form=found.form,
            languages=languages,
        )
    )
    console.paragraph(say.text(_CONSENT[found.consent]))
