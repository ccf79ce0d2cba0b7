"""Rules of the experts' panel: ratings lie on its scale, and judge items that the questionnaire has."""

from collections.abc import Iterator

from engage_eval.core.problem import Problem
from engage_eval.model.panel import HIGHEST, LOWEST
from engage_eval.model.record import StudyRecord
from engage_eval.model.rules_lookups import fault, meant


def check(record: StudyRecord) -> Iterator[Problem]:
    """Yield ratings outside the scale, and unknown items, each once."""
    known = frozenset(item.key for one in record.instruments for item in one.items)
    told: set[str] = set()
    for row in record.panel:
        if not LOWEST <= row.rating <= HIGHEST:
            yield fault("panel.rating", row.place.at(row.item), found=row.rating)
        if row.item not in known and row.item not in told and record.knows_instruments():
            told.add(row.item)
            yield fault("panel.unknown_item", row.place.at(row.item), found=row.item, **meant(row.item, known))
