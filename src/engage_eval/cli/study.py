"""What commands on a study share: the argument STUDY (left out, the current folder) and the banner of sample data."""

from collections.abc import Callable, Mapping
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


def table_name(name: str, say: Messages) -> str:
    """Return what a table is called in the language in force."""
    from engage_eval.model.vocabulary import RESPONSES, TABLE_NAMES

    table = RESPONSES if name == "answers" else name
    names = TABLE_NAMES.get(table, ())
    return names[0] if say.language == "id" and names else table


def print_tables(counts: Mapping[str, int], say: Messages) -> None:
    """List how many rows of which table, without those of which there are none."""
    for name, n in counts.items():
        if n:
            console.line(f"  {n:>8}  {table_name(name, say)}")
