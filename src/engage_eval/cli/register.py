"""The commands under register: the participants' names and telephone numbers, encrypted and apart from the study."""

import click

from engage_eval.cli.base import LazyGroup
from engage_eval.core.catalogue.entry import N_


@click.group(
    cls=LazyGroup,
    lazy={
        "unlock": (
            "engage_eval.cli.register_commands:unlock",
            N_("Make the register the first time; later show who is in it."),
        ),
        "add": ("engage_eval.cli.register_commands:add", N_("Keep a participant's name, number or signed form.")),
        "find": ("engage_eval.cli.register_commands:find", N_("Find people by name, telephone number or code.")),
        "rotate": ("engage_eval.cli.register_commands:rotate", N_("Encrypt it anew, with a new passphrase.")),
    },
    help=N_("""Keep names and telephone numbers apart from the study, encrypted.

The register is the file NAME.contacts beside the study file. What is in it never gets into an export or a report. Every
opening has a reason and is kept."""),
)
def register() -> None:
    """Hold the commands of the register."""
