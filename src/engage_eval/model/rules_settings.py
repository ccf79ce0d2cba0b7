"""Rules of the settings that were changed: each is one that decides results."""

from collections.abc import Iterator

from engage_eval.core.problem import Problem
from engage_eval.model.declared import DECIDING, declared
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import fault, meant


def check(record: StudyRecord) -> Iterator[Problem]:
    """Yield names of settings that are unknown, each once."""
    told: set[str] = set()
    for row in record.settings:
        if declared(row.setting) is None and row.setting not in told:
            told.add(row.setting)
            yield fault("settings.unknown", row.place.at("setting"), found=row.setting, **meant(row.setting, DECIDING))
