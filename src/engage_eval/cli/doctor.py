"""The command doctor: versions, settings, the place of a study file, its backups, and what to do about it."""

from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak
from engage_eval.cli.problems import as_rows, print_problems
from engage_eval.cli.verify import UNFINISHED
from engage_eval.core.catalogue import lookup
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.messages import Messages
from engage_eval.core.problem import Severity

if TYPE_CHECKING:
    from engage_eval.actions.doctor import Diagnosis
    from engage_eval.actions.doctor_place import Location
    from engage_eval.store.state import State

_MEGABYTE = 2**20


@click.command(
    cls=TranslatedCommand,
    help=N_("""Look over a study file or database, where it lies, its backups, and the versions in use.

STUDY is a study file or postgresql://...; left out, only the program is looked over. Nothing is changed, unless
--upgrade asks for a study in a database to be brought up to date."""),
    epilog="engage-eval doctor my-study.engage",
)
@click.argument("study", required=False, metavar="[STUDY]")
@click.option(
    "--upgrade",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Bring a study in a database up to this program's revision."),
)
@click.pass_context
@edge
def doctor(ctx: click.Context, study: str | None, *, upgrade: bool, as_json: bool) -> None:
    """Print what was found; leave with 1 where something puts rows at risk."""
    from engage_eval.actions import doctor as actions
    from engage_eval.actions import study as studies

    found = actions.examine(study or "", upgrade=upgrade)
    say = speak(ctx, studies.language(study) if study else "")
    if as_json:
        console.as_json(content(found, say))
    else:
        _print(found, say)
    if any(lookup(one.code).severity is Severity.ERROR for one in found.problems):
        ctx.exit(1)


def content(found: "Diagnosis", say: Messages) -> dict[str, Any]:
    """Return what `doctor --json` prints."""
    return {
        "versions": dict(found.versions),
        "wal_reset_bug": found.has_wal_reset_bug,
        "study": _study(found.state, found.location) if found.state else None,
        "upgraded": list(found.upgraded) if found.upgraded else None,
        "problems": as_rows(found.problems, say),
    }


def _study(state: "State", location: "Location | None") -> dict[str, Any]:
    return {
        "id": state.study,
        "kind": state.kind,
        "revision": state.revision,
        "size": state.size,
        "settings": dict(state.settings),
        "cloud": (location.cloud or None) if location else None,
        "network": (location.network or None) if location else None,
        "encrypted": location.encrypted if location else None,
        "free": location.free if location else None,
        "backups": list(state.backups) if state.backups is not None else None,
        "backup_failed": state.backup_failed or None,
        "writer": state.who or None,
        "unfinished": state.unfinished,
        "register": state.has_register,
    }


def _print(found: "Diagnosis", say: Messages) -> None:
    print_problems(found.problems, say)
    if found.upgraded:
        before, after = found.upgraded
        if before == after:
            console.line(say.text("It was up to date already: revision {after}.", after=after))
        else:
            console.line(say.text("Brought up to date: revision {before} -> {after}.", before=before, after=after))
        console.line()
    rows = [(say.text(_NAMES.get(name, name)), text) for name, text in found.versions.items()]
    if found.state:
        rows += _state_rows(found.state, say)
    if found.location:
        rows += _place_rows(found.location, say)
    width = max(len(name) for name, _ in rows)
    for name, text in rows:
        console.line(f"{name:<{width}}  {text}")
    console.line()
    if found.state and found.state.unfinished:
        console.paragraph(say.text(UNFINISHED))
    if found.state and found.state.kind == "file" and found.has_wal_reset_bug:
        console.paragraph(say.text(WAL))
    console.line(_verdict(found, say))


WAL = N_(
    "This SQLite is older than 3.51.3 and so has the WAL-reset bug, by which a database can lose rows. It concerns "
    "databases in WAL mode only; this program never uses that mode, so no study file is touched by it."
)
_NAMES = {
    "engage-eval": "engage-eval",
    "python": "Python",
    "sqlite": "SQLite",
    "sqlalchemy": "SQLAlchemy",
    "system": N_("system"),
}


def _state_rows(state: "State", say: Messages) -> list[tuple[str, str]]:
    rows = [
        (say.text("study"), state.study or "?"),
        (say.text("revision"), state.revision),
        (say.text("settings"), ", ".join(f"{key}={value}" for key, value in list(state.settings.items())[:3])),
    ]
    if state.size is not None:
        rows.append((say.text("size"), f"{state.size / _MEGABYTE:.1f} MB"))
        rows.append((say.text("open for writing"), state.who or say.text("by nobody")))
    there = say.text("there") if state.has_register else say.text("none")
    rows.append((say.text("contacts register"), there))
    if state.backups is not None:
        last = say.text("the newest: {name}", name=state.backups[-1]) if state.backups else ""
        rows.append((say.text("backups"), f"{len(state.backups)}" + (f", {last}" if last else "")))
    return rows


def _place_rows(location: "Location", say: Messages) -> list[tuple[str, str]]:
    answers = {True: say.text("yes"), False: say.text("no"), None: say.text("not known")}
    rows = [(say.text("disk encrypted"), answers[location.encrypted])]
    if location.free is not None:
        rows.append((say.text("free"), f"{location.free // _MEGABYTE} MB"))
    return rows


def _verdict(found: "Diagnosis", say: Messages) -> str:
    if not found.problems:
        return say.text("Nothing to mend.")
    return say.plural("{n} thing to look at, see above.", "{n} things to look at, see above.", len(found.problems))
