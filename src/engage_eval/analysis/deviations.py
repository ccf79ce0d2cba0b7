"""Deviations: settings that decide results and were changed, and which of them after the first answer came in."""

from dataclasses import dataclass

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
    return Deviations(changes=tuple(sorted(dict.fromkeys(snapshot.settings), key=_order)))


def _order(one: SettingChange) -> tuple[str, str, str, str, str, int]:
    interviews = -1 if one.interviews is None else one.interviews
    return one.at.sort_key(), one.setting, one.before, one.after, one.by, interviews
