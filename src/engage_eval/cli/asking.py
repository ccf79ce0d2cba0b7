"""What commands ask a person before they do what can't be undone by the next one."""

import sys

import click

from engage_eval.core.messages import Messages

_YES, _NO = ("y", "yes", "ya", "iya"), ("", "n", "no", "t", "tidak", "tdk")


def is_confirmed(question: str, say: Messages) -> bool:
    """Return whether a person says yes, in either language; Enter is no."""
    choice = say.text("yes/no")
    while True:
        answer = click.prompt(f"{question} [{choice}]", default="", show_default=False)
        if answer.strip().lower() in _YES:
            return True
        if answer.strip().lower() in _NO:
            return False


def is_asked_by_a_person() -> bool:
    """Return whether somebody can answer."""
    return sys.stdin.isatty()
