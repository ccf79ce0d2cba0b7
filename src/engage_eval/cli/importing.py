"""The commands under import: forms and answers that were made elsewhere."""

import click

from engage_eval.cli.base import LazyGroup
from engage_eval.core.catalogue.entry import N_


@click.group(
    "import",
    cls=LazyGroup,
    lazy={
        "xlsform": ("engage_eval.cli.import_xlsform:xlsform", N_("A form for telephones as an instrument file.")),
        "responses": (
            "engage_eval.cli.import_responses:responses",
            N_("Answers from telephones, the data workbook or a table, into a new study folder."),
        ),
    },
    help=N_("Bring in forms and answers that were made elsewhere."),
)
def importing() -> None:
    """Hold the imports."""
