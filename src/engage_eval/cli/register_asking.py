"""What the register asks for: passphrases, which are never options, since shells keep those; and the reason."""

import os
import sys

import click

from engage_eval.core.catalogue.entry import N_
from engage_eval.core.errors import UsageError
from engage_eval.core.messages import Messages

# Names of variables, not secrets.
PASSPHRASE_VARIABLE = "ENGAGE_EVAL_PASSPHRASE"  # noqa: S105 - as said
NEW_VARIABLE = "ENGAGE_EVAL_NEW_PASSPHRASE"
RECOVERY_VARIABLE = "ENGAGE_EVAL_RECOVERY_KEY"
_PASSPHRASE = N_("Passphrase of the register")
_RECOVERY = N_("Recovery key")
_NEW = N_("New passphrase, at least 12 characters")
_AGAIN = N_("The same once more")
_REASON = N_("Why is the register opened?")


def is_terminal() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def passphrase(say: Messages) -> str:
    """Return the passphrase: from the environment, else asked for."""
    return _secret(PASSPHRASE_VARIABLE, say.text(_PASSPHRASE))


def recovery_key(say: Messages) -> str:
    """Return the recovery key: from the environment, else asked for."""
    return _secret(RECOVERY_VARIABLE, say.text(_RECOVERY))


def new_passphrase(say: Messages, variable: str = NEW_VARIABLE) -> str:
    """Return a new passphrase: from the environment, else asked for twice."""
    from engage_eval.actions.register import check_new

    found = _secret(variable, say.text(_NEW))
    check_new(found)  # before it is asked for once more
    if not os.environ.get(variable) and _ask(say.text(_AGAIN)) != found:
        raise UsageError("register.passphrases_differ")
    return found


def reason(given: str, say: Messages) -> str:
    """Return why the register is opened; asked for on a terminal."""
    if given.strip() or not is_terminal():
        return given
    answer: str = click.prompt(say.text(_REASON), err=True)
    return answer


def ask(question: str) -> str:
    """Return a person's answer; empty where they only pressed Enter."""
    answer: str = click.prompt(question, default="", show_default=False, err=True)
    return answer


def _secret(variable: str, question: str) -> str:
    found = os.environ.get(variable, "")
    if found:
        return found
    if not is_terminal():
        raise UsageError("register.no_passphrase", variable=variable)
    return _ask(question)


def _ask(question: str) -> str:
    """Return what is typed without showing it."""
    answer: str = click.prompt(question, hide_input=True, err=True)
    return answer
