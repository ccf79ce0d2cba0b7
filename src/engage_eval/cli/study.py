"""What commands on a study share: the argument STUDY (left out, the current folder) and the banner of sample data."""

from collections.abc import Callable
from typing import Any

import click

from engage_eval.cli import console
from engage_eval.core.messages import Messages
from engage_eval.model.study import Study


def study_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument STUDY to a command."""
    return click.argument("study", default=".", required=False, metavar="[STUDY]")(function)


def print_banner(study: Study, say: Messages) -> None:
    """Say that the data are partly invented, where they are."""
    if study.sample_data:
        from engage_eval.report.build.front import BANNER

        console.line(f"*** {say.text(BANNER)} ***")
        console.line()
