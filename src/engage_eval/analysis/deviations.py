"""Deviations: settings that decide results and were changed, and which of them after the first answer came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from engage_eval.model.declared import DECIDING
from engage_eval.model.snapshot import Snapshot
from engage_eval.model.study import SettingChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviations:
    """``changes`` are all that is known, in the order of time; each stands once, however often it was written down."""

    changes: tuple[SettingChange, ...] = ()

    @property
    def after_answers(self) -> tuple[SettingChange, ...]:
        """Return the changes made when at least one interview had answers: the deviations."""
        return tuple(one for one in self.changes if one.interviews)

    @property
    def unknown(self) -> tuple[SettingChange, ...]:
        """Return the changes of which nobody recorded how many interviews had answers."""
        return tuple(one for one in self.changes if one.interviews is None)

    @property
    def shown(self) -> tuple[SettingChange, ...]:
        """Return what a reader must be told: deviations, and what may be one."""
        return tuple(one for one in self.changes if one.interviews != 0)


def deviations(snapshot: Snapshot) -> Deviations:
    """Return the changed settings of a study, the same in whatever order its rows stand."""
    of_setting: dict[str, list[SettingChange]] = {}
    for one in sorted(snapshot.settings, key=_order):
        of_setting.setdefault(one.setting, []).append(one)
    chained = [
        one
        for setting, changes in sorted(of_setting.items())
        for one in _chained(changes, DECIDING[setting](snapshot.study) if setting in DECIDING else None)
    ]
    return Deviations(changes=tuple(sorted(chained, key=lambda one: (one.at.sort_key(), one.setting))))


def _chained(changes: Sequence[SettingChange], at_last: str | None) -> list[SettingChange]:
    """Return changes of one setting so that, of one minute, each begins with what the one before it ended in.

    ``at_last`` is what the setting is now, where that is known.
    """
    found: list[SettingChange] = []
    wanted = at_last
    minutes = [list(rows) for _, rows in groupby(changes, key=lambda one: one.at.sort_key())]
    for rows in reversed(minutes):
        found = [*_of_minute(rows, wanted), *found]
        wanted = found[0].before
    return found


def _of_minute(changes: Sequence[SettingChange], at_last: str | None) -> Sequence[SettingChange]:
    """Return changes of one minute as they were made; the same twice is one, unless it was made, undone and made again.

    Where they are no chain, as of two copies that were changed apart, they stand in the order of their values.
    """
    once = list(dict.fromkeys(changes))
    # What begins nothing is where a chain ends; where each does, it may end anywhere.
    ends = sorted((one.after for one in once), key=lambda value: any(one.before == value for one in once))
    for rows in (changes, once):
        for end in (at_last, *ends):
            trail = _trail(rows, end)
            if len(trail) == len(rows):
                return trail
    return once


def _trail(changes: Sequence[SettingChange], end: str | None) -> list[SettingChange]:
    """Return the changes as one chain that ends in ``end``, by Hierholzer's way (1873); fewer where there is none."""
    into: dict[str | None, list[SettingChange]] = {}
    for one in reversed(changes):
        into.setdefault(one.after, []).append(one)
    found: list[SettingChange] = []
    open_ends: list[SettingChange] = []
    value = end
    while True:
        if into.get(value):
            open_ends.append(into[value].pop())
        elif open_ends:
            found.append(open_ends.pop())
        else:
            break
        value = open_ends[-1].before if open_ends else end
    return found if all(one.after == after.before for one, after in pairwise(found)) else []


def _order(one: SettingChange) -> tuple[str, str, str, str, str, int]:
    interviews = -1 if one.interviews is None else one.interviews
    return one.at.sort_key(), one.setting, one.before, one.after, one.by, interviews
