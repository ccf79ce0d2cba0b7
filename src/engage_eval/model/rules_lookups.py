"""Small helps of the rules: what was probably meant, and lists that fit a sentence."""

from collections.abc import Collection, Iterable

from engage_eval.core.problem import Param, Place, Problem
from engage_eval.core.similar import closest
from engage_eval.model.moment import ZONES, Moment

# Keys up to this many are listed as allowed; more would bury the message.
_LISTED = 12


def meant(value: str, known: Collection[str], *, also_list: bool = False) -> dict[str, Param]:
    """Return the parameters ``meant`` (a known key that looks like ``value``) and, if asked, ``allowed``."""
    near = closest(value, known)
    found: dict[str, Param] = {"meant": near} if near else {}
    if also_list and 0 < len(known) <= _LISTED:
        found["allowed"] = ", ".join(sorted(known))
    return found


def listed(names: Iterable[str], *, most: int = 5) -> str:
    """Return the names joined by commas; the first ``most`` and three dots where there are more."""
    found = list(dict.fromkeys(names))
    return ", ".join(found[:most]) + (", ..." if len(found) > most else "")


def written(moment: Moment, zone: str) -> str:
    """Return a moment as people in ``zone`` write it; a day alone where no time was recorded."""
    if moment.utc is None or zone not in ZONES:
        return moment.canonical()
    return f"{moment.utc.astimezone(ZONES[zone]):%Y-%m-%d %H:%M} {zone}"


def fault(code: str, place: Place, /, **params: Param) -> Problem:
    """Return the problem of ``code`` at ``place``."""
    return Problem(code=code, place=place, params=params)
