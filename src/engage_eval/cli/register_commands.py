"""The commands register unlock, add, find and rotate. What they print is for the screen of who unlocked it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engage_eval.cli import console
from engage_eval.cli import register_asking as asking
from engage_eval.cli.base import TranslatedCommand, TranslatedOption, edge, speak, speech
from engage_eval.cli.recording import by_option, new_id, now
from engage_eval.core.catalogue.entry import N_
from engage_eval.core.errors import UsageError
from engage_eval.core.messages import Messages
from engage_eval.core.study_name import is_database

if TYPE_CHECKING:
    from engage_eval.actions.register import Added, Entry, Shown
    from engage_eval.model.contact import SignedForm

_UNREADABLE = 1  # the exit code where a field can't be read
GIVEN: Mapping[str, Any] = {"clock": now, "ids": new_id}


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every command of the register has."""
    reason = click.option(
        "--reason",
        metavar="TEXT",
        default="",
        cls=TranslatedOption,
        help=N_("Why the register is opened; kept in it. Asked for on a terminal."),
    )
    return by_option(reason(function))


@click.command(
    cls=TranslatedCommand,
    help=N_("""Make the register of a study the first time; later show who is in it.

It opens by a passphrase, which is asked for or taken from ENGAGE_EVAL_PASSPHRASE. The first time a recovery key is
shown, once: write it on paper and keep it apart from the computer."""),
    epilog='engage-eval register unlock study.engage --reason "call back"',
)
@click.argument("study", metavar="STUDY")
@click.option(
    "--recovery",
    "by_recovery",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("The passphrase is forgotten: open by the recovery key, and set a new passphrase."),
)
@click.option(
    "--new", "make_new", is_flag=True, cls=TranslatedOption, help=N_("Begin a new register where the old one is lost.")
)
@click.option(
    "--adopt",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("The register beside is this study's own, although the study file doesn't know it."),
)
@_options
@click.pass_context
@edge
def unlock(
    ctx: click.Context,
    study: str,
    *,
    by_recovery: bool,
    make_new: bool,
    adopt: bool,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Make the register, or show it."""
    from engage_eval.actions import register as actions

    if adopt and make_new:
        raise UsageError("register.adopt_or_new")
    # To adopt one, it must be there.
    looked = actions.look(study, by, **GIVEN, new=None if adopt else make_new)
    say = speak(ctx, looked.language)
    reason = asking.reason(reason, say)
    if not looked.is_made:
        secrets = actions.Secrets(reason=reason, passphrase=asking.new_passphrase(say, asking.PASSPHRASE_VARIABLE))
    elif by_recovery:
        secrets = actions.Secrets(reason=reason, recovery=asking.recovery_key(say), new=asking.new_passphrase(say))
    else:
        secrets = actions.Secrets(reason=reason, passphrase=asking.passphrase(say))
    with actions.session(study, by, **GIVEN) as session:
        found = actions.unlock(session, secrets, adopt=adopt) if looked.is_made else actions.make(session, secrets)
    if as_json:
        made = {"file": found.file, "made": not looked.is_made, "recovery_key": found.recovery or None}
        console.as_json({**made, "people": _rows(found)})
    else:
        if not looked.is_made:
            if is_database(study):
                console.paragraph(say.text("Made in the database, in tables of its own beside the study's."))
            else:
                console.paragraph(say.text("Made: {file}, beside the study file.", file=found.file))
            _print_recovery(found, say)
        elif by_recovery:
            console.paragraph(say.text("The register has its new passphrase; the recovery key stays the same."))
        if looked.is_made:
            _print_people(found, say)
    _leave(ctx, found)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Keep a participant's name, telephone number and address, or where their signed form is.

What is not given stays as it is; an empty text takes it away. Without any of these options it is asked for, so that no
name gets into the shell's history."""),
    epilog='engage-eval register add study.engage BU-7K3Q-M --name "..." --phone 0812...\n'
    'engage-eval register add study.engage BU-7K3Q-M --form psp --form-version v1 --kept-at "folder 3"',
)
@click.argument("study", metavar="STUDY")
@click.argument("person", metavar="PERSON")
@click.option("--name", metavar="TEXT", cls=TranslatedOption, help=N_("The person's name."))
@click.option("--phone", metavar="TEXT", cls=TranslatedOption, help=N_("The telephone number, as it is dialled."))
@click.option("--email", metavar="TEXT", cls=TranslatedOption, help=N_("The e-mail address."))
@click.option("--facility", metavar="TEXT", cls=TranslatedOption, help=N_("Where the person works, by its own name."))
@click.option("--note", metavar="TEXT", cls=TranslatedOption, help=N_("What helps to reach the person."))
@click.option("--form", metavar="KEY", cls=TranslatedOption, help=N_("A signed consent form: its key, as psp."))
@click.option("--form-version", metavar="TEXT", default="", cls=TranslatedOption, help=N_("The form's version."))
@click.option("--form-language", metavar="TEXT", default="", cls=TranslatedOption, help=N_("The form's language."))
@click.option("--kept-at", metavar="TEXT", default="", cls=TranslatedOption, help=N_("Where the signed paper is kept."))
@click.option(
    "--scan",
    type=click.Path(path_type=Path),
    metavar="FILE",
    cls=TranslatedOption,
    help=N_("A scan of it: its digest is kept, the file stays where it is."),
)
@click.option(
    "--remove-form",
    "is_form_gone",
    is_flag=True,
    cls=TranslatedOption,
    help=N_("Take the form of --form away, where it was entered by mistake."),
)
@_options
@click.pass_context
@edge
def add(
    ctx: click.Context,
    study: str,
    person: str,
    *,
    name: str | None,
    phone: str | None,
    email: str | None,
    facility: str | None,
    note: str | None,
    form: str | None,
    form_version: str,
    form_language: str,
    kept_at: str,
    scan: Path | None,
    is_form_gone: bool,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Add or change a person."""
    from engage_eval.actions import register as actions
    from engage_eval.core.errors import UsageError
    from engage_eval.model.contact import SignedForm

    looked = actions.look(study, by, **GIVEN)
    say = speak(ctx, looked.language)
    options = {"name": name, "phone": phone, "email": email, "facility": facility, "note": note}
    fields = {key: text for key, text in options.items() if text is not None}
    if not form and (kept_at or form_version or form_language or is_form_gone):
        raise UsageError("register.no_form")
    signed = (
        SignedForm(participant=person, form=form, version=form_version, language=form_language, kept_at=kept_at)
        if form
        else None
    )
    if not fields and signed is None and scan is None and asking.is_terminal():
        fields = dict(_asked_fields(say))
    if is_form_gone and scan is not None:
        raise UsageError("register.remove_only")
    given = actions.Given(participant=person, fields=fields, form=signed, is_form_gone=is_form_gone, scan=scan)
    # What is wrong with it is said before a passphrase is asked for.
    actions.checked(given, looked.forms)
    secrets = actions.Secrets(reason=asking.reason(reason, say), passphrase=asking.passphrase(say))
    with actions.session(study, by, **GIVEN) as session:
        found = actions.add(session, given, secrets)
    if as_json:
        console.as_json(
            {
                "participant": found.participant,
                "new": found.is_new,
                "fields": list(found.fields),
                "form": found.has_form,
                "removed_form": _form_as_json(found.removed),
                "same_phone": list(found.same_phone),
            }
        )
        return
    _print_added(found, signed, say)
    if found.same_phone:
        others = ", ".join(found.same_phone)
        console.paragraph(
            say.text("To look at: {others} has the same telephone number. If that is right, leave it.", others=others)
        )


def _form_as_json(form: "SignedForm | None") -> dict[str, str] | None:
    names = ("form", "version", "language", "kept_at")
    return {name: getattr(form, name) for name in names} if form is not None else None


def _print_added(found: "Added", signed: "SignedForm | None", say: Messages) -> None:
    if found.removed is not None:
        console.line(
            say.text("Removed: {participant}, {form}.", participant=found.participant, form=found.removed.in_words())
        )
    elif signed is not None and not found.has_form:
        console.line(say.text("This form of {participant} is there already.", participant=found.participant))
    if found.fields or found.has_form:
        told = N_("Added to the register: {participant}.") if found.is_new else N_("Changed: {participant}.")
        console.line(say.text(told, participant=found.participant))


def _asked_fields(say: Messages) -> Iterator[tuple[str, str]]:
    """Yield the fields that a person types in; an empty one stays as it is, and one that can't be is asked again."""
    from engage_eval.actions import register as actions

    questions = {"name": N_("Name"), "phone": N_("Telephone"), "facility": N_("Facility"), "note": N_("Note")}
    for key, question in questions.items():
        while text := asking.ask(say.text(question)):
            try:
                actions.checked(actions.Given(participant="", fields={key: text}), ())
            except UsageError as error:
                console.complain("\n".join(say.problem(error.problem)))
            else:
                yield key, text
                break


@click.command(
    cls=TranslatedCommand,
    help=N_("""Find people by a part of a name, a telephone number, an e-mail address or a code.

0812..., 62812... and +62 812... are the same number."""),
    epilog='engage-eval register find study.engage 0812 --reason "missed call"',
)
@click.argument("study", metavar="STUDY")
@click.argument("text", metavar="TEXT")
@_options
@click.pass_context
@edge
def find(ctx: click.Context, study: str, text: str, *, reason: str, by: str, as_json: bool) -> None:
    """Show who is found."""
    from engage_eval.actions import register as actions

    looked = actions.look(study, by, **GIVEN)
    say = speak(ctx, looked.language)
    secrets = actions.Secrets(reason=asking.reason(reason, say), passphrase=asking.passphrase(say))
    with actions.session(study, by, **GIVEN) as session:
        found = actions.find(session, text, secrets)
    if as_json:
        console.as_json({"file": found.file, "people": _rows(found)})
    else:
        _print_people(found, say)
    _leave(ctx, found)


@click.command(
    cls=TranslatedCommand,
    help=N_("""Encrypt the register anew: a new key, a new passphrase and a new recovery key.

For when somebody leaves the team, or a passphrase may be known to others. Old copies of the file still open by the old
passphrase: delete them."""),
    epilog='engage-eval register rotate study.engage --reason "a keeper left"',
)
@click.argument("study", metavar="STUDY")
@_options
@click.pass_context
@edge
def rotate(ctx: click.Context, study: str, *, reason: str, by: str, as_json: bool) -> None:
    """Give it new keys."""
    from engage_eval.actions import register as actions

    looked = actions.look(study, by, **GIVEN)
    say = speak(ctx, looked.language)
    secrets = actions.Secrets(
        reason=asking.reason(reason, say), passphrase=asking.passphrase(say), new=asking.new_passphrase(say)
    )
    with actions.session(study, by, **GIVEN) as session:
        found = actions.rotate(session, secrets)
    if as_json:
        console.as_json({"file": found.file, "recovery_key": found.recovery})
        return
    console.paragraph(
        say.text("{file} is encrypted anew. The old passphrase and recovery key no longer open it.", file=found.file)
    )
    _print_recovery(found, say)


def _print_recovery(found: "Shown", say: Messages) -> None:
    console.line()
    console.line(f"    {found.recovery}")
    console.line()
    console.paragraph(
        say.text(
            "This is the recovery key. It is shown only now: write it on paper and keep it in a locked place, apart "
            "from the computer. Without it and without the passphrase nobody can read the register, and nobody can "
            "help."
        )
    )


def _print_people(found: "Shown", say: Messages) -> None:
    for one in found.entries:
        contact = one.contact
        console.line(f"{contact.participant}  {contact.name}".rstrip())
        for text in (contact.phone, contact.email, contact.facility, contact.note, *_forms(one, say)):
            if text:
                console.paragraph(text, indent=4)
    n = len(found.entries)
    console.line(
        say.plural("{n} person in the register {file}.", "{n} people in the register {file}.", n, file=found.file)
    )


def _forms(entry: "Entry", say: Messages) -> Iterator[str]:
    for one in entry.forms:
        form = " ".join(part for part in (one.form, one.version, one.language) if part)
        yield say.text("signed: {form}; kept at: {kept_at}", form=form, kept_at=one.kept_at or "–")


def _rows(found: "Shown") -> list[dict[str, object]]:
    return [
        {
            "participant": one.contact.participant,
            "name": one.contact.name,
            "phone": one.contact.phone,
            "email": one.contact.email,
            "facility": one.contact.facility,
            "note": one.contact.note,
            "unreadable": list(one.contact.unreadable),
            "forms": [
                {
                    "form": form.form,
                    "version": form.version,
                    "language": form.language,
                    "kept_at": form.kept_at,
                    "sha256": form.sha256,
                    "added_at": form.added_at,
                    "unreadable": form.unreadable,
                }
                for form in one.forms
            ],
        }
        for one in found.entries
    ]


def _leave(ctx: click.Context, found: "Shown") -> None:
    """Say which fields can't be read, on standard error; the exit code is 1 then."""
    from engage_eval.core.problem import Problem

    say = speech(ctx)
    lost = [(one.contact.participant, name) for one in found.entries for name in one.contact.unreadable]
    lost += [(form.participant, "kept_at") for one in found.entries for form in one.forms if form.unreadable]
    for participant, name in lost:
        params = {"name": found.file, "participant": participant, "field": name}
        for text in say.problem(Problem(code="register.unreadable", params=params)):
            console.complain(text)
    if lost:
        ctx.exit(_UNREADABLE)
