"""The commands under staff: who does the work, and in which roles."""

from typing import Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import LazyGroup, TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, of_recorded
from engage_eval.cli.recording import by_option, new_id, now, print_news, recording, value_name
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.model.people import Staff
from engage_eval.model.tables import ROLES


@click.group(
    cls=LazyGroup,
    lazy={
        "add": ("engage_eval.cli.staff:add", N_("Add somebody, or record what has changed.")),
        "list": ("engage_eval.cli.staff:list_staff", N_("List the staff.")),
    },
    help=N_("Say who does the work of the study."),
)
def staff() -> None:
    """Hold the commands on staff."""


@click.command(
    cls=TranslatedCommand,
    help=N_("""Add somebody to the staff under a key, such as initials; no name is needed.

The first person has all roles, and needs no --by. For somebody who is there already, only what you give is changed,
and the earlier description is kept."""),
    epilog="engage-eval staff add study.engage AB\nengage-eval staff add study.engage CD --role interviewer --by AB",
)
@click.argument("study", metavar="STUDY")
@click.argument("key", metavar="KEY")
@click.option(
    "--role",
    "roles",
    metavar="|".join(ROLES),
    type=click.Choice(ROLES),
    multiple=True,
    cls=TranslatedOption,
    help=N_("What the person does; may be given several times."),
)
@click.option("--credentials", metavar="TEXT", default="", cls=TranslatedOption, help=N_("Degrees and titles."))
@click.option("--occupation", metavar="TEXT", default="", cls=TranslatedOption, help=N_("What the person works as."))
@click.option("--gender", metavar="TEXT", default="", cls=TranslatedOption, help=N_("As the report is to say it."))
@click.option("--training", metavar="TEXT", default="", cls=TranslatedOption, help=N_("Training for this work."))
@click.option(
    "--employed-by-hospital",
    "employed_by_hospital",
    metavar="yes|no",
    default="",
    cls=TranslatedOption,
    help=N_("Whether the hospital employs the person."),
)
@click.option(
    "--relationship",
    metavar="TEXT",
    default="",
    cls=TranslatedOption,
    help=N_("How the person stands to those who are interviewed."),
)
@by_option
@click.pass_context
@edge
def add(
    ctx: click.Context,
    study: str,
    key: str,
    *,
    roles: tuple[str, ...],
    by: str,
    as_json: bool,
    **facts: Any,  # noqa: ANN401 - the options above
) -> None:
    """Add or change the person."""
    from engage_eval.actions import staff as actions

    with recording(study, by, newcomer=key) as open_study:
        say = speak(ctx, open_study.language)
        found = actions.add(open_study, key, roles, facts)
    if as_json:
        content = {
            "outcome": found.outcome,
            "member": _json(found.member),
            "problems": as_rows(found.problems, say, of_recorded),
        }
        console.as_json(content)
        return
    told = {
        "new": say.text("Added: {key}", key=found.member.key),
        "changed": say.text("Changed: {key}", key=found.member.key),
        "same": say.text("Nothing was changed: {key} is recorded so already.", key=found.member.key),
    }
    console.line(told[found.outcome])
    console.line(f"  {_roles(found.member, say)}")
    print_news(found.problems, say)


@click.command(
    "list",
    cls=TranslatedCommand,
    help=N_("List the staff with their roles."),
    epilog="engage-eval staff list study.engage",
)
@click.argument("study", metavar="STUDY")
@click.pass_context
@edge
def list_staff(ctx: click.Context, study: str, *, as_json: bool) -> None:
    """Print one row a person."""
    from engage_eval.actions import staff as actions
    from engage_eval.actions.recruit_overview import look

    record = look(study, clock=now, ids=new_id).record
    say = speak(ctx, next(iter(record.study.languages), ""))
    found = actions.listed(record)
    if as_json:
        console.as_json({"staff": [_json(one) for one in found]})
        return
    if not found:
        console.line(say.text("Nobody stands in the staff yet. Begin with yourself:"))
        console.line("  " + say.text("engage-eval staff add {study} AB", study=study))
        return
    table = console.grid((say.text("Key"), "left"), (say.text("Roles"), "left"), (say.text("Occupation"), "left"))
    for one in found:
        table.add_row(one.key, _roles(one, say), one.occupation)
    console.table(table)


def _roles(one: Staff, say: Messages) -> str:
    return ", ".join(value_name(role, say) for role in one.roles)


def _json(one: Staff) -> dict[str, object]:
    return {
        "key": one.key,
        "roles": list(one.roles),
        "credentials": one.credentials,
        "occupation": one.occupation,
        "gender": one.gender,
        "training": one.training,
        "employed_by_hospital": one.employed_by_hospital,
        "relationship": one.relationship,
    }
