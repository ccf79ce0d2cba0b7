"""The argument STUDY: a study folder; left out, the current folder."""

from collections.abc import Callable
from typing import Any

import click


def study_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument STUDY to a command."""
    return click.argument("study", default=".", required=False, metavar="[STUDY]")(function)
