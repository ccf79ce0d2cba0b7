"""What the contacts register gives to a report that is to be shared: names and numbers that must not stand in it."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from engage_eval.cli import register_asking as asking
from engage_eval.cli.recording import BY_VARIABLE, new_id, now
from engage_eval.core.errors import UsageError
from engage_eval.core.messages import Messages

if TYPE_CHECKING:
    from engage_eval.actions.register import Known

# Kept in the register beside the reasons that people give.
_REASON = "report --share"
_ERASING = "consent withdraw"
# Shorter parts of a name are titles and particles.
_TELLING = 4


def own_names(study: str, person: str, speaking: Callable[[str], Messages], by: str) -> tuple[str, ...]:
    """Return what ``person`` is called in the register, whole and by its longer parts; asks for the passphrase.

    Raises UsageError for a folder, without a register, or who is no keeper.
    """
    from engage_eval.actions import register as actions

    looked = actions.look(study, by, clock=now, ids=new_id)
    secrets = actions.Secrets(reason=_ERASING, passphrase=asking.passphrase(speaking(looked.language)))
    with actions.session(study, by, clock=now, ids=new_id) as session:
        found = actions.find(session, person, secrets)
    whole = [one.contact.name for one in found.entries if one.contact.participant.casefold() == person.casefold()]
    parts = [part for name in whole for part in name.split() if len(part) >= _TELLING]
    return tuple(dict.fromkeys(one for one in (*whole, *parts) if one))


def has_register(study: str) -> bool:
    """Return whether a study file or database has a contacts register at hand; a folder has none."""
    from engage_eval.actions.register import has_register as found

    return found(study)


def register_names(study: str, say: Messages, *, share: bool, asked: bool) -> "Known | None":
    """Return what to look for: where ``--register`` asks for it, or ENGAGE_EVAL_PASSPHRASE is set; else None.

    Raises UsageError for ``--register`` without ``--share``, a folder, or who is no keeper.
    """
    from engage_eval.actions import register as actions

    if asked and not share:
        raise UsageError("register.without_share")
    is_set = bool(os.environ.get(asking.PASSPHRASE_VARIABLE))
    if not share or not (asked or (is_set and has_register(study))):
        return None
    by = os.environ.get(BY_VARIABLE, "")
    actions.look(study, by, clock=now, ids=new_id)
    secrets = actions.Secrets(reason=_REASON, passphrase=asking.passphrase(say))
    with actions.session(study, by, clock=now, ids=new_id) as session:
        return actions.known(session, secrets)
