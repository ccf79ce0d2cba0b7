"""The commands consent letter and consent certificate: Word papers after a withdrawal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, is_language_fixed, speak, speech
from engage_eval.core.catalogue.entry import N_


def _arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    force = click.option("--force", is_flag=True, cls=TranslatedOption, help=N_("Replace the file if it is there."))
    target = click.argument("target", metavar="FILE.docx", type=click.Path(path_type=Path))
    person = click.argument("person", metavar="PERSON")
    return click.argument("study", metavar="STUDY")(person(target(force(function))))


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the letter to PERSON: what was asked, what was done, what can't be reached.

It names nobody: the address is written by hand. --lang chooses the language."""),
    epilog="engage-eval consent letter study.engage BU-7K3Q-M letter.docx --lang id",
)
@_arguments
@click.pass_context
@edge
def letter(ctx: click.Context, study: str, person: str, target: Path, *, force: bool, as_json: bool) -> None:
    """Write the letter."""
    from engage_eval.actions import consent_papers as actions

    spoken = actions.letter(study, person, target, _asked(ctx), force=force)
    _done(ctx, target, spoken, as_json=as_json)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Write the certificate of the erasure of PERSON: what was deleted, when, by whom, what is out of reach.

It holds counts, and not a word of what was deleted."""),
    epilog="engage-eval consent certificate study.engage BU-7K3Q-M certificate.docx",
)
@_arguments
@click.pass_context
@edge
def certificate(ctx: click.Context, study: str, person: str, target: Path, *, force: bool, as_json: bool) -> None:
    """Write the certificate."""
    from engage_eval.actions import consent_papers as actions

    spoken = actions.certificate(study, person, target, _asked(ctx), force=force)
    _done(ctx, target, spoken, as_json=as_json)


def _asked(ctx: click.Context) -> str:
    return speech(ctx).language if is_language_fixed(ctx) else ""


def _done(ctx: click.Context, target: Path, spoken: str, *, as_json: bool) -> None:
    say = speak(ctx, spoken)
    if as_json:
        console.as_json({"file": target.as_posix(), "language": spoken})
    else:
        console.line(say.text("Wrote {file}.", file=target.as_posix()))
