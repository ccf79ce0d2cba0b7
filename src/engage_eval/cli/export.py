"""The commands under export: what a study holds, written for people and programs outside."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from engage_eval.cli.base import LazyGroup, TranslatedOption
from engage_eval.core.catalogue.entry import N_


@click.group(
    cls=LazyGroup,
    lazy={
        "bundle": ("engage_eval.cli.export_bundle:bundle", N_("A study file, as a study folder.")),
        "workbook": (
            "engage_eval.cli.export_workbook:workbook",
            N_("The data workbook, with the rows that are there."),
        ),
        "schedule": ("engage_eval.cli.export_schedule:schedule", N_("The interview schedule, to be printed.")),
        "consent": ("engage_eval.cli.export_consent:consent", N_("The consent forms, filled in, to be printed.")),
        "xlsform": ("engage_eval.cli.export_xlsform:xlsform", N_("The form for telephones: KoboToolbox and ODK.")),
        "responses": (
            "engage_eval.cli.export_responses:responses",
            N_("The answers for SPSS, Stata, Excel or R, with a data dictionary."),
        ),
        "panel": ("engage_eval.cli.export_panel:panel", N_("The sheet for experts who judge the questions.")),
        "kit": ("engage_eval.cli.export_kit:kit", N_("The study's definitions, for another hospital.")),
    },
    help=N_("Write a study's parts for people and other programs."),
)
def export() -> None:
    """Hold the exports."""


def study_and_dest(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments [STUDY] DEST (``first``, ``second``) and --force to a command of this group."""
    force = click.option("--force", is_flag=True, cls=TranslatedOption, help=N_("Replace the file if it is there."))
    first = click.argument("first", metavar="[STUDY]")
    second = click.argument("second", metavar="DEST", required=False, default="")
    return first(second(force(function)))


def study_and_target(first: str, second: str) -> tuple[str, Path]:
    """Return the study's name and the target; a single argument is the target, and the study the current folder.

    >>> study_and_target("my-study", "form.xlsx")[0]
    'my-study'
    >>> study_and_target("form.xlsx", "")[0]
    '.'
    """
    return (first, Path(second)) if second else (".", Path(first))
