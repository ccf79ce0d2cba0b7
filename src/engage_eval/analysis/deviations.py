"""Deviations: settings that decide results and were changed, and which of them after the first answer came in."""

from dataclasses import dataclass

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
    for one in sorted(dict.fromkeys(snapshot.settings), key=_order):
        of_setting.setdefault(one.setting, []).append(one)
    chained = [
        one
        for setting, changes in sorted(of_setting.items())
        for one in _chained(changes, DECIDING[setting](snapshot.study) if setting in DECIDING else None)
    ]
    return Deviations(changes=tuple(sorted(chained, key=lambda one: (one.at.sort_key(), one.setting))))


def _chained(changes: list[SettingChange], at_last: str | None) -> list[SettingChange]:
    """Return changes of one setting so that, of one minute, each begins with what the one before it ended in.

    ``at_last`` is what the setting is now, where that is known.
    """
    left, found = list(changes), list[SettingChange]()
    wanted = at_last
    while left:
        newest = [one for one in left if one.at.sort_key() == left[-1].at.sort_key()]
        begun = {one.before for one in newest}
        ends = [one for one in newest if one.after == wanted] or [one for one in newest if one.after not in begun]
        found.append((ends or newest)[-1])
        left.remove(found[-1])
        wanted = found[-1].before
    return found[::-1]


def _order(one: SettingChange) -> tuple[str, str, str, str, str, int]:
    interviews = -1 if one.interviews is None else one.interviews
    return one.at.sort_key(), one.setting, one.before, one.after, one.by, interviews
