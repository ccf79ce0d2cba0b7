"""The catalogue of problems and reasons: each code has one severity, one message and one hint.

Messages are English ids of the gettext catalogue; every code has a page in docs/problems/.
"""

from collections.abc import Mapping

from engage_eval.core.catalogue import (
    answers,
    backup,
    bundle,
    command,
    consent,
    definitions,
    design,
    disclosure,
    doctor,
    files,
    importing,
    kit,
    merge,
    network,
    people,
    printing,
    reasons,
    recording,
    register,
    rivals,
    store,
    study,
    verify,
    word,
    xlsform,
)
from engage_eval.core.catalogue.entry import Entry

CATALOGUE: Mapping[str, Entry] = {
    code: found
    for part in (
        files,
        definitions,
        study,
        design,
        people,
        consent,
        answers,
        network,
        word,
        xlsform,
        importing,
        bundle,
        merge,
        backup,
        store,
        disclosure,
        kit,
        printing,
        command,
        register,
        verify,
        doctor,
        recording,
    )
    for code, found in part.ENTRIES.items()
}
_REASONS: Mapping[str, str] = {**reasons.REASONS, **rivals.RIVALS, **rivals.CAUTIONS}


def lookup(code: str) -> Entry:
    """Return the entry of ``code``; an unknown code is a bug (KeyError)."""
    return CATALOGUE[code]


def reason_text(code: str) -> str:
    """Return the message id of a Reason's code; an unknown code is a bug (KeyError)."""
    return _REASONS[code]
