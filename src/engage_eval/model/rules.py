"""The rules of a study: every cross-check between tables, the same for a study folder and a study file."""

from itertools import chain

from engage_eval.core.problem import Problem
from engage_eval.model import (
    rules_answers,
    rules_consent,
    rules_design,
    rules_interviews,
    rules_panel,
    rules_people,
    rules_references,
    rules_settings,
)
from engage_eval.model.consent import Sieve
from engage_eval.model.record import StudyRecord
from engage_eval.model.shown import Screening


def check(record: StudyRecord) -> list[Problem]:
    """Return every problem of ``record`` at once, sorted by file, line, column and code."""
    screening = Screening(record)
    found = chain(
        rules_design.check(record),
        rules_references.check(record),
        rules_people.check(record, screening),
        rules_consent.check(record, Sieve(record)),
        rules_interviews.check(record, screening),
        rules_answers.check(record, screening),
        rules_panel.check(record),
        rules_settings.check(record),
    )
    return sorted(found, key=_order)


def _order(problem: Problem) -> tuple[str, int, str, str, str]:
    place = problem.place
    return place.file, place.line or 0, place.key, problem.code, repr(sorted(problem.params.items()))
