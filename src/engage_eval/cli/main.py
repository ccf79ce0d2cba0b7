"""The command engage-eval: its list of commands, and nothing heavy."""

from collections.abc import Mapping
from typing import Any

import click

from engage_eval import __version__
from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedOption, asked_language, click_speaks, speech, system_language
from engage_eval.core.catalogue.entry import N_

COMMANDS = {
    "demo": ("engage_eval.cli.demo:demo", N_("Make the sample study and its reports, to look at.")),
    "new": ("engage_eval.cli.new:new", N_("Begin a study: a folder with questionnaire, forms and data workbook.")),
    "check": ("engage_eval.cli.check:check", N_("Find everything that is wrong in a study.")),
    "analyse": ("engage_eval.cli.analyse:analyse", N_("Print results: final states, answers, visit counts.")),
    "export": ("engage_eval.cli.export:export", N_("Write a study's parts for people and other programs.")),
    "import": ("engage_eval.cli.importing:importing", N_("Bring in forms and answers that were made elsewhere.")),
    "staff": ("engage_eval.cli.staff:staff", N_("Say who does the work of the study.")),
    "recruit": ("engage_eval.cli.recruit:recruit", N_("Recruit people and follow who stands where.")),
    "consent": ("engage_eval.cli.consent:consent", N_("Record consent, show it, and carry withdrawals out.")),
    "interview": ("engage_eval.cli.interview:interview", N_("Record when interviews begin, pause and end.")),
    "answers": ("engage_eval.cli.answers:answers", N_("Correct answers; the earlier ones are kept with the reason.")),
    "outcomes": ("engage_eval.cli.outcomes:outcomes", N_("Record visits and other counts of facilities.")),
    "register": (
        "engage_eval.cli.register:register",
        N_("Keep names and telephone numbers apart, encrypted."),
    ),
    "merge": ("engage_eval.cli.merge:merge", N_("Bring another copy of the study into this one.")),
    "report": ("engage_eval.cli.report:report", N_("Write the report as Word, HTML or Markdown.")),
    "verify": ("engage_eval.cli.verify:verify", N_("Examine a study file, or the numbers of a Word report.")),
    "doctor": ("engage_eval.cli.doctor:doctor", N_("Look over a study file, its place and this computer.")),
    "backup": ("engage_eval.cli.backup:backup", N_("List the backups of a study file, and restore one.")),
    "refresh": ("engage_eval.cli.refresh:refresh", N_("Put the study's numbers into a Word report you rewrote.")),
    "explain": ("engage_eval.cli.explain:explain", N_("Show what a number of the report rests on.")),
    "stats": ("engage_eval.cli.stats:stats", N_("Compute a statistic on figures of your own.")),
}

TASKS = (
    ("engage-eval demo", N_("see a finished sample study with its reports")),
    ("engage-eval new my-study", N_("begin a study of your own")),
    ("engage-eval check my-study", N_("find what is still missing or wrong")),
    ("engage-eval report my-study", N_("write the Word report")),
    ("engage-eval explain my-study", N_("show what each number rests on")),
)


class Root(LazyGroup):
    """The command itself; it knows the language before it reads anything else."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own signature
    ) -> click.Context:
        """Set the language before the words are parsed, so that help, errors and click's own words have it."""
        asked = asked_language(args)
        click_speaks(asked or system_language())
        self.context_settings["meta"] = {"language": asked or system_language(), "asked": bool(asked)}
        return super().make_context(info_name, args, parent, **extra)


class RootContext(click.Context):
    """A context that begins with the language."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own signature
        meta: Mapping[str, object] | None = None,
        **kwargs: Any,  # noqa: ANN401 - click's own signature
    ) -> None:
        """Note the language."""
        super().__init__(*args, **kwargs)
        self.meta.update(meta or {})


Root.context_class = RootContext


@click.command(
    cls=Root,
    lazy=COMMANDS,
    invoke_without_command=True,
    help=N_("Evaluate how a hospital's digital communication engages its referral partners."),
)
@click.version_option(
    __version__, message="engage-eval %(version)s", cls=TranslatedOption, help=N_("Show the version and exit.")
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Print the five usual tasks where no command is named."""
    if ctx.invoked_subcommand is None:
        say = speech(ctx).text
        console.line(say("engage-eval: from the questionnaire to the report. The five usual tasks:"))
        console.line()
        for command, text in TASKS:
            console.line(f"  {command:<29} {say(text)}")
        console.line()
        console.line(say("All commands: engage-eval --help"))
