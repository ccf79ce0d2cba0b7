"""The commands under import: forms and answers that were made elsewhere."""

import click

from engage_eval.cli.base import LazyGroup
from engage_eval.core.catalogue.entry import N_


@click.group(
    "import",
    cls=LazyGroup,
    lazy={
        "bundle": ("engage_eval.cli.import_bundle:bundle", N_("A study folder, into a study file.")),
        "definition": (
            "engage_eval.cli.import_definition:definition",
            N_("New settings, a questionnaire, codebook or consent form, into a study file."),
        ),
        "xlsform": ("engage_eval.cli.import_xlsform:xlsform", N_("A form for telephones as an instrument file.")),
        "responses": (
            "engage_eval.cli.import_responses:responses",
            N_("Answers from telephones, the data workbook or a table."),
        ),
        "participants": ("engage_eval.cli.import_table:participants", N_("People from a table, into a study file.")),
        "outcomes": ("engage_eval.cli.import_table:outcomes", N_("Counts from a table, into a study file.")),
    },
    help=N_("Bring in forms and answers that were made elsewhere."),
)
def importing() -> None:
    """Hold the imports."""
